import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { loadDemoPast } from "@ruyi/server";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, noBrowser, openBrowser, violationsOn } from "./chromium.ts";

const shop = browserPath === undefined ? undefined : await aShop({ past: 500 });
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
afterAll(() => browser?.close());
// Beside the server, which brings in the same days: each comes once, and when both are through all are there.
if (shop) await loadDemoPast(shop.house, new AbortController().signal);

type Look = {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly role?: "admin" | "agent";
  readonly at?: { readonly id: string; readonly slug: string };
};

/** Somebody new at Yunshang, signed in and on the page of figures. */
async function opens({ language = "zh", theme = "light", width = 1_440, role = "admin", at }: Look = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  const { headers } = await shop.owner("yunshang");
  const { id, businessId } = shop.merchant("yunshang");
  const slug = at?.slug ?? "yunshang";
  const post = { role, at: { kind: "merchant", businessId, merchantId: at?.id ?? id } };
  const email = `${crypto.randomUUID().slice(0, 8)}@yunshang.example`;
  const { body: staff } = await call<{ id: string }>(`${shop.url}/v1/staff`, {
    headers,
    body: { name: "Hua", email, post },
  });
  const link = await call<{ token: string }>(`${shop.url}/v1/staff/${staff.id}/sign-in-link`, {
    method: "POST",
    headers,
  });
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    reducedMotion: "reduce",
    bypassCSP: true,
  });
  onTestFinished(() => context.close());
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  const say = (zh: string, en: string): string => (language === "zh" ? zh : en);
  await page.goto(`${shop.url}/sign-in#${link.body.token}`);
  await page.getByRole("button", { name: say("用链接登录", "Sign in with the link") }).click();
  await page.getByRole("button", { name: say("先不设", "Not now") }).click();
  await page.waitForURL(`**/console/${slug}/**`);
  await page.goto(`${shop.url}/console/${slug}/today`);
  return { page, complaints, say };
}

describe("the page of today", { timeout: 90_000 }, () => {
  test("says what is true first, and every figure opens to its cases and from there to a conversation", async (context) => {
    context.skip(browserPath === undefined, noBrowser);
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
  });

  test("tells its pictures in words, and as tables one press away", async (context) => {
    context.skip(browserPath === undefined, noBrowser);
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

  test("shows other days, and says which of their figures cannot be known yet", async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    const { page } = await opens();
    await page.getByLabel("哪些天").selectOption("week");
    await page.getByRole("heading", { level: 1, name: /日–\d+日来了|日–\d+月\d+日来了/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("days")).toBe("week");
    await page.getByRole("heading", { name: "每天来多少" }).waitFor();
  });

  test("teaches a shop to which nobody has come yet, and tells an agent whose page it is", async (context) => {
    context.skip(browserPath === undefined, noBrowser);
    if (!shop) return;
    const agent = await opens({ role: "agent" });
    await agent.page.getByText("这一页给看报表的人").waitFor();
    const { businessId } = shop.merchant("yunshang");
    const draft = { slug: "tea", name: { zh: "茶", en: "Tea" }, languages: ["zh" as const], zone: "Asia/Shanghai" };
    const made = await shop.house.tenancy.createMerchant({ kind: "system", name: "test" }, businessId, {
      ...{ ...draft, defaultLanguage: "zh", currency: "CNY" },
    });
    if (made.kind === "refused") throw new Error(made.reason);
    const { page } = await opens({ at: made.merchant });
    await page.getByText("第一位顾客还没有来").waitFor();
  });

  test.each([
    ["zh", "light", 1_440],
    ["en", "dark", 1_440],
    ["zh", "dark", 390],
    ["en", "light", 390],
  ] as const)(
    "in %s, %s, %i px wide, holds to axe, keeps within the page and opens its cases",
    async (language, theme, width) => {
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
      for (const toggle of await page.getByRole("button", { name: say("看表格", "See the table") }).all())
        await toggle.click();
      expect(await violationsOn(page)).toEqual([]);
    },
  );
});
