import { createHash } from "node:crypto";
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { type Classifier, classify, type Example, train, type TrainOptions } from "@ruyi/language";

const house = dirname(dirname(import.meta.dirname));

/** Beside the compiled code, for all that is started from this folder. */
const usually = join(house, ".cache", "learned");

/** So many are kept, two of each version of the words: the newest, for whoever goes back and forth between versions. */
const mostKept = 8;

/**
 * The classifier that these examples make: learned once, and read back where the same examples, the same code and the same
 * engine have made it before. What cannot be read is learned anew; what cannot be kept is learned again next time.
 */
export function learned(examples: readonly Example[], options: TrainOptions, folder: string = usually): Classifier {
  const file = join(folder, `${nameOf(examples, options)}.v8`);
  return recalled(file) ?? kept(file, train(examples, options));
}

function recalled(file: string): Classifier | undefined {
  try {
    const classifier = deserialize(readFileSync(file)) as Classifier;
    // One of another shape, kept by code that changed while it ran, is found out by using it.
    classify(classifier, "我的快递到哪了 where is my parcel");
    return classifier;
  } catch {
    return undefined;
  }
}

function kept(file: string, classifier: Classifier): Classifier {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, serialize(classifier));
    renameSync(unfinished, file);
    forgetOldest(dirname(file));
  } catch {
    // A full disk or a folder nobody may write to costs the time to learn, nothing else.
  }
  return classifier;
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const byAge = files.map((file) => ({ file, at: statSync(file).mtimeMs })).toSorted((a, b) => b.at - a.at);
  for (const { file } of byAge.slice(mostKept)) rmSync(file, { force: true });
}

/** The code that learns, as it was when it was loaded. */
const code = createHash("sha256").update(process.versions.v8);
for (const source of ["kernel", "language"].flatMap(sourcesOf)) code.update(source);

/** Every word that is taught, and every line of the code that learns. */
function nameOf(examples: readonly Example[], options: TrainOptions): string {
  const hash = code.copy().update(JSON.stringify([examples, options]));
  return hash.digest("hex").slice(0, 32);
}

function sourcesOf(room: string): Buffer[] {
  const files = globSync(join(house, "foundation", room, "**/*.ts"), {
    exclude: ["**/node_modules/**", "**/*.test.ts"],
  });
  return files.toSorted().map((file) => readFileSync(file));
}
