import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cny, customerId, money, usd } from "@ruyi/kernel";
import {
  accounts,
  balance,
  type Entry,
  isPosting,
  type PostingDraft,
  reversal,
  saysTheSame,
  transfer,
} from "./posting.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const draft = (entries: readonly Entry[]): PostingDraft => ({ key: "refund:1:approved", at: noon, entries });
const line = (name: Entry["account"]["name"], amount: Entry["amount"]): Entry => ({ account: { name }, amount });

const anyEntry = fc.record({
  account: fc.record({ name: fc.constantFrom(...accounts) }),
  amount: fc
    .tuple(fc.integer({ min: -1_000, max: 1_000 }), fc.constantFrom("CNY", "USD", "JPY"))
    .map(([minor, currency]) => money(minor, currency)),
});

const sumsOf = (entries: readonly Entry[]): number[] => {
  const sums = new Map<string, number>();
  for (const { amount } of entries) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  return [...sums.values()];
};

describe("balance", () => {
  test("takes entries that sum to zero in each currency, and no others", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 6 }), (entries) => {
        const sound =
          entries.length > 0 &&
          entries.every(({ amount }) => amount.minor !== 0) &&
          sumsOf(entries).every((sum) => sum === 0);
        expect(isPosting(balance(draft(entries)))).toBe(sound);
      }),
    );
  });

  test("takes any entries closed by their opposite", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 6 }), (entries) => {
        const real = entries.filter(({ amount }) => amount.minor !== 0);
        fc.pre(real.length > 0);
        const opposite = real.map(({ account, amount }) => ({
          account,
          amount: money(-amount.minor, amount.currency),
        }));
        expect(isPosting(balance(draft([...real, ...opposite])))).toBe(true);
      }),
    );
  });

  test("does not let one currency pay for another", () => {
    const mixed = balance(draft([line("loss", cny(5)), line("fund", usd(-5))]));
    expect(mixed).toEqual({ kind: "unbalanced", by: cny(5) });
  });

  test("refuses an empty posting", () => {
    expect(balance(draft([]))).toEqual({ kind: "empty" });
  });
});

describe("transfer", () => {
  test("balances by construction", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (minor) => {
        const posting = transfer({
          key: "k",
          at: noon,
          from: { name: "refund-in-transit" },
          to: { name: "advance-receivable", customerId: customerId("mei") },
          amount: money(minor, "CNY"),
        });
        expect(isPosting(balance(posting))).toBe(true);
      }),
    );
  });

  test("throws on nothing to move", () => {
    const nothing = { key: "k", at: noon, from: { name: "fund" }, to: { name: "loss" }, amount: cny(0) } as const;
    expect(() => transfer(nothing)).toThrow(/above zero/);
  });
});

describe("reversal", () => {
  test("leaves every account as before", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 6 }), (entries) => {
        const real = entries.filter(({ amount }) => amount.minor !== 0);
        const both = [
          ...real,
          ...real.map((entry) => ({ ...entry, amount: money(-entry.amount.minor, entry.amount.currency) })),
        ];
        const posting = balance(draft(both));
        fc.pre(isPosting(posting));
        if (!isPosting(posting)) return;
        const undone = reversal(posting, "k:undone", noon);
        for (const name of accounts) {
          const left = [...posting.entries, ...undone.entries].filter(({ account }) => account.name === name);
          expect(sumsOf(left).every((sum) => sum === 0)).toBe(true);
        }
      }),
    );
  });
});

describe("saysTheSame", () => {
  test("does not mind the order of entries", () => {
    const entries = [line("loss", cny(3)), line("fund", cny(-1)), line("recovery", cny(-2))];
    expect(saysTheSame(entries, entries.toReversed())).toBe(true);
  });

  test("minds the customer and the amount", () => {
    const meis: Entry = { account: { name: "recovery", customerId: customerId("mei") }, amount: cny(3) };
    expect(saysTheSame([meis], [line("recovery", cny(3))])).toBe(false);
    expect(saysTheSame([meis], [{ ...meis, amount: cny(4) }])).toBe(false);
  });
});
