export * from "./id.ts";
export * from "./language.ts";
export * from "./mask.ts";
export * from "./money.ts";
export * from "./money-words.ts";
export * from "./random.ts";
export * from "./time.ts";
export * from "./unreachable.ts";
