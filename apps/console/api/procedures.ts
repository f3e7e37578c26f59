import {
  Changes,
  HeatView,
  type PhraseView,
  ProcedureList,
  type ProcedureSummary,
  ProcedureView,
  type StepView,
  type TableView,
  VersionList,
} from "@ruyi/sop/contract";
import type { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Summary = z.infer<typeof ProcedureSummary>;
export type Procedure = z.infer<typeof ProcedureView>;
export type Step = z.infer<typeof StepView>;
export type Table = z.infer<typeof TableView>;
export type Phrase = z.infer<typeof PhraseView>;
export type Heat = z.infer<typeof HeatView>;
export type Versions = z.infer<typeof VersionList>;
export type Change = z.infer<typeof Changes>["items"][number];

/** Where the version in force is fetched as a file for other tools, its parts with it. */
export const bpmnAddress = (merchant: string, id: string, language: "zh" | "en"): string =>
  pathOf(["merchants", merchant, "procedures", id, "bpmn"], { language });

/** A shop's procedures, to read. */
export function procedures(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "procedures", ...rest];
  return {
    list: (merchant: string) => call(ProcedureList, "GET", pathOf(at(merchant))),
    one: (merchant: string, id: string, hash: string | undefined) =>
      call(ProcedureView, "GET", pathOf(at(merchant, id), { hash })),
    versions: (merchant: string, id: string) => call(VersionList, "GET", pathOf(at(merchant, id, "versions"))),
    changes: (merchant: string, id: string, between: { readonly from: string; readonly to: string }) =>
      call(Changes, "GET", pathOf(at(merchant, id, "changes"), between)),
    heat: (merchant: string, id: string, query: { readonly hash: string | undefined; readonly days: number }) =>
      call(HeatView, "GET", pathOf(at(merchant, id, "heat"), query)),
  };
}
