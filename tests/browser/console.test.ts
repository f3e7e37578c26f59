import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, noBrowser, openBrowser, violationsOn } from "./chromium.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
afterAll(() => browser?.close());

type Look = {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Lets axe in, which the page's own policy forbids. */
  readonly isAudit?: boolean;
};

/** A new agent of Yunshang at the door of the console, with the one-time link that welcomes them. */
async function anAgent(name: string, { language = "zh", theme = "light", width = 1_440, isAudit = false }: Look = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const { headers } = await shop.owner("yunshang");
  const { id: merchantId, businessId } = shop.merchant("yunshang");
  const post = { role: "agent", at: { kind: "merchant", businessId, merchantId } };
  const email = `${crypto.randomUUID().slice(0, 8)}@yunshang.example`;
  const { body: staff } = await call<{ id: string }>(`${shop.url}/v1/staff`, { headers, body: { name, email, post } });
  const link = await call<{ token: string }>(`${shop.url}/v1/staff/${staff.id}/sign-in-link`, {
    method: "POST",
    headers,
  });
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    bypassCSP: isAudit,
    reducedMotion: isAudit ? "reduce" : "no-preference",
  });
  onTestFinished(() => context.close());
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${shop.url}/sign-in#${link.body.token}`);
  const say = (zh: string, en: string): string => (language === "zh" ? zh : en);
  return {
    ...{ page, email, complaints, say, url: shop.url },
    log: page.getByRole("log", { name: say("消息", "Messages") }),
    presses: (key: string): Promise<void> => page.keyboard.press(key),
    /** Through the door, without a password for next time. */
    enters: async (): Promise<void> => {
      await page.getByRole("button", { name: say("用链接登录", "Sign in with the link") }).click();
      await page.getByRole("button", { name: say("先不设", "Not now") }).click();
      await page.waitForURL("**/console/yunshang/inbox/queue");
    },
  };
}

/** Kai, whose refunds a person decides, asks for one. */
async function kaiWaits() {
  if (!shop) throw new Error(noBrowser);
  const kai = await shop.chat("yunshang", "kai");
  await kai.says("我要退货");
  return kai;
}

/** A test that needs a browser, and says so where there is none. */
const inBrowser = (name: string, work: () => Promise<void>, timeout = 60_000): void =>
  test(name, { timeout }, async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    await work();
  });

const shown = (what: Locator, timeout = 15_000): Promise<void> => what.first().waitFor({ timeout });

describe("an agent in the console", () => {
  inBrowser("takes a conversation, decides, replies and closes, without a mouse", async () => {
    const kai = await kaiWaits();
    const miao = await anAgent("何苗");
    await miao.enters();
    const { page, log } = miao;
    await shown(page.getByRole("link", { name: /kai/ }));
    await miao.presses("j");
    await shown(log.getByText("我要退货"));
    expect(await page.getByRole("button", { name: "验货后退款" }).isDisabled()).toBe(true);
    await miao.presses("t");
    await shown(log.getByText("何苗（您）接手"));

    await miao.presses("n");
    await page.keyboard.type("<b>先验货</b>");
    await miao.presses("Control+Enter");
    await shown(log.getByText("<b>先验货</b>"));
    await miao.presses("Escape");
    await miao.presses("2");
    await shown(page.getByText("register-for-inspection").first());

    await miao.presses("r");
    await page.keyboard.type("您好，我来办。");
    await miao.presses("Control+Enter");
    await shown(log.getByText("您好，我来办。"));
    await miao.presses("Escape");
    await miao.presses("e");
    await miao.presses("Enter");
    await shown(log.getByText("何苗（您）办结"));

    await kai.settle();
    const told = kai.events.map((event) => event["text"]);
    expect(told).toContain("您好，我来办。");
    expect(told).not.toContain("<b>先验货</b>");
    expect(miao.complaints).toEqual([]);
  });

  inBrowser("uses a link once, sets a password, and comes back with it", async () => {
    const zhou = await anAgent("林舟", { language: "en" });
    const { page } = zhou;
    await page.getByRole("button", { name: "Sign in with the link" }).waitFor();
    await expect.poll(() => page.url()).not.toContain("#");
    await page.getByRole("button", { name: "Sign in with the link" }).click();
    await page.getByLabel("New password").fill("a heron waits by the weir");
    await page.getByRole("button", { name: "Save password" }).click();
    await page.waitForURL("**/console/yunshang/inbox/queue");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    await page.goto(`${zhou.url}/console/yunshang/inbox/all`);
    await page.getByLabel("E-mail").fill(zhou.email);
    await page.getByLabel("Password").fill("not this one");
    await zhou.presses("Enter");
    await shown(page.getByRole("alert").getByText("Wrong e-mail or password"));
    await page.getByLabel("Password").fill("a heron waits by the weir");
    await zhou.presses("Enter");
    await page.waitForURL("**/console/yunshang/inbox/all");
  });

  inBrowser("sees who has the floor, and takes over only on purpose", async () => {
    const kai = await kaiWaits();
    const [first, second] = [await anAgent("何苗"), await anAgent("林舟", { language: "en" })];
    for (const { page, enters, url } of [first, second]) {
      await enters();
      await page.goto(`${url}/console/yunshang/inbox/all/${kai.id}`);
    }
    await first.page.getByRole("button", { name: /^接手/ }).click();
    await shown(second.page.getByText("何苗 has the floor; only one person speaks"));
    expect(await second.page.getByRole("button", { name: /^Send/ }).isDisabled()).toBe(true);
    await second.presses("t");
    await shown(second.page.getByText("Taking over is logged"));
    await second.presses("Enter");
    await shown(second.log.getByText("林舟 (you) took it"));
    await shown(first.page.getByText("林舟正在接待，只有一个人说话"));
  });

  for (const [language, theme, width] of [
    ["zh", "light", 1_440],
    ["en", "dark", 390],
  ] as const) {
    inBrowser(`meets no barrier that axe knows, in ${language}, ${theme}, at ${width} px`, async () => {
      const kai = await kaiWaits();
      const agent = await anAgent("何苗", { language, theme, width, isAudit: true });
      const { page, say, url } = agent;
      await shown(page.getByRole("button", { name: say("用链接登录", "Sign in with the link") }));
      expect(await violationsOn(page)).toEqual([]);
      await agent.enters();
      await shown(page.getByRole("link", { name: /kai/ }));
      expect(await violationsOn(page)).toEqual([]);
      await page.goto(`${url}/console/yunshang/inbox/queue/${kai.id}`);
      await shown(agent.log.getByText("我要退货"));
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      const send = await page.getByRole("button", { name: say("发送", "Send") }).boundingBox();
      expect((send?.x ?? width) + (send?.width ?? 0)).toBeLessThanOrEqual(width);
      await agent.presses("?");
      await shown(page.getByRole("dialog"));
      expect(await violationsOn(page)).toEqual([]);
    });
  }
});
