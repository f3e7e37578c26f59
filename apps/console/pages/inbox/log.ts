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
    proactive: z.boolean().optional(),
    choices: z.array(z.object({ id: z.string(), label: z.string() })).optional(),
  }),
  z.object({
    ...place,
    kind: z.literal("step"),
    run: z.string(),
    procedure: z.string(),
    step: z.string(),
    state: z.string(),
    outcome: z.string().optional(),
  }),
  z.object({
    ...place,
    kind: z.literal("effect"),
    key: z.string(),
    action: z.string(),
    state: z.enum(["requested", "done", "refused", "unknown"]),
    amount: z.object({ minor: z.int(), currency: z.string() }).optional(),
    reasons: z.array(z.string()).optional(),
  }),
  z.object({
    ...place,
    kind: z.literal("promise"),
    key: z.string(),
    text: z.string(),
    dueAt: z.string(),
    state: z.enum(["open", "kept", "late", "withdrawn"]),
  }),
  z.object({
    ...place,
    kind: z.literal("handoff"),
    reason: z.string(),
    reasons: z.array(z.string()),
    queuePlace: z.int(),
  }),
  z.object({ ...place, kind: z.enum(["taken", "given-back", "closed"]), by: z.string() }),
  z.object({ ...place, kind: z.literal("snoozed"), by: z.string(), until: z.string() }),
  z.object({ ...place, kind: z.literal("unsnoozed"), by: z.string().optional() }),
  z.object({ ...place, kind: z.literal("migrated"), procedure: z.string(), version: z.int() }),
  z.object({ ...place, kind: z.literal("note"), by: z.string(), text: z.string() }),
]);
type Known = z.infer<typeof Known>;

export type Message = Extract<Known, { kind: "message" }>;
type Mark = { readonly offset: number; readonly at: string };
export type Entry =
  | Exclude<Known, { kind: "step" }>
  /** A matter begins, or is over. What lies between stands in the run beside the talk. */
  | (Mark & { readonly kind: "run-begins" | "run-ends"; readonly procedure: string });

/**
 * A log as a colleague reads it, in its order. An act stands once, at the place of its last word; so does a promise. Kinds
 * this console does not know are left out.
 */
export function entriesOf(events: readonly LoggedEvent[]): Entry[] {
  const entries: (Entry | undefined)[] = [];
  const places = new Map<string, number>();
  const begun = new Set<string>();
  const stand = (key: string, entry: Entry): void => {
    const earlier = places.get(key);
    if (earlier !== undefined) entries[earlier] = undefined;
    places.set(key, entries.push(entry) - 1);
  };
  for (const event of events) {
    const read = Known.safeParse(event);
    if (!read.success) continue;
    const { data } = read;
    switch (data.kind) {
      case "step": {
        const { run, procedure, offset, at } = data;
        if (!begun.has(run)) entries.push({ kind: "run-begins", procedure, offset, at });
        begun.add(run);
        if (data.state === "ended") entries.push({ kind: "run-ends", procedure, offset: offset + 0.5, at });
        break;
      }
      case "effect":
        stand(`effect ${data.key}`, data);
        break;
      case "promise":
        stand(`promise ${data.key}`, data);
        break;
      default:
        entries.push(data);
    }
  }
  return entries.filter((entry) => entry !== undefined);
}

/** Adds what was read after a log's end; what is there already is not added twice, whichever answer came first. */
export function extended(log: readonly LoggedEvent[], news: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const end = log.at(-1)?.offset ?? 0;
  const fresh = news.filter(({ offset }) => offset > end);
  // A place that is left out was missed: then the log is read on from its end, and nothing is put in out of turn.
  const [first] = fresh;
  if (first === undefined || first.offset > end + 1) return log;
  return [...log, ...fresh];
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

/** Whether a message goes on what the same speaker said just before, so that nobody need be named again. */
export function goesOn(entry: Entry, before: Entry | undefined): boolean {
  if (entry.kind !== "message" || before?.kind !== "message") return false;
  const together = Date.parse(entry.at) - Date.parse(before.at) < 3 * 60_000;
  return (
    together &&
    entry.proactive === before.proactive &&
    entry.from === before.from &&
    entry.by === before.by &&
    (before.choices?.length ?? 0) === 0
  );
}
