/** One place where before and after differ, as a path of names and the two values. */
export type Difference = { readonly path: readonly string[]; readonly before?: string; readonly after?: string };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What differs between two states, place by place: records are gone into, lists are told as a whole. */
export function differences(before: unknown, after: unknown, path: readonly string[] = []): readonly Difference[] {
  if (isRecord(before) || isRecord(after)) {
    const [a, b] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return names.flatMap((name) => differences(a[name], b[name], [...path, name]));
  }
  const [was, is] = [textOf(before), textOf(after)];
  if (was === is) return [];
  return [{ path, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
}

/** A value in few words: spans as 09:00–18:00, named things by their names, lists one after the other. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map((each) => textOf(each) ?? "–").join(", ");
  if (!isRecord(value)) return String(value);
  const { from, to, date, kind } = value;
  if (typeof from === "string" && typeof to === "string") return `${from}–${to}`;
  if (typeof date === "string") return typeof kind === "string" ? `${date} ${kind}` : date;
  return Object.values(value)
    .flatMap((each) => textOf(each) ?? [])
    .join(" ");
}
