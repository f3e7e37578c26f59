import type { FeelFunction } from "../value.ts";
import { contextFunctions } from "./contexts.ts";
import { listFunctions } from "./lists.ts";
import { numberFunctions } from "./numbers.ts";
import { rangeFunctions } from "./ranges.ts";
import { textFunctions } from "./texts.ts";
import { clockFunctions, timeFunctions } from "./times.ts";

/** Every built-in function of DMN 1.5 but those that ask for the time. */
export const builtinFunctions: ReadonlyMap<string, FeelFunction> = new Map(
  Object.entries({
    ...numberFunctions,
    ...textFunctions,
    ...listFunctions,
    ...contextFunctions,
    ...timeFunctions,
    ...rangeFunctions,
  }),
);

export { clockFunctions };
