import { describe, expect, test } from "vitest";
import type { Conversation } from "../conversation.ts";
import { decideTurn } from "../decide-turn.ts";
import type { ConversationEvent } from "../event.ts";
import type { Move } from "../needs.ts";
import { aConversation, ning, noon, testAssistant, testIds, testProcedures, testSources } from "../testing.ts";
import { isRefusal, type TurnContext, type TurnInput } from "../turn.ts";

/** A customer at the form, and what stands in the log of it. */
function aForm(but: Partial<Conversation> = {}) {
  const context: TurnContext = {
    ...{ now: noon, newId: testIds(7), procedures: testProcedures(), assistant: testAssistant },
    ...{ sources: testSources(true), queue: { ahead: 0, urgent: 0, onDuty: 1 } },
  };
  let conversation = aConversation(but);
  const events: ConversationEvent[] = [];
  const take = (input: TurnInput): string | undefined => {
    const decided = decideTurn(conversation, input, context);
    if (isRefusal(decided)) return decided.why === "move-refused" ? decided.move : decided.why;
    if ("kind" in decided) throw new Error("Nobody counted the queue.");
    ({ conversation } = decided);
    events.push(...decided.events);
    return undefined;
  };
  return {
    ...{ take, events },
    begins: (procedure: string) => take({ kind: "form-start", procedure }),
    presses: (move: Move, asked?: number) =>
      take({ kind: "form-move", move, ...(asked === undefined ? {} : { asked }) }),
    now: () => conversation,
    pressed: () =>
      events.flatMap((event) => (event.kind === "message" && event.from === "customer" ? [event.text] : [])),
  };
}

describe("a press on the form", () => {
  test("stands in the log as the customer's words, and its steps as theirs by the form", () => {
    const form = aForm();
    form.begins("refund");
    form.presses({ move: "confirm" }, form.now().askedAt);
    expect(form.pressed()).toEqual(["退款", "退款¥9.90"]);
    const theirs = form.events.filter(({ kind }) => kind === "step" || kind === "message");
    expect(theirs[0]).toMatchObject({ from: "customer", channel: "form" });
    expect(theirs.filter((event) => event.kind === "step" && event.channel === "form").length).toBeGreaterThan(1);
    expect(form.now().runs.at(-1)?.state.kind).toBe("acting");
  });

  test("is no yes to what was asked before or after", () => {
    const form = aForm();
    form.begins("refund");
    const { askedAt } = form.now();
    for (const asked of [undefined, 0, askedAt - 1, askedAt + 1])
      expect(form.presses({ move: "confirm" }, asked)).toBe("was-asked-anew");
    expect(form.pressed()).toEqual(["退款"]);
  });

  test("that is refused leaves nothing, not even words", () => {
    const form = aForm();
    expect(form.presses({ move: "stop" })).toBe("no-run");
    expect(form.begins("nothing-of-ours")).toBe("no-such-procedure");
    form.begins("talk");
    const before = form.events.length;
    expect(form.presses({ move: "decline" })).toBe("not-open");
    expect(form.events).toHaveLength(before);
  });

  test("begins nothing for somebody unknown that is about orders, and something that is not", () => {
    const form = aForm({ customerId: undefined });
    expect(form.begins("refund")).toBe("needs-identity");
    expect(form.begins("talk")).toBeUndefined();
  });

  test("leaves what was only being talked about, as a change of subject does", () => {
    const form = aForm();
    form.begins("refund");
    form.begins("talk");
    expect(form.now().runs).toHaveLength(1);
  });

  test("while a person is there begins nothing, and still answers what was put to the customer", () => {
    const form = aForm();
    form.begins("refund");
    form.take({ kind: "take", agent: ning, takeOver: false });
    expect(form.begins("talk")).toBe("with-a-person");
    expect(form.presses({ move: "stop" })).toBe("not-open");
    expect(form.presses({ move: "decline" })).toBeUndefined();
  });

  test("opens a closed conversation again, as a word does", () => {
    const form = aForm();
    form.begins("talk");
    form.take({ kind: "take", agent: ning, takeOver: false });
    form.take({ kind: "close", agent: ning });
    expect(form.begins("refund")).toBeUndefined();
    expect(form.now()).toMatchObject({ status: "open", floor: { kind: "assistant" } });
  });

  test("speaks the language of the page from then on", () => {
    const form = aForm();
    form.take({ kind: "form-start", procedure: "refund", language: "en" });
    expect(form.pressed()).toEqual(["Refund"]);
    expect(form.now().language).toBe("en");
  });
});
