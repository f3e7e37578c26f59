import { describe, expect, test } from "vitest";
import { checkProcedure } from "./check.ts";
import { loadLibrary } from "./operations.ts";
import { playScript } from "./play.ts";
import { linkProcedures, type ProcedureSource } from "./procedure-file.ts";
import type { Procedure } from "./procedure.ts";
import { scriptFor, scriptTo } from "./replay.ts";
import { procedureOf, smallProcedure } from "./testing.ts";

const library = loadLibrary();

const standing = (procedure: Procedure, script: ReturnType<typeof scriptTo>) => {
  if (!script) throw new Error("No case was found.");
  const played = playScript(procedure, script);
  expect(played.kind).toBe("played");
  return played;
};

/** Where what is worked out, or what a part answers, decides the way: no case is made up for every step there yet. */
const beyondUs = new Set([
  ...["delivered-not-received", "double-charge", "late-delivery", "lost-parcel", "price-protection"],
  "where-is-my-parcel",
]);
const withinUs = library.startable.filter(({ id }) => !beyondUs.has(id));

describe("a case for a finding", () => {
  test.each(withinUs)("comes to every step of $id where a case can rest", (procedure) => {
    const resting = Object.entries(procedure.steps).filter(([, { kind }]) => ["ask", "end", "wait"].includes(kind));
    const missed = resting.flatMap(([id]) => (scriptTo(procedure, id) ? [] : [id]));
    expect(missed).toEqual([]);
  });

  test("can be played, and stands where the witness says", () => {
    const procedure = procedureOf(smallProcedure);
    for (const step of ["refund", "wait", "person", "end"]) {
      const { run, lines } = standing(procedure, scriptTo(procedure, step));
      expect([...lines.map((line) => line.step), run.places.at(-1)?.step]).toContain(step);
    }
  });

  test("goes the way of the witness, up to where the play breaks or stands still", () => {
    const sound = procedureOf(smallProcedure);
    const { parts: _parts, hash: _hash, ...source } = sound;
    const broken: ProcedureSource = {
      ...source,
      steps: {
        ...source.steps,
        read: { kind: "look-up", facts: ["order"], with: {}, next: "refund", missing: "say-done" },
      },
    };
    const finding = checkProcedure(broken, new Map()).find(({ rule }) => rule === "fact");
    const [linked] = linkProcedures([broken]);
    if (!finding || !linked) throw new Error("The broken procedure was taken for a sound one.");
    const script = scriptFor(linked, finding);
    expect(script?.moves.at(-1)).toEqual({ lookedUp: { order: null } });
    expect(() => script && playScript(linked, script)).toThrow(/has no value/);
  });

  test("is not made up where nothing leads to a step", () => {
    const procedure = procedureOf(smallProcedure.replace("missing: hand }", "missing: kept }"));
    expect(scriptTo(procedure, "nowhere")).toBeUndefined();
  });
});
