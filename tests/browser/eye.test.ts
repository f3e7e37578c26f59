import type { Browser, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, shown } from "./chromium.ts";
import { atTheDoor } from "./door.ts";
import { brokenWords, cutTexts, movingThings, smallTargets } from "./eye.ts";

/*
 * Every page of the console in a language whose words are longer than ours: what would be cut is cut here. And no target
 * too small to hit, nothing that moves for who asked for stillness.
 */

const shop = browserPath === undefined ? undefined : await aShop({ past: 300 });
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

/** Our words as they are lengthened; what customers and shops wrote stays as it is, and may be shortened in lists. */
const isOurs = (text: string): boolean => /々|áa|ée|íi|óo|úu/.test(text);

/** What an eye would see at once; empty where there is nothing. */
async function faultsOf(page: Page, width: number) {
  const isWide = Number(await page.evaluate("document.documentElement.scrollWidth")) > width;
  // The frame is as high as the window, and what is longer scrolls within it.
  const isTall = Boolean(await page.evaluate("document.documentElement.scrollHeight > innerHeight"));
  const faults = {
    cut: (await cutTexts(page)).filter(isOurs),
    small: await smallTargets(page, 24),
    moving: await movingThings(page),
    broken: await brokenWords(page),
    wide: isWide ? ["the page"] : [],
    tall: isTall ? ["the window"] : [],
  };
  return Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0));
}

describe("in longer words nothing of the console is cut, small or restless", () => {
  // English is the longer of our languages and a phone the narrower place; the others when all looks are asked for.
  const places = process.env["RUYI_LOOKS"] === "all" ? looks : ([["en", "light", 390]] as const);
  for (const [language, , width] of places) {
    inBrowser(`in ${language}, at ${width} px`, async () => {
      if (!shop || !browser) throw new Error(noBrowser);
      const kai = await shop.chat("yunshang", "kai");
      await kai.says("我要退货");
      const owner = await atTheDoor(shop, browser, {
        role: "owner",
        slug: "yunshang",
        name: "Wen",
        language,
        width,
        isAudit: true,
      });
      await owner.enters();
      const { page } = owner;
      await page.evaluate(`localStorage.setItem("ruyi.console.pseudo", "1")`);
      const pages = [
        ...["inbox/queue", `inbox/queue/${kai.id}`, `inbox/queue/${kai.id}?side=run`, "today", "customers"],
        ...["customers/mei", "money", "procedures", "quality"],
        ...["", "?as=table", "?section=tables", "?section=phrases", "?section=acts", "?section=versions"].map(
          (section) => `procedures/return-and-refund${section}`,
        ),
        ...["start", "settings/shop", "settings/hours", "settings/widget", "settings/people", "settings/keys"],
        ...["settings/identity", "settings/audit", "settings/you", "settings/platform"],
      ];
      const faults: Record<string, unknown> = {};
      for (const path of pages) {
        await page.goto(`${shop.url}/console/yunshang/${path}`);
        await shown(page.locator("h1"));
        await page.locator(".skeleton").first().waitFor({ state: "detached" });
        const found = await faultsOf(page, width);
        if (Object.keys(found).length > 0) faults[path] = found;
      }
      expect(faults).toEqual({});
    });
  }
});
