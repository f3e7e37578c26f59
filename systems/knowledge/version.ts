/** Versions of the shop's app: from this one, and until before that one. */
export type Versions = { readonly from?: string; readonly to?: string };

/** A version as its numbers: `v8.2.1-beta (1042)` is 8, 2, 1. Undefined where a text does not begin with one. */
export function readVersion(text: string): readonly number[] | undefined {
  const found = /^\s*v?\s*(\d{1,9}(?:\.\d{1,9})*)(?!\d)/i.exec(text.normalize("NFKC"));
  return found?.[1]?.split(".").map(Number);
}

/** Below zero when `a` comes before `b`: number by number, and what is not said is zero, so that 8.2 is 8.2.0. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether what an app says of itself is one of these versions; undefined where one of them cannot be read. */
export function isAmong({ from = "0", to }: Versions, said: string): boolean | undefined {
  const [version, first, end] = [said, from, to ?? said].map(readVersion);
  if (!version || !first || !end) return undefined;
  return compareVersions(first, version) <= 0 && (to === undefined || compareVersions(version, end) < 0);
}
