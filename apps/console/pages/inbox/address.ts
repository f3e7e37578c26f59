import { useMemo } from "react";
import type { View } from "../../api/conversations.ts";
import { inboxRoute } from "./route.ts";

/** Where one is in the inbox: what the address bar says, and all that it says. */
export type InboxAddress = {
  readonly merchant: string;
  readonly view: View;
  readonly conversation: string | undefined;
  /** Which of the two a narrow screen shows; a wide one shows both. */
  readonly side: "talk" | "run";
};

export function useAddress(): InboxAddress {
  const { merchant, view, conversation } = inboxRoute.useParams();
  const { side = "talk" } = inboxRoute.useSearch();
  return useMemo(
    () => ({ merchant, view: view === "all" ? "all" : "queue", conversation, side }),
    [merchant, view, conversation, side],
  );
}

/** What a link to a place of the inbox needs. */
export const linkTo = ({ merchant, view, conversation, side }: InboxAddress) => ({
  to: inboxRoute.to,
  params: { merchant, view, conversation },
  search: side === "run" ? { side } : {},
});
