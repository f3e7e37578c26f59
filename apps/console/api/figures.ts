import { Day, DeskFigures, FigureCase } from "@ruyi/desk/contract";
import { MoneyFigures, RefundCase } from "@ruyi/trust/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

const FiguresView = z.object({
  from: Day,
  to: Day,
  zone: z.string(),
  until: z.string(),
  desk: DeskFigures,
  money: MoneyFigures,
});
export type FiguresOf = z.infer<typeof FiguresView>;
export type DeskPart = z.infer<typeof DeskFigures>;
export type Reason = DeskPart["handovers"]["byReason"][number]["reason"];

/** Days of the shop's calendar; left out: today. */
export type Days = { readonly from?: string | undefined; readonly to?: string | undefined };
export type ConversationsOf = "conversations" | "not-resolved" | "handovers" | "promises" | "promises-broken";

const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** A shop's figures and the cases behind each. */
export const figures = (call: Call) => ({
  of: (merchant: string, days: Days) =>
    call(FiguresView, "GET", pathOf(["merchants", merchant, "figures"], { from: days.from, to: days.to })),
  conversations: (
    merchant: string,
    query: Days & {
      readonly of: ConversationsOf;
      readonly reason?: Reason | undefined;
      readonly cursor?: string | undefined;
    },
  ) =>
    call(page(FigureCase), "GET", pathOf(["merchants", merchant, "figures", "conversations"], { ...query, limit: 20 })),
  refunds: (
    merchant: string,
    query: Days & { readonly slow: "true" | "false"; readonly cursor?: string | undefined },
  ) => call(page(RefundCase), "GET", pathOf(["merchants", merchant, "figures", "refunds"], { ...query, limit: 20 })),
});
