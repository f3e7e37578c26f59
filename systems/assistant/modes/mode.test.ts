import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConversationId, CustomerId, MerchantId } from "@ruyi/kernel";
import { type Drawn, type Modes, modeNames, placeOf, plainModes, plainRule, type Rule, servingOf } from "./mode.ts";

const merchantId = "01900000-0000-7000-8000-000000000001" as MerchantId;
const visit = (id: string): Drawn => ({ merchantId, id: id as ConversationId, customerId: undefined });
const customer = (name: string, conversation = "c-1"): Drawn => ({
  ...visit(conversation),
  customerId: name as CustomerId,
});
const aRule = (but: Partial<Rule> = {}): Rule => ({ ...plainRule, ...but });
const atShare = (share: number): Modes => ({ ...plainModes, all: aRule({ share }) });
const anyRule = fc.record({
  mode: fc.constantFrom(...modeNames),
  share: fc.integer({ min: 0, max: 100 }),
  holdOut: fc.constantFrom("draft" as const, "off" as const),
});

describe("a mode", () => {
  test("is full for everybody until somebody chooses otherwise", () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (name, procedure) => {
        const serving = servingOf(plainModes, customer(name), procedure);
        expect(serving).toEqual({ mode: "full", side: "everybody", draw: 1 });
      }),
    );
  });

  test("keeps a customer on one side in every conversation and at every time of asking", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), anyRule, (name, one, other, all) => {
        const modes = { ...plainModes, all };
        expect(servingOf(modes, customer(name, one), "x")).toEqual(servingOf(modes, customer(name, other), "x"));
      }),
    );
  });

  test("keeps whoever is served on that side as the share grows", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(100), fc.nat(100), (name, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        if (servingOf(atShare(less), customer(name), undefined).mode === "full")
          expect(servingOf(atShare(more), customer(name), undefined).mode).toBe("full");
      }),
    );
  });

  test.each([1, 10, 37, 50, 90])("serves %i in a hundred, within chance, of customers and of visitors", (share) => {
    const people = 20_000;
    for (const person of [customer, (name: string) => visit(`conversation-${name}`)]) {
      const served = Array.from({ length: people }, (_, nth) =>
        servingOf(atShare(share), person(`u${nth}`), "x"),
      ).filter(({ side }) => side === "served").length;
      // Four standard deviations of a fair draw.
      const reach = 4 * Math.sqrt((people * share * (100 - share)) / 10_000);
      expect(Math.abs(served - (people * share) / 100)).toBeLessThan(reach);
    }
  });

  test("draws anew with another salt, and otherwise for another shop", () => {
    const names = Array.from({ length: 2_000 }, (_, nth) => `u${nth}`);
    const isServed = (name: string, draw: number, merchant = merchantId): boolean =>
      placeOf({ ...customer(name), merchantId: merchant }, draw) < 0.5;
    const elsewhere = "01900000-0000-7000-8000-000000000002" as MerchantId;
    const both = names.filter((name) => isServed(name, 1) && isServed(name, 2)).length;
    const shops = names.filter((name) => isServed(name, 1) && isServed(name, 1, elsewhere)).length;
    for (const together of [both, shops])
      expect(Math.abs(together - 500)).toBeLessThan(4 * Math.sqrt(2_000 * 0.25 * 0.75));
  });

  test("of a procedure stands before the one for all, and what is nobody's own name is none", () => {
    const modes: Modes = {
      ...plainModes,
      all: aRule({ mode: "off" }),
      procedures: { refund: aRule({ mode: "draft" }) },
    };
    expect(servingOf(modes, customer("mei"), "refund").mode).toBe("draft");
    expect(servingOf(modes, customer("mei"), "cancel").mode).toBe("off");
    expect(servingOf(modes, customer("mei"), "constructor").mode).toBe("off");
    expect(servingOf(modes, customer("mei"), undefined).mode).toBe("off");
  });

  test("never stands between a customer and a person they ask for", () => {
    fc.assert(
      fc.property(fc.string(), anyRule, (name, all) => {
        const modes = { ...plainModes, all, procedures: { "talk-to-a-person": all } };
        expect(servingOf(modes, customer(name), "talk-to-a-person")).toMatchObject({ mode: "full", side: "everybody" });
      }),
    );
  });

  test("gives those who are held out what the rule says, and nobody full service by it", () => {
    fc.assert(
      fc.property(fc.string(), anyRule, (name, all) => {
        const { mode, side } = servingOf({ ...plainModes, all }, customer(name), undefined);
        if (side === "held-out") expect(mode).toBe(all.holdOut);
        if (side === "served") expect(mode).toBe(all.mode);
        if (all.share === 0) expect(mode).toBe(all.holdOut);
      }),
    );
  });
});
