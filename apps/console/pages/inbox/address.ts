import { useMemo } from "react";
import { type View, views } from "../../api/conversations.ts";
import { inboxRoute } from "./route.ts";

/** Where one is in the inbox: what the address bar says, and all that it says. */
export type InboxAddress = {
  readonly merchant: string;
  readonly view: View;
  readonly conversation: string | undefined;
  /** Which of the two a narrow screen shows; a wide one shows both. */
  readonly side: "talk" | "run";
  readonly q: string | undefined;
  /** The place in the log that a search led to. */
  readonly at: number | undefined;
  readonly language: "zh" | "en" | undefined;
  readonly reason: "asked" | "technical" | "emotional" | "policy" | "unsure" | undefined;
};

export function useAddress(): InboxAddress {
  const { merchant, view, conversation } = inboxRoute.useParams();
  const { side = "talk", q, at, language, reason } = inboxRoute.useSearch();
  return useMemo(
    () => ({ merchant, view: viewFrom(view), conversation, side, q, at, language, reason }),
    [merchant, view, conversation, side, q, at, language, reason],
  );
}

const viewFrom = (text: string): View => views.find((view) => view === text) ?? "queue";

/** What a link to a place of the inbox needs. What is not said is not in the address. */
export function linkTo({ merchant, view, conversation, side, ...wishes }: InboxAddress) {
  const { q, at, language, reason } = wishes;
  const search = {
    ...(side === "run" ? { side } : {}),
    ...(q ? { q } : {}),
    ...(at === undefined ? {} : { at }),
    ...(language ? { language } : {}),
    ...(reason ? { reason } : {}),
  };
  return { to: inboxRoute.to, params: { merchant, view, conversation }, search };
}
