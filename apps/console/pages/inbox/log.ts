import { z } from "zod";
import type { LoggedEvent } from "../../api/conversations.ts";

const place = { offset: z.int(), at: z.string() };
const Known = z.discriminatedUnion("kind", [
  z.object({
    ...place,
    kind: z.literal("message"),
    from: z.enum(["customer", "assistant", "agent", "system"]),
    text: z.string(),
    language: z.enum(["zh", "en"]),
    by: z.string().optional(),
    choices: z.array(z.object({ id: z.string(), label: z.string() })).optional(),
  }),
  z.object({ ...place, kind: z.literal("step"), step: z.string(), state: z.string(), by: z.string() }),
  z.object({
    ...place,
    kind: z.literal("effect"),
    action: z.string(),
    state: z.enum(["requested", "done", "refused", "unknown"]),
    amount: z.object({ minor: z.int(), currency: z.string() }).optional(),
    reasons: z.array(z.string()).optional(),
  }),
  z.object({
    ...place,
    kind: z.literal("promise"),
    text: z.string(),
    dueAt: z.string(),
    state: z.enum(["open", "kept", "late"]),
  }),
  z.object({
    ...place,
    kind: z.literal("handoff"),
    reason: z.string(),
    reasons: z.array(z.string()),
    queuePlace: z.int(),
  }),
  z.object({ ...place, kind: z.enum(["taken", "given-back", "closed"]), by: z.string() }),
  z.object({ ...place, kind: z.literal("note"), by: z.string(), text: z.string() }),
]);
type Known = z.infer<typeof Known>;

export type Message = Extract<Known, { kind: "message" }>;
/** Steps that a run passed in a row, told in one line. */
export type Steps = { readonly kind: "steps"; readonly offset: number; readonly at: string; readonly steps: string[] };
export type Entry = Exclude<Known, { kind: "step" }> | Steps;

/** A log as a colleague reads it, in its order. Kinds this console does not know are left out. */
export function entriesOf(events: readonly LoggedEvent[]): Entry[] {
  const entries: Entry[] = [];
  for (const event of events) {
    const read = Known.safeParse(event);
    if (!read.success) continue;
    const last = entries.at(-1);
    if (read.data.kind !== "step") entries.push(read.data);
    else if (last?.kind !== "steps") {
      entries.push({ kind: "steps", offset: read.data.offset, at: read.data.at, steps: [read.data.step] });
    } else if (last.steps.at(-1) !== read.data.step) last.steps.push(read.data.step);
  }
  return entries;
}

/** Adds what was read after a log's end; what is there already is not added twice, whichever answer came first. */
export function extended(log: readonly LoggedEvent[], news: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const end = log.at(-1)?.offset ?? 0;
  const fresh = news.filter(({ offset }) => offset > end);
  return fresh.length === 0 ? log : [...log, ...fresh];
}

/**
 * What a customer said since they were last given a choice, newest first: only there can stand the yes that a
 * confirmation rests on. What they wanted before they were asked is no answer.
 */
export function answersIn(entries: readonly Entry[]): Message[] {
  const asked = entries.findLastIndex((entry) => entry.kind === "message" && (entry.choices?.length ?? 0) > 0);
  return entries
    .slice(asked + 1)
    .filter((entry): entry is Message => entry.kind === "message" && entry.from === "customer")
    .toReversed();
}
