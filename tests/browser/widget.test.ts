import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { browserPath, noBrowser, openBrowser, violationsOn } from "./chromium.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
afterAll(() => browser?.close());

type Visit = {
  readonly slug?: Slug;
  readonly customer?: string;
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Lets axe in, which the page's own policy forbids. */
  readonly isAudit?: boolean;
};

const words = {
  zh: { open: "在线客服", write: "写消息", send: "发送", person: "转人工", log: "对话", askReturn: "想退货" },
  en: {
    ...{ open: "Help", write: "Write a message", send: "Send", person: "Talk to a person", log: "Conversation" },
    askReturn: "I'd like to return it",
  },
};

/** A customer at the page of a demo shop. */
async function aShopper({ slug = "yunshang", customer = "mei", language = "zh", ...look }: Visit = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const { theme = "light", width = 1_440, isAudit = false } = look;
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-US",
    bypassCSP: isAudit,
    // What fades in has no contrast yet.
    reducedMotion: isAudit ? "reduce" : "no-preference",
  });
  onTestFinished(() => context.close());
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|TrustedHTML/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${shop.url}/shop/${slug}?customer=${customer}&lang=${language}`);
  const say = words[language];
  const launcher = page.getByRole("button", { name: say.open });
  const field = page.getByRole("textbox", { name: say.write });
  const log = page.getByRole("log", { name: say.log });
  return {
    ...{ page, context, launcher, field, log, complaints },
    choice: (name: string | RegExp): Locator => log.getByRole("button", { name }),
    person: page.locator("ruyi-chat").getByRole("button", { name: say.person }),
    opens: async (): Promise<void> => {
      await launcher.click();
      await field.waitFor();
    },
    writes: async (text: string): Promise<void> => {
      await field.fill(text);
      await field.press("Enter");
    },
    /** What the customer has said, as it stands in the log. */
    said: (): Promise<readonly string[]> => log.locator(".mine .bubble").allInnerTexts(),
  };
}

/** A test that needs a browser, and says so where there is none. */
const inBrowser = (name: string, work: () => Promise<void>, timeout = 60_000): void =>
  test(name, { timeout }, async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    await work();
  });

const shown = (what: Locator, timeout = 15_000): Promise<void> => what.first().waitFor({ timeout });

describe("a shopper in the widget", () => {
  inBrowser("has their money back at once, and can follow it", async () => {
    const mei = await aShopper();
    await mei.opens();
    await shown(mei.log.getByText("您好，我是云裳的自动助手"));
    await shown(mei.log.getByText("羊毛大衣"));
    await mei.choice("想退货").click();
    await mei.choice("退款¥699.00").click();
    await shown(mei.log.getByText("¥699.00已退到微信支付"));
    const refund = mei.log.getByRole("region", { name: "退款" });
    expect(await refund.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("退货已登记"),
      expect.stringContaining("退款已发起"),
      expect.stringContaining("已退款"),
    ]);
    expect(await mei.choice(/^先不退/).isDisabled()).toBe(true);
    expect(mei.complaints).toEqual([]);
  });

  inBrowser("needs no mouse", async () => {
    const lin = await aShopper({ customer: "lin" });
    await lin.launcher.focus();
    await lin.page.keyboard.press("Enter");
    await shown(lin.field);
    const focused = (): Promise<string> =>
      lin.page.evaluate(
        "(document.activeElement?.shadowRoot?.activeElement ?? document.activeElement)?.innerText || document.activeElement?.shadowRoot?.activeElement?.tagName || ''",
      );
    await expect.poll(focused).toBe("TEXTAREA");
    await lin.page.keyboard.type("我想退抓绒外套，订单尾号5865");
    await lin.page.keyboard.press("Enter");
    await shown(lin.choice(/^退款/));
    for (let presses = 0; presses < 12 && !(await focused()).startsWith("退款"); presses += 1) {
      await lin.page.keyboard.press("Shift+Tab");
    }
    await lin.page.keyboard.press("Enter");
    await shown(lin.log.getByRole("region", { name: "退款" }));
    await lin.page.keyboard.press("Escape");
    await expect.poll(focused).toBe("在线客服");
  });

  inBrowser("writes on while the network is gone, and every message is there once", async () => {
    const bo = await aShopper({ customer: "bo" });
    await bo.opens();
    await bo.writes("包裹到哪了");
    await shown(bo.log.locator(".theirs"));
    await bo.context.setOffline(true);
    const texts = ["第一句：在吗", "第二句：还在吗", "第三句：好的"];
    for (const text of texts) await bo.writes(text);
    await shown(bo.page.getByText("网络断了，正在重连"));
    await shown(bo.log.getByText("等网络恢复后发出"));
    await bo.page.waitForTimeout(5_000);
    await bo.context.setOffline(false);
    await expect.poll(() => bo.log.locator(".pending").count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => bo.page.getByText("网络断了").count()).toBe(0);
    expect((await bo.said()).map((text) => text.replace(/^您\s*/, ""))).toEqual(["包裹到哪了", ...texts]);
    const { conversation } = JSON.parse(String(await bo.page.evaluate("localStorage.getItem('ruyi.yunshang')"))) as {
      conversation: { id: string };
    };
    const owner = await shop?.owner("yunshang");
    const events = (await owner?.events(conversation.id)) ?? [];
    expect(events.flatMap((event) => (event["from"] === "customer" ? [event["text"]] : []))).toEqual([
      "包裹到哪了",
      ...texts,
    ]);
  });

  inBrowser("goes on in the next page, and sees what came meanwhile counted", async () => {
    const mei = await aShopper({ slug: "dailyfresh" });
    await mei.opens();
    await mei.writes("包裹到哪了");
    await shown(mei.log.locator(".theirs"));
    await mei.page.keyboard.press("Escape");
    await mei.page.reload();
    const id = String(await mei.page.evaluate("JSON.parse(localStorage.getItem('ruyi.dailyfresh')).conversation.id"));
    const agent = await shop?.hires("agent", "dailyfresh", "Wen Yi");
    await agent?.takes(id, { takeOver: true });
    await agent?.says(id, "您好，我是文怡。");
    await shown(mei.launcher.getByText("1条未读"));
    await mei.opens();
    await shown(mei.log.getByText("您好，我是文怡。"));
    expect(await mei.said()).toHaveLength(1);
  });

  inBrowser("is handed over, and sees a colleague come, speak and close", async () => {
    const kai = await aShopper({ slug: "brightbyte", customer: "kai", language: "en", width: 390, theme: "dark" });
    await kai.opens();
    await kai.person.click();
    await shown(kai.log.getByText(/ahead of you|You're next/));
    const id = String(await kai.page.evaluate("JSON.parse(localStorage.getItem('ruyi.brightbyte')).conversation.id"));
    const agent = await shop?.hires("agent", "brightbyte", "Ines Marlow");
    await agent?.takes(id);
    await shown(kai.log.getByText("A colleague took over"));
    await agent?.says(id, "Hello, this is Ines. <b>Which</b> order is it?");
    await shown(kai.log.getByText("Hello, this is Ines. <b>Which</b> order is it?"));
    await agent?.closes(id);
    await shown(kai.log.getByText("Closed. Write any time to go on"));
  });

  inBrowser("shows markup and scripts as the text they are", async () => {
    const mei = await aShopper({ slug: "brightbyte", language: "en" });
    await mei.opens();
    const text = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    await mei.writes(text);
    await shown(mei.log.getByText(text));
    expect(await mei.log.locator("img, script").count()).toBe(0);
    expect(mei.complaints).toEqual([]);
  });

  inBrowser("leaves nothing for the next person at the same browser", async () => {
    const mei = await aShopper({ slug: "dailyfresh", customer: "bo" });
    await mei.opens();
    await mei.writes("我的地址是青禾路1号");
    await shown(mei.log.locator(".theirs"));
    await mei.page.goto(mei.page.url().replace("customer=bo", "customer=lin"));
    await mei.opens();
    await mei.page.waitForTimeout(500);
    expect(await mei.said()).toEqual([]);
    expect(String(await mei.page.evaluate("JSON.stringify(localStorage)"))).not.toContain("青禾路");
  });
});

describe("the widget and the demo shop pass axe, with targets large enough", () => {
  for (const language of ["zh", "en"] as const) {
    for (const theme of ["light", "dark"] as const) {
      for (const width of [390, 1_440]) {
        inBrowser(`in ${language}, ${theme}, at ${width} px`, async () => {
          const slug = language === "zh" ? "yunshang" : "brightbyte";
          const bo = await aShopper({ slug, customer: "bo", language, theme, width, isAudit: true });
          const say = words[language];
          expect(await violationsOn(bo.page)).toEqual([]);
          await bo.opens();
          expect(await violationsOn(bo.page)).toEqual([]);
          await bo.choice(say.askReturn).click();
          await shown(bo.log.locator(".theirs"));
          expect(await violationsOn(bo.page)).toEqual([]);
          await bo.writes(language === "zh" ? "先不退" : "Not now");
          if (await bo.person.count()) await bo.person.click();
          await shown(bo.log.locator(".queue"));
          expect(await violationsOn(bo.page)).toEqual([]);
          const small = await bo.page.evaluate(
            `[...document.querySelector("ruyi-chat").shadowRoot.querySelectorAll("button, textarea"), ...document.querySelectorAll("a, button")]
              .filter((one) => one.offsetParent !== null && !one.matches(".skip"))
              .filter((one) => { const { width, height } = one.getBoundingClientRect(); return Math.min(width, height) < 24; })
              .map((one) => one.outerHTML)`,
          );
          expect(small).toEqual([]);
          const overflow = await bo.page.evaluate("document.documentElement.scrollWidth > innerWidth");
          expect(overflow).toBe(false);
        });
      }
    }
  }

  inBrowser("on the first page too, in both languages and themes", async () => {
    const guest = await aShopper({ isAudit: true });
    for (const address of ["/?lang=zh", "/?lang=en&theme=dark"]) {
      await guest.page.goto(`${shop?.url}${address}`);
      expect(await violationsOn(guest.page)).toEqual([]);
    }
  });
});
