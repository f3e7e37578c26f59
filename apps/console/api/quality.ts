import { QualityCase, QualityView } from "@ruyi/quality/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type QualityOf = z.infer<typeof QualityView>;
export type Scores = QualityOf["total"];
export type Share = NonNullable<Scores["order"]>;
export type ScoreName = "order" | "decisions" | "timing" | "phrases";
export type CaseOfQuality = z.infer<typeof QualityCase>;

type Days = { readonly from: string; readonly to: string };

/** How well a shop's procedures are followed, and the cases behind each figure. */
export const quality = (call: Call) => ({
  of: (merchant: string, query: Days & { readonly by: string }) =>
    call(QualityView, "GET", pathOf(["merchants", merchant, "quality"], query)),
  cases: (
    merchant: string,
    query: Days & {
      readonly only?: string | undefined;
      readonly missed?: string | undefined;
      readonly deviation?: string | undefined;
      readonly equal?: string | undefined;
      readonly cursor?: string | undefined;
    },
  ) =>
    call(
      z.object({ items: z.array(QualityCase), next: z.string().nullable() }),
      "GET",
      pathOf(["merchants", merchant, "quality", "cases"], { ...query, limit: 20 }),
    ),
});
