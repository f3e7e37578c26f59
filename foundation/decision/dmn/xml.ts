import { DecisionError } from "../error.ts";

/** An element with its local name; prefixes of names are dropped, they never tell DMN elements apart. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, as written. */
  readonly text: string;
};

type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
        (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
          if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
          if (decimal !== undefined) return codePoint(Number(decimal));
          return entities[name ?? ""] ?? whole;
        },
      )
    : text;

const codePoint = (code: number): string => (code <= 0x10_ffff ? String.fromCodePoint(code) : "\u{FFFD}");

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

const markup =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE|<\/\s*([^\s>]+)\s*>|<([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads one XML document. Document types are refused, so no entity of the outside is ever followed; throws
 * `DecisionError` where the elements do not close.
 */
export function parseXml(text: string): XmlElement {
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [root];
  let from = 0;
  for (const found of text.matchAll(markup)) {
    const top = open.at(-1) ?? root;
    top.text += decode(text.slice(from, found.index));
    from = found.index + found[0].length;
    const [whole, literal, closing, opening, attributes = "", selfClosing] = found;
    if (literal !== undefined) top.text += literal;
    else if (whole.startsWith("<!DOCTYPE"))
      throw new DecisionError("The XML has a document type, which is not accepted; remove it.");
    else if (closing !== undefined) {
      open.pop();
      if (top.name !== local(closing) || open.length === 0) {
        throw new DecisionError(`The XML closes "${local(closing)}" where "${top.name}" is open.`);
      }
    } else if (opening !== undefined) {
      const element: Open = { name: local(opening), attributes: attributesOf(attributes), children: [], text: "" };
      top.children.push(element);
      if (selfClosing !== "/") open.push(element);
    }
  }
  const [document] = root.children;
  if (document === undefined || open.length !== 1) {
    throw new DecisionError(
      `The XML ${open.length > 1 ? `never closes "${open.at(-1)?.name ?? ""}"` : "has no element"}.`,
    );
  }
  return document;
}

function attributesOf(written: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of written.matchAll(attribute)) {
    attributes[name.startsWith("xmlns") ? name : local(name)] = decode(double ?? single ?? "");
  }
  return attributes;
}

export const childNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

export const childrenNamed = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The text of `<text>` inside an element, as DMN writes expressions. */
export const innerText = (element: XmlElement | undefined): string | undefined => {
  const text = element === undefined ? undefined : childNamed(element, "text");
  return text?.text.trim();
};

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
