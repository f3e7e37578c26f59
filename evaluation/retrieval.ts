import { writeFile } from "node:fs/promises";
import { type Passage, createIndex, search } from "@ruyi/language";
import { type Fields, readRecords } from "./data-files.ts";

export type RetrievalInput = {
  /** Paths of documents `{id, text or question, answers?}` and queries `{query, relevant_id or relevant}`. */
  readonly documents: string;
  readonly queries: string;
  readonly answers?: string;
};

export type RetrievalReport = {
  readonly documents: number;
  readonly queries: number;
  /** Share of queries whose first, or one of whose first five, documents is relevant. */
  readonly top1: number;
  readonly top5: number;
  /** Mean of one over the place of the first relevant document; nothing below the tenth place. */
  readonly mrr10: number;
  /** Mean average precision over the whole ranking. */
  readonly map: number;
  /** The same by BM25 over words of question and answers: what one gets for nothing. */
  readonly baselineMap: number;
  /** Mean gap between the first document's confidence and its being relevant, ten bins. */
  readonly calibrationError: number;
  readonly indexSeconds: number;
  readonly perSecond: number;
  readonly p99Ms: number;
};

type Query = { readonly text: string; readonly relevant: ReadonlySet<string> };

/** Measures search over documents by queries whose answers are known; prints nothing. */
export async function evaluateRetrieval(input: RetrievalInput): Promise<RetrievalReport> {
  const passages = (await readRecords(input.documents)).flatMap(passageOf);
  const queries = (await readRecords(input.queries)).flatMap(queryOf);
  if (passages.length === 0) throw new Error(`${input.documents} has no documents with "id" and "text" or "question".`);
  if (queries.length === 0) throw new Error(`${input.queries} has no queries with "query" and "relevant_id".`);

  const start = performance.now();
  const index = createIndex(passages);
  const indexSeconds = (performance.now() - start) / 1_000;
  for (const { text } of queries.slice(0, 200)) search(index, text, 10);
  const times: number[] = [];
  const found = queries.map(({ text }) => {
    const began = performance.now();
    const ranking = search(index, text, passages.length);
    times.push(performance.now() - began);
    return ranking;
  });
  const rankings = found.map((ranking) => ranking.map(({ id }) => id));
  if (input.answers !== undefined) {
    const lines = queries.map(({ text }, at) => `${JSON.stringify({ query: text, ranking: rankings[at] })}\n`);
    await writeFile(input.answers, lines.join(""));
  }
  const places = rankings.map((ranking, at) => ranking.findIndex((id) => queries[at]?.relevant.has(id)) + 1);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / queries.length;
  const times99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  return {
    documents: passages.length,
    queries: queries.length,
    top1: mean(places.map((place) => (place === 1 ? 1 : 0))),
    top5: mean(places.map((place) => (place >= 1 && place <= 5 ? 1 : 0))),
    mrr10: mean(places.map((place) => (place >= 1 && place <= 10 ? 1 / place : 0))),
    map: mean(rankings.map((ranking, at) => averagePrecision(ranking, queries[at]))),
    baselineMap: mean(
      rankBm25(
        passages,
        queries.map(({ text }) => text),
      ).map((ranking, at) => averagePrecision(ranking, queries[at])),
    ),
    calibrationError: calibrationError(
      found.map(([first], at) => ({ confidence: first?.confidence ?? 0, right: places[at] === 1 })),
    ),
    indexSeconds,
    perSecond: Math.round((1_000 * times.length) / times.reduce((sum, time) => sum + time, 0)),
    p99Ms: times99,
  };
}

const isText = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number";
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter(isText).map(String);

function passageOf({ id, question, text, answers }: Fields): Passage[] {
  const asked = textsOf(question ?? text);
  return isText(id) && asked.length > 0 ? [{ id: String(id), asked, body: textsOf(answers).join("\n\n") }] : [];
}

function queryOf({ query, relevant_id: one, relevant }: Fields): Query[] {
  const ids = [...textsOf(one), ...textsOf(relevant)];
  return typeof query === "string" && ids.length > 0 ? [{ text: query, relevant: new Set(ids) }] : [];
}

function averagePrecision(ranking: readonly string[], query: Query | undefined): number {
  let hits = 0;
  let sum = 0;
  ranking.forEach((id, at) => {
    if (!query?.relevant.has(id)) return;
    hits += 1;
    sum += hits / (at + 1);
  });
  return sum / (query?.relevant.size || 1);
}

function calibrationError(answers: readonly { readonly confidence: number; readonly right: boolean }[]): number {
  const gaps = Array.from({ length: 10 }, () => 0);
  for (const { confidence, right } of answers) {
    const bin = Math.min(9, Math.floor(confidence * 10));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - (right ? 1 : 0);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / (answers.length || 1);
}

/** Okapi BM25 as everybody has it: lower-case words, k1 1.2, b 0.75. */
function rankBm25(passages: readonly Passage[], queries: readonly string[]): string[][] {
  const split = (text: string): string[] => text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  const documents = passages.map(({ id, asked, body = "" }) => {
    const words = split(`${asked.join(" ")} ${body}`);
    return { id, size: words.length, counts: Map.groupBy(words, (word) => word) };
  });
  const usual = documents.reduce((sum, { size }) => sum + size, 0) / documents.length;
  return queries.map((query) => {
    const scores = documents.map(() => 0);
    for (const word of split(query)) {
      const seenIn = documents.filter(({ counts }) => counts.has(word)).length;
      const rarity = Math.log(1 + (documents.length - seenIn + 0.5) / (seenIn + 0.5));
      documents.forEach(({ size, counts }, at) => {
        const count = counts.get(word)?.length ?? 0;
        scores[at] = (scores[at] ?? 0) + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * size) / usual));
      });
    }
    const order = [...documents.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    return order.map((at) => documents[at]?.id ?? "");
  });
}
