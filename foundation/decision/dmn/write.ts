import { unreachable } from "@ruyi/kernel";
import { parseExpression } from "../syntax.ts";
import type { HitPolicy, TableSource } from "../table-source.ts";
import type { Boxed, DecisionService, DmnModel, DmnTable, ItemDefinition, Requirements, Variable } from "./model.ts";
import { escapeXml } from "./xml.ts";
import { freeNames } from "../walk.ts";

/** One element as text lines, without its indentation. */
type Lines = readonly string[];

const indented = (lines: Lines): string[] => lines.map((line) => `  ${line}`);

type Attributes = Readonly<Record<string, string | undefined>>;

function element(name: string, attributes: Attributes, children: Lines = []): string[] {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(value)}"`],
  );
  const start = `<${name}${written.join("")}`;
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...indented(children), `</${name}>`];
}

/** Text stays on the lines it was written on: leading spaces inside it would become part of it. */
const textElement = (text: string): string[] => [`<text>${escapeXml(text)}</text>`];
const texted = (name: string, text: string | undefined, attributes: Attributes = {}): string[] =>
  text === undefined ? [] : element(name, attributes, textElement(text));

/** Writes a model as a DMN 1.5 file; `parseDmn` reads it back as the same model. */
export function writeDmn(model: DmnModel): string {
  const attributes = {
    xmlns: "https://www.omg.org/spec/DMN/20230324/MODEL/",
    id: "definitions",
    name: model.name,
    namespace: model.namespace,
  };
  const children = [
    ...model.imports.flatMap(({ name, namespace }) =>
      element("import", { name, namespace, importType: attributes.xmlns }),
    ),
    ...model.types.flatMap((type) => typeLines("itemDefinition", type)),
    ...model.inputs.flatMap(({ id, name, variable }) =>
      element("inputData", { id, name }, variableLines("variable", variable)),
    ),
    ...model.decisions.flatMap(({ id, name, variable, needs, logic }) =>
      element("decision", { id, name }, [
        ...variableLines("variable", variable),
        ...needLines(needs),
        ...boxedLines(logic),
      ]),
    ),
    ...model.knowledge.flatMap(({ id, name, variable, needs, logic }) =>
      element("businessKnowledgeModel", { id, name }, [
        ...variableLines("variable", variable),
        ...(logic === undefined ? [] : functionLines("encapsulatedLogic", logic)),
        ...needLines(needs),
      ]),
    ),
    ...model.services.flatMap(serviceLines),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("definitions", attributes, children).join("\n")}\n`;
}

const variableLines = (name: string, variable: Variable): string[] =>
  element(name, { name: variable.name, typeRef: variable.typeRef });

function typeLines(name: string, type: ItemDefinition): string[] {
  return element(name, { name: type.name, isCollection: type.isCollection ? "true" : undefined }, [
    ...(type.typeRef === undefined ? [] : [`<typeRef>${escapeXml(type.typeRef)}</typeRef>`]),
    ...texted("allowedValues", type.allowedValues),
    ...texted("typeConstraint", type.typeConstraint),
    ...type.components.flatMap((component) => typeLines("itemComponent", component)),
    ...(type.functionItem === undefined
      ? []
      : element(
          "functionItem",
          { outputTypeRef: type.functionItem.result },
          type.functionItem.parameters.flatMap((parameter) => variableLines("parameters", parameter)),
        )),
  ]);
}

const hrefOf = (reference: string): string => (reference.includes("#") ? reference : `#${reference}`);
const reference = (name: string, to: string): string[] => element(name, { href: hrefOf(to) });

const needLines = ({ inputs, decisions, knowledge }: Requirements): string[] => [
  ...inputs.flatMap((id) => element("informationRequirement", {}, reference("requiredInput", id))),
  ...decisions.flatMap((id) => element("informationRequirement", {}, reference("requiredDecision", id))),
  ...knowledge.flatMap((id) => element("knowledgeRequirement", {}, reference("requiredKnowledge", id))),
];

const serviceLines = ({
  id,
  name,
  variable,
  outputs,
  encapsulated,
  inputDecisions,
  inputs,
}: DecisionService): string[] =>
  element("decisionService", { id, name }, [
    ...variableLines("variable", variable),
    ...outputs.flatMap((to) => reference("outputDecision", to)),
    ...encapsulated.flatMap((to) => reference("encapsulatedDecision", to)),
    ...inputDecisions.flatMap((to) => reference("inputDecision", to)),
    ...inputs.flatMap((to) => reference("inputData", to)),
  ]);

function boxedLines(boxed: Boxed | undefined): string[] {
  if (boxed === undefined) return [];
  const { typeRef } = boxed;
  switch (boxed.kind) {
    case "literal":
      return texted("literalExpression", boxed.text, { typeRef });
    case "unsupported":
      return element("literalExpression", { typeRef, expressionLanguage: boxed.what });
    case "context":
      return element(
        "context",
        { typeRef },
        boxed.entries.flatMap(({ variable, value }) =>
          element("contextEntry", {}, [
            ...(variable === undefined ? [] : variableLines("variable", variable)),
            ...boxedLines(value),
          ]),
        ),
      );
    case "list":
      return element("list", { typeRef }, boxed.items.flatMap(boxedLines));
    case "relation":
      return element("relation", { typeRef }, [
        ...boxed.columns.flatMap((column) => variableLines("column", column)),
        ...boxed.rows.flatMap((row) => element("row", {}, row.flatMap(boxedLines))),
      ]);
    case "invocation":
      return element("invocation", { typeRef }, [
        ...boxedLines(boxed.called),
        ...boxed.bindings.flatMap(({ parameter, value }) =>
          element("binding", {}, [...variableLines("parameter", parameter), ...boxedLines(value)]),
        ),
      ]);
    case "function":
      return functionLines("functionDefinition", boxed);
    case "conditional":
      return element("conditional", { typeRef }, [
        ...part("if", boxed.condition),
        ...part("then", boxed.yes),
        ...part("else", boxed.no),
      ]);
    case "filter":
      return element("filter", { typeRef }, [...part("in", boxed.of), ...part("match", boxed.match)]);
    case "for":
    case "some":
    case "every":
      return element(boxed.kind, { typeRef, iteratorVariable: boxed.variable }, [
        ...part("in", boxed.over),
        ...part(boxed.kind === "for" ? "return" : "satisfies", boxed.body),
      ]);
    case "table":
      return tableLines(boxed);
    default:
      return unreachable(boxed);
  }
}

const part = (name: string, boxed: Boxed | undefined): string[] =>
  boxed === undefined ? [] : element(name, {}, boxedLines(boxed));

const functionLines = (name: string, boxed: Extract<Boxed, { readonly kind: "function" }>): string[] =>
  element(name, { typeRef: boxed.typeRef, kind: boxed.language === "FEEL" ? undefined : boxed.language }, [
    ...boxed.parameters.flatMap((parameter) => variableLines("formalParameter", parameter)),
    ...boxedLines(boxed.body),
  ]);

const hitNames: Readonly<Record<HitPolicy, string>> = {
  unique: "UNIQUE",
  any: "ANY",
  priority: "PRIORITY",
  first: "FIRST",
  "rule-order": "RULE ORDER",
  "output-order": "OUTPUT ORDER",
  collect: "COLLECT",
};

const tableLines = ({ typeRef, hit, aggregate, inputs, outputs, rows }: DmnTable): string[] =>
  element("decisionTable", { typeRef, hitPolicy: hitNames[hit], aggregation: aggregate?.toUpperCase() }, [
    ...inputs.flatMap((input) =>
      element("input", {}, [
        ...texted("inputExpression", input.text, { typeRef: input.typeRef }),
        ...texted("inputValues", input.allowed),
      ]),
    ),
    ...outputs.flatMap((output) =>
      element("output", { name: output.name, typeRef: output.typeRef }, [
        ...texted("outputValues", output.allowed),
        ...texted("defaultOutputEntry", output.otherwise),
      ]),
    ),
    ...rows.flatMap(({ when, answers, note }) =>
      element("rule", {}, [
        ...(note === undefined ? [] : [`<description>${escapeXml(note)}</description>`]),
        ...when.flatMap((cell) => texted("inputEntry", cell)),
        ...answers.flatMap((cell) => texted("outputEntry", cell)),
      ]),
    ),
  ]);

/** A model with one decision for each table, and an input for every name the tables read. */
export function modelOfTables(name: string, tables: readonly TableSource[]): DmnModel {
  const kinds = new Map<string, string | undefined>();
  const readBy = tables.map((table) => {
    const texts = table.inputs.map(({ expression }) => expression);
    const names = new Set(texts.flatMap((text) => freeNames(parseExpression(text))));
    for (const { expression, type } of table.inputs) if (names.has(expression)) kinds.set(expression, type);
    for (const read of names) if (!kinds.has(read)) kinds.set(read, undefined);
    return [...names];
  });
  const idOf = (input: string): string => `input-${[...kinds.keys()].indexOf(input) + 1}`;
  const typeRef = (kind: string | undefined): string | undefined => (kind === "any" ? undefined : kind);
  return {
    name,
    namespace: `urn:ruyi:decision:${encodeURIComponent(name)}`,
    imports: [],
    types: [],
    inputs: [...kinds].map(([input, kind]) => ({
      id: idOf(input),
      name: input,
      variable: { name: input, typeRef: typeRef(kind) },
    })),
    decisions: tables.map((table, index) => ({
      id: `decision-${index + 1}`,
      name: table.name,
      variable: { name: table.name, typeRef: undefined },
      needs: { inputs: (readBy[index] ?? []).map(idOf), decisions: [], knowledge: [] },
      logic: {
        kind: "table",
        hit: table.hit,
        aggregate: table.aggregate,
        typeRef: undefined,
        inputs: table.inputs.map(({ expression, type, allowed }) => ({
          text: expression,
          typeRef: typeRef(type),
          allowed,
        })),
        outputs: table.outputs.map((output) => ({
          name: output.name,
          typeRef: typeRef(output.type),
          allowed: output.allowed,
          otherwise: output.otherwise,
        })),
        rows: table.rows.map(({ when, then, note }) => ({ when, answers: then, note })),
      },
    })),
    knowledge: [],
    services: [],
  };
}
