import type { Browser } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor, type Who } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop({ past: 240 });
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

async function opens(who: Partial<Who> = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const person = await atTheDoor(shop, browser, {
    role: "admin",
    slug: "yunshang",
    name: "Hua",
    isAudit: true,
    ...who,
  });
  await person.enters();
  await person.page.goto(`${shop.url}/console/yunshang/quality`);
  return person;
}

describe("the page of quality", () => {
  inBrowser(
    "says what is true first, and a score opens to the cases it counts against, and they to their talk",
    async () => {
      const { page, complaints } = await opens();
      await page.getByRole("heading", { level: 1, name: /办完\d+件，(\d+件没按流程|件件按流程)/ }).waitFor();
      await page
        .getByRole("link", { name: /看没做到的[1-9]\d*件/ })
        .first()
        .click();
      const cases = page.getByRole("region", { name: /^哪些事/ });
      await cases.getByRole("link", { name: /^打开/ }).first().waitFor();
      expect(await page.evaluate("document.activeElement?.id")).toBe("cases");
      const before = page.url();
      await cases.getByRole("link", { name: /^打开/ }).first().click();
      await page.waitForURL("**/inbox/all/**");
      await page.goBack();
      expect(page.url()).toBe(before);
      await page.getByRole("link", { name: "收起" }).click();
      await cases.waitFor({ state: "detached" });
      expect(complaints).toEqual([]);
    },
  );

  inBrowser("tells people apart by name, each with the way to their cases", async () => {
    const { page } = await opens({ language: "en" });
    const section = page.getByRole("region", { name: "Told apart by" });
    await section.getByRole("combobox").selectOption("person");
    await section.getByRole("columnheader", { name: "Person" }).waitFor();
    const [name = ""] = await section.getByRole("rowheader").allTextContents();
    await section.getByRole("link").first().click();
    const cases = page.getByRole("region", { name: /^The cases/ });
    await cases.getByRole("cell", { name }).first().waitFor();
    expect(new URL(page.url()).searchParams.get("only")).toMatch(/^person:/);
  });

  inBrowser("is not for those who read no reports", async () => {
    const { page } = await opens({ role: "agent", name: "Cy" });
    await page.getByText("这一页给看报表的人").waitFor();
  });

  for (const [language, theme, width] of looks) {
    inBrowser(`axe finds nothing wrong with it (${language}, ${theme}, ${width} px)`, async () => {
      const { page } = await opens({ language, theme, width });
      await page.locator(".figure").first().waitFor();
      expect(await violationsOn(page)).toEqual([]);
      const wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await page.evaluate(wide)).toBe(0);
    });
  }
});
