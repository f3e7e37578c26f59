import { expect, test } from "vitest";
import type { ConversationEvent } from "./event.ts";
import { createHub } from "./hub.ts";
import { testIds } from "./testing.ts";

const newId = testIds(31);
const [merchantId, mine, other] = [newId("merchant"), newId("conversation"), newId("conversation")];
const note = (offset: number): ConversationEvent => ({ kind: "note", by: "阿宁", text: "…", offset, at: "" });

test("hands a conversation's events to all who watch it, and to nobody else", () => {
  const hub = createHub();
  const heard: string[] = [];
  hub.watch(merchantId, mine, () => heard.push("one"));
  hub.watch(merchantId, mine, () => heard.push("two"));
  hub.watch(merchantId, other, () => heard.push("other"));
  hub.publish(mine, [note(1)]);
  hub.publish(newId("conversation"), [note(1)]);
  expect(heard).toEqual(["one", "two"]);
});

test("remembers who watches, and how far they were told, until the last one leaves", () => {
  const hub = createHub();
  const leave = [hub.watch(merchantId, mine, () => undefined), hub.watch(merchantId, mine, () => undefined)];
  hub.publish(mine, [note(4), note(5)]);
  hub.publish(mine, [note(3)]);
  expect(hub.watched()).toEqual([{ merchantId, id: mine, toldTo: 5 }]);
  for (const go of leave) go();
  leave[0]?.();
  expect(hub.watched()).toEqual([]);
});
