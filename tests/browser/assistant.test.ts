import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, shown, soon, violationsOn } from "./chromium.ts";
import { atTheDoor, type Look, type Who } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

async function somebody(role: Who["role"], slug: Slug, name: string, look: Look = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  return { ...(await atTheDoor(shop, browser, { role, slug, name, ...look })), shop };
}
const button = (page: Page, name: string | RegExp): Locator => page.getByRole("button", { name });

/** With RUYI_PICTURES=FOLDER the page is left there to be looked at. */
async function pictured(page: Page, name: string): Promise<void> {
  const folder = process.env["RUYI_PICTURES"];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

describe("the assistant's settings", () => {
  inBrowser("are chosen by matter and share, saved once, and what is told unasked beside them", async () => {
    const { page, enters, goes, shop, complaints } = await somebody("admin", "yunshang", "沈若溪");
    await enters();
    await goes("settings/assistant");
    await shown(page.getByRole("heading", { name: "助手直接办、直接答" }));
    await shown(page.getByText("最近四周没有留对照的人"));
    await page.getByLabel("退货退款：怎么接").selectOption("draft");
    await page.getByLabel("所有事项：每100人里给几人用").fill("80");
    await page.getByLabel("所有事项：其余的人").selectOption("off");
    await button(page, "保存").first().click();
    await shown(page.getByRole("heading", { name: "每100人里，助手接80人" }));
    const { headers } = await shop.owner("yunshang");
    const kept = await call(`${shop.url}/v1/merchants/yunshang/assistant/modes`, { headers });
    expect(kept.body).toMatchObject({
      all: { mode: "full", share: 80, holdOut: "off" },
      procedures: { "return-and-refund": { mode: "draft", share: 100, holdOut: "draft" } },
    });
    await page.getByLabel("已发出").uncheck();
    await button(page, "保存").last().click();
    await soon(async () => (await call(`${shop.url}/v1/merchants/yunshang/news`, { headers })).body).toMatchObject({
      off: ["shipped"],
    });
    expect(complaints).toEqual([]);
  });
});

describe("a draft in the inbox", () => {
  inBrowser(
    "stands beside the box, is never in it unasked, is sent by a person, and stays off once it is off",
    async () => {
      const { page, enters, shop, complaints } = await somebody("agent", "brightbyte", "Ines Park", { language: "en" });
      const chat = await shop.chat("brightbyte", "mei");
      await chat.says("talk to a human");
      await chat.says("where is my parcel");
      await enters();
      await page.goto(`${shop.url}/console/brightbyte/inbox/queue/${chat.id}`);
      const draft = page.getByRole("region", { name: "Drafted by the assistant" });
      await shown(draft);
      await shown(page.getByText(/^Asked: .*“where is my parcel”|^Asked: .*“talk to a human”/));
      const box = page.getByRole("textbox", { name: "Write to the customer" });
      expect(await box.inputValue()).toBe("");
      await button(page, /^Take/).first().click();
      const take = draft.getByRole("button", { name: "Use it" });
      await soon(() => take.isEnabled()).toBe(true);
      await pictured(page, "draft-in-inbox");
      await take.click();
      expect(await box.inputValue()).not.toBe("");
      await button(page, /^Send/).last().click();
      const heard = await chat.hears(({ kind, from }) => kind === "message" && from === "agent");
      expect(String(heard["text"])).toMatch(/parcel|deliver|arriv/i);

      await chat.says("where is my parcel now");
      await shown(draft);
      await button(page, "Drafts on").click();
      await shown(button(page, "Drafts off"));
      await soon(() => draft.count()).toBe(0);
      await page.reload();
      await shown(button(page, "Drafts off"));
      expect(await draft.count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );
});

for (const [language, theme, width] of looks) {
  inBrowser(
    `the assistant's settings meet no barrier that axe knows, in ${language}, ${theme}, at ${width} px`,
    async () => {
      const who = await somebody("admin", "dailyfresh", "Wen Ask", { language, theme, width, isAudit: true });
      const { page, enters, goes, say, shop } = who;
      const { id: merchantId } = shop.merchant("dailyfresh");
      const before = shop.clock.now();
      const chat = await shop.chat("dailyfresh", "mei");
      await chat.says("你好");
      await shop.house.database.transact(merchantId, (tx) =>
        sql`
        insert into desk.drawn (merchant_id, conversation_id, procedure, draw, person, side, mode, at, "offset")
        select ${merchantId}::uuid, ${chat.id}::uuid, 'p' || n, 1, 'somebody ' || n,
          case when n % 2 = 0 then 'served' else 'held-out' end, 'full', ${before}::timestamptz, 1
        from generate_series(1, 80) as n
        on conflict do nothing`.execute(tx),
      );
      await enters();
      await goes("settings/assistant");
      await shown(page.getByText(say("差别在巧合之内", "Within chance")));
      await button(page, say("40人：转给了人（助手接的）", "40 people: Handed to a person, Served")).click();
      await shown(page.getByRole("heading", { name: say("转给了人·助手接的", "Handed to a person · Served") }));
      await pictured(page, `assistant-${language}-${theme}-${width}`);
      expect(await violationsOn(page)).toEqual([]);
      const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      expect(isWide).toBe(false);
    },
  );
}
