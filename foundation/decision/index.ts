export { type AnalysisOptions, type Finding, analyseTable } from "./analysis.ts";
export { DecisionError } from "./error.ts";
export { type ExpressionOptions, type Facts, compileCondition, compileExpression, compileTest, variablesOf } from "./expression.ts";
export type { Names } from "./syntax.ts";
export { type DecisionTable, type TableAnswer, type TableOptions, compileTable, evaluateTable } from "./table.ts";
export type { Aggregate, HitPolicy, TableSource, ValueKind } from "./table-source.ts";
export { type FeelContext, type FeelFunction, type FeelRange, type FeelValue, fromPlain, toPlain } from "./value.ts";
