/**
 * Keeps computed entries of many owners under one budget. Two generations: when the young one has used half the
 * budget it becomes the old one, and what was not asked for since is forgotten. Exact, since an entry depends on its
 * owner and key alone.
 */
export type WordCache<Entry> = {
  readonly of: (owner: object) => {
    readonly get: (key: string) => Entry | undefined;
    readonly set: (key: string, entry: Entry, bytes: number) => void;
  };
  /** Never above the budget plus one entry. */
  readonly usedBytes: () => number;
};

export function createWordCache<Entry>(budgetBytes: number): WordCache<Entry> {
  let young = new Map<object, Map<string, Held<Entry>>>();
  let old = young;
  let youngBytes = 0;
  let oldBytes = 0;

  const put = (owner: object, key: string, entry: Entry, bytes: number): void => {
    if (youngBytes + bytes > budgetBytes / 2) {
      old = young;
      oldBytes = youngBytes;
      young = new Map();
      youngBytes = 0;
    }
    let mine = young.get(owner);
    if (!mine) {
      mine = new Map();
      young.set(owner, mine);
    }
    mine.set(key, { entry, bytes });
    youngBytes += bytes;
  };

  return {
    of: (owner) => ({
      get(key) {
        const held = young.get(owner)?.get(key);
        if (held) return held.entry;
        const older = old.get(owner)?.get(key);
        if (older) put(owner, key, older.entry, older.bytes);
        return older?.entry;
      },
      set: (key, entry, bytes) => put(owner, key, entry, bytes),
    }),
    usedBytes: () => youngBytes + (old === young ? 0 : oldBytes),
  };
}

type Held<Entry> = { readonly entry: Entry; readonly bytes: number };
