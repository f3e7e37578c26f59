/**
 * A copy of the data in which only what is written is copied: thousands of trials share one base. Records keep the
 * layout of the files; what they mean is for their readers.
 */
export function createRecords<Tables extends Record<string, object>>(base: {
  readonly [Name in keyof Tables]: ReadonlyMap<string, Tables[Name]>;
}) {
  const written = new Map<keyof Tables, Map<string, object>>();
  const own = (table: keyof Tables): Map<string, object> => {
    const found = written.get(table) ?? new Map<string, object>();
    written.set(table, found);
    return found;
  };

  return {
    read<Name extends keyof Tables>(table: Name, id: string): Tables[Name] | undefined {
      return (own(table).get(id) as Tables[Name] | undefined) ?? base[table].get(id);
    },

    /** The record to be changed; undefined when there is none. */
    draft<Name extends keyof Tables>(table: Name, id: string): Tables[Name] | undefined {
      const drafted = own(table).get(id) as Tables[Name] | undefined;
      if (drafted) return drafted;
      const found = base[table].get(id);
      if (!found) return undefined;
      const copy = structuredClone(found);
      own(table).set(id, copy);
      return copy;
    },

    add<Name extends keyof Tables>(table: Name, id: string, record: Tables[Name]): void {
      own(table).set(id, record);
    },

    all<Name extends keyof Tables>(table: Name): Tables[Name][] {
      const ids = new Set([...base[table].keys(), ...own(table).keys()]);
      return [...ids].flatMap((id) => this.read(table, id) ?? []);
    },

    /** Records that are not as they came, with their ids, each table in the order of its ids. */
    changed(): Record<string, Record<string, object>> {
      const tables = Object.keys(base).map((table) => {
        const differing = [...own(table)]
          .filter(([id, record]) => canonical(record) !== canonical(base[table]?.get(id)))
          .toSorted(([one], [other]) => (one < other ? -1 : 1));
        return [table, Object.fromEntries(differing)] as const;
      });
      return Object.fromEntries(tables);
    },
  };
}

/** JSON with sorted keys: equal data have equal text, however they came about. Amounts are compared to the cent. */
export function canonical(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}
