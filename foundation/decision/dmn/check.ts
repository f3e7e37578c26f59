import { type AnalysisOptions, type Finding, analyseTable } from "../analysis.ts";
import { DecisionError } from "../error.ts";
import { parseDmn } from "./read.ts";
import { tablesOf } from "./tables.ts";

/**
 * Analyses every decision table of a DMN file. A table that cannot be read, or not be checked, is a finding itself, so
 * that the others are still checked. Throws `DecisionError` when the file is no DMN.
 */
export const analyseDmn = (xml: string, options: AnalysisOptions = {}): Finding[] =>
  tablesOf(parseDmn(xml)).flatMap(({ source }): Finding[] => {
    try {
      return analyseTable(source, options);
    } catch (cause) {
      if (!(cause instanceof DecisionError)) throw cause;
      return [{ rule: "type", at: `table "${source.name}"`, message: cause.message, witness: {} }];
    }
  });
