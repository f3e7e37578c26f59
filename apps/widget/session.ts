import type { Language } from "@ruyi/kernel";
import { cell, derived, type Reading, watchAll, type Watched } from "./cell.ts";
import type { Identity } from "./identity.ts";
import { forNewConversation, mark, merge, nextOf, type Outbox, put, without } from "./outbox.ts";
import { type Order, orderFrom } from "./order.ts";
import { fieldsOf } from "./reading.ts";
import { recordFor, type Shelf } from "./record.ts";
import { emptyView, fold, type Heard, renew, unseenAfter, type View, withPlace } from "./view.ts";

export type SessionDeps = {
  /** Origin of the Ruyi server, without a slash at its end. */
  readonly base: string;
  readonly merchant: string;
  readonly shelf: Shelf;
  readonly identity: () => Promise<Identity>;
  readonly language: () => Language;
  /** The person's own time zone: dates are told in it. */
  readonly zone: string;
  /** Of the shop's app, where the page is shown in one. */
  readonly appVersion?: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly newId: () => string;
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Session = Watched & {
  readonly view: Reading<View>;
  readonly outbox: Reading<Outbox>;
  /** `misplaced`: no such shop, so that trying again cannot help. */
  readonly line: Reading<"idle" | "up" | "down" | "misplaced">;
  /** Something will still be said by itself. */
  readonly isAwaited: Reading<boolean>;
  readonly isVisitor: Reading<boolean>;
  readonly unseen: Reading<number>;
  /** A conversation of an earlier page goes on, also before its words are here. */
  readonly isGoingOn: Reading<boolean>;
  /** The orders this customer most likely comes for, likeliest first; undefined until somebody has asked. */
  readonly likely: Reading<readonly Order[] | undefined>;
  /** Before a word is said: who is here, and what they most likely come for. */
  readonly meet: () => Promise<void>;
  /** Goes on with a conversation of an earlier page, if this person has one. */
  readonly resume: () => Promise<void>;
  readonly send: (text: string) => void;
  readonly sendAgain: (id: string) => void;
  readonly see: () => void;
  /** What the browser says of the network. */
  readonly networkChanged: (isThere: boolean) => void;
  readonly stop: () => void;
};

const pollMs = 20_000;
/** While something is awaited: a matter may end without a word, which only asking again can tell. */
const awaitedPollMs = 1_500;
/** Just after something came: most often that was all, and the server knows it a moment later. */
const afterwardsPollMs = 250;
const givenUpMs = 30_000;
/** Nobody waits longer than this to be shown their order; they write instead. */
const meetingMs = 4_000;
/** How old a place in the queue may be before it is asked for anew. */
const placeMs = 60_000;
const patience = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>>; readonly retryMs: number };

/**
 * One person's chat with one shop. What is written goes to the outbox first and leaves it when the log has shown it:
 * sent again under its own id after any loss, so that it is stored once. The log is read from the last offset heard.
 */
export function createSession(deps: SessionDeps): Session {
  const { base, merchant, shelf, now } = deps;
  const view = cell<View>(emptyView);
  const outbox = cell<Outbox>(shelf.read().outbox);
  const line = cell<"idle" | "up" | "down" | "misplaced">("idle");
  const isSettled = cell(true);
  const isVisitor = cell(false);
  const seen = cell(shelf.read().seen);
  const likely = cell<readonly Order[] | undefined>(undefined);
  let isSending = false;
  let isListening = false;
  let isInLine = false;
  let isMeeting = false;
  let failures = 0;
  let stopped = false;
  let nudge = new AbortController();
  /** Ends waits, as soon as anything gets through again. */
  let rest = new AbortController();

  const keepOutbox = (how: (kept: Outbox) => Outbox): void => {
    outbox.value = shelf.change((kept) => ({ ...kept, outbox: how(merge(outbox.value, kept.outbox)) })).outbox;
  };

  const ask = async (path: string, init: RequestInit, ms = givenUpMs): Promise<Answer | undefined> => {
    const limit = new AbortController();
    const giveUp = (): void => limit.abort();
    const { signal } = limit;
    const timer = setTimeout(giveUp, ms);
    nudge.signal.addEventListener("abort", giveUp, { once: true });
    try {
      const response = await deps.fetch(`${base}${path}`, { ...init, signal, cache: "no-store", credentials: "omit" });
      const body: unknown = await response.json().catch(() => ({}));
      const retryMs = Number(response.headers.get("retry-after") ?? 0) * 1_000;
      return { status: response.status, body: fieldsOf(body), retryMs };
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };

  const pause = async (retryMs = 0): Promise<void> => {
    const ms = Math.max(retryMs, patience[Math.min(failures, patience.length - 1)] ?? 0);
    failures += 1;
    await deps.wait(ms, rest.signal);
  };
  /** Ends requests under way: for a network that has changed, or a conversation that is none any more. */
  const hangUp = (): void => {
    nudge.abort();
    nudge = new AbortController();
  };
  const wakeAll = (): void => {
    failures = 0;
    rest.abort();
    rest = new AbortController();
  };
  const heardFromServer = (): void => {
    if (line.value === "down") wakeAll();
    failures = 0;
    line.value = "up";
  };

  /** Asks the shop who is here, and drops what another person left behind. */
  const whoIsHere = async (): Promise<Identity> => {
    const identity = await deps.identity();
    if (identity.kind === "unreachable") return identity;
    const person = identity.kind === "signed" ? identity.person : "";
    isVisitor.value = identity.kind === "visitor";
    const isAnother = (shelf.read().person ?? person) !== person;
    const record = shelf.change((kept) => recordFor(kept, person));
    if (isAnother) {
      hangUp();
      view.value = emptyView;
      seen.value = 0;
      outbox.value = record.outbox;
      likely.value = undefined;
    }
    return identity;
  };

  /** The conversation to speak in: the one that is kept, or a new one. Undefined when it has to be tried again. */
  const conversation = async (): Promise<{ readonly id: string; readonly token: string } | undefined> => {
    const kept = shelf.read().conversation;
    if (kept) return kept;
    let identity = await whoIsHere();
    for (const isLast of [false, true]) {
      if (identity.kind === "unreachable") return void (await pause());
      const who =
        identity.kind === "signed" ? { authorization: `Bearer ${identity.token}` } : { "ruyi-merchant": merchant };
      const answer = await ask("/v1/customer/conversations", {
        method: "POST",
        headers: { ...who, "content-type": "application/json" },
        body: JSON.stringify({ language: deps.language(), zone: deps.zone, appVersion: deps.appVersion }),
      });
      const { conversationId: id, token } = answer?.body ?? {};
      if (answer?.status === 201 && typeof id === "string" && typeof token === "string") {
        heardFromServer();
        shelf.change((record) => ({ ...record, conversation: { id, token } }));
        return { id, token };
      }
      if (answer?.status === 404) return void (line.value = "misplaced");
      if (answer?.status === 401) {
        // An identity may have run out on its way; one that is refused twice leaves a visitor.
        identity = isLast ? identity : await fresh(identity);
        continue;
      }
      line.value = "down";
      return void (await pause(answer?.retryMs));
    }
    return void (await pause());
  };

  const fresh = async (refused: Identity): Promise<Identity> => {
    const identity = await whoIsHere();
    const isSame = identity.kind === "signed" && refused.kind === "signed" && identity.token === refused.token;
    if (!isSame) return identity;
    isVisitor.value = true;
    return { kind: "visitor" };
  };

  /** The server no longer knows the token: what was said stays in sight, what is unsent goes to a new conversation. */
  const forget = (): void => {
    shelf.change(({ conversation: _gone, ...kept }) => ({ ...kept, seen: 0 }));
    hangUp();
    seen.value = 0;
    isSettled.value = true;
    view.value = renew(view.value, new Date(now()).toISOString());
    keepOutbox(forNewConversation);
  };

  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    try {
      for (let next = nextOf(outbox.value); next && !stopped; next = nextOf(outbox.value)) {
        const to = await conversation();
        if (line.value === "misplaced") return;
        if (!to) continue;
        void listen();
        // The shop may have named another person meanwhile, and with the last one went their messages.
        const { id, text } = nextOf(outbox.value) ?? {};
        if (id === undefined) return;
        const answer = await ask(`/v1/customer/conversations/${to.id}/messages`, {
          method: "POST",
          headers: { authorization: `Bearer ${to.token}`, "content-type": "application/json" },
          body: JSON.stringify({ clientMessageId: id, text }),
        });
        switch (answer?.status) {
          case 200:
          case 201:
            heardFromServer();
            // What the log has shown already came with its own word on whether more will follow.
            if (!view.value.heard.has(id)) isSettled.value = false;
            keepOutbox((kept) => without(mark(kept, id, "stored"), view.value.heard));
            void listen();
            break;
          case 401:
          case 403:
          case 404:
            forget();
            break;
          case 400:
          case 413:
          case 422:
            keepOutbox((kept) => mark(kept, id, "refused"));
            break;
          default:
            line.value = "down";
            await pause(answer?.retryMs);
        }
      }
    } finally {
      isSending = false;
    }
  };

  const listen = async (): Promise<void> => {
    if (isListening) return;
    isListening = true;
    let hasJustHeard = false;
    try {
      while (!stopped) {
        const to = shelf.read().conversation;
        if (!to) return;
        const { offset } = view.value;
        const waitMs = isSettled.value ? pollMs : hasJustHeard ? afterwardsPollMs : awaitedPollMs;
        const query = `after=${offset}&waitMs=${line.value === "up" ? waitMs : 0}`;
        const headers = { authorization: `Bearer ${to.token}` };
        const answer = await ask(`/v1/customer/conversations/${to.id}/events?${query}`, { headers }, waitMs + 10_000);
        // Words of a conversation that was given up meanwhile belong nowhere.
        if (shelf.read().conversation?.id !== to.id) continue;
        if (answer?.status === 200 && Array.isArray(answer.body["events"])) {
          heardFromServer();
          const events = answer.body["events"].filter(isEvent);
          view.value = fold(view.value, events);
          void standInLine();
          hasJustHeard = events.length > 0;
          isSettled.value = answer.body["settled"] !== false;
          if (outbox.value.length > 0) keepOutbox((kept) => without(kept, view.value.heard));
          if (nextOf(outbox.value)) void sendAll();
        } else if (answer && [401, 403, 404].includes(answer.status)) {
          forget();
          if (nextOf(outbox.value)) void sendAll();
          return;
        } else {
          line.value = "down";
          await pause(answer?.retryMs);
        }
      }
    } finally {
      isListening = false;
    }
  };

  /** While a person is awaited, the place in the queue is asked for once a minute. */
  const standInLine = async (): Promise<void> => {
    if (isInLine) return;
    isInLine = true;
    try {
      for (let entry = placeOf(view.value); entry && !stopped; entry = placeOf(view.value)) {
        await deps.wait(Math.max(placeMs / 4, Date.parse(entry.at) + placeMs - now()), nudge.signal);
        const to = shelf.read().conversation;
        if (!to || stopped || !placeOf(view.value)) return;
        const headers = { authorization: `Bearer ${to.token}` };
        const answer = await ask(`/v1/customer/conversations/${to.id}/place`, { headers });
        if (answer?.status === 200) view.value = withPlace(view.value, answer.body["place"]);
      }
    } finally {
      isInLine = false;
    }
  };

  return {
    watch: (then) => watchAll([view, outbox, line, isSettled, isVisitor, seen, likely], then),
    view,
    outbox,
    line,
    isVisitor,
    likely,
    isGoingOn: derived(() => shelf.read().conversation !== undefined),
    isAwaited: derived(
      () =>
        line.value === "up" &&
        view.value.floor === "assistant" &&
        (!isSettled.value || outbox.value.some(({ state }) => state === "stored")),
    ),
    unseen: derived(() => unseenAfter(view.value, seen.value)),
    async meet() {
      // The page's form may have begun a conversation since.
      if (shelf.read().conversation) return void listen();
      if (isMeeting || likely.value || outbox.value.length > 0) return;
      isMeeting = true;
      const identity = await whoIsHere();
      const headers = identity.kind === "signed" && { authorization: `Bearer ${identity.token}` };
      const answer = headers && (await ask("/v1/customer/likely-orders", { headers }, meetingMs));
      const orders = answer ? answer.body["orders"] : undefined;
      likely.value = Array.isArray(orders) ? orders.flatMap((each) => orderFrom(each) ?? []) : [];
      isMeeting = false;
    },
    async resume() {
      const { conversation: kept, outbox: unsent } = shelf.read();
      if (!kept && unsent.length === 0) return;
      for (
        let identity = await whoIsHere();
        identity.kind === "unreachable" && !stopped;
        identity = await whoIsHere()
      ) {
        line.value = "down";
        await pause();
      }
      if (shelf.read().conversation) void listen();
      void sendAll();
    },
    send(text) {
      const written = text.trim();
      if (written === "") return;
      const at = new Date(now()).toISOString();
      keepOutbox((kept) =>
        put(kept, {
          id: deps.newId(),
          text: written,
          at,
        }),
      );
      void sendAll();
    },
    sendAgain(id) {
      keepOutbox((kept) => mark(kept, id, "waiting"));
      void sendAll();
    },
    see() {
      const { offset } = view.value;
      if (offset <= seen.value) return;
      seen.value = offset;
      shelf.change((kept) => ({
        ...kept,
        seen: offset,
      }));
    },
    networkChanged(isThere) {
      if (!isThere && (shelf.read().conversation || outbox.value.length > 0)) line.value = "down";
      hangUp();
      wakeAll();
      if (isThere) void sendAll();
    },
    stop() {
      stopped = true;
      nudge.abort();
      rest.abort();
    },
  };
}

/** The place in the queue that is shown now; undefined for one who does not wait. */
function placeOf({ floor, entries }: View): { readonly at: string } | undefined {
  return floor === "queue" ? entries.findLast(({ kind }) => kind === "queue") : undefined;
}

function isEvent(value: unknown): value is Heard {
  const { offset, at, kind } = fieldsOf(value);
  return typeof offset === "number" && typeof at === "string" && typeof kind === "string";
}
