import { z } from "zod";

const maxCursorLength = 1_000;

/** An opaque place in a list, made of what the list is sorted by. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key), "utf8").toString("base64url");

/** The sort key inside a cursor; undefined when it is none of this list's. A cursor is a stranger's text. */
export function decodeCursor<Key>(cursor: string, key: z.ZodType<Key>): Key | undefined {
  if (cursor.length > maxCursorLength || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return key.safeParse(parsed).data;
  } catch {
    return undefined;
  }
}

export type PageBounds<Key> = {
  /** What the list is sorted by, as `z.tuple([...])`. */
  readonly key: z.ZodType<Key>;
  readonly defaultLimit?: number;
  readonly maxLimit?: number;
};

/**
 * The query fields of a list: `?cursor=&limit=`. Spread them in the route's own object:
 * `z.strictObject({ state: State.optional(), ...pageQuery({ key }) })`. After parsing, `cursor` is the sort key.
 */
export function pageQuery<Key>({ key, defaultLimit = 50, maxLimit = 200 }: PageBounds<Key>) {
  return {
    cursor: z
      .string()
      .max(maxCursorLength)
      .transform((cursor, context) => {
        const place = decodeCursor(cursor, key);
        if (place !== undefined) return place;
        context.addIssue({ code: "custom", message: "Not a cursor of this list; start again without one." });
        return z.NEVER;
      })
      .optional(),
    limit: z.coerce.number().int().min(1).max(maxLimit).default(defaultLimit),
  };
}

/** The answer of a list: its items, and where to go on; `next` is null at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export type Page<Item> = { readonly items: Item[]; readonly next: string | null };

/** Makes a page of `limit` items out of up to `limit + 1` found ones: the one too many says that there is more. */
export function pageFrom<Item>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => readonly (string | number)[],
): Page<Item> {
  const items = found.slice(0, limit);
  const lastItem = items.at(-1);
  const isMore = found.length > limit && lastItem !== undefined;
  return { items, next: isMore ? encodeCursor(keyOf(lastItem)) : null };
}
