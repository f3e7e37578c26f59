export { type AnalysisOptions, type Finding, analyseTable } from "./analysis.ts";
export { DecisionError } from "./error.ts";
export {
  type ExpressionOptions,
  type Facts,
  compileCondition,
  compileExpression,
  compileTest,
  variablesOf,
} from "./expression.ts";
export type { Names } from "./syntax.ts";
export { type DecisionTable, type TableAnswer, type TableOptions, compileTable, evaluateTable } from "./table.ts";
export type { Aggregate, HitPolicy, TableSource, ValueKind } from "./table-source.ts";
export { type FeelContext, type FeelFunction, type FeelRange, type FeelValue, fromPlain, toPlain } from "./value.ts";
export { type CompiledDmn, type DmnInputs, type DmnOptions, compileDmn } from "./dmn/evaluate.ts";
export type { DmnModel } from "./dmn/model.ts";
export { parseDmn } from "./dmn/read.ts";
export { type TableInDmn, tablesOf } from "./dmn/tables.ts";
export { type ConformanceCase, type ConformanceResult, runConformance } from "./dmn/conformance.ts";
export { modelOfTables, writeDmn } from "./dmn/write.ts";
export { analyseDmn } from "./dmn/check.ts";
