/*
 * How fast a core understands, how long training takes, what many merchants' models weigh, and how that stands beside
 * nlp.js on one tenant of 600 examples. `node --expose-gc evaluation/bench-language.ts`
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type Random, seededRandom, shuffle } from "@ruyi/kernel";
import {
  type Classifier,
  type Example,
  type Passage,
  classify,
  createIndex,
  detectLanguage,
  readEntities,
  readMood,
  search,
  train,
} from "@ruyi/language";
import { parse } from "yaml";
import { readRecords } from "./data-files.ts";

const examplesOf = (folder: string): Example[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((file) => file.endsWith(".yaml") && file !== "out-of-scope.yaml")
    .flatMap((file) => {
      const said = parse(readFileSync(new URL(`${folder}/${file}`, import.meta.url), "utf8")) as Record<
        string,
        unknown[]
      >;
      return ["zh", "en"].flatMap((language) =>
        (said[language] ?? []).map((text) => ({ text: String(text), label: file.replace(/\.yaml$/, "") })),
      );
    });

const taught = examplesOf("../systems/sop/library/examples");
const heldOut = examplesOf("../foundation/language/held-out");

/** The first so many examples, label by label in turn, so that every label has its share. */
function dealt(examples: readonly Example[], count: number, random: Random): Example[] {
  const piles = [...Map.groupBy(shuffle(random, examples), ({ label }) => label).values()];
  const deepest = Math.max(...piles.map(({ length }) => length));
  return Array.from({ length: deepest }, (_, row) => piles.flatMap((pile) => pile[row] ?? []))
    .flat()
    .slice(0, count);
}

/** Processor time of this process: other work of the machine does not count. */
const cpuMs = (): number => process.cpuUsage().user / 1_000;

const accuracy = (read: (text: string) => string | undefined): number =>
  heldOut.filter(({ text, label }) => read(text) === label).length / heldOut.length;

type Pace = { readonly perSecond: number; readonly p99Ms: number };

/** Runs the work over the texts; a rate of processor time, and then the time by the clock of 99 in 100. */
function paceOf(work: (text: string) => unknown, texts: readonly string[], calls: number): Pace {
  const at = (call: number): string => texts[call % texts.length] ?? "";
  for (let call = 0; call < calls / 2; call += 1) work(at(call));
  const began = cpuMs();
  for (let call = 0; call < calls; call += 1) work(at(call));
  const perSecond = Math.round((1_000 * calls) / (cpuMs() - began));
  const times = new Float64Array(calls);
  for (let call = 0; call < calls; call += 1) {
    const start = performance.now();
    work(at(call));
    times[call] = performance.now() - start;
  }
  return { perSecond, p99Ms: times.sort()[Math.floor(calls * 0.99)] ?? 0 };
}

/**
 * The rate over messages that were never met before, each read once: nlp.js remembers whole messages, we do not. The first
 * third is read five times beforehand, so that the engine knows the code, and the words that come again are known to both.
 */
async function freshPaceOf(work: (text: string) => unknown): Promise<number> {
  const third = Math.floor(fresh.length / 3);
  for (let round = 0; round < 5; round += 1) for (const text of fresh.slice(0, third)) await work(text);
  const rest = fresh.slice(third);
  const began = cpuMs();
  for (const text of rest) await work(text);
  return Math.round((1_000 * rest.length) / (cpuMs() - began));
}

const print = (name: string, value: unknown): void => console.log(`${name.padEnd(34)}${JSON.stringify(value)}`);
const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));
const random = seededRandom(7);
const tenant = dealt(taught, 600, random);
const messages = heldOut.map(({ text }) => text);
/** All else that is written in the house, each once. */
const fresh = shuffle(random, [
  ...new Set(
    [...taught, ...examplesOf("../systems/knowledge/questions"), ...heldOut].map(({ text }) => text),
  ).difference(new Set(tenant.map(({ text }) => text))),
]);

function benchTraining(): Classifier {
  const times = Array.from({ length: 7 }, () => {
    const began = cpuMs();
    train(tenant);
    return cpuMs() - began;
  });
  print("train 600, 32 labels, cpu s", rounded(Math.min(...times) / 1_000));
  return train(tenant);
}

async function benchBanking(): Promise<void> {
  const data = process.env["RUYI_BENCH_DATA"] ?? "../shared/data";
  const rows = await readRecords(`${data}/banking77/train.csv`).catch(() => undefined);
  if (!rows) return console.log(`Banking77 is left out: ${data} has no banking77/train.csv (RUYI_BENCH_DATA).`);
  const examples = rows.map(({ text, category }) => ({ text: String(text), label: String(category) }));
  const began = cpuMs();
  train(examples);
  print("train Banking77, cpu s", rounded((cpuMs() - began) / 1_000));
}

/** Two hundred articles out of the examples: a few ways of asking, and the rest as what the article says. */
function articles(): Passage[] {
  const said = dealt(taught, taught.length, random).map(({ text }) => text);
  const size = Math.floor(said.length / 200);
  return Array.from({ length: 200 }, (_, at) => {
    const mine = said.slice(at * size, (at + 1) * size);
    return { id: String(at), asked: mine.slice(0, 3), body: mine.slice(3).join("。") };
  });
}

function benchUnderstanding(classifier: Classifier): void {
  const index = createIndex(articles());
  const now = new Date("2026-11-24T02:00:00Z");
  const understand = (text: string): unknown => [
    classify(classifier, text),
    readEntities(text, now, "Asia/Shanghai"),
    readMood(text),
    detectLanguage(text, "zh"),
    search(index, text),
  ];
  print("full understanding, 200 articles", paceOf(understand, messages, 20_000));
  print(
    "classify alone",
    paceOf((text) => classify(classifier, text), messages, 100_000),
  );
  print(
    "search alone",
    paceOf((text) => search(index, text), messages, 20_000),
  );
}

/**
 * Models of so many merchants, each of 300 examples of 20 of the labels. Forty are trained; the others are copies of
 * those, array by array, which weigh the same.
 */
function benchMerchants(count: number): void {
  const trained = Array.from({ length: 40 }, (_, at) => {
    const own = seededRandom(100 + at);
    const labels = new Set(shuffle(own, [...new Set(taught.map(({ label }) => label))]).slice(0, 20));
    return train(
      dealt(
        taught.filter(({ label }) => labels.has(label)),
        300,
        own,
      ),
    );
  });
  const models = Array.from({ length: count }, (_, at) => structuredClone(trained[at % trained.length]));
  globalThis.gc?.();
  print(`${count} merchants, MB of the process`, Math.round(process.memoryUsage().rss / 2 ** 20));
  print("… MB by their own count", Math.round(models.reduce((sum, model) => sum + (model?.bytes ?? 0), 0) / 2 ** 20));
  let turn = 0;
  const next = (text: string): unknown => {
    turn = (turn + 7_919) % count;
    const model = models[turn];
    return model && classify(model, text);
  };
  print("… classify, any of them", paceOf(next, messages, 20_000));
}

type Nlp = {
  addLanguage: (language: string) => void;
  addDocument: (language: string, text: string, label: string) => void;
  train: () => Promise<void>;
  process: (language: string, text: string) => Promise<{ readonly intent: string }>;
};

/** nlp.js is no dependency of ours; where it lies beside, it takes the same lesson and the same test. */
async function benchPeer(classifier: Classifier): Promise<void> {
  print("ours: held-out right", rounded(accuracy((text) => classify(classifier, text).top[0]?.label)));
  const ours = await freshPaceOf((text) => classify(classifier, text));
  print(`ours: ${fresh.length} messages, a second`, ours);
  const folder = process.env["NLPJS_FOLDER"] ?? ".";
  const loaded: unknown = await Promise.resolve()
    .then(() => createRequire(`${pathToFileURL(folder).href}/`).resolve("node-nlp"))
    .then((path) => import(pathToFileURL(path).href))
    .catch(() => undefined);
  if (loaded === undefined)
    return console.log(
      "nlp.js is left out: npm install --no-save node-nlp@4.27.0, here or in the folder NLPJS_FOLDER names.",
    );
  const { NlpManager } = (loaded as { default: { NlpManager: new (settings: object) => Nlp } }).default;
  const peer = new NlpManager({ languages: ["zh", "en"], autoSave: false, nlu: { log: false } });
  const languageOf = (text: string): string => (/\p{Script=Han}/u.test(text) ? "zh" : "en");
  for (const { text, label } of tenant) peer.addDocument(languageOf(text), text, label);
  const began = cpuMs();
  await peer.train();
  print("nlp.js: train, cpu s", rounded((cpuMs() - began) / 1_000));
  const theirs = await freshPaceOf((text) => peer.process(languageOf(text), text));
  print("nlp.js: the same", { perSecond: theirs, oursIsTimes: rounded(ours / theirs, 1) });
  let right = 0;
  for (const { text, label } of heldOut) if ((await peer.process(languageOf(text), text)).intent === label) right += 1;
  print("nlp.js: held-out right", rounded(right / heldOut.length));
}

const classifier = benchTraining();
benchUnderstanding(classifier);
await benchPeer(classifier);
await benchBanking();
benchMerchants(Number(process.argv[2] ?? 5_000));
