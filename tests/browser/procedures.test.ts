import type { Browser } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor, type Look } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

/** The first page waits for the console to be built, and a drawing for a worker: on a busy machine that takes a while. */
const wait = { timeout: 60_000 };

/** An author of Yunshang, signed in, at the list of procedures; what the browser complained of is gathered. */
async function anAuthor(look: Look = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const who = { role: "author", slug: "yunshang", name: "许文", ...look } as const;
  const { page, say, complaints, enters } = await atTheDoor(shop, browser, who);
  page.setDefaultTimeout(wait.timeout);
  await enters();
  const opens = async (path = ""): Promise<void> => {
    await page.goto(`${shop.url}/console/yunshang/procedures${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  await opens();
  return { page, say, complaints, opens };
}

/** Two customers ask to return something: Mei says yes, Kai waits for a colleague. What they did is counted. */
if (shop) {
  const mei = await shop.chat("yunshang", "mei");
  await mei.says("我要退货");
  await mei.picks("yes");
  await mei.settle();
  const kai = await shop.chat("yunshang", "kai");
  await kai.says("我要退货");
  await kai.settle();
  await shop.house.heat.look(shop.clock.now());
}

describe("an author at the procedures", () => {
  inBrowser("reads in one sentence how they stand, and opens one with what its runs did", async () => {
    const { page, complaints } = await anAuthor();
    await page.getByRole("heading", { name: "41个流程在用，检查过，没有要改的；最近30天办了2次。" }).waitFor(wait);
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "退货退款", exact: true }) });
    expect(await row.getByRole("cell").allInnerTexts()).toEqual(expect.arrayContaining(["没有问题"]));
    await row.getByRole("link", { name: "退货退款", exact: true }).click();
    await page.getByText(/最近30天按这一版办了2次/).waitFor(wait);

    const box = page.getByRole("button", { name: /^第1步\s*找到订单\s*接\s*2\s*次走到$/ });
    await box.waitFor(wait);
    expect(await page.locator(".react-flow__node").count()).toBeGreaterThan(20);
    await page.getByRole("link", { name: "登记退货并退款", exact: true }).first().click();
    await page.getByRole("heading", { name: "登记退货并退款" }).waitFor(wait);
    expect(complaints).toEqual([]);
  });

  inBrowser("goes through the drawing without a mouse, and has the same as a table one key away", async () => {
    const { page, opens, complaints } = await anAuthor({ language: "en" });
    await opens("/return-and-refund");
    const boxes = page.locator(".react-flow__node");
    await boxes.first().waitFor(wait);
    await boxes.first().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("step")).not.toBeNull();
    const step = new URL(page.url()).searchParams.get("step") ?? "";
    await expect.poll(() => page.locator(`#step-${step}`).getAttribute("class")).toBe("now");
    expect(await page.locator('.react-flow__node[aria-pressed="true"]').count()).toBeGreaterThan(0);

    await page.keyboard.press("t");
    const table = page.getByRole("table", { name: "The whole" });
    await table.waitFor(wait);
    const first = await table.getByRole("row").nth(1).innerText();
    expect(first).toMatch(/Find the order.*part/);
    expect(first).toMatch(/found\s+step 2\s+2/);
    await page.keyboard.press("t");
    await boxes.first().waitFor(wait);
    expect(complaints).toEqual([]);
  });

  inBrowser("reads tables as sentences, words in both languages, and what an act asks before it acts", async () => {
    const { page, opens } = await anAuthor();
    await opens("/return-and-refund?section=tables");
    await page.getByText("订单已签收，支持无理由退货，签收后最多7天：可以退。").waitFor(wait);
    expect(await page.getByRole("table", { name: "能不能退" }).getByRole("row").count()).toBe(7);
    await opens("/give-back?section=phrases");
    await page.getByText("一字不改").first().waitFor(wait);
    expect(await page.locator('.phrases p[lang="en"]').count()).toBe(
      await page.locator('.phrases p[lang="zh-CN"]').count(),
    );
    await opens("/give-back?section=acts");
    const act = page.getByRole("article").first();
    await act.waitFor(wait);
    expect(await act.innerText()).toMatch(/前提\s+订单已签收[\s\S]+先读回\s+请确认[\s\S]+收回\s+取消退货登记/);
    await opens("/return-and-refund?section=versions");
    await page.getByText("这家店只用过这一版").waitFor(wait);
  });

  for (const [language, theme, width] of looks) {
    inBrowser(`meets no barrier that axe knows, in ${language}, ${theme}, at ${width} px`, async () => {
      const { page, opens } = await anAuthor({ language, theme, width, isAudit: true });
      await page.getByRole("table").first().waitFor(wait);
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      for (const section of [
        "",
        "?as=table",
        "?section=tables",
        "?section=phrases",
        "?section=acts",
        "?section=versions",
      ]) {
        await opens(`/return-and-refund${section}`);
        await page
          .locator(section === "" ? ".react-flow__node" : ".page table, .phrases")
          .first()
          .waitFor(wait);
        expect({ section, violations: await violationsOn(page) }).toEqual({ section, violations: [] });
        expect({ section, width: await page.evaluate("document.documentElement.scrollWidth") }).toEqual({
          section,
          width,
        });
      }
    });
  }
});
