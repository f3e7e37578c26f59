import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

/** A decision table as its text has it: every cell as FEEL. */
export type TableText = {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export type RowEdit =
  | { readonly kind: "cell"; readonly row: number; readonly column: number; readonly feel: string }
  | { readonly kind: "add"; readonly after: number; readonly cells: readonly string[] }
  | { readonly kind: "remove"; readonly row: number }
  | { readonly kind: "move"; readonly row: number; readonly by: -1 | 1 };

type Ranged = { readonly range?: readonly [number, number, number] | null | undefined };

/** The tables of a text; none while it cannot be read. */
export function tablesIn(text: string): readonly TableText[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) return [];
  const tables: unknown = document.get("tables");
  if (!isMap(tables)) return [];
  return tables.items.flatMap(({ key, value }): TableText[] => {
    const table: unknown = isMap(value) ? value.toJS(document) : undefined;
    if (!isTable(table)) return [];
    return [
      {
        name: isScalar(key) ? String(key.value) : String(key),
        inputs: table.inputs.map(({ expression }) => String(expression)),
        outputs: table.outputs.map(({ name }) => String(name)),
        rows: table.rows.map(({ when = [], then = [] }) => [...when, ...then].map(String)),
      },
    ];
  });
}

type Read = {
  readonly inputs: readonly { readonly expression?: unknown }[];
  readonly outputs: readonly { readonly name?: unknown }[];
  readonly rows: readonly { readonly when?: readonly unknown[]; readonly then?: readonly unknown[] }[];
};
const isTable = (value: unknown): value is Read =>
  typeof value === "object" &&
  value !== null &&
  ["inputs", "outputs", "rows"].every((name) => {
    const list: unknown = Reflect.get(value, name);
    return Array.isArray(list) && list.every((each) => typeof each === "object" && each !== null);
  });

/** What stands under `open` and not under `locked`: what those below may change. */
export function opensTable(text: string, name: string): boolean {
  const whole: unknown = parseDocument(text).toJS();
  const lists = (key: string): readonly unknown[] => {
    const list: unknown = typeof whole === "object" && whole !== null ? Reflect.get(whole, key) : undefined;
    return Array.isArray(list) ? list : [];
  };
  return lists("open").includes(`tables.${name}`) && !lists("locked").includes(`tables.${name}`);
}

/**
 * The text with one edit of a table's rows. Only what is edited is written anew, so that comments, order and manner of everything
 * else stay; a comment before a row, or at its end, goes where the row goes. Undefined where the rows are not one to a line.
 */
export function withEdit(text: string, table: string, edit: RowEdit): string | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) return undefined;
  const rows: unknown = document.getIn(["tables", table, "rows"], true);
  if (!isSeq(rows)) return undefined;
  if (edit.kind === "cell") {
    const row: unknown = rows.items[edit.row];
    if (!isMap(row)) return undefined;
    const [when, then]: readonly unknown[] = [row.get("when", true), row.get("then", true)];
    if (!isSeq(when) || !isSeq(then)) return undefined;
    const cell: unknown = [...when.items, ...then.items][edit.column];
    const range = (cell as Ranged | undefined)?.range;
    return range ? text.slice(0, range[0]) + quoted(edit.feel) + text.slice(range[1]) : undefined;
  }
  if (rows.flow === true || rows.items.length === 0) return undefined;
  const chunks = chunksOf(
    text,
    rows.items.map((item) => (item as Ranged).range),
  );
  if (!chunks) return undefined;
  const { before, each, after } = chunks;
  const [first] = rows.items;
  const changed = [...each];
  if (edit.kind === "add") {
    const indent = /^[ ]*(?=-)/m.exec(each[0] ?? "")?.[0] ?? "      ";
    const inputs = isMap(first) ? first.get("when", true) : undefined;
    const count = isSeq(inputs) ? inputs.items.length : edit.cells.length - 1;
    const list = (cells: readonly string[]): string => `[${cells.map(quoted).join(", ")}]`;
    const row = `${indent}- { when: ${list(edit.cells.slice(0, count))}, then: ${list(edit.cells.slice(count))} }\n`;
    changed.splice(edit.after + 1, 0, row);
  } else if (edit.kind === "remove") {
    if (each.length === 1) return undefined;
    changed.splice(edit.row, 1);
  } else {
    const [moved] = changed.splice(edit.row, 1);
    if (moved === undefined || edit.row + edit.by < 0 || edit.row + edit.by > changed.length) return undefined;
    changed.splice(edit.row + edit.by, 0, moved);
  }
  return before + changed.join("") + after;
}

/** The text in whole lines: what stands before the rows, each row with the comments before it, and what comes after. */
function chunksOf(text: string, ranges: readonly Ranged["range"][]) {
  const lineStart = (offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = (offset: number): number => {
    const end = text.indexOf("\n", offset);
    return end < 0 ? text.length : end + 1;
  };
  const [first] = ranges;
  if (!first) return undefined;
  const start = lineStart(first[0]);
  if (!/^\s*-\s/.test(text.slice(start))) return undefined;
  const each: string[] = [];
  let from = start;
  for (const range of ranges) {
    if (!range) return undefined;
    // The end of a value in a block may lie on the next line, and the value before it does not.
    const end = lineEnd(Math.max(range[0], range[1] - 1));
    const chunk = text.slice(from, end);
    each.push(chunk.endsWith("\n") ? chunk : `${chunk}\n`);
    from = end;
  }
  return { before: text.slice(0, start), each, after: text.slice(from) };
}

/** A cell as YAML, in double quotes; in single ones where it holds texts of its own. */
const quoted = (feel: string): string =>
  feel.includes('"') && !feel.includes("\n") ? `'${feel.replaceAll("'", "''")}'` : JSON.stringify(feel);

/** The cells of a row that would cover a gap, as the check describes it: `order.daysSinceDelivery in (14..15]`. */
export function cellsOfGap(message: string, inputs: readonly string[]): readonly string[] {
  return inputs.map((expression) => {
    const at = message.indexOf(`${expression} `);
    if (at < 0) return "-";
    const rest = message.slice(at + expression.length + 1);
    const end = /(?: and [A-Za-z][\w.]*(?: [a-z(]+)* (?:is|in|<|>|<=|>=) )|\.$/.exec(rest)?.index ?? rest.length;
    const told = rest.slice(0, end);
    const value = /^is ("[^"]*"|true|false|-?[\d.]+)$/.exec(told)?.[1];
    const range = /^in ([[(].+[\])])$/.exec(told)?.[1];
    return value ?? range ?? (/^(?:<=|>=|<|>) /.test(told) ? told : "-");
  });
}
