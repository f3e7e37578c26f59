import { type Order, orderFrom } from "./order.ts";
import { type Amount, amountOf, fieldsOf, present, textOf as readText } from "./reading.ts";

/*
 * A conversation as its customer sees it, folded from the events of its log. Events may come twice, late or of kinds
 * nobody here knows yet; the same log always gives the same view.
 */

export type Heard = { readonly offset: number; readonly at: string; readonly kind: string } & Readonly<
  Record<string, unknown>
>;
export type Choice = { readonly id: string; readonly label: string };
export type ActState = "requested" | "done" | "refused" | "unknown";

export type Act = {
  readonly key: string;
  readonly action: string;
  readonly state: ActState;
  readonly amount?: Amount;
  readonly requestedAt: string;
  readonly settledAt?: string;
};

export type Said = {
  readonly kind: "said";
  readonly id: string;
  readonly at: string;
  readonly from: "customer" | "assistant" | "agent" | "system";
  readonly text: string;
  readonly language: string;
  readonly choices: readonly Choice[];
  /** Another entry shows what these words say. */
  readonly isShownElsewhere: boolean;
  /** Its choices are read back word by word, and are not numbered. */
  readonly strict: boolean;
  /** Where an answer is from; `at` is when somebody last said that it is so. */
  readonly sources: readonly Source[];
};

export type Source = { readonly title: string; readonly at: string; readonly link: { readonly href?: string } };

export type Entry =
  | Said
  /** What is being done about one matter: a refund one can follow. */
  | { readonly kind: "matter"; readonly id: string; readonly at: string; readonly acts: readonly Act[] }
  /** What one run is about: an order, and its parcel where that was looked up. */
  | { readonly kind: "order"; readonly id: string; readonly at: string; readonly order: Order }
  | {
      readonly kind: "promise";
      readonly id: string;
      readonly at: string;
      readonly text: string;
      readonly dueAt: string;
      readonly state: "open" | "kept" | "late" | "withdrawn";
    }
  | {
      readonly kind: "queue";
      readonly id: string;
      readonly at: string;
      readonly reason: string;
      readonly place: number;
      /** Undefined where nobody can tell. */
      readonly waitSeconds: number | undefined;
      readonly done: readonly string[];
      readonly promised: readonly string[];
    }
  | {
      readonly kind: "turn";
      readonly id: string;
      readonly at: string;
      readonly what: "taken" | "given-back" | "closed" | "renewed";
    };

export type View = {
  readonly entries: readonly Entry[];
  /** Of the last event that was heard; reading goes on after it. */
  readonly offset: number;
  /** Counts the conversations of this view, so that ids stay unique when one ends and another begins. */
  readonly round: number;
  readonly floor: "assistant" | "queue" | "agent";
  /** Client message ids that stand in the log. */
  readonly heard: ReadonlySet<string>;
};

export const emptyView: View = {
  entries: [],
  offset: 0,
  round: 0,
  floor: "assistant",
  heard: new Set(),
};

/** The view after some more events. Those that were heard before change nothing. */
export const fold = (view: View, events: readonly Heard[]): View => events.reduce(foldOne, view);

/** What was said stays in sight when the conversation can no longer be read and another begins. */
export function renew(view: View, at: string): View {
  if (view.entries.length === 0) return { ...emptyView, round: view.round + 1 };
  const line: Entry = { kind: "turn", id: `${view.round}.end`, at, what: "renewed" };
  return { ...emptyView, entries: [...view.entries, line], heard: view.heard, round: view.round + 1 };
}

function foldOne(view: View, event: Heard): View {
  if (event.offset <= view.offset) return view;
  const { at, offset } = event;
  const next = { ...view, offset };
  const id = `${view.round}.${offset}`;
  const with_ = (entry: Entry): readonly Entry[] => [...view.entries, entry];
  switch (event.kind) {
    case "message": {
      const from = speakerOf(event["from"]);
      const clientMessageId = textOf(event["clientMessageId"]);
      const said: Said = {
        kind: "said",
        id,
        at,
        from,
        text: textOf(event["text"]),
        language: textOf(event["language"]),
        choices: choicesOf(event["choices"]),
        strict: event["strict"] === true,
        sources: sourcesOf(event["sources"]),
        isShownElsewhere: event["tells"] === "handoff" || event["tells"] === "promise",
      };
      return {
        ...next,
        entries: with_(said),
        heard: clientMessageId === "" ? view.heard : new Set([...view.heard, clientMessageId]),
      };
    }
    case "effect":
      return { ...next, entries: withEffect(view, event) };
    case "promise": {
      const promise: Entry = {
        kind: "promise",
        id: `${view.round}.${textOf(event["key"])}`,
        at,
        text: textOf(event["text"]),
        dueAt: textOf(event["dueAt"]),
        state: promiseStateOf(event["state"]),
      };
      return { ...next, entries: put(view.entries, promise) };
    }
    case "order": {
      const order = orderFrom(event["order"]);
      if (!order) return next;
      const entries = put(view.entries, { kind: "order", id: orderIdOf(view.round, textOf(event["run"])), at, order });
      return { ...next, entries };
    }
    case "handoff":
      return {
        ...next,
        floor: "queue",
        entries: with_({
          kind: "queue",
          id,
          at,
          reason: textOf(event["reason"]),
          ...placeOf(event),
          done: textsOf(event["done"]),
          promised: textsOf(event["promised"]),
        }),
      };
    case "taken":
      return { ...next, floor: "agent", entries: with_({ kind: "turn", id, at, what: "taken" }) };
    case "given-back":
      return { ...next, floor: "assistant", entries: with_({ kind: "turn", id, at, what: "given-back" }) };
    case "closed":
      return { ...next, floor: "assistant", entries: with_({ kind: "turn", id, at, what: "closed" }) };
    default:
      return next;
  }
}

/** With an entry in the place of the one it replaces, or at the end. */
function put(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const known = entries.find(({ id, kind }) => id === entry.id && kind === entry.kind);
  return known ? entries.map((one) => (one === known ? { ...entry, at: known.at } : one)) : [...entries, entry];
}

const orderIdOf = (round: number, run: string): string => `${round}.${run}.order`;

/** The order that a matter is about, where it was shown. */
export function orderOf(entries: readonly Entry[], matterId: string): Order | undefined {
  const shown = entries.find(({ id }) => id === `${matterId}.order`);
  return shown?.kind === "order" ? shown.order : undefined;
}

const placeOf = (value: Readonly<Record<string, unknown>>) => ({
  place: numberOf(value["queuePlace"]),
  waitSeconds: value["estimated"] === false ? undefined : numberOf(value["waitSeconds"]),
});

/** The view with the place in the queue as the server just told it; as it was when one does not wait any more. */
export function withPlace(view: View, told: unknown): View {
  const waiting = view.floor === "queue" && view.entries.findLast(({ kind }) => kind === "queue");
  const fields = fieldsOf(told);
  if (!waiting || waiting.kind !== "queue" || typeof fields["queuePlace"] !== "number") return view;
  const queue: Entry = { ...waiting, ...placeOf(fields), at: textOf(fields["at"]) || waiting.at };
  return { ...view, entries: view.entries.map((entry) => (entry === waiting ? queue : entry)) };
}

/** An effect's key begins with the run it belongs to: what one run does is one matter. */
function withEffect({ entries, round }: View, event: Heard): readonly Entry[] {
  const key = textOf(event["key"]);
  const id = `${round}.${key.split("/", 1)[0] ?? key}`;
  const state = actStateOf(event["state"]);
  const matter = entries.find((entry) => entry.kind === "matter" && entry.id === id);
  const acts = matter?.kind === "matter" ? matter.acts : [];
  const before = acts.find((act) => act.key === key);
  const act: Act = present({
    key,
    action: textOf(event["action"]),
    state,
    requestedAt: before?.requestedAt ?? event.at,
    amount: amountOf(event["amount"]) ?? before?.amount,
    settledAt: state === "requested" ? undefined : event.at,
  });
  const changed = before ? acts.map((one) => (one === before ? act : one)) : [...acts, act];
  return put(entries, { kind: "matter", id, at: event.at, acts: changed });
}

/** One stage of a matter on its way; `unknown` is neither done nor refused. */
export type Stage = {
  readonly action: string;
  readonly is: "asked" | "done" | "refused" | "unknown" | "to-come";
  readonly at?: string;
};

/** Earlier acts count as one stage each; the last has two: that it was asked for, and what became of it. */
export function stagesOf(acts: readonly Act[]): Stage[] {
  return acts.flatMap((act, index): Stage[] => {
    const { action, state, requestedAt, settledAt } = act;
    const end: Stage =
      state === "requested"
        ? { action, is: "to-come" }
        : { action, is: state, ...(settledAt ? { at: settledAt } : {}) };
    const isLast = index === acts.length - 1;
    return isLast ? [{ action, is: "asked", at: requestedAt }, end] : [end];
  });
}

/** The money of a matter: that of its last act with an amount. */
export const amountIn = (acts: readonly Act[]): Amount | undefined => acts.findLast(({ amount }) => amount)?.amount;

export type Offer = {
  /** The last word is the assistant's: its choices may be pressed. */
  readonly isOpen: boolean;
  /** The one the customer took, and when. */
  readonly taken: { readonly id: string; readonly at: string } | undefined;
};

/** What became of the choices that stood under an entry. */
export function offerOf(entries: readonly Entry[], said: Said, isAnswering: boolean): Offer {
  const after = entries.slice(entries.indexOf(said) + 1).filter((entry): entry is Said => entry.kind === "said");
  const answer = after.find(({ from }) => from === "customer");
  const taken = answer && said.choices.find((choice, place) => isChoice(answer.text, choice, place, said.strict));
  const superseded = after.some(({ choices }) => choices.length > 0);
  return {
    isOpen: !answer && !superseded && !isAnswering,
    taken: answer && taken ? { id: taken.id, at: answer.at } : undefined,
  };
}

/** True when the customer's words were one of the choices they had just been given. */
export function tookChoice(entries: readonly Entry[], said: Said): boolean {
  const offer = entries
    .slice(0, entries.indexOf(said))
    .findLast((entry) => entry.kind === "said" && (entry.from === "customer" || entry.choices.length > 0));
  if (offer?.kind !== "said") return false;
  return offer.choices.some((choice, place) => isChoice(said.text, choice, place, offer.strict));
}

const isChoice = (text: string, { label }: Choice, place: number, strict: boolean): boolean =>
  text.trim() === label || (!strict && text.trim() === String(place + 1));

/**
 * Whose turn to speak begins with each entry, where one begins. Cards speak for whoever has the floor; what is shown
 * elsewhere, and lines that end a turn, have no voice.
 */
export function voicesOf(entries: readonly Entry[]): readonly (Exclude<Said["from"], "customer"> | undefined)[] {
  let last: Said["from"] | undefined;
  let hasAgent = false;
  return entries.map((entry) => {
    if (entry.kind === "turn") {
      hasAgent = entry.what === "taken";
      last = undefined;
      return undefined;
    }
    if (entry.kind === "said" && entry.isShownElsewhere) return undefined;
    const voice = entry.kind === "said" ? entry.from : hasAgent ? "agent" : "assistant";
    const begins = voice !== last && voice !== "customer";
    last = voice;
    return begins ? voice : undefined;
  });
}

/** How many messages of others came after an offset. */
export const unseenAfter = ({ entries, round }: View, offset: number): number =>
  entries.filter(({ kind, id }, index) => {
    const entry = entries[index];
    const [ofRound, place] = id.split(".");
    return (
      kind === "said" &&
      entry?.kind === "said" &&
      entry.from !== "customer" &&
      Number(ofRound) === round &&
      Number(place) > offset
    );
  }).length;

const textOf = (value: unknown): string => readText(value) ?? "";
const numberOf = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

function choicesOf(value: unknown): readonly Choice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { id, label } = fieldsOf(one);
    return typeof id === "string" && typeof label === "string" ? [{ id, label }] : [];
  });
}

/** A link only where a browser may follow it. */
const sourcesOf = (value: unknown): readonly Source[] =>
  (Array.isArray(value) ? value : []).map((one: unknown) => {
    const { title, updatedAt, url } = fieldsOf(one);
    const href = textOf(url);
    return { title: textOf(title), at: textOf(updatedAt), link: href.startsWith("https:") ? { href } : {} };
  });

const oneOf =
  <Word extends string>(words: readonly Word[], otherwise: Word) =>
  (value: unknown): Word =>
    words.find((word) => word === value) ?? otherwise;
const speakerOf = oneOf(["customer", "assistant", "agent", "system"], "system");
const actStateOf = oneOf<ActState>(["requested", "done", "refused", "unknown"], "unknown");
const promiseStateOf = oneOf(["open", "kept", "late", "withdrawn"], "open");
