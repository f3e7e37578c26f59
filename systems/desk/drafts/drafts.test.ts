import { describe, expect, test } from "vitest";
import type { Conversation } from "../conversation.ts";
import { decideTurn } from "../decide-turn.ts";
import type { ConversationEvent } from "../event.ts";
import type { Serving } from "../needs.ts";
import { aConversation, ning, noon, testAssistant, testIds, testProcedures, testSources } from "../testing.ts";
import { isRefusal, type Turn, type TurnContext, type TurnInput } from "../turn.ts";

const everybody = (mode: Serving["mode"]): Serving => ({ mode, side: "everybody", draw: 1 });

/** A conversation whose assistant goes as far as told. */
function aTalk(mode: Serving["mode"] | ((procedure: string | undefined) => Serving)) {
  const context: TurnContext = {
    now: noon,
    newId: testIds(5),
    procedures: testProcedures(),
    assistant: testAssistant,
    sources: testSources(true),
    queue: { ahead: 2, urgent: 0, onDuty: 1 },
    modes: { serving: (_conversation, procedure) => (typeof mode === "string" ? everybody(mode) : mode(procedure)) },
  };
  let conversation: Conversation = aConversation();
  let messages = 0;
  const turns: Turn[] = [];
  const take = (input: TurnInput): Turn => {
    const decided = decideTurn(conversation, input, context);
    if ("kind" in decided) throw new Error(`No turn: ${JSON.stringify(decided)}.`);
    ({ conversation } = decided);
    turns.push(decided);
    return decided;
  };
  return {
    take,
    says: (text: string): Turn => take({ kind: "message", clientMessageId: `m${(messages += 1)}`, text }),
    now: (): Conversation => conversation,
    why: (input: TurnInput) => {
      const decided = decideTurn(conversation, input, context);
      return isRefusal(decided) ? decided.why : undefined;
    },
    events: (): ConversationEvent[] => turns.flatMap(({ events }) => events),
    lines: (): string[] =>
      turns.flatMap(({ events }) =>
        events.flatMap((event) =>
          event.kind === "message" && event.from !== "customer" && !event.tells ? [`${event.from}: ${event.text}`] : [],
        ),
      ),
    announced: (type: string): readonly object[] =>
      turns.flatMap(({ announcements }) => announcements.filter((each) => each.type === type).map(({ data }) => data)),
  };
}
const takes: TurnInput = { kind: "take", agent: ning, takeOver: false };

describe("in the mode draft", () => {
  test("nothing is begun or said; a person is called and finds what would have been", () => {
    const talk = aTalk("draft");
    const turn = talk.says("start refund");
    expect(talk.lines()).toEqual([]);
    expect([turn.runs, turn.intents]).toEqual([[], []]);
    expect(talk.now()).toMatchObject({
      floor: { kind: "queue", reason: "technical" },
      draft: { of: 1, text: "请确认：退款¥9.90。", start: { procedure: "refund" } },
    });
    expect(talk.events().find(({ kind }) => kind === "handoff")).toMatchObject({ reasons: ["mode-draft"] });
  });

  test("one press begins what was laid ready, as the person's own matter, and once", () => {
    const talk = aTalk("draft");
    talk.says("start refund");
    const press: TurnInput = { kind: "begin-draft", agent: ning, of: 1 };
    expect(talk.why(press)).toBe("not-yours");
    talk.take(takes);
    talk.take(press);
    expect(talk.lines()).toEqual(["agent: 请确认：退款¥9.90。"]);
    expect(talk.now().runs).toHaveLength(1);
    expect(talk.why(press)).toBe("no-draft");
    expect(talk.announced("draft.settled")).toMatchObject([{ how: "used" }]);
  });

  test("what was laid ready for an earlier message is not begun for a later one", () => {
    const talk = aTalk("draft");
    talk.says("start refund");
    talk.take(takes);
    talk.says("start talk");
    expect(talk.now().draft?.start?.procedure).toBe("talk");
    expect(talk.why({ kind: "begin-draft", agent: ning, of: 1 })).toBe("no-draft");
  });

  test("the customer's own yes counts: a matter that was begun in full goes on by their moves", () => {
    let mode: Serving["mode"] = "full";
    const talk = aTalk(() => everybody(mode));
    talk.says("start refund");
    mode = "draft";
    const turn = talk.says("yes");
    expect(turn.intents).toHaveLength(1);
    expect(talk.now().floor.kind).toBe("assistant");
  });

  test("danger calls a person first in line, as in every mode", () => {
    for (const mode of ["draft", "off", "full"] as const) {
      const talk = aTalk(mode);
      talk.says("danger");
      expect(talk.now().floor).toMatchObject({ kind: "queue", reason: "emotional", urgent: true });
      expect(talk.lines()).toEqual(["assistant: 您的安全比订单要紧。"]);
    }
  });

  test("a word that asks for nothing calls nobody", () => {
    const talk = aTalk("draft");
    talk.says("谢谢");
    expect(talk.now().floor.kind).toBe("assistant");
  });
});

describe("in the mode off", () => {
  test("a person is called at once, and nothing is laid ready", () => {
    const talk = aTalk("off");
    talk.says("say 你好");
    expect(talk.lines()).toEqual([]);
    expect(talk.now()).toMatchObject({ floor: { kind: "queue" }, draft: undefined });
  });

  test("of one matter leaves the others as they are", () => {
    const talk = aTalk((procedure) => everybody(procedure === "refund" ? "off" : "full"));
    talk.says("say 你好");
    talk.says("start talk");
    expect(talk.lines()).toEqual(["assistant: 你好", "assistant: 说来听听？"]);
    talk.says("start refund");
    expect(talk.now().floor.kind).toBe("queue");
  });
});

describe("a draft after a hand-over", () => {
  test("is what the assistant would say to the customer's next words, seen by colleagues alone", () => {
    const talk = aTalk("full");
    talk.says("person");
    expect(talk.now().draft).toBeUndefined();
    talk.take(takes);
    const before = talk.lines().length;
    talk.says("say 您说的是哪一单？");
    expect(talk.now().draft).toEqual({ of: expect.any(Number), text: "您说的是哪一单？", start: undefined });
    expect(talk.lines()).toHaveLength(before);
  });

  test.each([
    ["used", "taken", "您说的是哪一单？"],
    ["edited", "taken", "您说的是哪一单？大衣吗？"],
    ["unused", "left", "稍等，我看一下。"],
  ] as const)("is counted as %s, and gone once the person has answered", (how, draft, text) => {
    const talk = aTalk("full");
    talk.says("person");
    talk.take(takes);
    talk.says("say 您说的是哪一单？");
    talk.take({ kind: "reply", agent: ning, text, draft });
    expect(talk.announced("draft.settled")).toMatchObject([{ how }]);
    expect(talk.now().draft).toBeUndefined();
  });

  test("is not counted where the person did not have it before them", () => {
    const talk = aTalk("full");
    talk.says("person");
    talk.take(takes);
    talk.says("say 您说的是哪一单？");
    talk.take({ kind: "reply", agent: ning, text: "我来看。" });
    expect(talk.announced("draft.settled")).toEqual([]);
  });

  test("never outlives its conversation with a person", () => {
    for (const kind of ["give-back", "close"] as const) {
      const talk = aTalk("full");
      talk.says("person");
      talk.take(takes);
      talk.says("say 您好");
      talk.take({ kind, agent: ning });
      expect(talk.now().draft).toBeUndefined();
    }
  });
});

describe("who is drawn for a comparison", () => {
  test("is made known once a matter, on either side, and nobody is where all are served alike", () => {
    for (const [side, mode] of [
      ["served", "full"],
      ["held-out", "draft"],
    ] as const) {
      const talk = aTalk(() => ({ mode, side, draw: 3 }));
      talk.says("start talk");
      talk.says("answer 今天");
      const drawn = talk.announced("conversation.drawn");
      expect(drawn).toMatchObject([{ customerId: "mei", procedure: "talk", side, mode, draw: 3, offset: 1 }]);
    }
    const alike = aTalk("full");
    alike.says("start talk");
    expect(alike.announced("conversation.drawn")).toEqual([]);
  });
});
