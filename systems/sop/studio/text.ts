import { type Document, LineCounter, parseDocument, YAMLMap } from "yaml";
import type { TableSource } from "@ruyi/decision";
import type { SettingValue } from "../parameter.ts";
import type { Changes } from "../release/release.ts";

/** A procedure's text with changes written into it; what it says besides, comments too, stays as it is. */
export function withChanges(text: string, { settings, phrases, tables, locks }: Changes): string {
  const document = parseDocument(text);
  for (const [name, value] of Object.entries(settings)) putSetting(document, name, value);
  for (const [name, words] of Object.entries(phrases)) {
    for (const [language, words_] of Object.entries(words)) document.setIn(["phrases", name, language], words_);
  }
  for (const [name, table] of Object.entries(tables)) document.setIn(["tables", name], tableText(document, table));
  if (locks.length > 0) {
    const locked: unknown = document.toJS();
    const before = typeof locked === "object" && locked !== null && "locked" in locked ? locked.locked : [];
    document.set("locked", [...new Set([...(Array.isArray(before) ? before : []), ...locks])]);
  }
  return document.toString({ lineWidth: 0 });
}

function putSetting(document: Document, name: string, value: SettingValue): void {
  const at = ["parameters", name, "default"];
  if (typeof value !== "object") document.setIn(at, value);
  else for (const [currency, minor] of Object.entries(value)) document.setIn([...at, currency], minor);
}

/** Rows stand one on a line, as people write them. */
function tableText(document: Document, { name: _name, rows, inputs, outputs, ...rest }: TableSource): YAMLMap {
  const flow = (value: unknown) => document.createNode(value, { flow: true });
  const node = new YAMLMap();
  for (const [key, value] of Object.entries(rest)) node.set(key, value);
  node.set("inputs", document.createNode(inputs.map(flow)));
  node.set("outputs", flow(outputs));
  node.set("rows", document.createNode(rows.map(flow)));
  return node;
}

/** The line of a text, from 1, on which a place of it stands, or the nearest thing around it; undefined of no place. */
export function lineOf(text: string, at: string): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) return broken.linePos?.[0].line;
  // Rows are named together, as in rows.0,1: the first of them is where one looks.
  const path = at.split(".").map((name) => name.replace(/,.*$/, ""));
  for (let length = path.length; length > 0; length -= 1) {
    const range = rangeAt(document, path.slice(0, length));
    if (range !== undefined) return lines.linePos(range).line;
  }
  return undefined;
}

/** Where something begins: with its name where it has one. */
function rangeAt(document: Document, path: readonly string[]): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1).map(keyOf), true);
  const name = path.at(-1) ?? "";
  if (!hasItems(parent)) return undefined;
  for (const [index, item] of parent.items.entries()) {
    if (!isPair(item)) {
      if (String(index) === name) return startOf(item);
    } else if (String(scalarOf(item.key)) === name) return startOf(item.key);
  }
  return undefined;
}

const keyOf = (name: string): string | number => (/^\d+$/.test(name) ? Number(name) : name);
const hasItems = (node: unknown): node is { readonly items: readonly unknown[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items);
const isPair = (item: unknown): item is { readonly key: unknown } =>
  typeof item === "object" && item !== null && "key" in item;
const scalarOf = (node: unknown): unknown =>
  typeof node === "object" && node !== null && "value" in node ? node.value : node;
const startOf = (node: unknown): number | undefined =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
