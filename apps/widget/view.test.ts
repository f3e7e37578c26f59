import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  amountIn,
  emptyView,
  type Entry,
  fold,
  type Heard,
  offerOf,
  renew,
  type Said,
  stagesOf,
  orderOf,
  tookChoice,
  unseenAfter,
  voicesOf,
  withPlace,
} from "./view.ts";

const at = "2026-11-24T03:48:50.000Z";
const said = (offset: number, from: string, text: string, more: object = {}): Heard => ({
  ...{ offset, at, kind: "message", from, text, language: "zh" },
  ...more,
});
const effect = (offset: number, action: string, state: string, more: object = {}): Heard => ({
  ...{ offset, at: `2026-11-24T03:48:${offset}.000Z`, kind: "effect", action, state, key: `run-1/${action}/1` },
  ...more,
});
const amount = { minor: 69_900, currency: "CNY" };
const choices = [
  { id: "yes", label: "退款¥699.00" },
  { id: "no", label: "先不退" },
];

/** An instant refund, as the server told it. */
const refund: readonly Heard[] = [
  said(10, "customer", "我想退羊毛大衣", { clientMessageId: "m1" }),
  { offset: 11, at, kind: "step", procedure: "return-and-refund", step: "search" },
  said(12, "assistant", "请确认：退款¥699.00", { strict: true, choices }),
  said(13, "customer", "退款¥699.00", { clientMessageId: "m2" }),
  effect(14, "registerReturn", "requested"),
  effect(15, "registerReturn", "done"),
  effect(16, "refund", "requested", { amount }),
  effect(17, "refund", "done", { amount }),
  { offset: 18, at, kind: "promise", key: "p1", text: "周二前答复", dueAt: at, state: "open" },
  said(19, "assistant", "¥699.00已退"),
  { offset: 20, at, kind: "handoff", reason: "asked", queuePlace: 2, waitSeconds: 240, done: ["refund"], promised: [] },
  { offset: 21, at, kind: "taken" },
  said(22, "agent", "我看到了"),
  { offset: 23, at, kind: "promise", key: "p1", text: "周二前答复", dueAt: at, state: "kept" },
  { offset: 24, at, kind: "closed" },
  { offset: 25, at, kind: "something-of-next-year", text: 7 },
];

const matterOf = (entries: readonly Entry[]) => entries.flatMap((entry) => (entry.kind === "matter" ? [entry] : []))[0];
const saidIn = (entries: readonly Entry[]): readonly Said[] =>
  entries.filter((entry): entry is Said => entry.kind === "said");

describe("a conversation's view", () => {
  test("is the same however its events are cut up and however often they come", () => {
    const whole = fold(emptyView, refund);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(refund.length), fc.nat(6)), { maxLength: 12 }), (looks) => {
        // Each look begins somewhere at or before the place reached, as after a reconnect, and brings some events.
        let view = emptyView;
        let reached = 0;
        for (const [back, many] of looks) {
          const from = Math.max(0, reached - back);
          view = fold(view, refund.slice(from, reached + many));
          reached = Math.min(refund.length, reached + many);
        }
        view = fold(view, refund.slice(reached));
        expect(view).toEqual(whole);
      }),
    );
  });

  test("skips kinds it does not know, and reads on after them", () => {
    const view = fold(emptyView, refund);
    expect(view.offset).toBe(25);
    expect(view.entries.map(({ kind }) => kind)).not.toContain("something-of-next-year");
  });

  test("survives events with nothing in them", () => {
    const kinds = ["message", "effect", "promise", "handoff", "taken", "given-back", "closed"];
    const bare = kinds.map((kind, index) => ({ offset: index + 1, at, kind }));
    expect(fold(emptyView, bare).entries).toHaveLength(kinds.length);
  });

  test("keeps all that one run does in one matter, in its first place", () => {
    const { entries } = fold(emptyView, refund);
    expect(entries.filter(({ kind }) => kind === "matter")).toHaveLength(1);
    expect(matterOf(entries)?.acts.map(({ action, state }) => [action, state])).toEqual([
      ["registerReturn", "done"],
      ["refund", "done"],
    ]);
  });

  test("shows a promise once, as it stands now", () => {
    const promises = fold(emptyView, refund).entries.filter(({ kind }) => kind === "promise");
    expect(promises).toMatchObject([{ text: "周二前答复", state: "kept" }]);
  });

  test("knows whose turn it is to speak", () => {
    const floorAfter = (offset: number): string =>
      fold(
        emptyView,
        refund.filter((event) => event.offset <= offset),
      ).floor;
    expect([19, 20, 21].map(floorAfter)).toEqual(["assistant", "queue", "agent"]);
  });

  test("is the assistant's again when a colleague has closed it", () => {
    expect(fold(emptyView, refund).floor).toBe("assistant");
  });

  test("counts what others said and the customer has not seen", () => {
    const view = fold(emptyView, refund);
    expect([0, 12, 19, 22].map((offset) => unseenAfter(view, offset))).toEqual([3, 2, 1, 0]);
  });

  test("keeps what was said in sight when another conversation begins, and reads that from its start", () => {
    const renewed = renew(fold(emptyView, refund), at);
    expect(renewed.offset).toBe(0);
    const next = fold(renewed, refund.slice(0, 3));
    expect(saidIn(next.entries)).toHaveLength(7);
    expect(new Set(next.entries.map(({ id }) => id)).size).toBe(next.entries.length);
  });
});

describe("a refund one can follow", () => {
  const acts = (upTo: number) =>
    matterOf(
      fold(
        emptyView,
        refund.filter(({ offset }) => offset <= upTo),
      ).entries,
    )?.acts ?? [];

  test("goes from registered to sent to refunded", () => {
    expect(stagesOf(acts(16)).map(({ action, is }) => `${action} ${is}`)).toEqual([
      "registerReturn done",
      "refund asked",
      "refund to-come",
    ]);
    expect(stagesOf(acts(17)).at(-1)).toMatchObject({ is: "done", at: "2026-11-24T03:48:17.000Z" });
    expect(amountIn(acts(17))).toEqual(amount);
  });

  test("is never called done while the payment side has not answered", () => {
    const unknown = fold(emptyView, [...refund.slice(0, 7), effect(17, "refund", "unknown", { amount })]);
    expect(stagesOf(matterOf(unknown.entries)?.acts ?? []).at(-1)).toMatchObject({ is: "unknown" });
  });
});

describe("choices", () => {
  const offered = fold(emptyView, refund.slice(0, 3)).entries;
  const offer = (entries: readonly Entry[]): Said => {
    const found = saidIn(entries).find((one) => one.choices.length > 0);
    if (!found) throw new Error("Nothing was offered.");
    return found;
  };

  test("may be pressed until something is answered", () => {
    expect(offerOf(offered, offer(offered), false)).toEqual({ isOpen: true, taken: undefined });
    expect(offerOf(offered, offer(offered), true).isOpen).toBe(false);
  });

  test("show which one was taken", () => {
    const { entries } = fold(emptyView, refund);
    expect(offerOf(entries, offer(entries), false)).toMatchObject({ isOpen: false, taken: { id: "yes" } });
    expect(saidIn(entries).map((one) => tookChoice(entries, one))).toEqual([false, false, true, false, false]);
  });

  test("may be taken by their number, but a read-back only by its words", () => {
    const asked = (strict: boolean) =>
      fold(emptyView, [said(1, "assistant", "哪一种？", { choices, strict }), said(2, "customer", "1")]).entries;
    expect(offerOf(asked(false), offer(asked(false)), false).taken?.id).toBe("yes");
    expect(offerOf(asked(true), offer(asked(true)), false).taken).toBeUndefined();
  });
});

describe("orders, promises and the line", () => {
  const order = { number: "261119319859", title: { zh: "羊毛大衣", en: "Wool coat" }, state: "delivered" };
  const shown = (offset: number, more: object = {}): Heard => ({
    ...{ offset, at, kind: "order", run: "run-1", order: { ...order, ...more } },
  });

  test("show an order once a run, as it was told last, and find it for what the run did", () => {
    const { entries } = fold(emptyView, [shown(1), effect(2, "refund", "done"), shown(3, { state: "returned" })]);
    expect(entries.map(({ kind }) => kind)).toEqual(["order", "matter"]);
    expect(orderOf(entries, String(entries[1]?.id))?.state).toBe("returned");
    expect(orderOf(entries, "0.run-2")).toBeUndefined();
  });

  test("say once what an event and a line say both", () => {
    const promise = { kind: "promise", key: "p1", text: "周二前答复", dueAt: at };
    const { entries } = fold(emptyView, [
      said(1, "assistant", "周二前答复", { tells: "promise" }),
      { offset: 2, at, ...promise, state: "open" },
      { offset: 3, at, ...promise, state: "withdrawn" },
    ]);
    expect(entries).toMatchObject([
      { kind: "said", isShownElsewhere: true },
      { kind: "promise", state: "withdrawn" },
    ]);
    expect(voicesOf(entries)).toEqual([undefined, "assistant"]);
  });

  test("begin a voice's turn once, cards and words together", () => {
    const { entries } = fold(emptyView, [
      said(1, "customer", "退货"),
      shown(2),
      said(3, "assistant", "请确认", { choices }),
      said(4, "customer", "先不退"),
      said(5, "assistant", "好"),
      { offset: 6, at, kind: "taken" },
      effect(7, "refund", "done"),
      said(8, "agent", "退好了"),
    ]);
    expect(voicesOf(entries)).toEqual([
      ...[undefined, "assistant", undefined, undefined, "assistant", undefined, "agent", undefined],
    ]);
  });

  test("tell the place in the line as it was heard last, and no figure nobody knows", () => {
    const waiting = fold(emptyView, [
      { offset: 1, at, kind: "handoff", reason: "asked", queuePlace: 3, waitSeconds: 360, estimated: false },
    ]);
    const place = { queuePlace: 1, waitSeconds: 60, estimated: true, at: "2026-11-24T03:59:00.000Z" };
    expect(waiting.entries).toMatchObject([{ place: 3, waitSeconds: undefined }]);
    expect(withPlace(waiting, place).entries).toMatchObject([{ place: 1, waitSeconds: 60, at: place.at }]);
    expect(withPlace(waiting, null)).toBe(waiting);
    const taken = fold(waiting, [{ offset: 2, at, kind: "taken" }]);
    expect(withPlace(taken, place)).toBe(taken);
  });
});
