import { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseDuration, parseTime } from "../calendar.ts";
import { absoluteNumber, compareNumbers, isNumber, multiply, parseNumber, subtract } from "../decimal.ts";
import { normalName } from "../syntax.ts";
import { type FeelType, type FeelValue, equals, isContext, isList, toPlain } from "../value.ts";
import { type DmnOptions, compileDmn } from "./evaluate.ts";
import type { DmnModel } from "./model.ts";
import { parseDmn } from "./read.ts";
import { type XmlElement, childNamed, childrenNamed, parseXml } from "./xml.ts";

/** One expectation of a conformance file and what came of it; values as plain JS. */
export type ConformanceResult = {
  readonly test: string;
  readonly result: string;
  readonly passed: boolean;
  readonly got: unknown;
  readonly expected: unknown;
};

/** The folder of a case: the models by file name, of which a test file names one. */
export type ConformanceCase = { readonly models: ReadonlyMap<string, string>; readonly tests: string };

/** Runs one test file of the DMN conformance suite against its models. */
export function runConformance({ models, tests }: ConformanceCase, options: DmnOptions = {}): ConformanceResult[] {
  const root = parseXml(tests);
  const name = childNamed(root, "modelName")?.text.trim() ?? "";
  const parsed = new Map<string, DmnModel>([...models].map(([file, xml]) => [file, parseDmn(xml)]));
  const model = parsed.get(name) ?? parsed.get(`${name}.dmn`) ?? [...parsed.values()][0];
  if (model === undefined) throw new Error(`The test file names model "${name}", which is not in its folder.`);
  const compiled = compileDmn(
    model,
    [...parsed.values()].filter((other) => other !== model),
    options,
  );

  return childrenNamed(root, "testCase").flatMap((test) => {
    const inputs = new Map<string, FeelValue>();
    for (const node of childrenNamed(test, "inputNode")) {
      const input = normalName(node.attributes["name"] ?? "");
      const value = readValue(node, compiled.typeOfInput(input));
      const namespace = node.attributes["namespace"];
      inputs.set(namespace === undefined ? input : `${namespace}#${input}`, value);
    }
    const service = test.attributes["type"] === "decisionService" ? test.attributes["invocableName"] : undefined;
    return childrenNamed(test, "resultNode").map((node): ConformanceResult => {
      const result = node.attributes["name"] ?? "";
      const expected = readExpected(node);
      const got = answered(() => {
        if (service !== undefined) return compiled.serveValue(service, inputs);
        return node.attributes["type"] === "decisionService"
          ? compiled.serveValue(result, inputs)
          : compiled.decideValue(result, inputs);
      });
      return {
        test: test.attributes["id"] ?? "",
        result,
        passed: got.error === undefined && agrees(got.value, expected),
        got: got.error ?? toPlain(got.value),
        expected: toPlain(expected),
      };
    });
  });
}

function answered(decide: () => FeelValue): { readonly value: FeelValue; readonly error: string | undefined } {
  try {
    return { value: decide(), error: undefined };
  } catch (cause) {
    return { value: null, error: `Error: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

function readExpected(node: XmlElement): FeelValue {
  const expected = childNamed(node, "expected");
  return expected === undefined ? null : readValue(expected, undefined);
}

/** A value of the suite: `value`, `list` of items or `component`s; the declared type helps where the file states none. */
function readValue(node: XmlElement, type: FeelType | undefined): FeelValue {
  const list = childNamed(node, "list");
  if (list !== undefined) {
    if (list.attributes["nil"] === "true") return null;
    return childrenNamed(list, "item").map((item) => readValue(item, type?.kind === "list" ? type.of : undefined));
  }
  const components = childrenNamed(node, "component");
  if (components.length > 0) {
    return new Map(
      components.map((component) => {
        const name = component.attributes["name"] ?? "";
        return [
          name,
          component.attributes["nil"] === "true"
            ? null
            : readValue(component, type?.kind === "context" ? type.entries.get(name) : undefined),
        ];
      }),
    );
  }
  const value = childNamed(node, "value");
  if (value === undefined || value.attributes["nil"] === "true") return null;
  return readSimple(
    value.text,
    value.attributes["type"]?.replace(/^.*:/, "") ?? (type?.kind === "simple" ? type.name : "string"),
  );
}

function readSimple(text: string, type: string): FeelValue {
  const trimmed = text.trim();
  switch (type) {
    case "decimal":
    case "double":
    case "float":
    case "integer":
    case "int":
    case "long":
    case "number":
      return parseNumber(trimmed);
    case "boolean":
      return trimmed === "true" || trimmed === "1";
    case "date":
      return parseDate(trimmed);
    case "time":
      return parseTime(trimmed);
    case "dateTime":
    case "date and time":
      return parseDateTime(trimmed);
    case "duration":
    case "days and time duration":
    case "years and months duration":
    case "dayTimeDuration":
    case "yearMonthDuration":
      return parseDuration(trimmed);
    default:
      return text;
  }
}

/** The suite writes some numbers with fewer digits than decimal128 has; so much relative difference counts as equal. */
const numberTolerance = 1e-8;

function agrees(got: FeelValue, expected: FeelValue): boolean {
  if (isNumber(got) && isNumber(expected)) {
    if (compareNumbers(got, expected) === 0) return true;
    const distance = subtract(got, expected);
    const room = multiply(absoluteNumber(expected), numberTolerance);
    return distance !== null && room !== null && compareNumbers(absoluteNumber(distance), room) <= 0;
  }
  if (isList(got) && isList(expected)) {
    return got.length === expected.length && got.every((item, index) => agrees(item, expected[index] ?? null));
  }
  if (isContext(got) && isContext(expected)) {
    return (
      got.size === expected.size &&
      [...expected].every(([key, value]) => got.has(key) && agrees(got.get(key) ?? null, value))
    );
  }
  if (got instanceof FeelTime && expected instanceof FeelTime)
    return got.zone === expected.zone && equals(got, expected) === true;
  if (got instanceof FeelDateTime && expected instanceof FeelDateTime)
    return got.time.zone === expected.time.zone && equals(got, expected) === true;
  if (got instanceof FeelDate && expected instanceof FeelDate) return equals(got, expected) === true;
  return equals(got, expected) === true;
}
