import { describe, expect, test } from "vitest";
import type { Proposal, ReadMessage } from "@ruyi/desk";
import type { Proposed } from "./reading/heard.ts";
import { createReader } from "./reader.ts";
import { aMessage, testNeeds } from "./testing.ts";

const reader = createReader({ ...testNeeds, propose: () => Promise.resolve({ matters: [], quoted: {} }) });
const says = (text: string, thoughtOver?: Partial<Proposed>, memory?: unknown): ReadMessage =>
  reader.read(aMessage(text, { memory, ...(thoughtOver ? { thoughtOver } : {}) }));
const choicesOf = ([first]: readonly Proposal[]) => (first?.kind === "say" ? (first.choices ?? []) : []);
const idsOf = ({ proposals }: ReadMessage) => choicesOf(proposals).map(({ id }) => id);

const lost = "家里的猫把楼道弄乱了";

describe("a message that is not understood", () => {
  test("may be thought over, and is answered as ever where that comes to nothing", () => {
    const read = says(lost);
    expect(read).toMatchObject({ isUnclear: true, noticed: { coming: "lost" } });
    const again = says(lost, { matters: [], quoted: {} });
    expect(again.proposals).toEqual(read.proposals);
    expect(again.memory).toEqual(read.memory);
  });

  test("offers what was proposed as a choice, begins nothing, and keeps the way to a person", () => {
    const read = says(lost, { matters: ["change-address"] });
    expect(read.proposals).toHaveLength(1);
    expect(idsOf(read)).toEqual(["change-address", "none", "talk-to-a-person"]);
    expect(read.noticed).toMatchObject({ coming: "offered", rejected: true });
  });

  test("takes of a proposal only what customers can begin", () => {
    const read = says(lost, { matters: ["refund-everything", "talk-to-a-person"] });
    expect(read.proposals).toEqual(says(lost).proposals);
  });

  test("begins on the customer's own choice, with what our own reading finds in the passage that was pointed to", () => {
    const said = "一只压扁了，另一只是空盒";
    const offered = says(said, {
      matters: ["damaged-or-missing"],
      quoted: { problem: "另一只是空盒", wish: "给我一万块" },
    });
    const { proposals } = says("破损或少件", undefined, offered.memory);
    expect(proposals).toMatchObject([
      { kind: "start", procedure: "damaged-or-missing", facts: { problem: "missing" } },
    ]);
    expect(proposals[0]).not.toHaveProperty("facts.wish");
  });
});

describe("a message in two minds", () => {
  test("keeps its own choices in their places; a proposal adds one and takes none away", () => {
    const text = "快递坏了";
    const [ours, more] = [idsOf(says(text)), idsOf(says(text, { matters: ["cancel-order", "where-is-my-parcel"] }))];
    expect(ours).toEqual(["where-is-my-parcel", "damaged-or-missing", "none"]);
    expect(more).toEqual(["where-is-my-parcel", "damaged-or-missing", "cancel-order", "none"]);
  });
});

describe("a clear message", () => {
  test.each(["取消订单", "cancel it", "你好", "转人工", "谢谢"])("is never thought over: %s", (text) => {
    expect(says(text)).not.toHaveProperty("isUnclear");
    expect(says(text, { matters: ["return-and-refund"] }).proposals).toEqual(says(text).proposals);
  });
});

test("the second miss brings a person, whatever is proposed", () => {
  const once = says(lost);
  const twice = says("真的乱", { matters: ["change-address"] }, once.memory);
  expect(twice.proposals).toMatchObject([{ kind: "hand-off", reason: "unsure" }]);
  expect(twice).not.toHaveProperty("isUnclear");
});

test("without anybody to ask, no message is unclear", () => {
  const alone = createReader(testNeeds);
  expect(alone.thinkOver).toBeUndefined();
  expect(alone.read(aMessage(lost))).not.toHaveProperty("isUnclear");
});
