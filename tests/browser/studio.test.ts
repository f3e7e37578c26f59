import type { Browser, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, shown, soon, violationsOn } from "./chromium.ts";
import { atTheDoor, type Look } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

const id = "return-and-refund";

/** The platform says seven days, and leaves the table of the return window to its shops. */
if (shop) {
  const text = (shop.house.library.texts.get(id) ?? "")
    .replace("\ntables:", "\nopen: [tables.mayReturn] # theirs\ntables:")
    .replace('"<= setting.returnDays"', '"<= 7"')
    .replace('"> setting.returnDays"', '"> 7"');
  const { headers } = await shop.owner("yunshang");
  const body = { content: { kind: "text", text }, reason: "the window is the shop's" };
  const made = await call(`${shop.url}/v1/platform/procedures/${id}/releases`, { headers, body });
  expect(made.status).toBe(201);
}

/** An author of a shop, signed in; `opens` goes to a part of the studio. */
async function anAuthor(look: Look = {}, slug: "yunshang" | "brightbyte" | "dailyfresh" = "yunshang") {
  if (!shop || !browser) throw new Error(noBrowser);
  const { page, say, complaints, enters } = await atTheDoor(shop, browser, {
    role: "author",
    slug,
    name: "许文",
    ...look,
  });
  page.setDefaultTimeout(60_000);
  await enters();
  const opens = async (path: string): Promise<void> => {
    await page.goto(`${shop.url}/console/${slug}/procedures/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  const starts = async (): Promise<void> => {
    await opens(`${id}/studio`);
    await page.getByRole("button", { name: say("从在用的起稿", "Start from what is in force") }).click();
    await shown(page.getByRole("textbox", { name: /文字|Text of/ }));
  };
  return { page, say, complaints, opens, starts };
}

/** What Mei is told, whose coat came one or two days ago, by the hour of today; asked whether to return it, she keeps it. */
async function meiHears(): Promise<string> {
  if (!shop) throw new Error(noBrowser);
  const chat = await shop.chat("yunshang", "mei");
  await chat.says("我要退货");
  if (chat.transcript().includes(asked)) await chat.picks("no");
  return chat.transcript();
}
/** What somebody wrote before is gone. */
async function throwsAway(slug: "brightbyte" | "dailyfresh"): Promise<void> {
  if (!shop) throw new Error(noBrowser);
  const { headers } = await shop.owner(slug);
  await call(`${shop.url}/v1/merchants/${slug}/procedures/${id}/draft`, { method: "DELETE", headers });
}

const asked = "请确认：退羊毛大衣";
const tooLate = "不能无理由退了";

const cell = (page: Page, row: number, column: string) => page.getByRole("textbox", { name: `第${row}行，${column}` });
const days = "签收后天数";
const isKept = (page: Page) => soon(() => page.getByText(/^已保存/).count()).toBe(1);

describe("an author in the studio", () => {
  inBrowser("changes the return window, rehearses it, releases it, and takes it back", async () => {
    expect(await meiHears()).toContain(asked);
    const { page, opens, complaints } = await anAuthor();
    await opens(id);
    await page.getByRole("link", { name: "编写", exact: true }).click();
    await page.getByRole("button", { name: "从在用的起稿" }).click();
    await page.getByText("检查过，可以发布").first().waitFor();
    await page.getByText("和在用的一样").waitFor();
    await page.getByRole("link", { name: "判断表" }).click();

    await cell(page, 1, days).fill("<= 0");
    const gap = page.getByRole("row").filter({ hasText: "没有一行管它" });
    await gap.waitFor();
    expect(await gap.innerText()).toMatch(/已签收\s+支持无理由退货\s+\d+/);
    await page.getByRole("button", { name: "演一遍" }).click();
    await page.getByText(/查到订单（订单已签收，支持无理由退货，签收后\d+天）/).waitFor();
    await page.getByRole("link", { name: "发布", exact: true }).click();
    await page.getByText("检查还有1处没过，先改好：").waitFor();
    expect(await page.getByRole("button", { name: "马上发布" }).count()).toBe(0);

    await page.getByRole("link", { name: "判断表" }).click();
    await cell(page, 2, days).fill("> 0");
    await gap.waitFor({ state: "detached" });
    await page.getByText("没有漏的，也没有重的").waitFor();
    await isKept(page);

    await page.getByRole("link", { name: "预演" }).click();
    await page.getByRole("button", { name: "开始预演" }).click();
    await page.getByRole("heading", { name: "1件老事情里，1件会办得不一样。" }).waitFor();
    await page.getByRole("link", { name: "改了什么" }).click();
    await page.getByText("订单已签收，支持无理由退货，签收后最多0天：可以退。").waitFor();

    await page.getByRole("link", { name: "发布", exact: true }).click();
    await page.getByRole("button", { name: "马上发布" }).click();
    await page.getByText("请写一句为什么。").waitFor();
    await page.getByRole("textbox", { name: "为什么改" }).fill("清仓的货只能当天退");
    await page.getByRole("button", { name: "马上发布" }).click();
    await page.getByRole("row").filter({ hasText: "清仓的货只能当天退" }).getByText("在用").waitFor();
    expect(await meiHears()).toContain(tooLate);

    await page.getByRole("button", { name: "回退到上一次" }).click();
    await page.getByRole("textbox", { name: "为什么改" }).fill("仓库收不过来");
    await page.getByRole("button", { name: "马上回退" }).click();
    await page.getByRole("row").filter({ hasText: "回到上级的" }).getByText("在用").waitFor();
    expect(await meiHears()).toContain(asked);

    // What was rolled back is not lost: a draft begins from it.
    await page.getByRole("button", { name: "从它起稿 (1)" }).click();
    await page.getByRole("link", { name: "改了2处" }).waitFor();
    expect(complaints).toEqual([]);
  });

  inBrowser("writes without a mouse, and goes back through text and tables alike", async () => {
    const { page, opens, starts, complaints } = await anAuthor({ language: "en" }, "brightbyte");
    await starts();
    const text = page.getByRole("textbox", { name: "Text of “Return and refund”" });
    const before = await text.inputValue();
    expect(before).toContain("open: [tables.mayReturn] # theirs");
    await text.focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("oops: [");
    await page.getByText("This text is written in a way that cannot be read.").first().waitFor();
    await page.getByText("as it last could be read").waitFor();
    await page.getByRole("button", { name: /^Go to the line: line \d+$/ }).press("Enter");
    await soon(() => page.evaluate("document.activeElement?.tagName")).toBe("TEXTAREA");
    await page.keyboard.press("Control+z");
    await soon(() => text.inputValue()).toBe(before);
    await page.getByText("Checked, ready to release").first().waitFor();

    await page.getByRole("link", { name: "Tables" }).press("Enter");
    const at = (row: number, column: string) => page.getByRole("textbox", { name: `Row ${row}, ${column}` });
    await at(1, "Order").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    const isAt = (row: number, column: string) =>
      soon(() => page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(`Row ${row}, ${column}`);
    await isAt(3, "Return without a reason");
    await page.keyboard.press("Alt+ArrowUp");
    await isAt(2, "Return without a reason");
    expect(await at(2, "Return without a reason").inputValue()).toBe("false");
    await page.keyboard.press("Control+z");
    await soon(() => at(2, "Return without a reason").inputValue()).toBe("true");
    await page.getByRole("button", { name: "Add a row" }).press("Enter");
    await isAt(7, "Order");
    await page
      .getByText("2 to mend")
      .or(page.getByText(/\d+ to mend/))
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await page.getByText("No gaps, no overlaps").waitFor();

    // Steps are not changed from below, and the place is named.
    await opens(`${id}/studio`);
    await text.fill(before.replace("start: find", "start: check"));
    await page.getByText("is set above and not changed here.").first().waitFor();
    await page.getByRole("button", { name: "Throw the draft away" }).click();
    await page.getByRole("button", { name: "Throw the draft away" }).click();
    await page.waitForURL(`**/procedures/${id}`);
    await opens(`${id}/studio`);
    await page.getByText("There is no draft").waitFor();
    expect(complaints).toEqual([]);
  });

  inBrowser("begins a procedure of the shop's own", async () => {
    const { page, opens } = await anAuthor({ language: "en" }, "dailyfresh");
    await opens("");
    await page.getByText("Write a new procedure").click();
    const name = page.getByRole("textbox", { name: /^Name of the procedure/ });
    await name.fill(id);
    await name.press("Enter");
    await page.getByText("There is one of this name; choose another.").waitFor();
    await name.fill("leave-a-note");
    await name.press("Enter");
    await page.getByRole("button", { name: "Start writing" }).click();
    await page.getByText("Checked, ready to release").first().waitFor();
    await shown(page.locator(".react-flow__node"));
    await page.getByRole("link", { name: "Release", exact: true }).click();
    await page.getByRole("textbox", { name: "Why it changes" }).fill("people like to leave a note");
    await page.getByRole("button", { name: "Release now" }).click();
    await page.getByRole("row").filter({ hasText: "people like to leave a note" }).getByText("in force").waitFor();
    await opens("leave-a-note");
    await page.getByRole("heading", { name: "New procedure" }).waitFor();
  });

  for (const [language, theme, width] of looks) {
    inBrowser(`meets no barrier that axe knows, in ${language}, ${theme}, at ${width} px`, async () => {
      const slug = language === "zh" ? "dailyfresh" : "brightbyte";
      const { page, say, opens, starts } = await anAuthor({ language, theme, width, isAudit: true }, slug);
      const looksAt = async (part: string): Promise<void> => {
        expect({ part, violations: await violationsOn(page) }).toEqual({ part, violations: [] });
        expect({ part, width: await page.evaluate("document.documentElement.scrollWidth") }).toEqual({ part, width });
      };
      await throwsAway(slug);
      await opens(`${id}/studio`);
      await page.getByText(say("还没有草稿", "There is no draft")).waitFor();
      await looksAt("none");
      await starts();
      await shown(page.locator(".react-flow__node"));
      await looksAt("text");
      await opens(`${id}/studio?part=tables`);
      await page.locator('[data-cell="1 2"]').fill("> 30");
      await shown(page.locator("tr.gap"));
      await page.getByRole("button", { name: say("演一遍", "Play it") }).click();
      await shown(page.locator(".played-lines"));
      await looksAt("tables");
      await page.getByRole("link", { name: say("发布", "Release"), exact: true }).click();
      await shown(page.locator(".refused"));
      await looksAt("refused");
      await page.getByRole("button", { name: say("撤销", "Undo") }).click();
      await page.getByText(say("和在用的一样", "Same as what is in force")).first().waitFor();
      await soon(() => page.getByText(language === "zh" ? /^已保存/ : /^Saved/).count()).toBe(1);
      await looksAt("release");
      for (const part of ["rehearsal", "changes"] as const) {
        await opens(`${id}/studio?part=${part}`);
        await page.getByText(say("检查过，可以发布", "Checked, ready to release")).first().waitFor();
        await looksAt(part);
      }
    });
  }
});
