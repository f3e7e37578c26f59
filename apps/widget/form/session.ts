import type { Language } from "@ruyi/kernel";
import { cell, type Reading, watchAll, type Watched } from "../cell.ts";
import type { Identity } from "../identity.ts";
import { fieldsOf, textOf } from "../reading.ts";
import { recordFor, type Shelf } from "../record.ts";
import { type Offered, offeredFrom, type Standing, standingFrom } from "./standing.ts";
import type { Word } from "./words.ts";

export type FormDeps = {
  /** Origin of the Ruyi server, without a slash at its end. */
  readonly base: string;
  readonly merchant: string;
  /** The chat's own: form and chat are one conversation. */
  readonly shelf: Shelf;
  readonly identity: () => Promise<Identity>;
  readonly language: Language;
  readonly zone: string;
  /** Of the shop's app, where the page is shown in one. */
  readonly appVersion?: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<void>;
};

/** What is sent for a press. */
export type Pressed =
  | { readonly move: "answer"; readonly fact: string; readonly value: string | readonly string[] }
  | { readonly move: "confirm"; readonly asked: number }
  | { readonly move: "decline" | "stop" };

export type FormSession = Watched & {
  readonly standing: Reading<Standing | undefined>;
  readonly offered: Reading<readonly Offered[]>;
  readonly isVisitor: Reading<boolean>;
  readonly line: Reading<"idle" | "up" | "down" | "misplaced">;
  /** Something pressed is on its way. */
  readonly isBusy: Reading<boolean>;
  /** Why the last press did not count. */
  readonly problem: Reading<Word | undefined>;
  readonly open: () => Promise<void>;
  readonly begins: (procedure: string) => Promise<void>;
  readonly presses: (pressed: Pressed) => Promise<void>;
  readonly says: (text: string) => Promise<void>;
};

type Talk = { readonly id: string; readonly token: string };
type Answer = { readonly status: number; readonly body: unknown };

const patience = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const pollMs = 20_000;
const awaitedPollMs = 1_500;
const givenUpMs = 30_000;
/** How often a press is sent that the server fails at, before the customer is told so. */
const pressesAtMost = 4;

/**
 * One customer's form. What is pressed is sent under a key of its own until an answer comes, so that it counts once; what
 * the answer says is where the matter stands. Nothing is kept here that the server does not know better.
 */
export function createFormSession({ base, shelf, ...deps }: FormDeps): FormSession {
  const standing = cell<Standing | undefined>(undefined);
  const offered = cell<readonly Offered[]>([]);
  const isVisitor = cell(false);
  const line = cell<"idle" | "up" | "down" | "misplaced">("idle");
  const isBusy = cell(false);
  const problem = cell<Word | undefined>(undefined);
  let failures = 0;
  /** How often the form was opened: only what was begun last goes on. */
  let opened = 0;

  const ask = async (path: string, init: RequestInit, ms = givenUpMs): Promise<Answer | undefined> => {
    try {
      const signal = AbortSignal.timeout(ms);
      const response = await deps.fetch(`${base}${path}`, { ...init, signal, cache: "no-store", credentials: "omit" });
      return { status: response.status, body: await response.json().catch(() => ({})) };
    } catch {
      return undefined;
    }
  };

  /** Asks until there is an answer; one that the server failed at is taken for one after some tries, if so many are named. */
  const insist = async (path: string, init: RequestInit, ms?: number, tries = Infinity): Promise<Answer> => {
    for (let left = tries; ;) {
      const answer = await ask(path, init, ms);
      const isFailure = answer !== undefined && (answer.status >= 500 || answer.status === 429);
      if (isFailure) left -= 1;
      if (answer && (!isFailure || left <= 0)) {
        failures = 0;
        line.value = "up";
        return answer;
      }
      line.value = "down";
      await deps.wait(patience[Math.min((failures += 1), patience.length) - 1] ?? 0);
    }
  };

  /** Who is here; another person's conversation is dropped. */
  const whoIsHere = async (): Promise<Identity> => {
    for (;;) {
      const identity = await deps.identity();
      if (identity.kind !== "unreachable") {
        isVisitor.value = identity.kind === "visitor";
        const person = identity.kind === "signed" ? identity.person : "";
        shelf.change((kept) => recordFor(kept, person));
        return identity;
      }
      line.value = "down";
      await deps.wait(patience[2] ?? 0);
    }
  };

  /** The conversation this browser has with the shop, or a new one; undefined where there is no such shop. */
  const talkOf = async (): Promise<Talk | undefined> => {
    const identity = await whoIsHere();
    const kept = shelf.read().conversation;
    if (kept) return kept;
    const who =
      identity.kind === "signed" ? { authorization: `Bearer ${identity.token}` } : { "ruyi-merchant": deps.merchant };
    const begun = await insist("/v1/customer/conversations", {
      method: "POST",
      headers: { ...who, "content-type": "application/json" },
      body: JSON.stringify({ language: deps.language, zone: deps.zone, appVersion: deps.appVersion }),
    });
    const { conversationId, token } = fieldsOf(begun.body);
    if (typeof conversationId !== "string" || typeof token !== "string") return undefined;
    // The chat of this page, or of another one, may have begun one meanwhile.
    const talk = { id: conversationId, token };
    return shelf.change((record) => ({ ...record, conversation: record.conversation ?? talk })).conversation;
  };

  const forget = (gone: Talk): void => {
    shelf.change((kept) => {
      const { conversation, ...rest } = kept;
      return conversation && conversation.id !== gone.id ? kept : rest;
    });
    standing.value = undefined;
  };

  const addressOf = ({ id }: Talk, path: string): string => `/v1/customer/conversations/${id}/${path}`;
  const from = ({ token }: Talk) => ({ authorization: `Bearer ${token}` });
  const isGone = ({ status, body }: Answer): boolean =>
    status === 401 ||
    (status === 403 && !isProblem(body, "identity-needed")) ||
    (status === 404 && !isProblem(body, "no-such-procedure"));

  /** What came later is not overtaken by what was asked for earlier. */
  const take = (body: unknown): void => {
    const fresh = standingFrom(body);
    if (fresh && fresh.offset >= (standing.value?.offset ?? 0)) standing.value = fresh;
  };

  const read = async (talk: Talk): Promise<boolean> => {
    const answer = await insist(addressOf(talk, "form"), { headers: from(talk) });
    if (isGone(answer)) return false;
    take(answer.body);
    return true;
  };

  /** Hears what happens by itself: a machine's answer, a colleague, time. */
  const listen = async (talk: Talk): Promise<void> => {
    while (shelf.read().conversation?.id === talk.id) {
      const waitMs = standing.value?.isAtWork ? awaitedPollMs : pollMs;
      const path = addressOf(talk, `events?after=${standing.value?.offset ?? 0}&waitMs=${waitMs}`);
      const answer = await insist(path, { headers: from(talk) }, waitMs + 10_000);
      if (isGone(answer)) return;
      const { events } = fieldsOf(answer.body);
      const isNews = Array.isArray(events) && events.length > 0;
      if ((isNews || standing.value?.isAtWork) && !(await read(talk))) return;
    }
  };

  const open = async (): Promise<void> => {
    opened += 1;
    for (const mine = opened; mine === opened;) {
      const talk = await talkOf();
      if (!talk) return void (line.value = "misplaced");
      const list = await insist(addressOf(talk, "procedures"), { headers: from(talk) });
      if (!isGone(list) && (await read(talk))) {
        offered.value = offeredFrom(list.body);
        await listen(talk);
      } else await deps.wait(patience[1] ?? 0);
      // What cannot be read any more is given up, and another conversation begins.
      if (mine === opened) forget(talk);
    }
  };

  /** Sends a press until it is answered; then it has counted, or there is a reason why not. */
  const send = async (path: string, body: object): Promise<void> => {
    const talk = shelf.read().conversation;
    if (!talk) return;
    isBusy.value = true;
    problem.value = undefined;
    try {
      const init = {
        method: "POST",
        headers: { ...from(talk), "content-type": "application/json", "idempotency-key": deps.newId() },
        body: JSON.stringify(body),
      };
      const answer = await insist(addressOf(talk, path), init, givenUpMs, pressesAtMost);
      if (answer.status < 300) take(answer.body);
      else if (isGone(answer)) {
        forget(talk);
        problem.value = "expired";
        void open();
      } else {
        await read(talk);
        problem.value = problemWord(answer);
      }
    } finally {
      isBusy.value = false;
    }
  };

  /** One press at a time; a person may be called at any. */
  const press = async (path: string, body: object): Promise<void> => {
    if (!isBusy.value) await send(path, body);
  };

  return {
    watch: (then) => watchAll([standing, offered, isVisitor, line, isBusy, problem], then),
    ...{ standing, offered, isVisitor, line, isBusy, problem },
    open,
    begins: (procedure) => press("runs", { procedure, language: deps.language }),
    presses: (pressed) => press("moves", { ...pressed, language: deps.language }),
    says: (text) => send("messages", { clientMessageId: deps.newId(), text }),
  };
}

const isProblem = (body: unknown, name: string): boolean =>
  textOf(fieldsOf(body)["type"])?.endsWith(`:${name}`) === true;

function problemWord({ status, body }: Answer): Word {
  if (isProblem(body, "with-a-person")) return "withPerson";
  if (isProblem(body, "identity-needed")) return "signIn";
  if (status === 400) return "tooLong";
  return status === 409 ? "movedOn" : "notTaken";
}
