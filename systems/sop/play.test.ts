import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Library } from "./library.ts";
import { loadLibrary } from "./operations.ts";
import { isScript, logText, type Play, playScript, readScript, type Script } from "./play.ts";

const folder = join(import.meta.dirname, "library", "scripts");
const library: Library = loadLibrary();

function aScript(data: unknown): Script {
  const script = readScript(data);
  if (!isScript(script)) throw new Error(JSON.stringify(script));
  return script;
}

function play(id: string, data: unknown): Play {
  const procedure = library.byId(id);
  if (!procedure) throw new Error(`There is no procedure "${id}".`);
  return playScript(procedure, aScript(data));
}

const scriptOf = (id: string): { readonly moves: readonly unknown[] } =>
  JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8"));

describe("playScript", () => {
  const ids = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length));

  test("has a sample for every procedure a customer can start", () => {
    expect(ids.toSorted()).toEqual(library.startable.map(({ id }) => id).toSorted());
  });

  test.each(ids)("plays the sample of %s as it always did", async (id) => {
    const played = play(id, scriptOf(id));
    expect(played.kind).toBe("played");
    await expect(logText(played)).toMatchFileSnapshot(join(folder, `${id}.golden.txt`));
  });

  test("shows what is open when a move is not", () => {
    const { moves } = scriptOf("where-is-my-parcel");
    const stuck = play("where-is-my-parcel", { moves: [moves[0], { move: "answer", fact: "pick", value: "o-9" }] });
    expect(stuck).toMatchObject({
      kind: "stuck",
      move: 1,
      why: "not-a-choice",
      open: [{ move: "answer", fact: "pick" }, {}],
    });
  });

  test("says what a machine is asked when a person is to move", () => {
    const stuck = play("where-is-my-parcel", { moves: [{ move: "confirm" }] });
    expect(stuck).toMatchObject({ kind: "stuck", why: "not-open", awaits: ["lookedUp candidates"] });
  });

  test("lets nobody answer for a machine that was not asked", () => {
    const { moves } = scriptOf("where-is-my-parcel");
    const stuck = play("where-is-my-parcel", { moves: [moves[0], { acted: { state: "done" } }] });
    expect(stuck).toMatchObject({ kind: "stuck", move: 1, why: "not-awaited" });
  });

  test("wakes nobody before the time", () => {
    const { moves } = scriptOf("return-and-refund");
    const stuck = play("return-and-refund", { moves: [...moves.slice(0, 6), { wake: "P1D" }] });
    expect(stuck).toMatchObject({ kind: "stuck", move: 6, why: "nothing-due" });
  });

  test("keeps from an agent what is above their authority", () => {
    const { moves } = scriptOf("damaged-or-missing");
    const approve = { move: "answer", fact: "decision", value: "approve", by: "agent", authority: "R1" };
    const stuck = play("damaged-or-missing", { language: "en", moves: [...moves.slice(0, 5), approve] });
    expect(stuck).toMatchObject({ kind: "stuck", move: 5, why: "above-authority" });
  });

  test("gives the same log for the same script", () => {
    const script = scriptOf("return-and-refund");
    expect(play("return-and-refund", script)).toEqual(play("return-and-refund", script));
  });

  test("names the place of a mistake in a script", () => {
    expect(readScript({ moves: [], langauge: "zh" })).toEqual([expect.objectContaining({ at: "" })]);
    expect(readScript({ moves: [{ wake: "soon" }] })).toEqual([expect.objectContaining({ at: "moves.0.wake" })]);
  });
});
