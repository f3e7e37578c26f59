import type { Bilingual, Language } from "@ruyi/kernel";
import { type Html, html } from "./markup.ts";

/** What the address says of how a page is to be read. */
export type Reading = { readonly language: Language; readonly theme: "light" | "dark" | undefined };

export type Page = {
  readonly title: string;
  readonly body: Html;
  /** The page's own address, for the links that change how it is read. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
};

export const addressOf = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
};

const texts = {
  skip: { zh: "跳到正文", en: "Skip to content" },
  light: { zh: "浅色", en: "Light" },
  dark: { zh: "深色", en: "Dark" },
  reading: { zh: "语言和颜色", en: "Language and colours" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The mark: 一, a level line and its shoulder. */
const mark = (size: number): Html =>
  html`<svg class="mark" width="${size}" height="${size}" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="M1.8 12.1h13.9l3.4-4.1c.5-.6 1.2-.6 1.6.1l2.2 3.9c.6 1.1.1 2.2-1.1 2.2H1.8z" />
  </svg>`;

/** The mark, for a browser's tab. */
export const icon =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#1d7d9a" d="M1.8 12.1h13.9l3.4-4.1c.5-.6 1.2-.6 1.6.1l2.2 3.9c.6 1.1.1 2.2-1.1 2.2H1.8z"/></svg>',
  );

/** A whole document. `lookAt` is where its style sheet is. */
export function documentOf({ title, body, path, query = {} }: Page, reading: Reading, lookAt: string): string {
  const { language, theme } = reading;
  const other = language === "zh" ? "en" : "zh";
  const link = (change: Readonly<Record<string, string | undefined>>): string =>
    addressOf(path, { ...query, lang: language, theme, ...change });
  const themeLink = (to: "light" | "dark"): Html =>
    html`<a href="${link({ theme: to })}" class="quiet only-${to === "dark" ? "light" : "dark"}" rel="nofollow"
      >${texts[to][language]}</a
    >`;
  const page = html`<!doctype html>
    <html lang="${language === "zh" ? "zh-CN" : "en"}" class="${language}" ${theme ? html` data-theme="${theme}"` : ""}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="${icon}" />
        <link rel="stylesheet" href="${lookAt}" />
      </head>
      <body>
        <a class="skip" href="#main">${texts.skip[language]}</a>
        <header class="top">
          <a class="brand" href="${addressOf("/", { lang: language, theme })}"
            >${mark(24)}<span lang="en">Ruyi</span> <span lang="zh-CN">如一</span></a
          >
          <nav class="reading" aria-label="${texts.reading[language]}">
            <a href="${link({ lang: other })}" class="quiet" lang="${other === "zh" ? "zh-CN" : "en"}" rel="nofollow"
              >${other === "zh" ? "中文" : "English"}</a
            >
            ${themeLink("dark")}${themeLink("light")}
          </nav>
        </header>
        ${body}
      </body>
    </html> `;
  return page.html;
}
