import type { Browser } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor, type Who } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

async function opens(who: Partial<Who> = {}, part = "knowledge") {
  if (!shop || !browser) throw new Error(noBrowser);
  const wanted = { role: "author", slug: "yunshang", name: "Wen", isAudit: true, ...who } as const;
  const person = await atTheDoor(shop, browser, wanted);
  await person.enters();
  await person.page.goto(`${shop.url}/console/${wanted.slug}/${part}`);
  return { ...person, shop };
}

describe("the page of knowledge", () => {
  inBrowser("tries a question, and what nothing answers becomes an article that answers it", async () => {
    const { page, complaints, shop } = await opens();
    await page.getByRole("heading", { level: 1, name: "17篇文章在回答顾客" }).waitFor();
    const tries = async (text: string): Promise<void> => {
      await page.getByRole("textbox", { name: "试一个问题" }).fill(text);
      await page.getByRole("button", { name: "试一下" }).click();
    };
    await tries("运费多少");
    await page.getByText("来自“运费”").waitFor();
    await tries("大衣能绣名字吗");
    await page.getByRole("link", { name: "写一篇回答它" }).click();

    const chinese = page.getByRole("group", { name: "中文" });
    expect(await chinese.getByLabel("标题").inputValue()).toBe("大衣能绣名字吗");
    await chinese.getByLabel("答案").fill("能绣4个字以内，¥20.00，{exchange.exchangeDays}内取。");
    await page.getByText("能绣4个字以内，¥20.00，7天内取。").waitFor();
    await page.getByRole("button", { name: "存成草稿" }).click();
    await page.getByRole("heading", { level: 1, name: /还是草稿/ }).waitFor();
    await page.getByLabel("为什么改").fill("常有人问");
    await page.getByRole("button", { name: "发布" }).click();
    await page.getByRole("heading", { level: 1, name: /在用/ }).waitFor();
    await page.getByText(/第1版，Wen发布/).waitFor();

    const chat = await shop.chat("yunshang", "mei");
    await chat.says("大衣能绣名字吗");
    expect(chat.answer()).toContain("能绣4个字以内");
    expect(complaints).toEqual([]);
  });

  inBrowser("shows what was brought in for review, and finds by a word", async () => {
    const { page } = await opens({ slug: "brightbyte", language: "en", name: "Ed" });
    await page.getByText("Bring in from elsewhere").click();
    await page.getByRole("combobox", { name: "From" }).selectOption("csv");
    await page.getByLabel("Paste the text here").fill("question,answer\nDo you engrave?,Keyboards only.\n");
    await page.getByRole("button", { name: "Bring in as drafts" }).click();
    await page.getByText("brought in, to review").waitFor();
    await page.getByRole("link", { name: "All", exact: true }).click();
    await page.getByLabel("Find articles").fill("warranty");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("rowheader", { name: "The warranty" }).waitFor();
    await page.getByRole("rowheader", { name: "What shipping costs" }).waitFor({ state: "detached" });
  });

  inBrowser("is read, and not written, by who answers customers", async () => {
    const { page } = await opens({ role: "agent", name: "Cy" });
    await page.getByRole("link", { name: "运费", exact: true }).click();
    await page.getByText("您能看，不能改。").waitFor();
    expect(await page.getByRole("button", { name: "停用" }).count()).toBe(0);
  });

  inBrowser("shows the articles of the business to who looks after it, and writes one for all its shops", async () => {
    const { page, complaints, shop } = await opens({ role: "owner", name: "Hua" });
    await page.getByRole("navigation", { name: "谁的文章" }).getByRole("link", { name: "企业" }).click();
    await page.getByRole("heading", { level: 1, name: "企业写的2篇，各店都在用" }).waitFor();
    await page.getByRole("link", { name: "写一篇" }).click();
    const chinese = page.getByRole("group", { name: "中文" });
    await chinese.getByLabel("标题").fill("会员日是哪天");
    await chinese.getByLabel("顾客会怎么问").fill("会员日哪天啊");
    await chinese.getByLabel("答案").fill("四时集市的会员日是每月28日。");
    await page.getByRole("button", { name: "存成草稿" }).click();
    await page.getByRole("heading", { level: 1, name: /还是草稿/ }).waitFor();
    await page.getByRole("button", { name: "发布" }).click();
    await page.getByRole("heading", { level: 1, name: "“会员日是哪天”在用，下面的店都能说" }).waitFor();
    const chat = await shop.chat("dailyfresh", "mei");
    await chat.says("会员日哪天啊");
    expect(chat.answer()).toContain("每月28日");

    await page.goto(`${shop.url}/console/yunshang/knowledge`);
    const above = page.getByRole("region", { name: "上级在说的" });
    await above.getByText("会员日是哪天").waitFor();
    await above
      .getByText(/可以换成自己的话/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  inBrowser(
    "leads from a tried question to an article from above, where it stands, and only who looks after it",
    async () => {
      const tried = async (who: Partial<Who>) => {
        const person = await opens(who);
        const { page } = person;
        await page.getByRole("textbox", { name: "试一个问题" }).fill("四时集市是什么");
        await page.getByRole("button", { name: "试一下" }).click();
        const found = page.getByRole("status").getByRole("listitem").filter({ hasText: "四时集市是什么" });
        await found.getByText("企业", { exact: true }).waitFor();
        return { ...person, found };
      };
      const above = await tried({ role: "owner", name: "Wei" });
      await above.found.getByRole("link").click();
      await above.page.getByRole("heading", { level: 1, name: /四时集市是什么/ }).waitFor();
      expect(above.complaints).toEqual([]);
      const below = await tried({ role: "author", name: "Ned" });
      expect(await below.found.getByRole("link").count()).toBe(0);
    },
  );

  for (const [language, theme, width] of looks) {
    inBrowser(`axe finds nothing wrong with the business's articles (${language}, ${theme}, ${width} px)`, async () => {
      const { page, say } = await opens({ role: "owner", name: "Ou", language, theme, width }, "knowledge?of=business");
      await page.getByRole("rowheader", { name: say("四时集市是什么", "What Four Seasons Market is") }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      const wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await page.evaluate(wide)).toBe(0);
      await page.getByRole("rowheader").first().getByRole("link").click();
      await page.getByRole("heading", { level: 2, name: say("改过什么", "What changed") }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate(wide)).toBe(0);
    });
  }

  for (const [language, theme, width] of looks) {
    inBrowser(`axe finds nothing wrong with it (${language}, ${theme}, ${width} px)`, async () => {
      const { page, say } = await opens({ language, theme, width, slug: "dailyfresh", name: "Lu" });
      await page.getByRole("link", { name: say("运费", "What delivery costs"), exact: true }).waitFor();
      await page.getByRole("textbox", { name: say("试一个问题", "Try a question") }).fill("运费多少");
      await page.getByRole("button", { name: say("试一下", "Try it") }).click();
      await page.locator(".msg .say").waitFor();
      const wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate(wide)).toBe(0);
      await page
        .getByRole("rowheader", { name: say("运费", "What delivery costs"), exact: true })
        .getByRole("link")
        .click();
      await page.locator(".msg .say").waitFor();
      await page.getByText(say("什么时候、对谁说", "When, and to whom")).click();
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate(wide)).toBe(0);
    });
  }
});
