import { seededRandom, shuffle } from "@ruyi/kernel";
import { classify, train, traitsOf } from "@ruyi/language";
import { createLearner, mindFrom, readWith } from "@ruyi/assistant";
import { loadLibrary } from "@ruyi/sop";

/*
 * What own words cost and bring. Simulated merchants: a quarter of the procedures is hidden from what everybody is read
 * by, and one of them is taught anew with a few of its examples; messages that were in neither are then read.
 * Then 5,000 minds of 300 examples each in one process, and what reading costs with and without one.
 */
const examples = loadLibrary().startable.flatMap(({ id, examples: said }) =>
  [...said.zh, ...said.en].map((text) => ({ text, label: id })),
);
const labels = [...new Set(examples.map(({ label }) => label))];
const random = seededRandom(7);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const mean = (all: readonly boolean[]): number => all.filter(Boolean).length / Math.max(1, all.length);

const hidden = new Set(shuffle(random, labels).slice(0, Math.floor(labels.length / 4)));
const kept = new Set(shuffle(random, [...examples.keys()]).slice(0, Math.floor(examples.length / 5)));
const shown = examples.filter(({ label }, at) => !hidden.has(label) && !kept.has(at));
const classifier = train(shown);
const learn = createLearner({ classifier, library: shown });
const sure = 0.55;

for (const count of [3, 10, 40]) {
  const rightly: boolean[] = [];
  const astray: boolean[] = [];
  const ms: number[] = [];
  for (const label of hidden) {
    const own = shuffle(
      random,
      examples.filter((each, at) => each.label === label && !kept.has(at)),
    ).slice(0, count);
    const from = performance.now();
    const { mind } = learn({ examples: own, before: undefined, reviewed: [], traffic: [], seed: 1 });
    ms.push(performance.now() - from);
    const made = mindFrom(mind, true);
    for (const [at, { text, label: meant }] of examples.entries()) {
      if (!kept.has(at) || (hidden.has(meant) && meant !== label)) continue;
      const [first] = readWith(classifier, made, text).top;
      const isTaken = first?.label === label && first.confidence >= sure;
      (meant === label ? rightly : astray).push(isTaken);
    }
  }
  const slowest = Math.max(...ms).toFixed(0);
  console.log(
    `${count} own examples: ${percent(mean(rightly))} of ${rightly.length} own messages begun rightly, ` +
      `${percent(mean(astray))} of ${astray.length} others led astray; learned and rehearsed in ${slowest} ms at most`,
  );
}

const many = shuffle(random, examples)
  .slice(0, 300)
  .map(({ text }, at) => ({ text: `${text} ${at % 50}`, label: labels[at % 6] ?? "" }));
const lesson = { before: undefined, reviewed: [], traffic: [], seed: 1 };
const from = performance.now();
const { mind, facts } = learn({ ...lesson, examples: many });
console.log(
  `300 own examples: learned and rehearsed in ${(performance.now() - from).toFixed(0)} ms, ${facts.bytes} bytes`,
);

const before = process.memoryUsage().rss;
const minds = Array.from({ length: 5_000 }, () => mindFrom(mind, true));
const held = process.memoryUsage().rss;
console.log(`5,000 minds: ${((held - before) / 1e6).toFixed(0)} MB, the whole process ${(held / 1e6).toFixed(0)} MB`);

const texts = shuffle(random, examples).slice(0, 2_000);
for (const [name, read] of [
  ["alone", (text: string) => classify(classifier, text)],
  [
    "with a mind, another each time",
    (text: string, at: number) => readWith(classifier, minds[at % minds.length], text),
  ],
  ["traits only", (text: string) => traitsOf(text)],
] as const) {
  const times = texts.map(({ text }, at) => {
    const start = performance.now();
    read(text, at * 7);
    return 1_000 * (performance.now() - start);
  });
  times.sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(0);
  console.log(`reading ${name}: median ${at(0.5)} µs, p99 ${at(0.99)} µs`);
}
