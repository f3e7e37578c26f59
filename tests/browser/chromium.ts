import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Result } from "axe-core";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { expect, test } from "vitest";

/** The browser for tests that need a real one, as `vitest.config.ts` has found it; undefined on a machine without one. */
export const browserPath: string | undefined = process.env["CHROMIUM"] || undefined;

export const noBrowser = "There is no Chromium here; on Debian: apt-get install chromium-headless-shell fonts-noto-cjk";

/**
 * There is no graphics card to be imitated: pages are drawn by the processor, in half the time. And pages that are left after
 * seconds are not worth compiling twice: a fifth less of the processor.
 */
const args = [
  ...["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-gpu-rasterization"],
  "--js-flags=--no-opt --single-threaded",
];

let browser: Browser | undefined;

/**
 * The browser of this process: files that share a process share it, each with contexts of its own. It ends with the process,
 * whose signals are its own to hear.
 */
export async function openBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error(noBrowser);
  const own = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false };
  if (!browser?.isConnected()) browser = await chromium.launch({ executablePath: browserPath, args, ...own });
  return browser;
}

/** A test that needs a browser, and says so where there is none; with RUYI_PICTURES=FOLDER a failure leaves its pages there. */
export const inBrowser = (name: string, work: () => Promise<void>, timeout = 240_000): void =>
  test(name, { timeout }, async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    try {
      await work();
    } catch (error) {
      await picturePages(name);
      throw error;
    }
  });

async function picturePages(name: string): Promise<void> {
  const folder = process.env["RUYI_PICTURES"];
  if (!folder) return;
  const pages = browser?.contexts().flatMap((each) => each.pages()) ?? [];
  for (const [at, page] of pages.entries()) {
    await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w]+/g, "-")}-${at + 1}.png`) });
  }
}

const twice = [
  ["zh", "light", 1_440],
  ["en", "dark", 390],
] as const;
const grid = (["zh", "en"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((theme) => [1_440, 390].map((width) => [language, theme, width] as const)),
);

/** How every page is looked at: each language, theme and width once; with RUYI_LOOKS=all each with each. */
export const looks: readonly (readonly ["zh" | "en", "light" | "dark", number])[] =
  process.env["RUYI_LOOKS"] === "all" ? grid : twice;

/** What will be so soon; a busy machine is no broken page. */
export const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000, interval: 100 });

/** Waits until something is there to be seen. */
export const shown = (what: Locator, timeout = 40_000): Promise<void> => what.first().waitFor({ timeout });

export type Violation = { readonly rule: string; readonly at: readonly string[]; readonly why: string };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Puts axe into a page, once for each document: its small copy, by the shortest way, in half the time of the usual ones. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate("typeof axe !== 'undefined'")) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe, silent: true });
  await session.detach();
}

/** What axe-core finds wrong with a page as it stands, shadow roots included. */
export async function violationsOn(page: Page): Promise<readonly Violation[]> {
  await bringAxe(page);
  const found = await page.evaluate(
    // In the browser, where axe has just put itself.
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(violations))",
  );
  const violations: readonly Result[] = JSON.parse(String(found));
  return violations.map(({ id, nodes }) => ({
    rule: id,
    at: nodes.map(({ target }) => JSON.stringify(target)),
    why: nodes[0]?.failureSummary ?? "",
  }));
}
