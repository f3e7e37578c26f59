/** Text that is HTML already. Everything else is text, and shows as it was written. */
export type Html = { readonly html: string };

type Part = Html | string | number | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const textOf = (part: Part): string => {
  if (part === false || part === undefined) return "";
  if (Array.isArray(part)) return part.map(textOf).join("");
  if (typeof part === "object" && "html" in part) return part.html;
  return String(part).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
};

/** Writes HTML: the template is markup, what is put into it is text. Attributes that take a value stand in quotes. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: strings.map((string, index) => string + textOf(parts[index])).join(""),
});
