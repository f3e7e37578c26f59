import type { Browser, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor, type Who } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

async function opens(part = "", who: Partial<Who> = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const person = await atTheDoor(shop, browser, {
    ...{ role: "author", slug: "yunshang", name: "Hua", isAudit: true },
    ...who,
  });
  await person.enters();
  await person.page.goto(`${shop.url}/console/${who.slug ?? "yunshang"}/understanding${part}`);
  return { ...person, shop };
}

const gift = ["养宠卡怎么转赠", "养宠卡要怎么转赠给朋友", "我想把养宠卡转赠给别人"];

/** Somebody new asks; what comes back. */
async function asks(slug: "yunshang" | "brightbyte", text: string): Promise<string> {
  if (!shop) throw new Error(noBrowser);
  const chat = await shop.visitor(slug);
  await chat.says(text);
  await shop.house.understanding.keep();
  return chat.answer();
}
const begins = /核对身份/;

const widerThanThePage = (page: Page): Promise<unknown> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

describe("the coach's inbox", () => {
  inBrowser("one edit teaches a question that was asked three times, and one press takes it back", async () => {
    for (const text of gift) expect(await asks("yunshang", text)).not.toMatch(begins);
    const { page, complaints } = await opens();
    await page.getByRole("heading", { level: 1, name: "有1个问题助手没把握" }).waitFor();
    const card = page.getByRole("article");
    expect(await card.textContent()).toContain("问过3次");
    await card.getByRole("button", { name: "看这些话" }).click();
    await card.getByRole("checkbox").nth(2).waitFor();
    await card.getByRole("combobox").selectOption("coupon-points-gift-card");
    await card.getByRole("button", { name: "教给助手" }).click();
    await page.getByText("学会了，已经生效").first().waitFor({ timeout: 60_000 });
    await page.getByRole("heading", { level: 1, name: "没有等您教的问题" }).waitFor();
    expect(await asks("yunshang", "养宠卡怎么转赠")).toMatch(begins);

    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByText("撤回了，已经生效").first().waitFor({ timeout: 60_000 });
    await page.getByRole("heading", { level: 1, name: "有1个问题助手没把握" }).waitFor();
    expect(await asks("yunshang", "养宠卡怎么转赠")).not.toMatch(begins);

    await page.goto(`${shop?.url}/console/yunshang/understanding/model`);
    await page.getByRole("button", { name: "回到版本1" }).click();
    await page.getByText("回去了，已经生效").first().waitFor();
    expect(await asks("yunshang", "养宠卡怎么转赠")).toMatch(begins);
    expect(complaints).toEqual([]);
  });

  inBrowser("the model says what it was taught with, how it decides and what it cannot do", async () => {
    const { page } = await opens("/how-well", { slug: "brightbyte", language: "en" });
    await page.getByRole("heading", { level: 2, name: "What was taken for what" }).waitFor();
    await page.getByRole("link", { name: "Model" }).click();
    await page.getByRole("heading", { level: 1, name: "Reads with the common library alone" }).waitFor();
    await page.getByText("Limits").waitFor();
  });

  inBrowser("is not for those who read no reports", async () => {
    const { page } = await opens("", { role: "agent", name: "Cy" });
    await page.getByText("这一页给看报表的人").waitFor();
  });

  for (const [language, theme, width] of looks) {
    inBrowser(`axe finds nothing wrong with any part (${language}, ${theme}, ${width} px)`, async () => {
      if (!shop) throw new Error(noBrowser);
      await asks("yunshang", "你们的猫可以摸吗");
      const { page } = await opens("", { language, theme, width });
      await page.getByRole("article").first().getByRole("button").last().click();
      for (const part of ["", "/how-well", "/model"]) {
        if (part !== "") await page.goto(`${shop.url}/console/yunshang/understanding${part}`);
        await page.locator("h1").first().waitFor();
        await page.locator(".skeleton").first().waitFor({ state: "detached" });
        const folder = process.env["RUYI_PICTURES"];
        if (folder)
          await page.screenshot({
            path: `${folder}/understanding${part.replace("/", "-")}-${language}.png`,
            fullPage: true,
          });
        expect(await violationsOn(page)).toEqual([]);
        expect(await widerThanThePage(page)).toBe(0);
      }
    });
  }
});
