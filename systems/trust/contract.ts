export * from "./figures/contract.ts";
