import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "../advance.ts";
import { whatSourcesSay } from "../library.fixture.ts";
import { loadLibrary } from "../operations.ts";
import { procedureOf, smallProcedure, wander } from "../testing.ts";
import { migrationOf } from "./migrate.ts";

const small = procedureOf(smallProcedure);
const changed = (was: string, becomes: string) => {
  if (!smallProcedure.includes(was)) throw new Error(`The small procedure does not hold ${was}.`);
  return procedureOf(smallProcedure.replace(was, becomes));
};
const tell = { order: [{ id: "o-1", open: true, amount: { minor: 900, currency: "CNY" } }] };
const asking = wander(small, [], tell).run;
const confirming = wander(small, [0, 0], tell).run;
const acting = wander(small, [0, 0, 0], tell).run;
const whyOf = (...of: Parameters<typeof migrationOf>): string[] => {
  const migration = migrationOf(...of);
  return migration.kind === "can-move" ? [] : migration.reasons.map(({ why, about }) => `${why} ${about}`);
};

describe("a running case and another version", () => {
  test("stands where these cases are meant to stand", () => {
    expect([asking, confirming, acting].map(({ state }) => state.kind)).toEqual(["asking", "confirming", "acting"]);
  });

  test("moves where only words that are still to be said have changed", () => {
    const to = changed("kept: { zh: 好，先不退。", "kept: { zh: 好的，先不退。");
    for (const run of [asking, confirming]) {
      expect(migrationOf(run, small, to)).toEqual({ kind: "can-move", run: { ...run, hash: to.hash } });
    }
  });

  test("stays while something is being done, and after words that were read back have changed", () => {
    const to = changed("Please confirm: refund", "Please say yes: refund");
    expect(whyOf(acting, small, to)).toContain("being-done refund");
    expect(whyOf(confirming, small, to)).toEqual(["other-words small/refund"]);
    expect(whyOf(asking, small, to)).toEqual([]);
  });

  test("stays where its step is gone or asks for something else, or a fact is somebody else's word", () => {
    expect(whyOf(asking, small, changed("id: small, label", "id: tiny, label"))).toEqual(["another-step small/ask"]);
    const renamed = procedureOf(smallProcedure.replaceAll(/\bask:/g, "begin:").replace("start: ask", "start: begin"));
    expect(whyOf(asking, small, renamed)).toEqual(["no-such-step small/ask"]);
    expect(whyOf(confirming, small, changed("order: shop", "order: customer"))).toEqual(["another-fact small/order"]);
  });

  test("stays where the other version reads on what it found out before, and the case never learned", () => {
    const asksMore = procedureOf(
      smallProcedure
        .replace("facts: { order: shop }", "facts: { order: shop, colour: customer }")
        .replace("start: ask", "start: colour")
        .replace(
          "steps:\n",
          "steps:\n  colour: { kind: ask, fact: colour, phrase: which, free-text: true, next: ask }\n",
        )
        .replace("All right, nothing is refunded.", "All right, the {colour, text} one stays."),
    );
    expect(whyOf(asking, small, asksMore)).toEqual(["unknown-fact small/colour"]);
    // Asked before and read by nothing from here on, it is not missed.
    const asksInVain = procedureOf(
      smallProcedure
        .replace("start: ask", "start: colour")
        .replace(
          "steps:\n",
          "steps:\n  colour: { kind: ask, fact: colour, phrase: which, free-text: true, next: ask }\n",
        ),
    );
    expect(whyOf(asking, small, asksInVain)).toEqual([]);
  });

  test("never moves to a version in which it could not go on", () => {
    const library = loadLibrary();
    fc.assert(
      fc.property(
        fc.constantFrom(...library.startable),
        fc.array(fc.nat(50), { maxLength: 8 }),
        (procedure, choices) => {
          const { run, log } = wander(procedure, choices, whatSourcesSay);
          const migration = migrationOf(run, procedure, { ...procedure, hash: "another" });
          const stays = run.state.kind === "ended" || run.state.kind === "acting";
          expect(migration.kind).toBe(stays ? "stays" : "can-move");
          if (migration.kind !== "can-move") return;
          const at = log.at(-1)?.at ?? "";
          expect(() =>
            advance(procedure, migration.run, { kind: "stopped", at, actor: { kind: "customer" } }),
          ).not.toThrow();
        },
      ),
      { numRuns: 60 },
    );
  });
});
