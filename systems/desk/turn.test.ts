import { describe, expect, test } from "vitest";
import { type Conversation, seenAtMost } from "./conversation.ts";
import { decideTurn } from "./decide-turn.ts";
import { type ConversationEvent, forCustomer } from "./event.ts";
import { aConversation, ning, noon, tao, testAssistant, testIds, testProcedures, testSources } from "./testing.ts";
import { type Agent, isRefusal, type Turn, type TurnContext, type TurnInput } from "./turn.ts";

const aContext = (but: Partial<TurnContext> = {}): TurnContext => ({
  now: noon,
  newId: testIds(5),
  procedures: testProcedures(),
  assistant: testAssistant,
  sources: testSources(true),
  queue: { ahead: 2, urgent: 0, onDuty: 1 },
  ...but,
});

/** One conversation that goes on turn by turn, and what was written in it. */
function aTalk(but: Partial<Conversation> = {}, context: TurnContext = aContext()) {
  let conversation = aConversation(but);
  let messages = 0;
  const events: ConversationEvent[] = [];
  const take = (input: TurnInput, at: Date = context.now): Turn => {
    const decided = decideTurn(conversation, input, { ...context, now: at });
    if ("kind" in decided) throw new Error(`No turn: ${JSON.stringify(decided)}.`);
    ({ conversation } = decided);
    events.push(...decided.events);
    return decided;
  };
  return {
    take,
    says: (text: string): Turn => take({ kind: "message", clientMessageId: `m${(messages += 1)}`, text }),
    takes: (agent: Agent = ning): Turn => take({ kind: "take", agent, takeOver: false }),
    why: (input: TurnInput) => {
      const decided = decideTurn(conversation, input, context);
      return isRefusal(decided) ? decided.why : undefined;
    },
    runId: (): string => conversation.runs.at(-1)?.id ?? "",
    runKey: (): string => conversation.runs.at(-1)?.state.key ?? "",
    now: (): Conversation => conversation,
    events,
    lines: (): string[] =>
      events.flatMap((event) =>
        event.kind === "message" && event.from !== "customer" ? [`${event.from}: ${event.text}`] : [],
      ),
    kinds: (): string[] => events.map(({ kind }) => kind),
  };
}

describe("a turn", () => {
  test("numbers its events on from the last, and answers the message's own place", () => {
    const talk = aTalk();
    expect(talk.says("say 你好").answer).toEqual({ kind: "done", offset: 1 });
    expect(talk.says("start refund").answer).toEqual({ kind: "done", offset: 3 });
    expect(talk.events.map(({ offset }) => offset)).toEqual(talk.events.map((_event, index) => index + 1));
    expect(talk.now().nextOffset).toBe(talk.events.length + 1);
  });

  test("changes nothing it was given, and comes out the same when decided again", () => {
    const conversation = aConversation();
    const text = JSON.stringify(conversation);
    const input = { kind: "message", clientMessageId: "m", text: "start refund" } as const;
    const [first, again] = [0, 1].map(() => decideTurn(conversation, input, aContext()));
    expect(JSON.stringify(first)).toBe(JSON.stringify(again));
    expect(JSON.stringify(conversation)).toBe(text);
  });

  test("of a message sent again is the first one's answer and nothing else", () => {
    const talk = aTalk();
    talk.says("say 你好");
    const again = talk.take({ kind: "message", clientMessageId: "m1", text: "say 你好" });
    expect(again).toMatchObject({ events: [], answer: { kind: "again", offset: 1 } });
  });

  test("knows an agent's numbering from the customer's", () => {
    const talk = aTalk();
    talk.says("hm");
    talk.takes();
    const reply = talk.take({ kind: "reply", agent: ning, text: "您好", clientMessageId: "m1" });
    expect(reply.answer.kind).toBe("done");
    expect(talk.take({ kind: "reply", agent: ning, text: "您好", clientMessageId: "m1" }).answer.kind).toBe("again");
  });

  test("keeps few of the ids it has seen, and few of what was done", () => {
    const talk = aTalk();
    for (let count = 0; count < 60; count += 1) talk.says("hm");
    expect(talk.now().seen).toHaveLength(seenAtMost);
  });
});

describe("the floor", () => {
  test("is the assistant's until a person takes it; then only the person speaks", () => {
    const talk = aTalk();
    talk.says("say 在");
    talk.takes();
    talk.says("say 还在吗");
    talk.take({ kind: "reply", agent: ning, text: "我是阿宁" });
    expect(talk.lines()).toEqual(["assistant: 在", "agent: 我是阿宁"]);
  });

  test("is nobody's while a person is awaited: the assistant is silent, and starts nothing", () => {
    const talk = aTalk();
    talk.says("person");
    const before = talk.lines().length;
    talk.says("say 你好");
    talk.says("start refund");
    talk.says("person");
    expect(talk.lines()).toHaveLength(before);
    expect(talk.now().runs).toEqual([]);
  });

  test("comes back with everything said meanwhile forgotten by the assistant, not by the log", () => {
    const talk = aTalk();
    talk.says("hm");
    talk.takes();
    talk.says("whatever");
    talk.take({ kind: "give-back", agent: ning });
    expect(talk.now()).toMatchObject({ floor: { kind: "assistant" }, memory: ["hm"] });
    talk.says("say 我在");
    expect(talk.lines()).toEqual(["assistant: 我在"]);
  });

  test.each<[string, (agent: Agent) => TurnInput]>([
    ["reply", (agent) => ({ kind: "reply", agent, text: "喂" })],
    ["move", (agent) => ({ kind: "move", agent, move: { move: "stop" } })],
    ["give back", (agent) => ({ kind: "give-back", agent })],
    ["close", (agent) => ({ kind: "close", agent })],
  ])("is needed to %s", (_what, input) => {
    const talk = aTalk();
    talk.says("hm");
    expect(talk.why(input(ning))).toBe("not-yours");
    talk.takes(ning);
    expect(talk.why(input(tao))).toBe("taken-by-another");
  });

  test("is taken over only when that is said, and nobody takes a closed conversation", () => {
    const talk = aTalk();
    talk.takes(ning);
    expect(talk.takes(ning).events).toEqual([]);
    expect(talk.why({ kind: "take", agent: tao, takeOver: false })).toBe("taken-by-another");
    talk.take({ kind: "take", agent: tao, takeOver: true });
    talk.take({ kind: "close", agent: tao });
    expect(talk.why({ kind: "take", agent: ning, takeOver: true })).toBe("closed");
    expect(talk.why({ kind: "reply", agent: tao, text: "喂" })).toBe("closed");
  });

  test("opens again with the customer's next message", () => {
    const talk = aTalk();
    talk.takes();
    talk.take({ kind: "close", agent: ning });
    talk.says("say 我在");
    expect(talk.now()).toMatchObject({ status: "open", floor: { kind: "assistant" } });
    expect(talk.lines()).toEqual(["assistant: 我在"]);
  });

  test("lets a line a machine was still making become a suggestion, unless it is about money", () => {
    const talk = aTalk({}, aContext({ sources: testSources(false) }));
    talk.says("start refund");
    const key = talk.runKey();
    talk.takes();
    talk.take({ kind: "looked-up", runId: talk.runId(), key, facts: {} });
    expect(talk.lines()).toEqual(["system: 请确认：退款¥9.90。"]);
  });

  test("lets the customer's own yes count while an agent is there", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.takes();
    expect(talk.says("yes").intents).toHaveLength(1);
  });
});

describe("an order", () => {
  test("is shown before the line about it, once", () => {
    const talk = aTalk();
    talk.says("start refund");
    expect(talk.kinds().filter((kind) => kind === "order" || kind === "message")).toEqual([
      "message",
      "order",
      "message",
    ]);
    talk.says("yes");
    talk.take({ kind: "acted", runId: talk.runId(), key: talk.runKey(), result: { state: "done" } });
    expect(talk.kinds().filter((kind) => kind === "order")).toHaveLength(1);
  });
});

describe("a matter brought to another version of its procedure", () => {
  const wish = { to: "2", migration: "m-1", by: "staff:ada", reason: "clearer words" };

  test("goes on as it stands: colleagues see it, the customer hears nothing, and the next bare yes is still to its question", () => {
    const talk = aTalk();
    talk.says("start refund");
    const spoken = talk.lines().length;
    const { events, runs, conversation } = talk.take({ kind: "migrate", runId: talk.runId(), wish });
    expect(events).toMatchObject([{ kind: "migrated", procedure: "refund", from: 1, version: 2, by: "staff:ada" }]);
    expect(runs).toHaveLength(1);
    expect(talk.lines()).toHaveLength(spoken);
    expect(conversation.askedBy).toBe(talk.runId());
    expect(talk.says("yes").intents).toHaveLength(1);
  });

  test("is brought there once", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.take({ kind: "migrate", runId: talk.runId(), wish });
    const again = talk.take({ kind: "migrate", runId: talk.runId(), wish });
    expect([again.events, again.runs]).toEqual([[], []]);
  });

  test("stays where it cannot go on, and where it is over", () => {
    const talk = aTalk();
    talk.says("start refund");
    const runId = talk.runId();
    talk.says("yes");
    expect(talk.why({ kind: "migrate", runId, wish })).toBe("run-stays");
    talk.take({ kind: "acted", runId, key: talk.runKey(), result: { state: "done" } });
    expect(talk.why({ kind: "migrate", runId, wish })).toBe("no-run");
  });
});

describe("what a customer sees of an event", () => {
  const place = { offset: 1, at: noon.toISOString() };

  test("is the kind of reason for a hand-over, and nothing of what was thought of them", () => {
    const talk = aTalk();
    talk.says("danger");
    const [handoff] = talk.events.filter(({ kind }) => kind === "handoff");
    expect(handoff).toMatchObject({ reasons: ["safety"] });
    const seen = handoff && forCustomer(handoff);
    expect(seen).toMatchObject({ kind: "handoff", reason: "emotional" });
    expect(JSON.stringify(seen)).not.toContain("safety");
  });

  test("say nothing of the version their matter was brought to", () => {
    const moved = { kind: "migrated", run: "r", procedure: "refund", from: 1, version: 2, by: "staff:ada" } as const;
    expect(forCustomer({ ...place, ...moved })).toBeUndefined();
  });

  test("names no colleague, and no note is for them", () => {
    expect(forCustomer({ ...place, kind: "taken", by: "阿宁" })).toEqual({ ...place, kind: "taken" });
    expect(forCustomer({ ...place, kind: "note", by: "阿宁", text: "先验货" })).toBeUndefined();
  });
});

describe("a hand-over", () => {
  test("asks for the queue first, and changes nothing without it", () => {
    const { queue: _none, ...context } = aContext();
    const input = { kind: "message", clientMessageId: "m", text: "person" } as const;
    expect(decideTurn(aConversation(), input, context)).toEqual({ kind: "needs-queue" });
  });

  test("is written before it is said, and said in five parts", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.says("yes");
    talk.take({ kind: "acted", runId: talk.runId(), key: talk.runKey(), result: { state: "unknown" } });
    talk.says("person");
    expect(talk.kinds().slice(-2)).toEqual(["handoff", "message"]);
    expect(talk.lines().at(-1)).toBe(
      "assistant: 您要找同事。您排第3，约6分钟。已承诺：11月25日（周三）12:00前告知结果。都交接了，不用重说；等的时候可以继续留言。",
    );
    expect(talk.events.at(-2)).toMatchObject({ queuePlace: 3, waitSeconds: 360, promised: [expect.any(String)] });
  });

  test("happens once, however often it is asked for", () => {
    const talk = aTalk();
    talk.says("person");
    talk.says("person");
    expect(talk.kinds().filter((kind) => kind === "handoff")).toHaveLength(1);
  });

  test("goes before all others when somebody is in danger, even from the middle of the queue", () => {
    const talk = aTalk();
    talk.says("person");
    talk.says("danger");
    talk.says("danger");
    expect(talk.now().floor).toMatchObject({ kind: "queue", urgent: true, since: noon.toISOString() });
    expect(talk.events.filter(({ kind }) => kind === "handoff")).toMatchObject([
      { reason: "asked", queuePlace: 3 },
      { reason: "emotional", queuePlace: 1 },
    ]);
    expect(talk.lines()).toContain("assistant: 您的安全比订单要紧。");
  });

  describe("while nobody is there", () => {
    const staffing = {
      isThere: false,
      back: { from: new Date("2026-11-25T01:00:00Z"), answerBy: new Date("2026-11-25T03:00:00Z") },
    };
    const promise = (talk: ReturnType<typeof aTalk>) => talk.events.filter(({ kind }) => kind === "promise").at(-1);

    test("tells when somebody is back, and promises an answer by then, once", () => {
      const talk = aTalk({}, aContext({ staffing }));
      talk.says("person");
      talk.says("danger");
      expect(talk.events.find(({ kind }) => kind === "handoff")).toMatchObject({
        backAt: "2026-11-25T01:00:00.000Z",
        answerBy: "2026-11-25T03:00:00.000Z",
        waitSeconds: 21 * 3_600 + 360,
        promised: [],
      });
      expect(talk.lines()[0]).toContain("同事明天09:00上班，11:00前在这里回您。");
      expect(talk.events.filter(({ kind }) => kind === "promise")).toMatchObject([
        { state: "open", dueAt: "2026-11-25T03:00:00.000Z", text: "同事11月25日（周三）11:00前在这里回复。" },
      ]);
    });

    test.each([
      ["kept", "2026-11-25T02:59:00Z"],
      ["late", "2026-11-25T03:01:00Z"],
    ])("the promise is %s by a colleague's first words at %s, not by taking over", (state, time) => {
      const talk = aTalk({}, aContext({ staffing }));
      talk.says("person");
      talk.takes();
      expect(promise(talk)).toMatchObject({ state: "open" });
      talk.take({ kind: "reply", agent: ning, text: "我是阿宁" }, new Date(time));
      expect(promise(talk)).toMatchObject({ state });
      talk.take({ kind: "reply", agent: ning, text: "还有" }, new Date(time));
      expect([talk.now().promises, talk.events.filter(({ kind }) => kind === "promise")]).toMatchObject([[], [{}, {}]]);
    });

    test("and a conversation closed without an answer takes the promise back", () => {
      const talk = aTalk({}, aContext({ staffing }));
      talk.says("person");
      talk.takes();
      talk.take({ kind: "close", agent: ning });
      expect(promise(talk)).toMatchObject({ state: "withdrawn" });
    });
  });

  test("is shown to the agent who is there already", () => {
    const talk = aTalk();
    talk.takes();
    talk.says("danger");
    expect(talk.lines()).toEqual([]);
    expect(talk.events.at(-1)).toMatchObject({ kind: "note", by: "assistant" });
  });

  test("takes the place of an answer when reading breaks; the message is kept", () => {
    for (const words of ["boom", "start broken"]) {
      const talk = aTalk();
      const turn = talk.says(words);
      expect(turn.fault).toBeInstanceOf(Error);
      expect(talk.kinds()).toEqual(["message", "handoff", "message"]);
      expect(talk.now().floor).toMatchObject({ kind: "queue", reason: "technical" });
    }
  });
});

describe("a rest", () => {
  const until = "2026-11-24T06:00:00.000Z";
  const resting = (): ReturnType<typeof aTalk> => {
    const talk = aTalk();
    talk.takes();
    talk.take({ kind: "snooze", agent: ning, until });
    return talk;
  };

  test("is only for who has the floor, and only until a time to come", () => {
    const talk = aTalk();
    expect(talk.why({ kind: "snooze", agent: ning, until })).toBe("not-yours");
    talk.takes();
    expect(talk.why({ kind: "snooze", agent: tao, until })).toBe("taken-by-another");
    expect(talk.why({ kind: "snooze", agent: ning, until: noon.toISOString() })).toBe("past");
    expect(resting().now()).toMatchObject({ snoozed: { until, by: "阿宁" }, floor: { id: ning.id } });
  });

  test("ends at once when the customer writes, and the floor stays whose it was", () => {
    const talk = resting();
    talk.says("hm");
    expect(talk.now().snoozed).toBeUndefined();
    expect(talk.now().floor).toMatchObject({ kind: "agent", id: ning.id });
    expect(talk.kinds()).toEqual(["taken", "snoozed", "message", "unsnoozed"]);
  });

  test("ends at its time and not before, once", () => {
    const talk = resting();
    expect(talk.take({ kind: "snooze-due" }).events).toEqual([]);
    expect(talk.take({ kind: "snooze-due" }, new Date(until)).events).toMatchObject([{ kind: "unsnoozed" }]);
    expect(talk.take({ kind: "snooze-due" }, new Date(until)).events).toEqual([]);
  });

  test("ends with the agent's own word, with another's taking over, and with the conversation", () => {
    const ends: TurnInput[] = [
      { kind: "unsnooze", agent: ning },
      { kind: "take", agent: tao, takeOver: true },
      { kind: "give-back", agent: ning },
      { kind: "close", agent: ning },
    ];
    for (const input of ends) {
      const talk = resting();
      talk.take(input);
      expect(talk.now().snoozed).toBeUndefined();
    }
  });

  test("is not for the customer's eyes", () => {
    expect(
      resting()
        .events.flatMap((event) => forCustomer(event) ?? [])
        .map(({ kind }) => kind),
    ).toEqual(["taken"]);
  });
});

describe("who waits", () => {
  test("waits since the first words nobody has answered", () => {
    const talk = aTalk();
    talk.takes();
    talk.says("hm");
    talk.take({ kind: "message", clientMessageId: "later", text: "hm" }, new Date("2026-11-24T04:05:00Z"));
    expect(talk.now().waitingSince).toBe(noon.toISOString());
    talk.take({ kind: "reply", agent: ning, text: "您好" });
    expect(talk.now().waitingSince).toBeUndefined();
  });

  test("waits on while a person is awaited, whatever a machine says", () => {
    const talk = aTalk();
    talk.says("person");
    expect(talk.now().waitingSince).toBe(noon.toISOString());
    talk.takes();
    expect(talk.now().waitingSince).toBe(noon.toISOString());
  });
});

describe("a run", () => {
  test("passes what is known at once in one turn, and looks up what is not after the commit", () => {
    const talk = aTalk();
    expect(talk.says("start refund").lookUps).toEqual([]);
    expect(talk.lines()).toEqual(["assistant: 请确认：退款¥9.90。"]);
    const slow = aTalk({}, aContext({ sources: testSources(false) }));
    const turn = slow.says("start refund");
    expect(turn.lookUps).toMatchObject([{ lookUp: { facts: ["order"] } }]);
    expect(slow.lines()).toEqual([]);
  });

  test("is not begun for somebody unknown where identity is needed", () => {
    const talk = aTalk({ customerId: undefined });
    talk.says("start refund");
    expect(talk.lines()[0]).toMatch(/登录/);
    expect(talk.now().runs).toEqual([]);
    expect(talk.events.at(-1)).toMatchObject({ strict: true });
  });

  test("is left for another matter while it is only talk, and kept while it acts", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.says("start talk");
    expect(talk.now().runs).toHaveLength(1);
    const acting = aTalk();
    acting.says("start refund");
    acting.says("yes");
    acting.says("start talk");
    expect(acting.now().runs.map(({ state }) => state.kind)).toEqual(["acting", "asking"]);
  });

  test("wishes, and tells what became of it, once", () => {
    const talk = aTalk();
    talk.says("start refund");
    const [intent] = talk.says("yes").intents;
    expect(intent).toMatchObject({ action: "refund", key: talk.runKey(), customerId: "mei" });
    const [runId, key] = [talk.runId(), talk.runKey()];
    const result = { state: "done" } as const;
    const first = talk.take({ kind: "acted", runId, key, result });
    expect(first.answeredIntents).toContain(key);
    expect(first.announcements).toMatchObject([{ type: "run.ended", data: { outcome: "refunded" } }]);
    const second = talk.take({ kind: "acted", runId, key, result });
    expect(second.events).toEqual([]);
    expect(talk.kinds().filter((kind) => kind === "effect")).toHaveLength(2);
    expect(talk.lines().filter((line) => line.includes("已退"))).toHaveLength(1);
  });

  test("that is asked again because nobody answered does not say “requested” twice", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.says("yes");
    const woken = talk.take({ kind: "woken", runId: talk.runId() });
    expect(woken.intents).toHaveLength(1);
    expect(woken.events.map(({ kind }) => kind)).toEqual(["step"]);
  });

  test("ends with the conversation when it was only talk, and goes on when it waits for the world", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.says("yes");
    talk.take({ kind: "acted", runId: talk.runId(), key: talk.runKey(), result: { state: "unknown" } });
    talk.says("start talk");
    talk.takes();
    talk.take({ kind: "close", agent: ning });
    expect(talk.now().runs.map(({ state }) => state.kind)).toEqual(["waiting"]);
  });
});

describe("a yes", () => {
  test("is to the question that was put last, and to no other", () => {
    const talk = aTalk();
    talk.says("start refund");
    talk.takes();
    talk.take({ kind: "reply", agent: ning, text: "要不要也换个颜色？" });
    expect(talk.says("yes").intents).toEqual([]);
    talk.take({ kind: "give-back", agent: ning });
    expect(talk.says("yes").intents).toEqual([]);
    expect(talk.lines().at(-1)).toBe("assistant: 还没有办。");
    // Put once more, it is the last question again.
    expect(talk.says("yes").intents).toHaveLength(1);
  });

  test("given twice in haste is one yes", () => {
    const talk = aTalk();
    talk.says("start refund");
    expect([talk.says("yes"), talk.says("yes")].flatMap(({ intents }) => intents)).toHaveLength(1);
  });

  test("may be passed on by an agent only from the customer's last word after the read-back", () => {
    const talk = aTalk();
    talk.says("hm");
    talk.says("start refund");
    talk.takes();
    const confirm = (said?: number): TurnInput => ({
      kind: "move",
      agent: ning,
      move: { move: "confirm", ...(said === undefined ? {} : { said }) },
    });
    expect(talk.why(confirm(1))).toBe("move-refused");
    talk.says("嗯行吧你退");
    const said = talk.now().customerSpokeAt;
    expect(talk.why(confirm(said - 1))).toBe("move-refused");
    expect(talk.take(confirm(said)).intents).toHaveLength(1);
  });
});

describe("a promise", () => {
  const promised = (): ReturnType<typeof aTalk> => {
    const talk = aTalk();
    talk.says("start refund");
    talk.says("yes");
    talk.take({ kind: "acted", runId: talk.runId(), key: talk.runKey(), result: { state: "unknown" } });
    return talk;
  };
  const states = (talk: ReturnType<typeof aTalk>): string[] =>
    talk.events.flatMap((event) => (event.kind === "promise" ? [event.state] : []));

  test("is stored with the sentence that makes it", () => {
    const talk = promised();
    expect(talk.kinds().slice(-3)).toEqual(["step", "message", "promise"]);
    expect(talk.events.at(-2)).toMatchObject({ strict: true });
    expect(talk.now().promises).toHaveLength(1);
  });

  test("is kept by the word that was promised, and late when that comes after its time", () => {
    const inTime = promised();
    const told = inTime.take({ kind: "signalled", runId: inTime.runId(), key: inTime.runKey(), facts: {} });
    expect(told.promises).toMatchObject([{ state: "kept" }]);
    expect(inTime.now().promises).toEqual([]);
    const late = promised();
    late.take(
      { kind: "signalled", runId: late.runId(), key: late.runKey(), facts: {} },
      new Date("2026-11-26T04:00:00Z"),
    );
    expect(states(late)).toEqual(["open", "late"]);
  });

  test("of a matter that was stopped is withdrawn", () => {
    const talk = promised();
    talk.takes();
    talk.take({ kind: "move", agent: ning, move: { move: "stop" } });
    expect(states(talk)).toEqual(["open", "withdrawn"]);
  });
});

describe("the language", () => {
  test("of a message is the one it was read in, and stays for what machines say later", () => {
    const talk = aTalk();
    talk.says("in english please");
    expect(talk.events[0]).toMatchObject({ language: "en" });
    expect(talk.now().language).toBe("en");
  });
});
