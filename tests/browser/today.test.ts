import type { Browser } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor, type Who } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop({ past: 500 });
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

/** Somebody new at Yunshang, signed in and on the page of figures. */
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
  await person.page.goto(`${shop.url}/console/${who.shop?.slug ?? "yunshang"}/today`);
  return person;
}

describe("the page of today", () => {
  inBrowser(
    "says what is true first, and every figure opens to its cases and from there to a conversation",
    async () => {
      const { page, complaints } = await opens();
      await page.getByRole("heading", { level: 1, name: /今天来了\d+段会话，(\d+人|没有人)在等/ }).waitFor();
      await page
        .getByRole("link", { name: /看这[1-9]\d*件/ })
        .first()
        .click();
      const cases = page.getByRole("region", { name: "请人的会话" });
      await cases.waitFor();
      expect(await page.evaluate("document.activeElement?.id")).toBe("cases");
      expect(new URL(page.url()).searchParams.get("cases")).toBe("handovers");
      const before = page.url();
      await cases.getByRole("link", { name: /^打开/ }).first().click();
      await page.waitForURL("**/inbox/all/**");
      await page.getByRole("log", { name: "消息" }).getByText(/.+/).first().waitFor();
      await page.goBack();
      expect(page.url()).toBe(before);
      await page.getByRole("link", { name: "收起" }).click();
      await cases.waitFor({ state: "detached" });
      expect(complaints).toEqual([]);
    },
  );

  inBrowser("tells its pictures in words, and as tables one press away", async () => {
    const { page } = await opens({ language: "en" });
    const picture = page.getByRole("img", { name: /is usual; the fullest half hour began at/ });
    await picture.waitFor();
    await page.locator(".plot canvas").waitFor();
    const section = page.getByRole("region", { name: "Arrivals each half hour" });
    await section.getByRole("button", { name: "See the table" }).press("Enter");
    expect(await section.getByRole("row").count()).toBe(49);
    await section.getByRole("button", { name: "See the chart" }).press("Enter");
    await picture.waitFor();
  });

  inBrowser("shows other days, and says which of their figures cannot be known yet", async () => {
    const { page } = await opens();
    await page.getByLabel("哪些天").selectOption("week");
    await page.getByRole("heading", { level: 1, name: /日–\d+日来了|日–\d+月\d+日来了/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("days")).toBe("week");
    await page.getByRole("heading", { name: "每天来多少" }).waitFor();
  });

  inBrowser("teaches a shop to which nobody has come yet, and tells an agent whose page it is", async () => {
    if (!shop) return;
    const agent = await opens({ role: "agent" });
    await agent.page.getByText("这一页给看报表的人").waitFor();
    const { businessId } = shop.merchant("yunshang");
    const draft = { slug: "tea", name: { zh: "茶", en: "Tea" }, languages: ["zh" as const], zone: "Asia/Shanghai" };
    const made = await shop.house.tenancy.createMerchant({ kind: "system", name: "test" }, businessId, {
      ...{ ...draft, defaultLanguage: "zh", currency: "CNY" },
    });
    if (made.kind === "refused") throw new Error(made.reason);
    const { page } = await opens({ shop: made.merchant });
    await page.getByText("第一位顾客还没有来").waitFor();
  });

  for (const [language, theme, width] of looks) {
    inBrowser(
      `in ${language}, ${theme}, ${width} px wide, holds to axe, keeps within the page and opens its cases`,
      async () => {
        const { page, say } = await opens({ language, theme, width });
        await page.locator(".plot canvas").waitFor();
        expect(await violationsOn(page)).toEqual([]);
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(overflow).toBeLessThanOrEqual(0);
        await page
          .getByRole("link", { name: say("看这", "See all") })
          .first()
          .click();
        await page.getByRole("table").first().waitFor();
        // A pressed one has another name, so that the first of those left is the next.
        const toggles = page.getByRole("button", { name: say("看表格", "See the table") });
        while ((await toggles.count()) > 0) await toggles.first().click();
        expect(await violationsOn(page)).toEqual([]);
      },
    );
  }
});
