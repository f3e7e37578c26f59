import { type Test, compileTests } from "../compile.ts";
import { emptyScope } from "../scope.ts";
import { type Names, normalName, parseUnaryTests, simpleTypes } from "../syntax.ts";
import { anyType } from "../type.ts";
import type { FeelType, FeelValue } from "../value.ts";
import type { ItemDefinition } from "./model.ts";

/** Types of a model by name, made when first asked for. */
export type TypeTable = (name: string) => FeelType | undefined;

/** `imported` finds types of other models by their name with the import's before it. */
export function typesOf(definitions: readonly ItemDefinition[], imported: TypeTable): TypeTable {
  const byName = new Map(definitions.map((definition) => [normalName(definition.name), definition]));
  const known = new Map<string, FeelType>();
  const named: TypeTable = (written) => {
    const name = normalName(written);
    const found = known.get(name);
    if (found !== undefined) return found;
    const definition = byName.get(name);
    if (definition === undefined) {
      const simple = simpleTypes[name];
      return simple === undefined ? imported(name) : { kind: "simple", name: simple };
    }
    // A type that holds itself is any value there: FEEL has no recursive types.
    known.set(name, anyType);
    const type = typeOf(definition, named);
    known.set(name, type);
    return type;
  };
  return named;
}

function typeOf(definition: ItemDefinition, named: TypeTable): FeelType {
  const single = withTest(singleType(definition, named), definition.allowedValues);
  const whole: FeelType = definition.isCollection ? { kind: "list", of: single } : single;
  return withTest(whole, definition.typeConstraint);
}

function singleType(definition: ItemDefinition, named: TypeTable): FeelType {
  const { functionItem, components, typeRef } = definition;
  const lookUp = (ref: string | undefined): FeelType => (ref === undefined ? anyType : (named(ref) ?? anyType));
  if (functionItem !== undefined) {
    return {
      kind: "function",
      parameters: functionItem.parameters.map((parameter) => lookUp(parameter.typeRef)),
      result: lookUp(functionItem.result),
    };
  }
  if (components.length > 0) {
    return {
      kind: "context",
      entries: new Map(components.map((component) => [component.name, typeOf(component, named)])),
    };
  }
  return lookUp(typeRef);
}

function withTest(type: FeelType, tests: string | undefined): FeelType {
  if (tests === undefined || tests === "" || type.kind === "range" || type.kind === "function") return type;
  const test: Test = compileTests(parseUnaryTests(tests), { unknown: "dmn" });
  const { allowed } = type;
  const passes = (value: FeelValue): boolean =>
    test(value, emptyScope) === true && (allowed === undefined || allowed(value));
  return { ...type, allowed: passes };
}

/** Names inside values of a type, so that a path such as `person.first-name` can be read. */
export function shapeOf(type: FeelType | undefined): Names | true {
  if (type?.kind === "list") return shapeOf(type.of);
  if (type?.kind !== "context") return true;
  return Object.fromEntries([...type.entries].map(([name, entry]) => [name, shapeOf(entry)]));
}
