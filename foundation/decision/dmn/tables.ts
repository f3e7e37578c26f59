import { simpleTypes } from "../syntax.ts";
import type { TableSource, ValueKind } from "../table-source.ts";
import type { Boxed, DmnModel, DmnTable, ItemDefinition } from "./model.ts";

/** A decision table of a model, with the name of the decision or knowledge model it stands in. */
export type TableInDmn = { readonly element: string; readonly source: TableSource };

/** Every decision table of a model as a source to compile or analyse; domains come from the types it declares. */
export function tablesOf(model: DmnModel): TableInDmn[] {
  const types = new Map(model.types.map((type) => [type.name, type]));
  const variables = new Map<string, string | undefined>(
    [...model.inputs, ...model.decisions].map(({ variable }) => [variable.name, variable.typeRef]),
  );
  const logics = [
    ...model.decisions.map(({ name, logic }) => ({ name, logic, parameters: new Map<string, string | undefined>() })),
    ...model.knowledge.map(({ name, logic }) => ({
      name,
      logic: logic?.body,
      parameters: new Map(logic?.parameters.map((parameter) => [parameter.name, parameter.typeRef])),
    })),
  ];
  return logics.flatMap(({ name, logic, parameters }) => {
    const found = tablesIn(logic);
    const known = new Map([...variables, ...parameters]);
    return found.map((table, index) => ({
      element: name,
      source: sourceOf(table, found.length === 1 ? name : `${name} (${index + 1})`, name, types, known),
    }));
  });
}

function tablesIn(boxed: Boxed | undefined): DmnTable[] {
  switch (boxed?.kind) {
    case "table":
      return [boxed];
    case "context":
      return boxed.entries.flatMap(({ value }) => tablesIn(value));
    case "list":
      return boxed.items.flatMap(tablesIn);
    case "relation":
      return boxed.rows.flat().flatMap(tablesIn);
    case "invocation":
      return [...tablesIn(boxed.called), ...boxed.bindings.flatMap(({ value }) => tablesIn(value))];
    case "function":
      return tablesIn(boxed.body);
    case "conditional":
      return [boxed.condition, boxed.yes, boxed.no].flatMap(tablesIn);
    case "filter":
      return [boxed.of, boxed.match].flatMap(tablesIn);
    case "for":
    case "some":
    case "every":
      return [boxed.over, boxed.body].flatMap(tablesIn);
    default:
      return [];
  }
}

type Types = ReadonlyMap<string, ItemDefinition>;

function sourceOf(
  table: DmnTable,
  name: string,
  element: string,
  types: Types,
  variables: ReadonlyMap<string, string | undefined>,
): TableSource {
  const signed = [...variables.keys()].filter((variable) => !/^[\p{L}_?][\p{L}\p{N}_ ]*$/u.test(variable));
  return {
    name,
    ...(signed.length === 0 ? {} : { names: Object.fromEntries(signed.map((variable) => [variable, true])) }),
    hit: table.hit,
    ...(table.aggregate === undefined ? {} : { aggregate: table.aggregate }),
    inputs: table.inputs.map(({ text, typeRef, allowed }) => {
      const type = definitionOf(typeRef ?? typeOfPath(text, types, variables), types);
      const declared = definitionOf(typeOfPath(text, types, variables), types);
      const domain = allowed ?? type.allowed ?? declared.allowed;
      const kind = type.kind === "any" ? declared.kind : type.kind;
      return {
        expression: text,
        type: kind === "any" ? kindOfCells(table, text) : kind,
        ...(domain === undefined || domain === "" ? {} : { allowed: domain }),
      };
    }),
    outputs: table.outputs.map(({ name: output, typeRef, allowed, otherwise }) => {
      const type = definitionOf(typeRef, types);
      const values = allowed ?? type.allowed;
      return {
        name: output ?? element,
        ...(type.kind === "any" ? {} : { type: type.kind }),
        ...(values === undefined || values === "" ? {} : { allowed: values }),
        ...(otherwise === undefined || otherwise === "" ? {} : { otherwise }),
      };
    }),
    rows: table.rows.map(({ when, answers, note }) => ({
      when: when.map((cell) => (cell === "" ? "-" : cell)),
      // oxlint-disable-next-line unicorn/no-thenable -- the word of a table's answers; nothing awaits a row
      then: answers,
      ...(note === undefined || note === "" ? {} : { note }),
    })),
  };
}

/** The kind of a column nobody declared, from the look of its cells. */
function kindOfCells(table: DmnTable, text: string): ValueKind {
  const column = table.inputs.findIndex((input) => input.text === text);
  const cells = table.rows.map(({ when }) => when[column] ?? "-").filter((cell) => cell !== "-" && cell !== "");
  if (cells.length === 0) return "any";
  if (cells.every((cell) => /^(?:not\()?\s*"/.test(cell))) return "string";
  if (cells.every((cell) => /^\s*(?:true|false)\s*$/.test(cell))) return "boolean";
  if (cells.every((cell) => /^\s*(?:[<>]=?|[[(\]])?\s*-?\d/.test(cell))) return "number";
  return "any";
}

const kinds: ReadonlySet<string> = new Set<ValueKind>([
  "number",
  "string",
  "boolean",
  "date",
  "time",
  "date and time",
  "days and time duration",
  "years and months duration",
]);

const isKind = (name: string): name is ValueKind => kinds.has(name);

function definitionOf(
  typeRef: string | undefined,
  types: Types,
  depth = 0,
): { readonly kind: ValueKind; readonly allowed: string | undefined } {
  if (typeRef === undefined || depth > 20) return { kind: "any", allowed: undefined };
  const own = types.get(typeRef);
  if (own === undefined) {
    const simple = simpleTypes[typeRef] ?? "Any";
    return { kind: isKind(simple) ? simple : "any", allowed: undefined };
  }
  if (own.isCollection || own.components.length > 0) return { kind: "any", allowed: undefined };
  const base = definitionOf(own.typeRef, types, depth + 1);
  return { kind: base.kind, allowed: own.allowedValues ?? own.typeConstraint ?? base.allowed };
}

/** The declared type of a path such as `Applicant.Age`. */
function typeOfPath(
  text: string,
  types: Types,
  variables: ReadonlyMap<string, string | undefined>,
): string | undefined {
  const [first = "", ...rest] = text.split(".").map((part) => part.trim());
  let typeRef = variables.get(first);
  for (const part of rest)
    typeRef = (typeRef === undefined ? undefined : types.get(typeRef))?.components.find(
      ({ name }) => name === part,
    )?.typeRef;
  return typeRef;
}
