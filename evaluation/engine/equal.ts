/*
 * Two runs of one case are equal when they differ in nothing but who acted, when, and what things are called. Names and
 * times are replaced by where they first stood, and the rest must be the same to the letter.
 */

/** Who and when: what may differ. */
const apart = new Set(["actor", "at", "by", "decidedBy", "since", "wakeAt", "readAt"]);
/** Ids of ours, and the codes a shop gives returns, parcels and traces. */
const uuid =
  /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|\bR\d{6}\b|\bRS\d{8}\b|-t\d{13}\b/g;
/** Who says so follows from who acted: a colleague's word for what a customer told them is the staff's. */
const tellers = new Set(["customer", "staff"]);
const time = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})/g;

/** The text of a record without who, when, and with the given names as what they stand for. */
export function essenceOf(record: unknown, names: ReadonlyMap<string, string>): string {
  const ids = new Map<string, string>();
  const words = (text: string): string => {
    let plain = text;
    for (const [name, meant] of names) plain = plain.replaceAll(name, meant);
    return plain
      .replaceAll(time, "<time>")
      .replaceAll(uuid, (id) => ids.get(id) ?? (ids.set(id, `<id ${ids.size + 1}>`), ids.get(id) ?? ""));
  };
  const plain = (value: unknown, key?: string): unknown => {
    if (typeof value === "string") return key === "source" && tellers.has(value) ? "<executor>" : words(value);
    if (Array.isArray(value)) return value.map((each) => plain(each));
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => !apart.has(key));
    return Object.fromEntries(
      kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [words(key), plain(each, key)]),
    );
  };
  return JSON.stringify(plain(record), undefined, 1);
}

/** The first line in which two texts differ, of both. */
export function firstDifference(one: string, other: string): readonly [string, string] | undefined {
  if (one === other) return undefined;
  const [ours, theirs] = [one.split("\n"), other.split("\n")];
  const at = ours.findIndex((line, place) => line !== theirs[place]);
  const place = at < 0 ? ours.length : at;
  return [(ours[place] ?? "").trim(), (theirs[place] ?? "").trim()];
}
