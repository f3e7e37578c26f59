export * from "./generate.ts";
export type * from "./market.ts";
export { regulars, type Regular } from "./regulars.ts";
