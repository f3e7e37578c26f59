import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

/** For tests that need a real browser: Debian's, where it is installed. */

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the browser is; undefined on a machine without one. */
export const browserPath: string | undefined = [process.env["CHROMIUM"], ...places].find(
  (path) => path !== undefined && existsSync(path),
);

export const noBrowser = "There is no Chromium here; on Debian: apt-get install chromium fonts-noto-cjk";

export function openBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error(noBrowser);
  return chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export type Violation = { readonly rule: string; readonly at: readonly string[]; readonly why: string };

/** What axe-core finds wrong with a page as it stands, shadow roots included. */
export async function violationsOn(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    // In the browser, where axe has just put itself.
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(violations))",
  );
  const violations: readonly { id: string; nodes: readonly { target: unknown; failureSummary?: string }[] }[] =
    JSON.parse(String(found));
  return violations.map(({ id, nodes }) => ({
    rule: id,
    at: nodes.map(({ target }) => JSON.stringify(target)),
    why: nodes[0]?.failureSummary ?? "",
  }));
}
