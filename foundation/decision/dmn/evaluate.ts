import { unreachable } from "@ruyi/kernel";
import { type Reading, type Run, compile, compileTests, evaluateFresh, functionOf, kept } from "../compile.ts";
import { isNumber, isWhole, toInteger } from "../decimal.ts";
import { DecisionError } from "../error.ts";
import { externalFunction } from "../functions/java.ts";
import { type Scope, binding, contextScope, emptyScope, itemScope } from "../scope.ts";
import { type Names, type UnaryTests, normalName, parseExpression, parseUnaryTests } from "../syntax.ts";
import { coerce } from "../type.ts";
import { ranksOf } from "../table.ts";
import { FeelFunction, FeelRange, type FeelType, type FeelValue, fromPlain, isList, toPlain } from "../value.ts";
import { type CompiledDmnTable, decideTable } from "./decide-table.ts";
import type {
  Boxed,
  Decision,
  DecisionService,
  DmnModel,
  DmnTable,
  InputData,
  KnowledgeModel,
  Requirements,
  Variable,
} from "./model.ts";
import { type TypeTable, shapeOf, typesOf } from "./types.ts";

/** Given values by input name, or by "namespace#name" for inputs of imported models. */
export type DmnInputs = ReadonlyMap<string, FeelValue>;

/** A model ready to decide. Names are those of the model; anything that fails is null, as the standard has it. */
export type CompiledDmn = {
  readonly decide: (decision: string, facts: Readonly<Record<string, unknown>>) => unknown;
  readonly serve: (service: string, facts: Readonly<Record<string, unknown>>) => unknown;
  /** The same over FEEL values. */
  readonly decideValue: (decision: string, inputs: DmnInputs) => FeelValue;
  readonly serveValue: (service: string, inputs: DmnInputs) => FeelValue;
  readonly typeOfInput: (name: string) => FeelType | undefined;
};

export type DmnOptions = { readonly now?: () => Date };

type Element =
  | { readonly kind: "input"; readonly item: InputData }
  | { readonly kind: "decision"; readonly item: Decision }
  | { readonly kind: "knowledge"; readonly item: KnowledgeModel }
  | { readonly kind: "service"; readonly item: DecisionService };

/** One model among those it imports, with what was compiled so far. */
type Unit = {
  readonly model: DmnModel;
  readonly types: TypeTable;
  readonly elements: ReadonlyMap<string, Element>;
  readonly compiled: Map<string, CompiledElement>;
};

/** Values found so far in one evaluation; a service starts its own with its arguments given. */
type Evaluation = { readonly given: DmnInputs; readonly values: Map<string, FeelValue>; readonly running: Set<string> };

type CompiledElement = (evaluation: Evaluation) => FeelValue;

/** Compiles a model with the models it imports, directly or through others. Expressions compile when first needed. */
export function compileDmn(model: DmnModel, imported: readonly DmnModel[] = [], options: DmnOptions = {}): CompiledDmn {
  const units = new Map<string, Unit>();
  for (const each of [...imported, model]) units.set(each.namespace, unitOf(each, units));
  const main = units.get(model.namespace);
  if (main === undefined) throw new DecisionError(`Model "${model.name}" has no namespace.`);
  const engine: Engine = { units, now: options.now };

  const run = (kind: "decision" | "service", name: string, given: DmnInputs): FeelValue => {
    const wanted = normalName(name);
    const found = [...main.elements.values()].find(
      (element) => element.kind === kind && normalName(element.item.name) === wanted,
    );
    if (found === undefined) throw new DecisionError(`Model "${model.name}" has no ${kind} "${name}".`);
    const evaluation: Evaluation = { given, values: new Map(), running: new Set() };
    return evaluateFresh(
      () =>
        found.kind === "service"
          ? serve(engine, main, found.item, evaluation)
          : valueOf(engine, main, found.item.id, evaluation),
      emptyScope,
    );
  };
  const inputsOf = (facts: Readonly<Record<string, unknown>>): DmnInputs =>
    new Map(Object.entries(facts).map(([name, value]) => [normalName(name), fromPlain(value)]));

  return {
    decide: (decision, facts) => toPlain(run("decision", decision, inputsOf(facts))),
    serve: (service, facts) => toPlain(run("service", service, inputsOf(facts))),
    decideValue: (decision, inputs) => run("decision", decision, inputs),
    serveValue: (service, inputs) => run("service", service, inputs),
    typeOfInput: (name) => {
      const input = model.inputs.find((item) => normalName(item.name) === normalName(name));
      return input?.variable.typeRef === undefined ? undefined : main.types(input.variable.typeRef);
    },
  };
}

type Engine = { readonly units: ReadonlyMap<string, Unit>; readonly now: (() => Date) | undefined };

function unitOf(model: DmnModel, units: ReadonlyMap<string, Unit>): Unit {
  const types = typesOf(model.types, (name) => {
    for (const { name: prefix, namespace } of model.imports) {
      const start = `${normalName(prefix)}.`;
      if (prefix === "" || name.startsWith(start)) {
        const found = units.get(namespace)?.types(prefix === "" ? name : name.slice(start.length));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  });
  const elements = new Map<string, Element>([
    ...model.inputs.map((item): [string, Element] => [item.id, { kind: "input", item }]),
    ...model.decisions.map((item): [string, Element] => [item.id, { kind: "decision", item }]),
    ...model.knowledge.map((item): [string, Element] => [item.id, { kind: "knowledge", item }]),
    ...model.services.map((item): [string, Element] => [item.id, { kind: "service", item }]),
  ]);
  return { model, types, elements, compiled: new Map() };
}

// --- Elements

type Place = { readonly unit: Unit; readonly element: Element };

/** The element a reference names: an id of the model, or "namespace#id". */
function findElement(engine: Engine, unit: Unit, reference: string): Place | undefined {
  const own = unit.elements.get(reference);
  if (own !== undefined) return { unit, element: own };
  const hash = reference.lastIndexOf("#");
  const other = hash < 0 ? undefined : engine.units.get(reference.slice(0, hash));
  const element = other?.elements.get(reference.slice(hash + 1));
  return other === undefined || element === undefined ? undefined : { unit: other, element };
}

function valueOf(engine: Engine, unit: Unit, id: string, evaluation: Evaluation): FeelValue {
  const key = `${unit.model.namespace}#${id}`;
  const known = evaluation.values.get(key);
  if (known !== undefined) return known;
  // A decision that needs itself has no value.
  if (evaluation.running.has(key)) return null;
  let compiled = unit.compiled.get(id);
  if (compiled === undefined) {
    compiled = compileElement(engine, unit, id);
    unit.compiled.set(id, compiled);
  }
  evaluation.running.add(key);
  const value = compiled(evaluation);
  evaluation.running.delete(key);
  evaluation.values.set(key, value);
  return value;
}

function compileElement(engine: Engine, unit: Unit, id: string): CompiledElement {
  const element = unit.elements.get(id);
  const typeNamed = (ref: string | undefined): FeelType | undefined =>
    ref === undefined ? undefined : unit.types(ref);
  switch (element?.kind) {
    case undefined:
      return () => null;
    case "input": {
      const { item } = element;
      const name = normalName(item.name);
      const type = typeNamed(item.variable.typeRef);
      return ({ given }) => coerce(given.get(`${unit.model.namespace}#${name}`) ?? given.get(name) ?? null, type);
    }
    case "decision": {
      const { logic, needs, variable } = element.item;
      if (logic === undefined) return () => null;
      const names = namesOf(engine, unit, needs);
      const run = guarded(() => compileBoxed(logic, { engine, unit, names }));
      const type = typeNamed(variable.typeRef);
      return (evaluation) => coerce(run(needsScope(engine, unit, needs, evaluation, undefined)), type);
    }
    case "knowledge": {
      const { logic, needs, variable, name } = element.item;
      if (logic === undefined) return () => null;
      const own = normalName(name);
      const names = { ...namesOf(engine, unit, needs), [name]: true as const };
      const result = typeNamed(variable.typeRef);
      const run = guarded(() => compileBoxed(logic, { engine, unit, names }));
      return (evaluation) => {
        const scope = needsScope(engine, unit, needs, evaluation, undefined);
        // A knowledge model may call itself.
        const self: Scope = { find: (wanted) => (wanted === own ? made : scope.find(wanted)) };
        const made: FeelValue = run(self);
        return made instanceof FeelFunction ? withResult(made, result) : made;
      };
    }
    case "service":
      return () => serviceFunction(engine, unit, element.item);
    default:
      return unreachable(element);
  }
}

/** The declared type of a knowledge model is that of its function, or of what the function answers. */
function withResult(made: FeelFunction, type: FeelType | undefined): FeelFunction {
  const result = type?.kind === "function" ? type.result : type;
  if (result === undefined) return made;
  return new FeelFunction(made.parameters, (args) => coerce(made.call(args), result), result, undefined);
}

/** Expressions that are no FEEL decide nothing; the rest of the model still works. */
function guarded(make: () => Run): Run {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof DecisionError) return () => null;
    throw cause;
  }
}

// --- Names in reach of an element

const referencesOf = ({ inputs, decisions, knowledge }: Requirements): readonly string[] => [
  ...inputs,
  ...decisions,
  ...knowledge,
];

function namesOf(engine: Engine, unit: Unit, needs: Requirements): Names {
  const names: Record<string, Names | true> = {};
  for (const reference of referencesOf(needs)) {
    const place = findElement(engine, unit, reference);
    if (place === undefined) continue;
    const { variable } = place.element.item;
    const type = variable.typeRef === undefined ? undefined : place.unit.types(variable.typeRef);
    const shape = place.element.kind === "input" || place.element.kind === "decision" ? shapeOf(type) : true;
    const prefix = place.unit === unit ? "" : importName(unit, place.unit);
    if (prefix === "") names[variable.name] = shape;
    else {
      const inner = names[prefix];
      names[prefix] = { ...(inner === true ? {} : inner), [variable.name]: shape };
    }
  }
  return names;
}

const importName = (unit: Unit, other: Unit): string =>
  unit.model.imports.find(({ namespace }) => namespace === other.model.namespace)?.name ?? "";

/** Finds the values of required elements when an expression first reads them. */
function needsScope(
  engine: Engine,
  unit: Unit,
  needs: Requirements,
  evaluation: Evaluation,
  outer: Scope | undefined,
): Scope {
  const own = new Map<string, Place>();
  const imported = new Map<string, Place[]>();
  for (const reference of referencesOf(needs)) {
    const place = findElement(engine, unit, reference);
    if (place === undefined) continue;
    const prefix = place.unit === unit ? "" : normalName(importName(unit, place.unit));
    if (prefix === "") own.set(normalName(place.element.item.variable.name), place);
    else imported.set(prefix, [...(imported.get(prefix) ?? []), place]);
  }
  const valueAt = ({ unit: at, element }: Place): FeelValue => valueOf(engine, at, element.item.id, evaluation);
  return {
    find: (name) => {
      const place = own.get(name);
      if (place !== undefined) return valueAt(place);
      const places = imported.get(name);
      if (places === undefined) return outer?.find(name);
      return new Map(places.map((each) => [normalName(each.element.item.variable.name), valueAt(each)]));
    },
  };
}

// --- Decision services

const parametersOf = (engine: Engine, unit: Unit, service: DecisionService): Place[] =>
  [...service.inputs, ...service.inputDecisions].flatMap((reference) => findElement(engine, unit, reference) ?? []);

const typeOfPlace = ({ unit, element }: Place): FeelType | undefined => {
  const { typeRef } = element.item.variable;
  return typeRef === undefined ? undefined : unit.types(typeRef);
};

const nothingGiven: DmnInputs = new Map();

/** A service as a function of its input data and input decisions, in this order. */
function serviceFunction(engine: Engine, unit: Unit, service: DecisionService): FeelFunction {
  const places = parametersOf(engine, unit, service);
  const result = service.variable.typeRef === undefined ? undefined : unit.types(service.variable.typeRef);
  const type = result?.kind === "function" ? result.result : result;
  return new FeelFunction(
    places.map((place) => ({ name: normalName(place.element.item.variable.name), type: typeOfPlace(place) })),
    (args) => {
      if (args.length !== places.length) return null;
      const values = new Map<string, FeelValue>();
      for (const [index, place] of places.entries()) {
        const given = args[index] ?? null;
        const value = coerce(given, typeOfPlace(place));
        if (value === null && given !== null) return null;
        values.set(`${place.unit.model.namespace}#${place.element.item.id}`, value);
      }
      return coerce(outputsOf(engine, unit, service, { given: nothingGiven, values, running: new Set() }), type);
    },
    type,
  );
}

/** A service asked from outside: its input decisions are given by name like inputs. */
function serve(engine: Engine, unit: Unit, service: DecisionService, evaluation: Evaluation): FeelValue {
  const args = parametersOf(engine, unit, service).map((place) => {
    const name = normalName(place.element.item.name);
    return evaluation.given.get(`${place.unit.model.namespace}#${name}`) ?? evaluation.given.get(name) ?? null;
  });
  return serviceFunction(engine, unit, service).call(args);
}

function outputsOf(engine: Engine, unit: Unit, service: DecisionService, evaluation: Evaluation): FeelValue {
  const outputs = service.outputs.flatMap((reference) => findElement(engine, unit, reference) ?? []);
  const values = outputs.map((place) => valueOf(engine, place.unit, place.element.item.id, evaluation));
  if (values.length === 1) return values[0] ?? null;
  return new Map(outputs.map(({ element }, index) => [element.item.variable.name, values[index] ?? null]));
}

// --- Boxed expressions

type Surroundings = { readonly engine: Engine; readonly unit: Unit; readonly names: Names };

const withNames = (
  around: Surroundings,
  names: readonly string[],
  types?: readonly (FeelType | undefined)[],
): Surroundings => ({
  ...around,
  names: { ...around.names, ...Object.fromEntries(names.map((name, index) => [name, shapeOf(types?.[index])])) },
});

const readingOf = ({ engine, unit }: Surroundings): Reading => ({
  unknown: "dmn",
  now: engine.now,
  typeNamed: unit.types,
});

const typeFor = ({ unit }: Surroundings, ref: string | undefined): FeelType | undefined =>
  ref === undefined ? undefined : unit.types(ref);

function compileText(text: string, around: Surroundings): Run {
  return guarded(() => compile(parseExpression(text, around.names), readingOf(around)));
}

function compileBoxed(boxed: Boxed | undefined, around: Surroundings): Run {
  if (boxed === undefined) return () => null;
  const run = compileLogic(boxed, around);
  const type = typeFor(around, boxed.typeRef);
  return type === undefined ? run : (scope) => coerce(run(scope), type);
}

function compileLogic(boxed: Boxed, around: Surroundings): Run {
  switch (boxed.kind) {
    case "literal":
      return compileText(boxed.text, around);
    case "unsupported":
      return () => null;
    case "context":
      return compileBoxedContext(boxed, around);
    case "list": {
      const items = boxed.items.map((item) => compileBoxed(item, around));
      return (scope) => items.map((item) => item(scope));
    }
    case "relation": {
      const rows = boxed.rows.map((row) => row.map((cell) => compileBoxed(cell, around)));
      const columns = boxed.columns.map(({ name, typeRef }) => ({
        name: normalName(name),
        type: typeFor(around, typeRef),
      }));
      return (scope) =>
        rows.map(
          (row) => new Map(columns.map(({ name, type }, index) => [name, coerce(row[index]?.(scope) ?? null, type)])),
        );
    }
    case "invocation":
      return compileInvocation(boxed, around);
    case "function":
      return compileBoxedFunction(boxed, around);
    case "conditional": {
      const [condition, yes, no] = [boxed.condition, boxed.yes, boxed.no].map((part) => compileBoxed(part, around));
      return (scope) => (condition?.(scope) === true ? yes?.(scope) : no?.(scope)) ?? null;
    }
    case "filter":
      return compileBoxedFilter(compileBoxed(boxed.of, around), compileBoxed(boxed.match, withNames(around, ["item"])));
    case "for":
    case "some":
    case "every":
      return compileBoxedIteration(boxed, around);
    case "table":
      return compileTableLogic(boxed, around);
    default:
      return unreachable(boxed);
  }
}

function compileBoxedContext(boxed: Extract<Boxed, { readonly kind: "context" }>, around: Surroundings): Run {
  const entries: { name: string | undefined; value: Run; type: FeelType | undefined }[] = [];
  let inner = around;
  for (const { variable, value } of boxed.entries) {
    const type = typeFor(around, variable?.typeRef);
    const run = compileBoxed(value, inner);
    entries.push({ name: variable === undefined ? undefined : normalName(variable.name), value: run, type });
    if (variable !== undefined) inner = withNames(inner, [variable.name], [type]);
  }
  return (scope) => {
    const made = new Map<string, FeelValue>();
    const around = contextScope(made, scope);
    for (const { name, value, type } of entries) {
      const found = coerce(value(around), type);
      if (name === undefined) return found;
      made.set(name, found);
    }
    return made;
  };
}

function compileInvocation(boxed: Extract<Boxed, { readonly kind: "invocation" }>, around: Surroundings): Run {
  const called = compileBoxed(boxed.called, around);
  const bindings = boxed.bindings.map(({ parameter, value }) => ({
    name: normalName(parameter.name),
    value: compileBoxed(value, around),
    type: typeFor(around, parameter.typeRef),
  }));
  return (scope) => {
    const target = called(scope);
    if (!(target instanceof FeelFunction)) return null;
    return target.callNamed(new Map(bindings.map(({ name, value, type }) => [name, coerce(value(scope), type)])));
  };
}

function compileBoxedFunction(boxed: Extract<Boxed, { readonly kind: "function" }>, around: Surroundings): Run {
  if (boxed.language === "PMML") return () => null;
  const types = boxed.parameters.map(({ typeRef }) => typeFor(around, typeRef));
  const body = compileBoxed(
    boxed.body,
    withNames(
      around,
      boxed.parameters.map(({ name }) => name),
      types,
    ),
  );
  const parameters = boxed.parameters.map(({ name }: Variable, index) => ({
    name: normalName(name),
    type: types[index],
  }));
  if (boxed.language === "Java") return (scope) => externalFunction(parameters, body(scope));
  return (scope) => functionOf(parameters, body, scope, undefined);
}

function compileBoxedFilter(of: Run, match: Run): Run {
  return (scope) => {
    const value = of(scope);
    if (value === null) return null;
    const items = isList(value) ? value : [value];
    const first = match(itemScope(items[0] ?? null, scope));
    if (isNumber(first)) {
      const position = isWhole(first) ? (toInteger(first) ?? 0) : 0;
      return position === 0 ? null : (items[position > 0 ? position - 1 : items.length + position] ?? null);
    }
    return kept(items, (item, index) => (index === 0 ? first : match(itemScope(item, scope))));
  };
}

function compileBoxedIteration(
  boxed: Extract<Boxed, { readonly kind: "for" | "some" | "every" }>,
  around: Surroundings,
): Run {
  const over = compileBoxed(boxed.over, around);
  const body = compileBoxed(boxed.body, withNames(around, [boxed.variable, "partial"]));
  const name = normalName(boxed.variable);
  const { kind } = boxed;
  return (scope) => {
    const value = over(scope);
    if (value === null || value instanceof FeelRange) return null;
    const items = isList(value) ? value : [value];
    if (kind === "for") {
      const results: FeelValue[] = [];
      for (const item of items) results.push(body(binding("partial", [...results], binding(name, item, scope))));
      return results;
    }
    const every = kind === "every";
    let found: boolean | null = every;
    let ended = false;
    for (const item of items) {
      const answer = body(binding(name, item, scope));
      if (answer === !every) ended = true;
      else if (answer === null) found = null;
      else if (answer !== every) return null;
    }
    return ended ? !every : found;
  };
}

function compileTableLogic(table: DmnTable, around: Surroundings): Run {
  const reading = readingOf(around);
  const testsOf = (text: string): UnaryTests => parseUnaryTests(text, { ...around.names, "?": true });
  const inputs = table.inputs.map(({ text, typeRef, allowed }) => ({
    run: compileText(text, around),
    type: typeFor(around, typeRef),
    allowed: allowed === undefined || allowed === "" ? undefined : compileTests(testsOf(allowed), reading),
  }));
  const outputs = table.outputs.map(({ name, typeRef, allowed, otherwise }) => ({
    name: normalName(name ?? ""),
    type: typeFor(around, typeRef),
    otherwise: otherwise === undefined || otherwise === "" ? undefined : compileText(otherwise, around),
    ranks: allowed === undefined || allowed === "" ? undefined : ranksOf(testsOf(allowed)),
    allowed: undefined,
  }));
  const rows = table.rows.map(({ when, answers }) => ({
    when: when.map((cell) => compileTests(testsOf(cell), reading)),
    answers: answers.map((cell) => compileText(cell, around)),
  }));
  const compiled: CompiledDmnTable = { table, inputs, outputs, rows };
  return (scope) => decideTable(compiled, scope);
}
