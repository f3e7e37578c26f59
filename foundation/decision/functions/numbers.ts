import {
  type FeelNumber,
  type RoundingMode,
  absoluteNumber,
  exponent,
  isWhole,
  logarithm,
  modulo,
  parseNumber,
  roundNumber,
  squareRoot,
} from "../decimal.ts";
import type { FeelFunction } from "../value.ts";
import { FeelDuration, FeelMonths } from "../calendar.ts";
import { any, builtin, duration, months, number, optional, orNull, signature, text, whole } from "./signature.ts";

/** Decimals a number may be rounded to: the exponents of decimal128. */
const inScale = (scale: number): boolean => scale >= -6111 && scale <= 6176;

const rounding = (mode: RoundingMode): FeelFunction =>
  builtin(
    signature([number("n"), optional(whole("scale"))], (n, scale = 0) =>
      inScale(scale) ? roundNumber(n, scale, mode) : null,
    ),
  );

const roundingTo = (mode: RoundingMode): FeelFunction =>
  builtin(
    signature([number("n"), whole("scale")], (n, scale) => (inScale(scale) ? roundNumber(n, scale, mode) : null)),
  );

const odd = (value: FeelNumber): boolean => modulo(value, 2) === 1;

/** `number("1.000,5", ".", ",")`: separators are one of space, comma and point, and differ. */
function readGrouped(from: string, grouping: string | undefined, decimal: string | undefined): FeelNumber | null {
  if (grouping !== undefined && ![" ", ",", "."].includes(grouping)) return null;
  if (decimal !== undefined && ![",", "."].includes(decimal)) return null;
  if (grouping !== undefined && grouping === decimal) return null;
  const plain = grouping === undefined ? from : from.replaceAll(grouping, "");
  const pointed =
    decimal === undefined || decimal === "." ? plain : plain.replaceAll(".", "x").replaceAll(decimal, ".");
  return parseNumber(pointed);
}

export const numberFunctions: Readonly<Record<string, FeelFunction>> = {
  number: builtin(
    signature([text("from"), orNull(text("grouping separator")), orNull(text("decimal separator"))], readGrouped),
    signature([number("from")], (from) => from),
  ),
  decimal: roundingTo("half-even"),
  floor: rounding("floor"),
  ceiling: rounding("ceiling"),
  "round up": roundingTo("up"),
  "round down": roundingTo("down"),
  "round half up": roundingTo("half-up"),
  "round half down": roundingTo("half-down"),
  abs: builtin(
    signature([number("n")], absoluteNumber),
    signature([duration("n")], ({ nanos }) => new FeelDuration(nanos < 0n ? -nanos : nanos)),
    signature([months("n")], (n) => new FeelMonths(Math.abs(n.months))),
  ),
  modulo: builtin(signature([number("dividend"), number("divisor")], modulo)),
  sqrt: builtin(signature([number("number")], squareRoot)),
  log: builtin(signature([number("number")], logarithm)),
  exp: builtin(signature([number("number")], exponent)),
  odd: builtin(signature([number("number")], (value) => (isWhole(value) ? odd(value) : null))),
  even: builtin(signature([number("number")], (value) => (isWhole(value) ? !odd(value) : null))),
  not: builtin(signature([any("negand")], (negand) => (typeof negand === "boolean" ? !negand : null))),
};
