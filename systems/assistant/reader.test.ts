import { describe, expect, test } from "vitest";
import type { MessageToRead, OpenMove, Proposal } from "@ruyi/desk";
import type { RunId } from "@ruyi/kernel";
import { createReader } from "./reader.ts";

const asked = (said: string): readonly Proposal[] => {
  const reader = createReader({ classify: () => ({ top: [], inScope: 0, rejected: true }), titles: new Map() });
  return reader.read(aMessage(said, received)).proposals;
};

const received: OpenMove = {
  move: "answer",
  fact: "received",
  of: "customer",
  freeText: false,
  choices: [
    { id: "yes", label: "I have it" },
    { id: "no", label: "I don't have it" },
  ],
};

const aMessage = (text: string, open: OpenMove): MessageToRead => ({
  text,
  now: new Date("2026-11-24T04:00:00Z"),
  zone: "UTC",
  language: "en",
  identified: true,
  merchantName: { zh: "亮比特", en: "BrightByte" },
  memory: undefined,
  run: {
    id: "01900000-0000-7000-8000-000000000001" as RunId,
    procedure: "where-is-my-parcel",
    version: 1,
    step: "ask-received",
    state: "asking",
    title: { zh: "查包裹", en: "Where is my parcel" },
    open: [open],
    wasAskedLast: true,
  },
});

describe("an answer to a question with choices", () => {
  test.each([
    ["I have it", "yes"],
    ["yes I have it, thanks", "yes"],
    ["I don't have it", "no"],
    ["no, I don't have it anywhere", "no"],
    ["yes", "yes"],
  ])("“%s” chooses %s", (said, value) => {
    expect(asked(said)).toEqual([{ kind: "move", move: { move: "answer", fact: "received", value } }]);
  });

  test.each(["I'm not sure I have it", "hm"])("“%s” chooses nothing, and is asked about once more", (said) => {
    expect(asked(said)).toMatchObject([{ kind: "say" }]);
  });
});
