import { innerHashes } from "../features.ts";
import { pairHash } from "../hash.ts";
import { ideaFeatures } from "../ideas.ts";
import { normalise } from "../normalise.ts";
import { wordsOf } from "../words.ts";

/** The ways in which texts are compared: words, neighbours among them, pieces inside Latin words, ideas. */
export const kinds = ["words", "pairs", "pieces", "ideas"] as const;
export type Kind = (typeof kinds)[number];
export type ByKind<T> = Readonly<Record<Kind, T>>;

export const byKind = <T>(of: (kind: Kind) => T): ByKind<T> => ({
  words: of("words"),
  pairs: of("pairs"),
  pieces: of("pieces"),
  ideas: of("ideas"),
});

/** Words that hold sentences together and say little about any. */
const connecting = new Set(
  (
    "a an the i you he she it we they me my your his her its our their this that these those is are was were be been " +
    "am do does did done have has had can could would will shall should may might must to of in on at for from with " +
    "by as about into and or but if so not no what which who whom when where why how there here any some all just " +
    "also please want need get like know than then too very up out im ive id dont cant didnt doesnt isnt " +
    "我 你 您 他 她 它 们 的 了 着 过 是 在 有 和 与 也 都 就 还 又 这 那 个 吗 呢 吧 啊 么 呀 请 问 想 要 能 可 以 会 什 怎 被 把 给 ?"
  ).split(" "),
);

export const connectingHashes: readonly number[] = [...connecting].flatMap((text) =>
  wordsOf(text).map(({ hash }) => hash),
);

/** A text as term hashes of each kind, repeated when a term is. */
export type Terms = ByKind<readonly number[]>;

/**
 * The terms of a text; of a very long one, of its beginning and end. Connecting words have no pieces: "do you have" must
 * not make two questions alike.
 */
export function termsOf(text: string): Terms {
  const words = wordsOf(normalise(text));
  const hashes = words.map(({ hash }) => hash);
  return {
    words: hashes,
    pairs: hashes.slice(1).map((hash, at) => pairHash(hashes[at] ?? 0, hash)),
    pieces: words.filter(({ text }) => !connecting.has(text)).flatMap(innerHashes),
    ideas: ideaFeatures(hashes),
  };
}
