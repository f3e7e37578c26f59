import { type Random, pick, seededRandom, shuffle } from "@ruyi/kernel";
import { type Logistic, type Observation, fitLogistic, probability } from "../logistic.ts";
import { withTypo } from "../typo.ts";
import { type Postings, createPostings, scoreUnits } from "./postings.ts";
import { type Kind, type Terms, kinds, termsOf } from "./terms.ts";

/** Something that answers: a frequent question, an article, a rule. */
export type Passage = {
  readonly id: string;
  /** Ways of asking for it, titles among them. */
  readonly asked: readonly string[];
  readonly body?: string;
};

export type Found = {
  readonly id: string;
  /** For ordering within one search. */
  readonly score: number;
  /** Probability, 0 to 1, that this passage answers the text. */
  readonly confidence: number;
};

/** Passages ready to be searched: typed arrays and ids, no text. Make one with `createIndex`. */
export type Index = {
  readonly ids: readonly string[];
  readonly asked: Field;
  readonly bodies: Field;
  readonly confidence: Logistic;
};

/** One side of all passages: each way of asking, or each part of a body, is a unit. */
type Field = { readonly passageOf: Int32Array; readonly postings: Readonly<Record<Kind, Postings>> };

type Unit = { readonly passage: number; readonly terms: Terms };

/** What each kind of likeness counts for, on either side. */
const weights: Readonly<Record<"asked" | "bodies", Readonly<Record<Kind, number>>>> = {
  asked: { words: 1, pairs: 0.3, pieces: 0.8, ideas: 0.3 },
  bodies: { words: 0.6, pairs: 0.2, pieces: 0.2, ideas: 0 },
};

/** Of a body so many parts of about so many characters are read. */
const mostParts = 40;
const partSize = 800;

/** Prepares passages for `search`; a thousand take about a second. */
export function createIndex(passages: readonly Passage[]): Index {
  const askedUnits = passages.flatMap(({ asked }, passage) =>
    asked.map((text): Unit => ({ passage, terms: termsOf(text) })),
  );
  const bodyUnits = passages.flatMap(({ body = "" }, passage) =>
    partsOf(body).map((text): Unit => ({ passage, terms: termsOf(text) })),
  );
  const ids = passages.map(({ id }) => id);
  const fields = { ids, asked: fieldOf(askedUnits), bodies: fieldOf(bodyUnits) };
  return { ...fields, confidence: fitConfidence(fields, passages) };
}

function fieldOf(units: readonly Unit[]): Field {
  const of = (kind: Kind): Postings => createPostings(units.map(({ terms }) => terms[kind]));
  return {
    passageOf: Int32Array.from(units, ({ passage }) => passage),
    postings: { words: of("words"), pairs: of("pairs"), pieces: of("pieces"), ideas: of("ideas") },
  };
}

/** A body cut at its paragraphs, and a long paragraph at its sentences, into parts of about equal size. */
function partsOf(body: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const sentence of body.split(/(?<=[.!?。！？\n])/)) {
    if (part !== "" && part.length + sentence.length > partSize) {
      parts.push(part);
      part = "";
      if (parts.length === mostParts) return parts;
    }
    part += sentence;
  }
  if (part.trim() !== "") parts.push(part);
  return parts;
}

type Fields = Omit<Index, "confidence">;

/** Passages by how well they answer, best first; only those that have anything in common with the text. */
export function search(index: Index, text: string, limit = 10): readonly Found[] {
  const strengths = strengthsOf(index, termsOf(text));
  const best = ranked(strengths, limit + 1);
  return best.slice(0, limit).map((passage, at) => {
    const rival = at === 0 ? best[1] : best[0];
    const score = strengths[passage] ?? 0;
    const signals = signalsOf(score, rival === undefined ? 0 : (strengths[rival] ?? 0));
    return { id: index.ids[passage] ?? "", score, confidence: probability(index.confidence, signals) };
  });
}

/** How well a passage answers by itself, and how far it stands above its strongest rival. */
const signalsOf = (score: number, rival: number): number[] => [score, (score - rival) / (score + rival || 1)];

/** How well each passage answers; `isHidden` units count for nothing. */
function strengthsOf(
  { ids, asked, bodies }: Fields,
  terms: Terms,
  isHidden?: (askedUnit: number) => boolean,
): Float32Array {
  const strengths = new Float32Array(ids.length);
  for (const [name, field] of [["asked", asked] as const, ["bodies", bodies] as const]) {
    const units = new Float32Array(field.passageOf.length);
    for (const kind of kinds) {
      if (weights[name][kind] === 0) continue;
      const scores = scoreUnits(field.postings[kind], terms[kind]);
      for (let unit = 0; unit < units.length; unit += 1)
        units[unit] = (units[unit] ?? 0) + weights[name][kind] * (scores[unit] ?? 0);
    }
    const best = new Float32Array(ids.length);
    for (let unit = 0; unit < units.length; unit += 1) {
      if (name === "asked" && isHidden?.(unit)) continue;
      const passage = field.passageOf[unit] ?? 0;
      best[passage] = Math.max(best[passage] ?? 0, units[unit] ?? 0);
    }
    for (let passage = 0; passage < ids.length; passage += 1)
      strengths[passage] = (strengths[passage] ?? 0) + (best[passage] ?? 0);
  }
  return strengths;
}

/** Passages with a strength above nothing, strongest first. */
function ranked(strengths: Float32Array, count: number): number[] {
  const some = [...strengths.keys()].filter((passage) => (strengths[passage] ?? 0) > 0);
  return some.toSorted((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0)).slice(0, count);
}

/** So many ways of asking are tried out to learn how sure to be. */
const mostTried = 400;

/**
 * Learns how sure to be from the passages alone. Each way of asking is searched for with itself hidden, or, being the
 * only one, with a slip of the hand and a word left out; and again with its whole passage hidden, when whatever is
 * found is wrong.
 */
function fitConfidence(fields: Fields, passages: readonly Passage[]): Logistic {
  const random = seededRandom(1);
  const { passageOf } = fields.asked;
  const texts = passages.flatMap(({ asked }) => asked);
  const observations: Observation[] = [];
  const tried = shuffle(random, [...texts.keys()]).slice(0, mostTried);
  for (const unit of tried) {
    const text = texts[unit] ?? "";
    const passage = passageOf[unit] ?? 0;
    const isOnly = (passages[passage]?.asked.length ?? 0) < 2;
    const known = strengthsOf(fields, termsOf(isOnly ? blurred(text, random) : text), (one) => !isOnly && one === unit);
    const [first, second] = ranked(known, 2);
    if (first !== undefined) {
      const signals = signalsOf(known[first] ?? 0, second === undefined ? 0 : (known[second] ?? 0));
      observations.push({ signals, yes: first === passage, weight: 1 });
    }
    const strange = strengthsOf(fields, termsOf(text));
    strange[passage] = 0;
    const [wrong, next] = ranked(strange, 2);
    const signals = signalsOf(
      wrong === undefined ? 0 : (strange[wrong] ?? 0),
      next === undefined ? 0 : (strange[next] ?? 0),
    );
    observations.push({ signals, yes: false, weight: 1 });
  }
  return fitLogistic(observations, 2);
}

/** As somebody else might have put it: one slip of the hand, and a word or character less. */
function blurred(text: string, random: Random): string {
  const words = withTypo(text, random).split(/(?<=\p{Script=Han})|\s+/u);
  if (words.length < 3) return words.join(" ");
  const left = pick(random, [...words.keys()]);
  return words.filter((_, at) => at !== left).join(" ");
}
