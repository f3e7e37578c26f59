import { ModesView, type ModesText } from "@ruyi/assistant/contract";
import { AgentChoices, AssistantEffect, EffectCase, NewsChoice } from "@ruyi/desk/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Modes = z.infer<typeof ModesView>;
export type Rule = Modes["all"];
export type News = z.infer<typeof NewsChoice>;
export type EffectOf = z.infer<typeof AssistantEffect>;
export type Measure = EffectOf["measures"][number];

type Asked = { readonly from: string; readonly to: string; readonly procedure?: string | undefined };

/** How far a shop's assistant goes, what that comes to, and what it tells unasked. */
export function assistant(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, ...rest];
  return {
    modes: (merchant: string) => call(ModesView, "GET", pathOf(at(merchant, "assistant", "modes"))),
    setModes: (merchant: string, modes: ModesText) =>
      call(ModesView, "PUT", pathOf(at(merchant, "assistant", "modes")), modes),
    news: (merchant: string) => call(NewsChoice, "GET", pathOf(at(merchant, "news"))),
    setNews: (merchant: string, news: News) => call(NewsChoice, "PUT", pathOf(at(merchant, "news")), news),
    effect: (merchant: string, asked: Asked) =>
      call(AssistantEffect, "GET", pathOf(at(merchant, "figures", "assistant"), asked)),
    effectCases: (
      merchant: string,
      asked: Asked & { readonly measure: string; readonly side: string; readonly cursor?: string | undefined },
    ) =>
      call(
        z.object({ items: z.array(EffectCase), next: z.string().nullable() }),
        "GET",
        pathOf(at(merchant, "figures", "assistant", "cases"), { ...asked, limit: 20 }),
      ),
    choices: (merchant: string) => call(AgentChoices, "GET", pathOf(at(merchant, "agent-choices"))),
    setChoices: (merchant: string, choices: z.infer<typeof AgentChoices>) =>
      call(AgentChoices, "PUT", pathOf(at(merchant, "agent-choices")), choices),
  };
}
