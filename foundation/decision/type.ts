import { FeelDate, FeelDateTime, FeelTime } from "./calendar.ts";
import { simpleTypes, type TypeExpression } from "./syntax.ts";
import { FeelFunction, FeelRange, type FeelType, type FeelValue, isContext, isList, typeName } from "./value.ts";

export const anyType: FeelType = { kind: "simple", name: "Any" };

/** Looks a written type up; unknown names answer `undefined`. */
export function resolveType(
  written: TypeExpression,
  named: (name: string) => FeelType | undefined = () => undefined,
): FeelType | undefined {
  switch (written.kind) {
    case "named": {
      const simple = simpleTypes[written.name];
      return named(written.name) ?? (simple === undefined ? undefined : { kind: "simple", name: simple });
    }
    case "list":
    case "range": {
      const of = resolveType(written.of, named);
      return of === undefined ? undefined : { kind: written.kind, of };
    }
    case "context": {
      const entries = new Map<string, FeelType>();
      for (const { name, type } of written.entries) {
        const resolved = resolveType(type, named);
        if (resolved === undefined) return undefined;
        entries.set(name, resolved);
      }
      return { kind: "context", entries };
    }
    case "function": {
      const parameters = written.parameters.map((parameter) => resolveType(parameter, named));
      const result = resolveType(written.result, named);
      if (result === undefined) return undefined;
      const known = parameters.filter((parameter) => parameter !== undefined);
      return known.length === parameters.length ? { kind: "function", parameters: known, result } : undefined;
    }
  }
}

/** Whether a value is of a type as it stands, without conversion. Null is of every type: it is not known yet. */
function conforms(value: FeelValue, type: FeelType): boolean {
  if (value === null) return true;
  return hasShape(value, type) && (type.allowed === undefined || type.allowed(value));
}

/** `instance of`: the shape alone counts, not which values a type allows; an untyped function is of no function type. */
export const isOfType = (value: FeelValue, type: FeelType): boolean => value === null || hasShape(value, type, true);

function hasShape(value: FeelValue, type: FeelType, strictly = false): boolean {
  const inner = (part: FeelValue, of: FeelType): boolean => (strictly ? isOfType(part, of) : conforms(part, of));
  switch (type.kind) {
    case "simple":
      return type.name === "Any" || typeName(value) === type.name;
    case "list":
      return isList(value) && value.every((item) => inner(item, type.of));
    case "range": {
      if (!(value instanceof FeelRange)) return false;
      const ends = [value.start, value.end].filter((end) => end !== undefined && end !== null);
      return ends.every((end) => inner(end, type.of));
    }
    case "context":
      return (
        isContext(value) &&
        [...type.entries].every(([name, entry]) => {
          const found = value.get(name);
          return found !== undefined && inner(found, entry);
        })
      );
    case "function":
      return value instanceof FeelFunction && (strictly ? functionIsOf(value, type) : functionMayBe(value, type));
  }
}

/** A function whose types are not all known passes for a type with as many parameters. */
function functionMayBe(value: FeelFunction, type: Extract<FeelType, { readonly kind: "function" }>): boolean {
  if (value.parameters.length !== type.parameters.length) return false;
  const accepts = value.parameters.every((parameter, index) => {
    const given = type.parameters[index];
    return parameter.type === undefined || given === undefined || typeConforms(given, parameter.type);
  });
  return accepts && (value.result === undefined || typeConforms(value.result, type.result));
}

function functionIsOf(value: FeelFunction, type: Extract<FeelType, { readonly kind: "function" }>): boolean {
  if (value.parameters.length !== type.parameters.length) return false;
  const accepts = value.parameters.every((parameter, index) => {
    const given = type.parameters[index];
    return parameter.type === undefined || (given !== undefined && typeConforms(given, parameter.type));
  });
  return (
    accepts &&
    (value.result === undefined
      ? type.result.kind === "simple" && type.result.name === "Any"
      : typeConforms(value.result, type.result))
  );
}

/** Whether every value of `type` is also one of `wider` (DMN 1.5, 10.3.2.9). */
function typeConforms(type: FeelType, wider: FeelType): boolean {
  if (wider.kind === "simple" && wider.name === "Any") return true;
  if (type.kind === "simple" && type.name === "Null") return true;
  if (type.kind === "simple") return wider.kind === "simple" && type.name === wider.name;
  if (type.kind === "list")
    return wider.kind === "list" ? typeConforms(type.of, wider.of) : wider.kind === "simple" && wider.name === "list";
  if (type.kind === "range")
    return wider.kind === "range" ? typeConforms(type.of, wider.of) : wider.kind === "simple" && wider.name === "range";
  if (type.kind === "context") {
    if (wider.kind !== "context") return wider.kind === "simple" && wider.name === "context";
    return [...wider.entries].every(([name, entry]) => {
      const own = type.entries.get(name);
      return own !== undefined && typeConforms(own, entry);
    });
  }
  if (wider.kind !== "function") return wider.kind === "simple" && wider.name === "function";
  return (
    type.parameters.length === wider.parameters.length &&
    typeConforms(type.result, wider.result) &&
    type.parameters.every((parameter, index) => {
      const given = wider.parameters[index];
      return given !== undefined && typeConforms(given, parameter);
    })
  );
}

/**
 * The value as one of the type: itself, the only item of a list, a list around it, or the midnight (UTC) of a date;
 * null when none fits (DMN 1.5, 10.3.2.9.4).
 */
export function coerce(value: FeelValue, type: FeelType | undefined): FeelValue {
  if (type === undefined || value === null || conforms(value, type)) return value;
  if (isList(value) && value.length === 1 && type.kind !== "list") {
    const only = value[0] ?? null;
    return only !== null && conforms(only, type) ? only : null;
  }
  if (type.kind === "list" && !isList(value) && conforms(value, type.of)) return [value];
  if (value instanceof FeelDate && type.kind === "simple" && type.name === "date and time") {
    return new FeelDateTime(value, new FeelTime(0, 0, 0));
  }
  return null;
}
