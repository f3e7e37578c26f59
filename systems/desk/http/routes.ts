import { type ConversationId, type MerchantId, parseId } from "@ruyi/kernel";
import { Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import type * as shape from "../contract.ts";
import type { Summary } from "../inbox/store.ts";
import type { Desk, Submitted } from "../operations.ts";
import type { Agent } from "../turn.ts";
import { detailView, summaryView } from "./views.ts";

/* What the routes of this room share. */

export const Shops = z.object({ merchant: z.string().max(60) });
export const One = Shops.extend({ id: z.string() });
export const access = [...security.staff, ...security.program];
export const problems = { 401: Problem, 403: Problem, 404: Problem, 409: Problem };

export const noConversation = (): ProblemError =>
  new ProblemError(404, "conversation-not-found", "This shop has no such conversation.");

export function idFrom(value: string): ConversationId {
  const id = parseId("conversation", value);
  if (!id) throw noConversation();
  return id;
}

export async function detailOf(
  desk: Desk,
  merchantId: MerchantId,
  id: ConversationId,
  agent: Agent,
): Promise<z.input<typeof shape.ConversationDetail>> {
  const detail = await desk.detail(merchantId, id, agent);
  if (!detail) throw noConversation();
  return detailView(detail, desk.presence.now(id));
}

/** Rows as lists show them, with names and who is there; one question each for all of them. */
export async function summaryViews(
  desk: Desk,
  merchantId: MerchantId,
  summaries: readonly Summary[],
): Promise<z.input<typeof shape.ConversationSummary>[]> {
  const customers = new Set(summaries.flatMap(({ customerId }) => customerId ?? []));
  const [names, here] = await Promise.all([
    desk.namesOf(merchantId, [...customers]),
    desk.presence.at(
      merchantId,
      summaries.map(({ id }) => id),
    ),
  ]);
  return summaries.map((summary) => {
    const name = summary.customerId === null ? undefined : names.get(summary.customerId);
    return summaryView(summary, name, here.get(summary.id) ?? []);
  });
}

type Refused = Exclude<Submitted, { kind: "done" | "again" }>;

/** What a refusal is called. */
export function problemName(answer: Refused): string {
  if (answer.kind === "no-conversation") return "conversation-not-found";
  switch (answer.why) {
    case "not-yours":
      return "not-your-conversation";
    case "taken-by-another":
      return "taken-by-another";
    case "closed":
      return "conversation-closed";
    case "past":
      return "snooze-in-the-past";
    case "no-run":
      return "no-open-run";
    case "no-draft":
      return "no-such-draft";
    case "move-refused":
      return `move-${answer.move}`;
    case "run-stays":
      return "run-stays";
    case "with-a-person":
      return "with-a-person";
    case "no-such-procedure":
      return "no-such-procedure";
    case "needs-identity":
      return "identity-needed";
  }
}

const details: Readonly<Record<string, string>> = {
  "not-your-conversation": "Take the conversation first; then you have the floor.",
  "taken-by-another": "A colleague has the floor; take over explicitly to speak.",
  "conversation-closed": "The conversation is closed; a new message of the customer opens it again.",
  "snooze-in-the-past": "Name a time that is still to come.",
  "no-open-run": "No procedure is under way, so there is no move to make.",
  "no-such-draft": "The assistant has no matter laid ready for this message any more; read the conversation again.",
  "with-a-person": "A colleague has this conversation or is on the way; write to them in it.",
  "no-such-procedure": "The shop has no such procedure; ask for the list of those it has.",
  "identity-needed": "This is about the customer's own orders: sign in on the shop's page first.",
};

const statuses: Readonly<Record<string, number>> = { "no-such-procedure": 404, "identity-needed": 403 };

export function problemOf(answer: Refused): ProblemError {
  const name = problemName(answer);
  if (answer.kind === "no-conversation") return noConversation();
  if (answer.why === "move-refused") {
    return new ProblemError(409, name, "This move is not open; `open` lists those that are.", {
      extra: { open: answer.open },
    });
  }
  return new ProblemError(
    statuses[name] ?? 409,
    name,
    details[name],
    answer.why === "no-run" ? { extra: { open: [] } } : {},
  );
}

/** What a token says: whose conversation this is. */
export type Ticket = { readonly merchantId: MerchantId; readonly conversationId: ConversationId };

export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];

/** The ticket of a request, which must be for the conversation its address names. */
export async function ticketFor(
  deps: { readonly ticketOf: (token: string) => Promise<Ticket | undefined> },
  authorization: string | undefined,
  id: string,
): Promise<Ticket> {
  const token = bearerOf(authorization);
  const ticket = token === undefined ? undefined : await deps.ticketOf(token);
  if (!ticket)
    throw new ProblemError(401, "conversation-token-needed", "Send the token that came with the conversation.");
  if (ticket.conversationId !== id)
    throw new ProblemError(403, "other-conversation", "The token speaks for another conversation.");
  return ticket;
}
