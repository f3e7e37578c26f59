import { maskName } from "@ruyi/kernel";
import type { z } from "zod";
import type * as shape from "../contract.ts";
import type { Counts, Summary } from "../inbox/store.ts";
import { countedAtMost } from "../inbox/list.ts";
import type { GuidedMove } from "../needs.ts";
import { customer, type Present, type Somebody } from "../presence/book.ts";
import type { ConversationDetail } from "../operations.ts";

/** What goes over the wire, made of what the room knows. Customers' names are masked here. */

const maskedOr = (name: string | undefined): string | null => (name === undefined ? null : maskName(name));

export function summaryView(
  { listedAt, updatedAt, rank, snoozed, ...summary }: Summary,
  name: string | undefined,
  here: readonly Somebody[],
): z.input<typeof shape.ConversationSummary> {
  return {
    ...summary,
    customerName: maskedOr(name),
    urgent: rank === 0,
    listedAt: listedAt.toISOString(),
    queuedAt: summary.speaker === "queue" && summary.list === "queue" ? listedAt.toISOString() : null,
    snoozedUntil: snoozed?.until ?? null,
    updatedAt: updatedAt.toISOString(),
    here: [...here],
  };
}

export const countsView = (counts: Counts): z.input<typeof shape.ConversationCounts> => {
  const view = (count: number) => ({ count: Math.min(count, countedAtMost), isMore: count > countedAtMost });
  const { mine, queue, team, assistant, snoozed } = counts;
  return {
    mine: view(mine),
    queue: view(queue),
    team: view(team),
    assistant: view(assistant),
    snoozed: view(snoozed),
  };
};

/** An open move as it is sent: of a first answer, who gave it. */
function moveView(move: GuidedMove): z.input<typeof shape.OpenMoveView> {
  if (move.move !== "answer") return move;
  const { first, choices, ...rest } = move;
  return {
    ...{ ...rest, choices: [...choices] },
    ...(first ? { first: { ...first, by: first.by.id ?? "" } } : {}),
  };
}

export function detailView(
  detail: ConversationDetail,
  here: readonly Present[],
): z.input<typeof shape.ConversationDetail> {
  const { conversation, run, guidance, facts, way, promises, isAtWork, customerName, draft, summary, hasDrafts } =
    detail;
  const { id, customerId, language, status, floor, nextOffset, done, snoozed, about } = conversation;
  const { question, line } = guidance;
  return {
    ...{ id, customerId: customerId ?? null, customerName: maskedOr(customerName), language, status, nextOffset },
    speaker: floor.kind === "agent" ? { kind: floor.kind, id: floor.id, name: floor.name } : { kind: floor.kind },
    since: conversation.floorSince,
    reason: conversation.reason ?? null,
    waitingSince: conversation.waitingSince ?? null,
    snoozedUntil: snoozed?.until ?? null,
    about: run?.title ?? about ?? null,
    done: [...done],
    promised: conversation.promises.map((promise) => promise.text),
    promises: promises.map(({ text, dueAt, state }) => ({ text, dueAt: dueAt.toISOString(), state })),
    atWork: isAtWork,
    run: run ?? null,
    openMoves: guidance.moves.map(moveView),
    question: question ?? null,
    suggestion: line && run && hasDrafts ? { ...line, step: run.step } : null,
    draft: draft ?? null,
    summary: summary ? { zh: [...summary.zh], en: [...summary.en] } : null,
    facts: Object.entries(facts).map(([name, { value, source, at }]) => ({ name, value, source, at })),
    way: [...way],
    here: here.filter((each) => each.id !== customer),
  };
}
