import {
  after,
  between,
  type ConversationId,
  hourMs,
  type Language,
  minuteMs,
  type NewId,
  type Random,
  type RunId,
  secondMs,
} from "@ruyi/kernel";
import {
  type Agent,
  type Assistant,
  type Conversation,
  type ConversationEvent,
  currentRun,
  decideTurn,
  newConversation,
  type PastTalk,
  type Procedures,
  type PromiseState,
  type Turn,
  type TurnInput,
} from "@ruyi/desk";
import {
  agentLine,
  answerOf,
  courtesyOf,
  type Episode,
  noteOf,
  type Put,
  rulingOf,
  streamOf,
  type Talk,
  waitingWord,
  waitMsAt,
} from "@ruyi/simulation";
import type { TrustFact } from "@ruyi/trust";
import { cardFrom } from "../order-facts.ts";
import { createShopThen, type ShopThen } from "./shop-then.ts";

/** What plays an episode: the rooms' own pure parts, and who was at work. */
export type Stage = {
  readonly procedures: Procedures;
  readonly assistant: Assistant;
  /** Ids from a moment and a stream, so that a replay makes the same ones. */
  readonly newIdAt: (at: () => Date, random: Random) => NewId;
  readonly seed: number;
  /** The past ends here; what would come later is left to those who live on. */
  readonly now: Date;
  readonly agents: readonly Agent[];
  /** Who waited for a person from when to when, in this shop on these days. */
  readonly waits: { readonly from: number; readonly until: number }[];
};

export type PlayedTalk = PastTalk & { readonly announcements: readonly Announced[] };
export type Announced = Turn["announcements"][number] & { readonly at: Date };
export type Played = { readonly talks: readonly PlayedTalk[]; readonly shop: ShopThen };

/** A machine under way is let finish, for a few seconds past the end. */
const machineGraceMs = 30 * secondMs;
const lastRushMs = 12 * minuteMs;
const wordsAtMost = 9;
const turnsAtMost = 60;

/**
 * Plays one customer's dealings in memory: what they write is read by the assistant, decided by the desk and walked
 * through the procedures as it would have been then, word for word; shop, carrier and payment side answer from
 * `ShopThen`. Pure: equal arguments, equal past.
 */
export function playEpisode(episode: Episode, history: readonly TrustFact[], stage: Stage): Played {
  const random = streamOf(stage.seed, `${episode.name}/play`);
  let moment = episode.talks[0]?.at ?? stage.now;
  const newId = stage.newIdAt(() => moment, random);
  const shop = createShopThen(episode, history, { random, newRefundId: () => newId("refund") });
  const agenda: { readonly at: Date; readonly act: () => void; readonly isMachine: boolean }[] = [];
  const plan = (at: Date, act: () => void, isMachine = false): void => {
    const place = agenda.findIndex((entry) => entry.at > at);
    agenda.splice(place < 0 ? agenda.length : place, 0, { at, act, isMachine });
  };
  const talks = episode.talks.map((talk) => {
    const played = createTalk(episode, talk, { stage, shop, random, newId, plan, now: () => moment });
    plan(talk.at, played.begin);
    return played;
  });
  for (let entry = agenda.shift(); entry; entry = agenda.shift()) {
    const end = entry.isMachine ? after(stage.now, machineGraceMs) : stage.now;
    if (entry.at > end) continue;
    moment = entry.at;
    entry.act();
  }
  return { talks: talks.flatMap((talk) => talk.done() ?? []), shop };
}

type TalkNeeds = {
  readonly stage: Stage;
  readonly shop: ShopThen;
  readonly random: Random;
  readonly newId: NewId;
  readonly plan: (at: Date, act: () => void, isMachine?: boolean) => void;
  readonly now: () => Date;
};

/** One conversation as it comes about: the customer, the machines and a colleague each take their turns in it. */
function createTalk(episode: Episode, talk: Talk, { stage, shop, random, newId, plan, now }: TalkNeeds) {
  const { merchant, customer, line } = episode;
  const { language } = customer;
  const { order } = episode.lives[0];
  const places = { item: line.title[language], tail: order.number.slice(-4), name: customer.name };
  const events: ConversationEvent[] = [];
  const runs: Turn["runs"][number][] = [];
  const promises = new Map<string, PromiseState>();
  const announcements: Announced[] = [];
  const awaited = new Set<string>();
  let conversation: Conversation | undefined;
  let machines = 0;
  let words = 0;
  let turns = 0;
  let reactedAt = 0;
  let colleague: Agent | undefined;
  let wasDistrusted = false;

  const soon = (low: number, high: number): Date => after(now(), between(random, low, high) * secondMs);

  function submit(input: TurnInput): Turn | undefined {
    if (!conversation || (turns += 1) > turnsAtMost) return undefined;
    const context = {
      now: now(),
      newId,
      procedures: stage.procedures,
      assistant: stage.assistant,
      sources: {
        cardOf: cardFrom,
        peek: (_conversation: unknown, lookUp: Parameters<ShopThen["peek"]>[0], at: Date) => shop.peek(lookUp, at),
      },
    };
    let decided = decideTurn(conversation, input, context);
    if ("kind" in decided && decided.kind === "needs-queue")
      decided = decideTurn(conversation, input, { ...context, queue: queueNow() });
    if ("kind" in decided) return undefined;
    ({ conversation } = decided);
    events.push(...decided.events);
    runs.push(...decided.runs);
    for (const promise of decided.promises) promises.set(promise.key, promise);
    announcements.push(...decided.announcements.map((fact) => ({ ...fact, at: now() })));
    followUp(decided);
    return decided;
  }

  function queueNow() {
    const at = now().getTime();
    const ahead = stage.waits.filter(({ from, until }) => from <= at && at < until).length;
    return { ahead, urgent: 0, onDuty: Math.max(1, stage.agents.length) };
  }

  /** What follows a turn by itself: look-ups, acts, what the world brings, a colleague who was called. */
  function followUp(turn: Turn): void {
    for (const { runId, lookUp } of turn.lookUps)
      machine(between(random, 90, 600), () =>
        submit({ kind: "looked-up", runId, key: lookUp.key, facts: shop.lookUp(lookUp, now()) }),
      );
    for (const intent of turn.intents) {
      const { key, runId } = intent;
      const { result, afterMs, settlesAt } = shop.perform(intent, now());
      machine(afterMs, () => submit({ kind: "acted", runId, key, result }));
      if (settlesAt) settle(runId, key, settlesAt, result);
    }
    for (const { run } of turn.runs) if (run.state.kind === "waiting") waitFor(run.id, run);
    if (turn.events.some(({ kind }) => kind === "handoff")) call();
    react();
  }

  function machine(afterMs: number, act: () => void): void {
    machines += 1;
    plan(
      after(now(), afterMs),
      () => {
        machines -= 1;
        act();
        react();
      },
      true,
    );
  }

  function settle(runId: RunId, key: string, at: Date, { amount }: { readonly amount?: unknown }): void {
    const value = { key, state: "done", amount };
    const facts = { refund: { value, source: "pay" as const, at: at.toISOString() } };
    plan(at, () => submit({ kind: "signalled", runId, key: `settled:${key}`, facts }));
  }

  function waitFor(runId: RunId, run: { readonly state: { readonly kind: string; readonly key?: string } }): void {
    const { key = "" } = run.state;
    const wakeAt = "wakeAt" in run.state ? new Date(String(run.state.wakeAt)) : undefined;
    if (awaited.has(`${runId} ${key} ${wakeAt?.getTime()}`)) return;
    awaited.add(`${runId} ${key} ${wakeAt?.getTime()}`);
    const comes = shop.whenComes(key);
    if (comes)
      plan(comes.at > now() ? comes.at : soon(1, 3), () =>
        submit({ kind: "signalled", runId, key, facts: comes.facts }),
      );
    // Now and then somebody was late: a server that lay still, or a day with too much of everything.
    const lateMs = random() < 0.05 ? between(random, 5 * 60, 11 * 60) * minuteMs : between(random, 200, 1_900);
    if (wakeAt) plan(after(wakeAt, lateMs), () => submit({ kind: "woken", runId }));
  }

  /** The customer answers what was put to them last, once all machines are through. */
  function react(): void {
    const last = events.at(-1);
    if (!conversation || machines > 0 || !last || conversation.nextOffset === reactedAt) return;
    const isSpoken = last.kind === "message" ? last.from !== "customer" : last.kind !== "taken" && last.kind !== "note";
    if (!isSpoken || words > wordsAtMost) return;
    reactedAt = conversation.nextOffset;
    const seenOffset = conversation.nextOffset;
    plan(soon(5, 48), () => {
      if (conversation?.nextOffset !== seenOffset || conversation.status === "closed") return;
      const answer = answerNow();
      if (answer !== undefined) say(answer);
    });
  }

  function answerNow(): string | undefined {
    if (!conversation) return undefined;
    const isWithPerson = conversation.floor.kind !== "assistant";
    const put = whatWasPut(conversation, isWithPerson);
    const mine = { talk, language, orderId: order.id, lineId: line.id, tail: places.tail };
    const answer = answerOf(random, mine, put);
    if (answer !== undefined) return answer;
    if (conversation.floor.kind === "queue") return random() < 0.18 ? waitingWord(random, language) : undefined;
    const spoke = events.findLast((event) => event.kind === "message" && event.from === "customer");
    const wasThanked = spoke?.kind === "message" && spoke.offset > 1 && put.choices.length === 0 && words > 2;
    if (conversation.floor.kind === "agent") return random() < 0.5 ? courtesyOf(random, language, true) : undefined;
    return talk.mind.saysThanks && !wasThanked && random() < 0.6 ? courtesyOf(random, language, false) : undefined;
  }

  function whatWasPut(current: Conversation, isWithPerson: boolean): Put {
    const last = events.findLast((event) => event.kind === "message" && event.from !== "customer");
    const choices = last?.kind === "message" ? (last.choices ?? []) : [];
    const run = currentRun(current);
    const open = run ? stage.procedures.openMoves(run, now().toISOString()) : [];
    const answer = open.find((move) => move.move === "answer");
    const fact = answer?.move === "answer" && answer.of === "customer" ? answer.fact : undefined;
    return { choices, fact, isReadBack: open.some(({ move }) => move === "confirm"), isWithPerson };
  }

  function say(text: string): void {
    words += 1;
    submit({ kind: "message", clientMessageId: `p${words}`, text });
  }

  /** A colleague comes when one is free; who decides about money is somebody who may. */
  function call(): void {
    const from = now();
    const localHour = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(merchant.zone).hour;
    // At the very end it is busy, so that somebody waits when the present begins.
    const isLast = stage.now.getTime() - from.getTime() < lastRushMs && random() < 0.75;
    const until = after(isLast ? stage.now : from, waitMsAt(random, localHour));
    stage.waits.push({ from: from.getTime(), until: until.getTime() });
    const handoff = events.findLast((event) => event.kind === "handoff");
    const isPolicy = handoff?.kind === "handoff" && handoff.reason === "policy";
    wasDistrusted ||= handoff?.kind === "handoff" && handoff.reasons.includes("one-star");
    const leads = stage.agents.filter(({ authority }) => authority !== undefined && authority !== "R1");
    const able = isPolicy && leads.length > 0 && random() < 0.8 ? leads : stage.agents;
    const who = able[Math.floor(random() * able.length)];
    if (!who) return;
    plan(until, () => {
      colleague = who;
      if (!submit({ kind: "take", agent: who, takeOver: false })) return;
      plan(soon(12, 50), () => {
        agentSays("hello");
        const note = noteOf(random, language);
        if (note !== undefined) submit({ kind: "note", agent: who, text: note });
        plan(soon(25, 150), () => handle(who));
      });
    });
  }

  function agentSays(kind: Parameters<typeof agentLine>[2]): void {
    if (!colleague || conversation?.floor.kind !== "agent") return;
    const spoken: Language = conversation.language;
    const text = agentLine(random, spoken, kind, {
      ...places,
      item: line.title[spoken],
      agent: shortNameOf(colleague),
    });
    submit({ kind: "reply", agent: colleague, text });
  }

  /** The colleague looks at what is open and decides what is theirs to decide. */
  function handle(who: Agent): void {
    if (conversation?.floor.kind !== "agent") return;
    const handoff = events.findLast((event) => event.kind === "handoff");
    const why = handoff?.kind === "handoff" ? handoff : undefined;
    const asked = askedOfAgent();
    if (!asked) {
      agentSays(why?.reason ?? "asked");
      return finish(who, 60, 400);
    }
    const first = rulingOf(random, asked, wasDistrusted);
    const others = asked.choices.filter((choice) => choice !== first && choice !== "refuse");
    const lineOf = (value: string): Parameters<typeof agentSays>[0] => {
      if (value === "refuse") return "refused";
      if (asked.fact === "inspected") return "inspected";
      if (asked.fact === "decision") return "policy";
      return why?.reasons.includes("parcel-lost") ? "lost" : (why?.reason ?? "asked");
    };
    for (const value of [...(first === undefined ? [] : [first]), ...others]) {
      const moved = submit({ kind: "move", agent: who, move: { move: "answer", fact: asked.fact, value } });
      if (!moved) continue;
      agentSays(lineOf(value));
      return finish(who, 50, 420);
    }
    agentSays("technical");
    finish(who, 120, 600);
  }

  function askedOfAgent(): { readonly fact: string; readonly choices: readonly string[] } | undefined {
    const run = conversation && currentRun(conversation);
    const open = run ? stage.procedures.openMoves(run, now().toISOString()) : [];
    const ask = open.find((move) => move.move === "answer");
    return ask?.move === "answer" && ask.of === "agent"
      ? { fact: ask.fact, choices: ask.choices.map(({ id }) => id) }
      : undefined;
  }

  /** Closes when nothing is left to answer; some conversations of today are still being worked on. */
  function finish(who: Agent, low: number, high: number, looks = 0): void {
    plan(soon(low, high), () => {
      if (conversation?.floor.kind !== "agent") return;
      const run = currentRun(conversation);
      const isOpen = run?.state.kind === "confirming" || run?.state.kind === "acting";
      if (isOpen && looks < 3) return finish(who, low, high, looks + 1);
      if (askedOfAgent()) return handle(who);
      if (stage.now.getTime() - now().getTime() < 3 * hourMs && random() < 0.3) return;
      if (random() < 0.55) agentSays("closing");
      plan(after(now(), between(random, 20, 90) * secondMs), () => submit({ kind: "close", agent: who }));
    });
  }

  return {
    begin(): void {
      const id: ConversationId = newId("conversation");
      const at = now().toISOString();
      const { id: merchantId, name: merchantName, zone } = merchant;
      conversation = newConversation({ merchantId, id, customerId: customer.id, language, zone, merchantName, at });
      for (const [place, text] of talk.opening.entries()) {
        if (place === 0) say(text);
        else plan(after(now(), between(random, 3, 14) * secondMs), () => say(text));
      }
    },

    done(): PlayedTalk | undefined {
      const last = events.at(-1);
      if (!conversation || !last) return undefined;
      return { conversation, updatedAt: last.at, events, runs, promises: [...promises.values()], announcements };
    },
  };
}

/** As colleagues sign: the given name where there are two scripts, otherwise all of it. */
const shortNameOf = ({ name }: Agent): string => name.split(" ")[0] ?? name;
