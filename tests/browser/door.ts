import type { Browser, BrowserContext, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { aShop, Slug } from "../fixtures/shop.ts";
import type { Merchant } from "@ruyi/tenancy";
import { call } from "../fixtures/http.ts";

export type Look = {
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Lets axe in, which the page's own policy forbids. */
  readonly isAudit?: boolean;
};

export type Who = Look & {
  readonly role: "owner" | "admin" | "author" | "agent" | "auditor";
  readonly slug: Slug;
  readonly name: string;
  /** A shop that is none of the demo's. */
  readonly shop?: Pick<Merchant, "id" | "slug" | "businessId">;
};

/** Somebody new at the door of the console, with the one-time link that welcomes them. */
export async function atTheDoor(shop: Awaited<ReturnType<typeof aShop>>, browser: Browser, who: Who) {
  const { role, name, language = "zh", theme = "light", width = 1_440, isAudit = false } = who;
  const { id: merchantId, businessId, slug } = who.shop ?? shop.merchant(who.slug);
  const { headers } = await shop.owner(who.slug);
  const at = role === "owner" ? { kind: "platform" } : { kind: "merchant", businessId, merchantId };
  const email = `${crypto.randomUUID().slice(0, 8)}@${slug}.example`;
  const body = { name, email, post: { role, at } };
  const { body: staff } = await call<{ id: string }>(`${shop.url}/v1/staff`, { headers, body });
  const link = await call<{ token: string }>(`${shop.url}/v1/staff/${staff.id}/sign-in-link`, {
    method: "POST",
    headers,
  });
  const { page, complaints } = await aBrowser(browser, { language, theme, width, isAudit });
  await page.goto(`${shop.url}/sign-in#${link.body.token}`);
  const say = (zh: string, en: string): string => (language === "zh" ? zh : en);
  return {
    ...{ page, email, complaints, say, url: shop.url, id: staff.id },
    presses: (key: string): Promise<void> => page.keyboard.press(key),
    /** Through the door, without a password for next time. */
    enters: async (): Promise<void> => {
      await page.getByRole("button", { name: say("用链接登录", "Sign in with the link") }).click();
      await page.getByRole("button", { name: say("先不设", "Not now") }).click();
      await page.waitForURL(`**/console/${slug}/**`);
    },
    goes: async (part: string): Promise<void> => {
      await page.goto(`${shop.url}/console/${slug}/${part}`);
      await page.locator("h1").first().waitFor({ timeout: 30_000 });
    },
  };
}

/** A browser of one's own, and what it complains about. */
export async function aBrowser(
  browser: Browser,
  { language = "zh", theme = "light", width = 1_440, isAudit = false }: Look = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    bypassCSP: isAudit,
    reducedMotion: isAudit ? "reduce" : "no-preference",
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  // The first to come waits for the pages to be built.
  page.setDefaultNavigationTimeout(100_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) complaints.push(line.text());
  });
  return { page, complaints };
}
