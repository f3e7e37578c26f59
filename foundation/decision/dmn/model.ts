import type { Aggregate, HitPolicy } from "../table-source.ts";

/** A DMN model as its file writes it: every expression is still text. */
export type DmnModel = {
  readonly name: string;
  readonly namespace: string;
  readonly imports: readonly { readonly name: string; readonly namespace: string }[];
  readonly types: readonly ItemDefinition[];
  readonly inputs: readonly InputData[];
  readonly decisions: readonly Decision[];
  readonly knowledge: readonly KnowledgeModel[];
  readonly services: readonly DecisionService[];
};

export type ItemDefinition = {
  readonly name: string;
  readonly typeRef: string | undefined;
  readonly isCollection: boolean;
  /** Unary tests on each value, or on each item of a collection. */
  readonly allowedValues: string | undefined;
  /** Unary tests on the value as a whole. */
  readonly typeConstraint: string | undefined;
  readonly components: readonly ItemDefinition[];
  readonly functionItem: { readonly parameters: readonly Variable[]; readonly result: string | undefined } | undefined;
};

export type Variable = { readonly name: string; readonly typeRef: string | undefined };

export type InputData = { readonly id: string; readonly name: string; readonly variable: Variable };

/** Ids (with their namespace before "#" when imported) of what an element needs. */
export type Requirements = {
  readonly inputs: readonly string[];
  readonly decisions: readonly string[];
  readonly knowledge: readonly string[];
};

export type Decision = {
  readonly id: string;
  readonly name: string;
  readonly variable: Variable;
  readonly needs: Requirements;
  readonly logic: Boxed | undefined;
};

export type KnowledgeModel = {
  readonly id: string;
  readonly name: string;
  readonly variable: Variable;
  readonly needs: Requirements;
  readonly logic: Extract<Boxed, { readonly kind: "function" }> | undefined;
};

export type DecisionService = {
  readonly id: string;
  readonly name: string;
  readonly variable: Variable;
  readonly outputs: readonly string[];
  readonly encapsulated: readonly string[];
  readonly inputDecisions: readonly string[];
  readonly inputs: readonly string[];
};

/** Boxed expressions (DMN 1.5, chapters 7, 8 and 10). */
export type Boxed =
  | { readonly kind: "literal"; readonly text: string; readonly typeRef: string | undefined }
  | { readonly kind: "unsupported"; readonly what: string; readonly typeRef: string | undefined }
  | {
      readonly kind: "context";
      /** An entry without a variable is the result of the whole. */
      readonly entries: readonly { readonly variable: Variable | undefined; readonly value: Boxed | undefined }[];
      readonly typeRef: string | undefined;
    }
  | { readonly kind: "list"; readonly items: readonly Boxed[]; readonly typeRef: string | undefined }
  | {
      readonly kind: "relation";
      readonly columns: readonly Variable[];
      readonly rows: readonly (readonly Boxed[])[];
      readonly typeRef: string | undefined;
    }
  | {
      readonly kind: "invocation";
      readonly called: Boxed | undefined;
      readonly bindings: readonly { readonly parameter: Variable; readonly value: Boxed | undefined }[];
      readonly typeRef: string | undefined;
    }
  | {
      readonly kind: "function";
      readonly language: "FEEL" | "Java" | "PMML";
      readonly parameters: readonly Variable[];
      readonly body: Boxed | undefined;
      readonly typeRef: string | undefined;
    }
  | {
      readonly kind: "conditional";
      readonly condition: Boxed | undefined;
      readonly yes: Boxed | undefined;
      readonly no: Boxed | undefined;
      readonly typeRef: string | undefined;
    }
  | {
      readonly kind: "filter";
      readonly of: Boxed | undefined;
      readonly match: Boxed | undefined;
      readonly typeRef: string | undefined;
    }
  | {
      readonly kind: "for" | "some" | "every";
      readonly variable: string;
      readonly over: Boxed | undefined;
      readonly body: Boxed | undefined;
      readonly typeRef: string | undefined;
    }
  | DmnTable;

export type DmnTable = {
  readonly kind: "table";
  readonly hit: HitPolicy;
  readonly aggregate: Aggregate | undefined;
  readonly inputs: readonly {
    readonly text: string;
    readonly typeRef: string | undefined;
    readonly allowed: string | undefined;
  }[];
  readonly outputs: readonly {
    readonly name: string | undefined;
    readonly typeRef: string | undefined;
    readonly allowed: string | undefined;
    readonly otherwise: string | undefined;
  }[];
  readonly rows: readonly {
    readonly when: readonly string[];
    readonly answers: readonly string[];
    readonly note: string | undefined;
  }[];
  readonly typeRef: string | undefined;
};
