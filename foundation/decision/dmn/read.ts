import { DecisionError } from "../error.ts";
import type { Aggregate, HitPolicy } from "../table-source.ts";
import type {
  Boxed,
  Decision,
  DecisionService,
  DmnModel,
  DmnTable,
  InputData,
  ItemDefinition,
  KnowledgeModel,
  Requirements,
  Variable,
} from "./model.ts";
import { type XmlElement, childNamed, childrenNamed, innerText, parseXml } from "./xml.ts";

/** Reads a DMN file of any version from 1.1 to 1.6. Throws `DecisionError` when it is no DMN. */
export function parseDmn(xml: string): DmnModel {
  const root = parseXml(xml);
  if (root.name !== "definitions")
    throw new DecisionError(`A DMN file starts with "definitions", found "${root.name}".`);
  return {
    name: root.attributes["name"] ?? "",
    namespace: root.attributes["namespace"] ?? "",
    imports: childrenNamed(root, "import").map(({ attributes }) => ({
      name: attributes["name"] ?? "",
      namespace: attributes["namespace"] ?? "",
    })),
    types: childrenNamed(root, "itemDefinition").map(readType),
    inputs: childrenNamed(root, "inputData").map(readInput),
    decisions: childrenNamed(root, "decision").map(readDecision),
    knowledge: childrenNamed(root, "businessKnowledgeModel").map(readKnowledge),
    services: childrenNamed(root, "decisionService").map(readService),
  };
}

/** Type names may carry a prefix such as "feel:". */
const typeRefOf = (element: XmlElement): string | undefined => {
  const written = (element.attributes["typeRef"] ?? childNamed(element, "typeRef")?.text)?.trim();
  if (written === undefined || written === "") return undefined;
  return written.startsWith("feel:") ? written.slice(5) : written;
};

function readType(element: XmlElement): ItemDefinition {
  const functionItem = childNamed(element, "functionItem");
  const output = functionItem?.attributes["outputTypeRef"];
  return {
    name: element.attributes["name"] ?? "",
    typeRef: typeRefOf(element),
    isCollection: element.attributes["isCollection"] === "true",
    allowedValues: innerText(childNamed(element, "allowedValues")),
    typeConstraint: innerText(childNamed(element, "typeConstraint")),
    components: childrenNamed(element, "itemComponent").map(readType),
    functionItem:
      functionItem === undefined
        ? undefined
        : { parameters: childrenNamed(functionItem, "parameters").map(readVariable), result: output },
  };
}

const readVariable = (element: XmlElement): Variable => ({
  name: element.attributes["name"] ?? "",
  typeRef: typeRefOf(element),
});

function variableOf(element: XmlElement): Variable {
  const variable = childNamed(element, "variable");
  const name = variable?.attributes["name"] ?? element.attributes["name"] ?? "";
  return { name, typeRef: variable === undefined ? undefined : typeRefOf(variable) };
}

const identity = (element: XmlElement): { id: string; name: string } => ({
  id: element.attributes["id"] ?? element.attributes["name"] ?? "",
  name: element.attributes["name"] ?? "",
});

const readInput = (element: XmlElement): InputData => ({ ...identity(element), variable: variableOf(element) });

const hrefs = (elements: readonly XmlElement[]): string[] =>
  elements.flatMap(({ attributes }) => {
    const href = attributes["href"];
    return href === undefined ? [] : [href.startsWith("#") ? href.slice(1) : href];
  });

function readNeeds(element: XmlElement): Requirements {
  const information = childrenNamed(element, "informationRequirement").flatMap(({ children }) => children);
  const knowledge = childrenNamed(element, "knowledgeRequirement").flatMap(({ children }) => children);
  return {
    inputs: hrefs(information.filter(({ name }) => name === "requiredInput")),
    decisions: hrefs(information.filter(({ name }) => name === "requiredDecision")),
    knowledge: hrefs(knowledge.filter(({ name }) => name === "requiredKnowledge")),
  };
}

const readDecision = (element: XmlElement): Decision => ({
  ...identity(element),
  variable: variableOf(element),
  needs: readNeeds(element),
  logic: firstBoxed(element),
});

function readKnowledge(element: XmlElement): KnowledgeModel {
  const logic = childNamed(element, "encapsulatedLogic");
  return {
    ...identity(element),
    variable: variableOf(element),
    needs: readNeeds(element),
    logic: logic === undefined ? undefined : readFunction(logic),
  };
}

const readService = (element: XmlElement): DecisionService => ({
  ...identity(element),
  variable: variableOf(element),
  outputs: hrefs(childrenNamed(element, "outputDecision")),
  encapsulated: hrefs(childrenNamed(element, "encapsulatedDecision")),
  inputDecisions: hrefs(childrenNamed(element, "inputDecision")),
  inputs: hrefs(childrenNamed(element, "inputData")),
});

// --- Boxed expressions

const readers: Readonly<Record<string, (element: XmlElement) => Boxed>> = {
  literalExpression: readLiteral,
  context: (element) => ({
    kind: "context",
    entries: childrenNamed(element, "contextEntry").map((entry) => {
      const variable = childNamed(entry, "variable");
      return { variable: variable === undefined ? undefined : readVariable(variable), value: firstBoxed(entry) };
    }),
    typeRef: typeRefOf(element),
  }),
  list: (element) => ({ kind: "list", items: boxedChildren(element), typeRef: typeRefOf(element) }),
  relation: (element) => ({
    kind: "relation",
    columns: childrenNamed(element, "column").map(readVariable),
    rows: childrenNamed(element, "row").map(boxedChildren),
    typeRef: typeRefOf(element),
  }),
  invocation: (element) => ({
    kind: "invocation",
    called: firstBoxed(element),
    bindings: childrenNamed(element, "binding").map((binding) => {
      const parameter = childNamed(binding, "parameter");
      return {
        parameter: parameter === undefined ? { name: "", typeRef: undefined } : readVariable(parameter),
        value: firstBoxed(binding),
      };
    }),
    typeRef: typeRefOf(element),
  }),
  functionDefinition: readFunction,
  conditional: (element) => ({
    kind: "conditional",
    condition: boxedIn(element, "if"),
    yes: boxedIn(element, "then"),
    no: boxedIn(element, "else"),
    typeRef: typeRefOf(element),
  }),
  filter: (element) => ({
    kind: "filter",
    of: boxedIn(element, "in"),
    match: boxedIn(element, "match"),
    typeRef: typeRefOf(element),
  }),
  for: (element) => readIteration(element, "for", "return"),
  some: (element) => readIteration(element, "some", "satisfies"),
  every: (element) => readIteration(element, "every", "satisfies"),
  decisionTable: readTable,
};

function readLiteral(element: XmlElement): Boxed {
  const language = element.attributes["expressionLanguage"] ?? "";
  const text = innerText(element);
  if (language !== "" && !/feel/i.test(language))
    return { kind: "unsupported", what: language, typeRef: typeRefOf(element) };
  return text === undefined
    ? { kind: "unsupported", what: "an expression without text", typeRef: typeRefOf(element) }
    : { kind: "literal", text, typeRef: typeRefOf(element) };
}

const boxedChildren = (element: XmlElement): Boxed[] =>
  element.children.flatMap((child) => {
    const reader = Object.hasOwn(readers, child.name) ? readers[child.name] : undefined;
    return reader === undefined ? [] : [reader(child)];
  });

function firstBoxed(element: XmlElement): Boxed | undefined {
  return boxedChildren(element)[0];
}

const boxedIn = (element: XmlElement, name: string): Boxed | undefined => {
  const child = childNamed(element, name);
  return child === undefined ? undefined : firstBoxed(child);
};

const readIteration = (element: XmlElement, kind: "for" | "some" | "every", body: string): Boxed => ({
  kind,
  variable: element.attributes["iteratorVariable"] ?? "",
  over: boxedIn(element, "in"),
  body: boxedIn(element, body),
  typeRef: typeRefOf(element),
});

function readFunction(element: XmlElement): Extract<Boxed, { readonly kind: "function" }> {
  const kind = element.attributes["kind"] ?? "FEEL";
  return {
    kind: "function",
    language: kind === "Java" ? "Java" : kind === "PMML" ? "PMML" : "FEEL",
    parameters: childrenNamed(element, "formalParameter").map(readVariable),
    body: firstBoxed(element),
    typeRef: typeRefOf(element),
  };
}

const hitPolicies: Readonly<Record<string, HitPolicy>> = {
  UNIQUE: "unique",
  FIRST: "first",
  PRIORITY: "priority",
  ANY: "any",
  COLLECT: "collect",
  "RULE ORDER": "rule-order",
  "OUTPUT ORDER": "output-order",
};
const aggregates: Readonly<Record<string, Aggregate>> = { SUM: "sum", MIN: "min", MAX: "max", COUNT: "count" };

function readTable(element: XmlElement): DmnTable {
  const written = element.attributes["hitPolicy"] ?? "UNIQUE";
  const hit = hitPolicies[written];
  if (hit === undefined)
    throw new DecisionError(
      `A decision table has hit policy "${written}"; known are ${Object.keys(hitPolicies).join(", ")}.`,
    );
  const outputs = childrenNamed(element, "output");
  return {
    kind: "table",
    hit,
    aggregate: aggregates[element.attributes["aggregation"] ?? ""],
    inputs: childrenNamed(element, "input").map((input) => {
      const expression = childNamed(input, "inputExpression");
      return {
        text: innerText(expression) ?? "",
        typeRef: expression === undefined ? undefined : typeRefOf(expression),
        allowed: innerText(childNamed(input, "inputValues")),
      };
    }),
    outputs: outputs.map((output) => ({
      name: output.attributes["name"],
      typeRef: typeRefOf(output),
      allowed: innerText(childNamed(output, "outputValues")),
      otherwise: innerText(childNamed(output, "defaultOutputEntry")),
    })),
    rows: childrenNamed(element, "rule").map((rule) => ({
      when: childrenNamed(rule, "inputEntry").map((entry) => innerText(entry) ?? "-"),
      answers: childrenNamed(rule, "outputEntry").map((entry) => innerText(entry) ?? "null"),
      note: childNamed(rule, "description")?.text.trim(),
    })),
    typeRef: typeRefOf(element),
  };
}
