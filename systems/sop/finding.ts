/**
 * What is wrong with a procedure. `at` is the place in the file, `witness` a case that shows it: input values by name,
 * or the outcomes and answers that lead there, with the steps passed in `path`.
 */
export type ProcedureFinding = {
  readonly rule: string;
  readonly at: string;
  readonly message: string;
  readonly witness: Readonly<Record<string, unknown>>;
};
