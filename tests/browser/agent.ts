import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, onTestFinished, test } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, noBrowser, openBrowser } from "./chromium.ts";

/** A shop and a browser for a file of stories; neither where there is no browser. */
export async function aCounter() {
  const shop = browserPath === undefined ? undefined : await aShop();
  const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
  afterAll(() => browser?.close());
  const needed = () => {
    if (!shop || !browser) throw new Error(noBrowser);
    return { shop, browser };
  };
  return {
    shop: () => needed().shop,
    agent: (name: string, look?: Look) => anAgent(needed(), name, look),
  };
}

/** A test that needs a browser, and says so where there is none. */
export const inBrowser = (name: string, work: () => Promise<void>, timeout = 120_000): void =>
  test(name, { timeout }, async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    await work();
  });

export type Look = {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Lets axe in, which the page's own policy forbids. */
  readonly isAudit?: boolean;
};

/** A new agent of Yunshang at the door of the console, with the one-time link that welcomes them. */
async function anAgent(
  { shop, browser }: { readonly shop: Awaited<ReturnType<typeof aShop>>; readonly browser: Browser },
  name: string,
  { language = "zh", theme = "light", width = 1_440, isAudit = false }: Look = {},
) {
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
  // The first to come waits for the pages to be built.
  page.setDefaultNavigationTimeout(100_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${shop.url}/sign-in#${link.body.token}`);
  const say = (zh: string, en: string): string => (language === "zh" ? zh : en);
  return {
    ...{ page, email, complaints, say, url: shop.url, id: staff.id },
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
