import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { between, pick, type Random, seededRandom } from "@ruyi/kernel";
import { isProcedure, type ProcedureSource, readProcedure, standardFolder } from "@ruyi/sop";
import { createWriter } from "./writer.ts";
import { reachedFrom, relinked } from "./steps.ts";

/** A sound procedure and those it may call. */
export type Clean = {
  readonly name: string;
  readonly source: ProcedureSource;
  readonly parts: ReadonlyMap<string, ProcedureSource>;
};

/**
 * `count` sound procedures of different shapes: half of them from those that come with Ruyi and those that two shops' written
 * policies became, each grown by a stretch written by chance, and half written by chance altogether.
 */
export function cleanProcedures(count: number, seed: number): Clean[] {
  const random = seededRandom(seed);
  const own = readFolder(standardFolder);
  const packs = ["retail", "ecommerce-zh"].flatMap((name) =>
    readFolder(join(import.meta.dirname, "..", "packs", name)),
  );
  const shuffled = [...own, ...packs]
    .map((clean) => ({ clean, at: random() }))
    .toSorted((one, other) => one.at - other.at);
  const real = shuffled.slice(0, Math.ceil(count / 2)).map(({ clean }) => grown(clean, random));
  const made = Array.from({ length: count - real.length }, (_, index) => written(`written-${index}`, random));
  return [...real, ...made];
}

function readFolder(folder: string): Clean[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const sources = files.map((file) => {
    const source = readProcedure(readFileSync(join(folder, file), "utf8"));
    if (isProcedure(source)) return source;
    throw new Error(`${file} is no procedure; run "ruyi procedure check" on it.`);
  });
  const parts = new Map(sources.map((source) => [source.id, source]));
  return sources.map((source) => ({ name: source.id, source, parts }));
}

/** The procedure with a stretch before its start, or on one of the ways to an end. */
function grown({ name, source, parts }: Clean, random: Random): Clean {
  const writer = createWriter(random, "x");
  const reached = reachedFrom(source, source.start);
  const takesBack = Object.values(source.steps).some(({ kind }) => kind === "undo");
  const ends = reached.filter((id) => source.steps[id]?.kind === "end" && id !== source.start);
  const end = pick(random, ends);
  // What an undo would have to take back must not be written before it.
  const first = takesBack ? end : pick(random, [source.start, end]);
  const begins = writer.write(first, between(random, 0, 3));
  const { steps, ...more } = writer.written();
  const old =
    first === source.start
      ? source.steps
      : Object.fromEntries(
          Object.entries(source.steps).map(([id, step]) => [
            id,
            relinked(step, (goal) => (goal === first ? begins : goal)),
          ]),
        );
  const start = first === source.start ? begins : source.start;
  const grownSource = {
    ...source,
    start,
    steps: { ...old, ...steps },
    tables: { ...source.tables, ...more.tables },
    phrases: { ...source.phrases, ...more.phrases },
    facts: { ...source.facts, ...more.facts },
    parameters: { ...source.parameters, ...more.parameters },
  };
  return { name, source: grownSource, parts };
}

function written(id: string, random: Random): Clean {
  const writer = createWriter(random, "g");
  const start = writer.write(undefined, between(random, 1, 8));
  const source: ProcedureSource = {
    id,
    version: 1,
    title: { zh: "写出来的流程", en: "A written procedure" },
    examples: { zh: [], en: [] },
    identity: "customer",
    settings: {},
    open: [],
    locked: [],
    start,
    ...writer.written(),
  };
  return { name: id, source, parts: new Map() };
}
