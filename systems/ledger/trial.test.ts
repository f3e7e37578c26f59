import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cny, money, usd } from "@ruyi/kernel";
import { accounts } from "./posting.ts";
import { type AccountTotal, trialSentence, trialsOf } from "./trial.ts";

const line = (account: AccountTotal["account"], debits: number, credits: number, currency = "CNY"): AccountTotal => ({
  account,
  debits: money(debits, currency),
  credits: money(credits, currency),
});

describe("trialsOf", () => {
  test("sets debits against credits, and each account's balance between them", () => {
    const [trial, ...others] = trialsOf([
      line("advance-receivable", 70_000, 20_000),
      line("channel-clearing", 0, 70_000),
      line("returned-sales", 20_000, 0),
    ]);
    expect(others).toEqual([]);
    expect(trial).toMatchObject({ debits: cny(900), credits: cny(900), difference: cny(0) });
    expect(trial?.lines.map(({ account, balance }) => [account, balance.minor])).toEqual([
      ["advance-receivable", 50_000],
      ["channel-clearing", -70_000],
      ["returned-sales", 20_000],
    ]);
  });

  test("keeps currencies apart, and shows what does not balance", () => {
    const trials = trialsOf([line("loss", 5, 0), line("loss", 7, 0, "USD"), line("fund", 0, 7, "USD")]);
    expect(trials.map(({ currency, difference }) => [currency, difference])).toEqual([
      ["CNY", cny(0.05)],
      ["USD", usd(0)],
    ]);
  });

  test("the difference is the sum of the balances, whatever the totals", () => {
    const sum = fc.integer({ min: 0, max: 1e12 });
    const totals = fc.array(
      fc
        .tuple(fc.constantFrom(...accounts), sum, sum)
        .map(([account, debits, credits]) => line(account, debits, credits)),
      { minLength: 1, maxLength: 7 },
    );
    fc.assert(
      fc.property(totals, (lines) => {
        const [trial] = trialsOf(lines);
        expect(trial?.difference.minor).toBe(trial?.lines.reduce((all, { balance }) => all + balance.minor, 0));
      }),
    );
  });
});

describe("trialSentence", () => {
  test("says in both languages that the books balance", () => {
    const [trial] = trialsOf([line("loss", 699_00, 0), line("fund", 0, 699_00)]);
    expect(trial && trialSentence(trial)).toEqual({
      zh: "借贷相等：两边都是¥699.00，差额¥0.00。",
      en: "The books balance: CN¥699.00 on both sides, a difference of CN¥0.00.",
    });
  });

  test("says plainly that they do not, and by how much", () => {
    const [trial] = trialsOf([line("loss", 100, 0), line("fund", 0, 250)]);
    expect(trial && trialSentence(trial)).toMatchObject({
      zh: expect.stringContaining("借贷不等：借方¥1.00，贷方¥2.50，差−¥1.50"),
      en: expect.stringContaining("CN¥1.00 against CN¥2.50, off by −CN¥1.50"),
    });
  });
});
