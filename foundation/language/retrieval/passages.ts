import { type Random, pick, seededRandom, shuffle } from "@ruyi/kernel";
import { type Logistic, type Observation, fitLogistic, probability } from "../logistic.ts";
import { readableUnits } from "../normalise.ts";
import { withTypo } from "../typo.ts";
import { type Vocabulary, createVocabulary, indexOfHash } from "../vocabulary.ts";
import { type Bag, type Postings, addScores, bagOf, createPostings } from "./postings.ts";
import { type ByKind, type Terms, byKind, connectingHashes, kinds, termsOf } from "./terms.ts";

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
  /** Passages asked for in the very same words have one number: for two regions, or two versions, they are no rivals. */
  readonly kin: Int32Array;
  /** The number of each term. */
  readonly vocabularies: ByKind<Vocabulary>;
  /** Each way of asking by itself. */
  readonly asked: Field;
  /** All that a passage says: its ways of asking, twice, and its body. */
  readonly whole: Field;
  readonly confidence: Logistic;
};

/** Units of text: the passage that each belongs to, and who has which term. */
type Field = { readonly passageOf: Int32Array; readonly postings: ByKind<Postings> };

/** A text as term numbers; −1 for a term that no passage has. */
type Numbered = ByKind<Int32Array>;

/**
 * What each kind of likeness counts for. Chosen on questions of StackFAQ searched for in answers alone, its answers
 * in the others of their question, and on training rows of Banking77, HWU64 and HINT3 as questions with one to three
 * ways of asking.
 */
const weights: Readonly<Record<"asked" | "whole", ByKind<number>>> = {
  asked: { words: 1, pairs: 0.3, pieces: 1.2, ideas: 0.3 },
  whole: { words: 1.2, pairs: 0.3, pieces: 0.9, ideas: 0 },
};

/** So much of a body is read, in stretches that `termsOf` reads whole. */
const mostStretches = 10;

/** Prepares passages for `search`; two hundred articles take a few tenths of a second. */
export function createIndex(passages: readonly Passage[]): Index {
  const lexicon = createLexicon();
  const kinOf = createKinship();
  const said = passages.map(({ id, asked, body = "" }) =>
    saidBy(
      { id, kin: kinOf(id, asked) },
      asked.map((text) => lexicon.number(termsOf(text))),
      stretchesOf(body).map((text) => lexicon.number(termsOf(text))),
    ),
  );
  const vocabularies = lexicon.vocabularies();
  const fields = fieldsOf(said, vocabularies);
  return { ...fields, confidence: fitConfidence(said, passages, vocabularies) };
}

/** Numbers passages by the words they are asked for in; what is not asked for in any is kin to none. */
function createKinship() {
  const numbers = new Map<string, number>();
  return (id: string, asked: readonly string[]): number => {
    const words = asked.length > 0 ? asked.toSorted().join("\n") : `\n${id}`;
    const number = numbers.get(words) ?? numbers.size;
    numbers.set(words, number);
    return number;
  };
}

const stretchesOf = (body: string): string[] =>
  Array.from({ length: Math.min(mostStretches, Math.ceil(body.length / readableUnits)) }, (_, at) =>
    body.slice(at * readableUnits, (at + 1) * readableUnits),
  );

/** Numbers the terms of all passages, each kind for itself. */
function createLexicon() {
  const numbers = byKind(() => new Map<number, number>());
  const numberOf = (known: Map<number, number>, hash: number): number => {
    const number = known.get(hash) ?? known.size;
    if (number === known.size) known.set(hash, number);
    return number;
  };
  return {
    number: (terms: Terms): Numbered =>
      byKind((kind) => Int32Array.from(terms[kind], (hash) => numberOf(numbers[kind], hash))),
    vocabularies: (): ByKind<Vocabulary> => byKind((kind) => createVocabulary([...numbers[kind].keys()])),
  };
}

const numbered = (terms: Terms, vocabularies: ByKind<Vocabulary>): Numbered =>
  byKind((kind) => Int32Array.from(terms[kind], (hash) => indexOfHash(vocabularies[kind], hash)));

type Named = { readonly id: string; readonly kin: number };

/** What a passage says: each of its ways of asking, and all of it. */
type Said = Named & {
  readonly forms: readonly Numbered[];
  readonly body: readonly Numbered[];
  readonly asked: readonly ByKind<Bag>[];
  readonly whole: ByKind<Bag>;
};

function saidBy({ id, kin }: Named, forms: readonly Numbered[], body: readonly Numbered[]): Said {
  const bagsOf = (lists: readonly Numbered[]): ByKind<Bag> => byKind((kind) => bagOf(lists.map((list) => list[kind])));
  return {
    id,
    kin,
    forms,
    body,
    asked: forms.map((form) => bagsOf([form])),
    whole: bagsOf([...forms, ...forms, ...body]),
  };
}

type Fields = Omit<Index, "confidence">;

function fieldsOf(said: readonly Said[], vocabularies: ByKind<Vocabulary>): Fields {
  const connecting = new Set(connectingHashes.map((hash) => indexOfHash(vocabularies.words, hash)));
  const fieldOf = (units: readonly { readonly passage: number; readonly bags: ByKind<Bag> }[]): Field => ({
    passageOf: Int32Array.from(units, ({ passage }) => passage),
    postings: byKind((kind) =>
      createPostings(
        units.map(({ bags }) => bags[kind]),
        vocabularies[kind].size,
        kind === "words" ? connecting : undefined,
      ),
    ),
  });
  return {
    ids: said.map(({ id }) => id),
    kin: Int32Array.from(said, ({ kin }) => kin),
    vocabularies,
    asked: fieldOf(said.flatMap(({ asked }, passage) => asked.map((bags) => ({ passage, bags })))),
    whole: fieldOf(said.map(({ whole }, passage) => ({ passage, bags: whole }))),
  };
}

/**
 * Passages by how well they answer, best first; only those that have anything in common with the text. Those that are not
 * open to who asks are not found, and make nothing else less sure.
 */
export function search(
  index: Index,
  text: string,
  limit = 10,
  isOpen: (id: string) => boolean = () => true,
): readonly Found[] {
  const { ids, confidence } = index;
  const isHere = (passage: number): boolean => isOpen(ids[passage] ?? "");
  const likeness = likenessOf(index, numbered(termsOf(text), index.vocabularies));
  const rivals = rivalsIn(index, likeness, isHere);
  return strongest(likeness.total, limit, isHere).map((passage) => ({
    id: ids[passage] ?? "",
    score: likeness.total[passage] ?? 0,
    confidence: probability(confidence, signalsOf(index, likeness, passage, rivals)),
  }));
}

/** How well each passage answers by its ways of asking, by all it says, and by both. */
type Likeness = { readonly asked: Float32Array; readonly whole: Float32Array; readonly total: Float32Array };

function likenessOf({ ids, asked, whole }: Fields, terms: Numbered): Likeness {
  const [byAsked, byWhole] = [
    likenessIn(asked, terms, weights.asked, ids.length),
    likenessIn(whole, terms, weights.whole, ids.length),
  ];
  return { asked: byAsked, whole: byWhole, total: byAsked.map((value, passage) => value + (byWhole[passage] ?? 0)) };
}

/** The best of each passage's units. */
function likenessIn(
  { passageOf, postings }: Field,
  terms: Numbered,
  shares: ByKind<number>,
  count: number,
): Float32Array {
  const units = new Float32Array(passageOf.length);
  for (const kind of kinds) if (shares[kind] > 0) addScores(postings[kind], terms[kind], shares[kind], units);
  const best = new Float32Array(count);
  for (let unit = 0; unit < units.length; unit += 1) {
    const passage = passageOf[unit] ?? 0;
    best[passage] = Math.max(best[passage] ?? 0, units[unit] ?? 0);
  }
  return best;
}

type IsHere = (passage: number) => boolean;
const everyone: IsHere = () => true;

/** On each side the strongest passage, and the strongest that is not its kin: whoever is measured, one of them is the rival. */
type Rivals = Readonly<Record<keyof Likeness, readonly number[]>>;

function rivalsIn({ kin }: Fields, { asked, whole, total }: Likeness, isHere: IsHere): Rivals {
  const of = (side: Float32Array): number[] => twoOf(side, kin, isHere);
  return { asked: of(asked), whole: of(whole), total: of(total) };
}

function twoOf(values: Float32Array, kin: Int32Array, isHere: IsHere): number[] {
  let [first, second] = [-1, -1];
  for (let passage = 0; passage < values.length; passage += 1) {
    const value = values[passage] ?? 0;
    if (value <= (values[second] ?? 0) || !isHere(passage)) continue;
    const isKin = kin[passage] === kin[first];
    if (value > (values[first] ?? 0)) {
      if (!isKin) second = first;
      first = passage;
    } else if (!isKin) second = passage;
  }
  return [first, second].filter((passage) => passage >= 0);
}

/**
 * What speaks for a passage: how well it answers, how far it stands above its strongest rival, and on how many of the
 * two sides no rival is better. Its kin, which say the same to others, are none.
 */
function signalsOf({ kin }: Fields, likeness: Likeness, passage: number, rivals: Rivals): number[] {
  const valueOf = (side: keyof Likeness): number => likeness[side][passage] ?? 0;
  const rivalOf = (side: keyof Likeness): number => {
    const rival = rivals[side].find((other) => kin[other] !== kin[passage]);
    return rival === undefined ? 0 : (likeness[side][rival] ?? 0);
  };
  const [own, other] = [valueOf("total"), rivalOf("total")];
  const leads = (["asked", "whole"] as const).filter((side) => valueOf(side) >= rivalOf(side));
  return [own, (own - other) / (own + other || 1), leads.length];
}

/** Passages with a likeness above nothing, strongest first, at most `count`. */
function strongest(values: Float32Array, count: number, isHere: IsHere): number[] {
  const best: number[] = [];
  values.forEach((value, passage) => {
    if (value <= 0 || (best.length === count && value <= (values[best[count - 1] ?? 0] ?? 0))) return;
    if (!isHere(passage)) return;
    let at = best.length;
    while (at > 0 && value > (values[best[at - 1] ?? 0] ?? 0)) at -= 1;
    best.splice(at, 0, passage);
    if (best.length > count) best.pop();
  });
  return best;
}

const rounds = 4;
/** So many ways of asking are tried out in each round. */
const mostTried = 150;
/** Of ten texts so many are taken to ask for what no passage has. */
const strangersInTen = 3;

/** What everybody would say of a strong and of a weak likeness, where the passages are too few to tell. */
const beforehand: readonly Observation[] = [
  { signals: [3.5, 0.6, 2], yes: true, weight: 6 },
  { signals: [0.8, 0.2, 1], yes: false, weight: 6 },
];

/** Whether nothing is left of a passage when one way of asking is hidden. */
const isBare = ({ forms, body }: Said): boolean => forms.length + body.length < 2;

/**
 * Learns how sure to be from the passages alone, by searching them in rounds. Each round hides a part of them, and
 * whatever is found for what those are asked by is wrong (kin are hidden together); of the others it hides some ways of asking, or, where there
 * is nothing else, takes it with a slip of the hand and a word less.
 */
function fitConfidence(
  said: readonly Said[],
  passages: readonly Passage[],
  vocabularies: ByKind<Vocabulary>,
): Logistic {
  const random = seededRandom(1);
  const right: Observation[] = [];
  const strange: Observation[] = [];
  const observe = (fields: Fields, terms: Numbered, kin: number | undefined): void => {
    const likeness = likenessOf(fields, terms);
    const rivals = rivalsIn(fields, likeness, everyone);
    const [first] = rivals.total;
    const signals = first === undefined ? [0, 0, 0] : signalsOf(fields, likeness, first, rivals);
    (kin === undefined ? strange : right).push({
      signals,
      yes: first !== undefined && fields.kin[first] === kin,
      weight: 1,
    });
  };
  const order = shuffle(random, [...said.keys()]);
  for (let round = 0; round < Math.min(rounds, said.length); round += 1) {
    const isHidden = ({ kin }: Said): boolean => (order[kin] ?? round) % rounds === round;
    const isKept = ({ kin }: Said, form: number): boolean => (kin + form) % rounds === round;
    const fields = fieldsOf(
      said.flatMap((one) => {
        if (isHidden(one)) return [];
        const forms = one.forms.filter((_, form) => !isKept(one, form));
        return [forms.length === one.forms.length || isBare(one) ? one : saidBy(one, forms, one.body)];
      }),
      vocabularies,
    );
    const tried = shuffle(
      random,
      said.flatMap((one, passage) => one.forms.map((terms, form) => ({ one, passage, form, terms }))),
    ).filter(({ one, form }) => isHidden(one) || isKept(one, form));
    for (const { one, passage, form, terms } of tried.slice(0, mostTried)) {
      const isAll = isBare(one) && !isHidden(one);
      const blurry = isAll ? blurred(passages[passage]?.asked[form] ?? "", random) : "";
      const heard = isAll ? numbered(termsOf(blurry), vocabularies) : terms;
      observe(fields, heard, isHidden(one) ? undefined : one.kin);
    }
  }
  const weight = (right.length * strangersInTen) / (10 - strangersInTen) / (strange.length || 1);
  return fitLogistic([...beforehand, ...right, ...strange.map((one) => ({ ...one, weight }))], 3);
}

/** As somebody else might have put it: one slip of the hand, and a word or character less. */
function blurred(text: string, random: Random): string {
  const words = withTypo(text, random).split(/(?<=\p{Script=Han})|\s+/u);
  if (words.length < 3) return words.join(" ");
  const left = pick(random, [...words.keys()]);
  return words.filter((_, at) => at !== left).join(" ");
}
