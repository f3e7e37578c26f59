import type { FoundText } from "./found.ts";

const heading = /^(#{1,6})\s+(.+?)\s*#*$/;
/** `Title` with a line of signs below it is a heading too. */
const underline = /^(?:=+|-{2,})\s*$/;

/** Each heading with text below it is a question and its answer. Marks are taken off; what is code or a picture is left out. */
export function fromMarkdown(text: string): FoundText[] {
  const found: { title: string; lines: string[] }[] = [];
  let isCode = false;
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  for (const [at, line] of lines.entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    else if (!isCode) {
      const [, , named] = heading.exec(line) ?? [];
      const next = lines[at + 1] ?? "";
      if (named !== undefined) found.push({ title: plain(named), lines: [] });
      else if (line.trim() !== "" && underline.test(next) && !/^\s*(?:[-*+]|\d+\.)\s/.test(line))
        found.push({ title: plain(line), lines: [] });
      else if (!underline.test(line)) found.at(-1)?.lines.push(line);
    }
  }
  return found.flatMap(({ title, lines: below }) => {
    const answer = plain(below.join("\n"))
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim();
    return answer === "" ? [] : [{ title, asked: [], answer }];
  });
}

/** Without the signs of Markdown: links keep their words, pictures go. */
const plain = (text: string): string =>
  text
    .replaceAll(/!\[[^\]]{0,500}\]\([^)]{0,2000}\)/g, "")
    .replaceAll(/\[([^\]]{1,500})\]\([^)]{0,2000}\)/g, "$1")
    .replaceAll(/^\s*>\s?/gm, "")
    .replaceAll(/(\*\*|__)(?=\S)([^\n]{1,500}?)\1/g, "$2")
    .replaceAll(/`([^`\n]{1,500})`/g, "$1")
    .replaceAll(/<[^<>\n]{1,500}>/g, "");
