import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Random, seededRandom, shuffle } from "@ruyi/kernel";
import { classify, fitLogistic, logit, type Observation, type Reading, train, traitsOf } from "@ruyi/language";
import { ownWord, signalsOf, trainOwn } from "@ruyi/assistant";
import { loadQuestions } from "@ruyi/knowledge";
import { loadLibrary, standardFolder } from "@ruyi/sop";

/*
 * Learns how far an own word is to be trusted: `systems/assistant/learning/trust.ts` keeps what this finds. Simulated merchants: in
 * four rounds every matter is once hidden from what everybody is read by, with a fifth of all texts, and taught anew with 3, 10 and
 * 40 examples, alone and four matters together; the fifth is then read. Each round is measured by what the other three teach.
 */

/** As many of others' messages may be begun wrongly, on the mean of the three: what was so before it was last learned. */
const wronglyAtMost = 0.004;
const sure = 0.55;
/** A merchant's own matter is taken to be one message in ten, and one in five of the others about none. */
const ownShare = 0.1;
const strangerShare = 0.2;
const counts = [3, 10, 40] as const;
const rounds = 4;

const none = "none";
const nothings = parse(readFileSync(join(standardFolder, "examples", "out-of-scope.yaml"), "utf8")) as Record<
  "zh" | "en",
  readonly string[]
>;
const texts = [
  ...loadLibrary().startable.flatMap(({ id, examples: { zh, en } }) =>
    [...zh, ...en].map((text) => ({ text, label: id })),
  ),
  ...[...nothings.zh, ...nothings.en, ...loadQuestions().map(({ text }) => text)].map((text) => ({
    text,
    label: none,
  })),
].map((each) => ({ ...each, traits: traitsOf(each.text) }));
type Text = (typeof texts)[number];

/** A message of the kept fifth as a merchant's classifiers see it. */
type Seen = {
  readonly round: number;
  readonly count: number;
  readonly of: "own" | "others" | "strangers";
  /** Undefined where the own model knows no word of it. */
  readonly signals: readonly number[] | undefined;
  readonly isRight: boolean;
};

const dealt = shuffle(
  seededRandom(11),
  [...new Set(texts.map(({ label }) => label))].filter((label) => label !== none),
);
const seen = Array.from({ length: rounds }, (_, round) => seenIn(round)).flat();

function seenIn(round: number): Seen[] {
  const random = seededRandom(round + 1);
  const hidden = dealt.filter((_, at) => at % rounds === round);
  const [kept = [], taught = []] = parted(random, texts);
  const shown = taught.filter(({ label }) => !hidden.includes(label));
  const shared = train(
    shown.filter(({ label }) => label !== none),
    { outOfScope: shown.filter(({ label }) => label === none).map(({ text }) => text), turnedAway: 0.08, typos: true },
  );
  const readings = new Map<Text, Reading>(kept.map((each) => [each, classify(shared, each.text)]));
  const strangers = kept.filter(({ label }) => label === none);
  const others = kept.filter(({ label }) => label !== none && !hidden.includes(label));

  return counts.flatMap((count) =>
    [1, 4].flatMap((together) =>
      inGroups(hidden, together).flatMap((mine) => {
        const own = mine.flatMap((label) => examplesOf(random, taught, label, count));
        const model = trainOwn(own, shown);
        const seenAs = (each: Text, of: Seen["of"]): Seen => {
          const word = ownWord(model, each.traits);
          const reading = readings.get(each);
          const signals = word && reading && signalsOf(reading, word);
          return { round, count, of, signals, isRight: word?.label === each.label };
        };
        return [
          ...kept.filter(({ label }) => mine.includes(label)).map((each) => seenAs(each, "own")),
          ...shuffle(random, others)
            .slice(0, 400)
            .map((each) => seenAs(each, "others")),
          ...shuffle(random, strangers)
            .slice(0, 150)
            .map((each) => seenAs(each, "strangers")),
        ];
      }),
    ),
  );
}

function parted(random: Random, all: readonly Text[]): Text[][] {
  const mixed = shuffle(random, all);
  const fifth = Math.floor(all.length / 5);
  return [mixed.slice(0, fifth), mixed.slice(fifth)];
}

function inGroups(labels: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.floor(labels.length / size) }, (_, at) => labels.slice(at * size, (at + 1) * size));
}

function examplesOf(random: Random, among: readonly Text[], of: string, count: number): Text[] {
  const said = among.filter(({ label }) => label === of);
  return shuffle(random, said).slice(0, count);
}

/** What a group of messages counts among all of a merchant's, however many of it were read. */
const shares = {
  own: ownShare,
  others: (1 - ownShare) * (1 - strangerShare),
  strangers: (1 - ownShare) * strangerShare,
} as const;

const width = seen.find(({ signals }) => signals)?.signals?.length ?? 0;

function fitted(among: readonly Seen[]) {
  const size = Map.groupBy(among, ({ of, count }) => `${of} ${count}`);
  return fitLogistic(
    among.flatMap(({ signals, isRight, of, count }): Observation[] => {
      const weight = (shares[of] * among.length) / counts.length / (size.get(`${of} ${count}`)?.length ?? 1);
      return signals ? [{ signals, yes: of === "own" && isRight, weight }] : [];
    }),
    width,
  );
}

/** Each message with how strongly it is trusted by what the other rounds teach. */
const judged = Array.from({ length: rounds }, (_, round) => {
  const model = fitted(seen.filter((each) => each.round !== round));
  return seen
    .filter((each) => each.round === round)
    .map((each) => ({ ...each, strength: each.signals ? logit(model, each.signals) : Number.NEGATIVE_INFINITY }));
}).flat();

const mean = (all: readonly boolean[]): number => all.filter(Boolean).length / Math.max(1, all.length);
const begun = (count: number, of: Seen["of"], least: number, isRight?: boolean): number =>
  mean(
    judged
      .filter((each) => each.count === count && each.of === of)
      .map((each) => each.strength > least && each.isRight === (isRight ?? each.isRight)),
  );
const wrongly = (least: number): number =>
  counts
    .map(
      (count) => (1 - strangerShare) * begun(count, "others", least) + strangerShare * begun(count, "strangers", least),
    )
    .reduce((sum, share) => sum + share / counts.length, 0);

/** How strongly a message must be trusted so that no more are begun wrongly than may be. */
let [least, most] = [-5, 10];
for (let step = 0; step < 30; step += 1) {
  const middle = (least + most) / 2;
  if (wrongly(middle) > wronglyAtMost) least = middle;
  else most = middle;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
for (const count of counts)
  console.log(
    `${count} own examples: ${percent(begun(count, "own", most, true))} of own messages begun rightly, ` +
      `${percent(begun(count, "others", most))} of others' and ${percent(begun(count, "strangers", most))} of strangers' wrongly`,
  );

const whole = fitted(seen);
const weights = whole.weights.map((weight, at) => weight / (whole.scale[at] ?? 1));
const asFitted = whole.bias - weights.reduce((sum, weight, at) => sum + weight * (whole.centre[at] ?? 0), 0);
const bias = asFitted - most + Math.log(sure / (1 - sure));
console.log(`bias ${bias.toFixed(2)}, weights [${weights.map((weight) => weight.toFixed(2)).join(", ")}]`);
