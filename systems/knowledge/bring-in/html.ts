/** What is no part of what a page says. */
const silent = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "nav",
  "header",
  "footer",
  "form",
  "iframe",
  "aside",
]);
const breaks = new Set([
  "p",
  "div",
  "br",
  "li",
  "tr",
  "section",
  "article",
  "ul",
  "ol",
  "table",
  "dd",
  "blockquote",
  "main",
]);
const asHeading: Readonly<Record<string, number>> = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6, dt: 3, summary: 3 };

const tag =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;

/**
 * What a page says, as Markdown of headings and lines. A page is a stranger's text: nothing of it is run, followed or
 * obeyed, and what is hidden from its readers is left out with what is no text.
 */
export function textOfHtml(html: string): string {
  const out: string[] = [];
  let skipped: string | undefined;
  let depth = 0;
  let last = 0;
  const say = (text: string): void => {
    if (skipped === undefined && text !== "") out.push(decoded(text).replaceAll(/[\s\u00a0]+/g, " "));
  };
  for (const match of html.matchAll(tag)) {
    say(html.slice(last, match.index));
    last = match.index + match[0].length;
    const [, closing, named, inside = ""] = match;
    const name = named?.toLowerCase();
    if (name === undefined) continue;
    if (skipped !== undefined) {
      if (name === skipped) depth += closing ? -1 : isEmpty(inside) ? 0 : 1;
      if (depth === 0) skipped = undefined;
      continue;
    }
    const isOpening = !closing && !isEmpty(inside);
    if (isOpening && !voids.has(name) && (silent.has(name) || hidden.test(inside))) {
      skipped = name;
      depth = 1;
      continue;
    }
    const level = asHeading[name];
    if (level !== undefined) out.push(closing ? "\n" : `\n${"#".repeat(level)} `);
    else if (breaks.has(name)) out.push(name === "li" && !closing ? "\n- " : "\n");
  }
  say(html.slice(last));
  return out
    .join("")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

const voids = new Set([
  "br",
  "img",
  "hr",
  "input",
  "meta",
  "link",
  "source",
  "wbr",
  "area",
  "base",
  "col",
  "embed",
  "track",
]);
const isEmpty = (inside: string): boolean => inside.endsWith("/");
const hidden =
  /\shidden(?:[\s=>/]|$)|aria-hidden\s*=\s*["']?true|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0/i;

const named: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", yen: "¥", euro: "€", pound: "£", copy: "©" },
  ...{ ndash: "–", mdash: "—", hellip: "…", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", middot: "·", times: "×" },
};

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole;
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "";
  });
