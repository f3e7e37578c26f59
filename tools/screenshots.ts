import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { readSettings, startServer } from "@ruyi/server";
import { findBrowser } from "./browser.ts";
import { root } from "./house-check.ts";

/**
 * `npm run screenshots`: the main pages as pictures for the README, in both languages, light and dark. It starts Ruyi on
 * a seeded market with its month of history, plays a few customers, and looks.
 */

const folder = join(root, "docs", "screenshots");

type Look = { readonly language: "zh" | "en"; readonly theme: "light" | "dark" };
/** Chinese pictures come from a Chinese shop and English ones from an English shop: customers write as they do there. */
const places = {
  zh: { slug: "yunshang", return: "我要退货，衣服小了" },
  en: { slug: "brightbyte", return: "I want to return my headphones, they broke" },
} as const;

const looks: readonly Look[] = (["zh", "en"] as const).flatMap((language) =>
  (["light", "dark"] as const).map((theme) => ({ language, theme })),
);

const optionsOf = ({ language, theme }: Look, width = 1_440): BrowserContextOptions => ({
  viewport: { width, height: width < 500 ? 844 : 900 },
  deviceScaleFactor: width < 500 ? 2 : 1,
  colorScheme: theme,
  locale: language === "zh" ? "zh-CN" : "en-GB",
  timezoneId: language === "zh" ? "Asia/Shanghai" : "America/New_York",
  reducedMotion: "reduce",
});

/** Waits until a page has drawn all it asked for. */
async function stands(page: Page): Promise<void> {
  await page.locator(".skeleton").first().waitFor({ state: "detached", timeout: 20_000 });
  await page.evaluate("document.fonts.ready");
  await page.waitForTimeout(1_200);
}

async function keep(page: Page, name: string, { language, theme }: Look): Promise<void> {
  const path = join(folder, `${name}-${language}-${theme}.png`);
  await page.screenshot({ path });
  console.log(relative(root, path));
}

/** A customer's chat on the page of a demo shop. */
async function chatOf(browser: Browser, url: string, look: Look, customer: string, width?: number): Promise<Page> {
  const context = await browser.newContext(optionsOf(look, width));
  const page = await context.newPage();
  await page.goto(`${url}/shop/${places[look.language].slug}?customer=${customer}&lang=${look.language}`);
  await page.locator("ruyi-chat .launcher").click();
  await page.locator("ruyi-chat textarea").waitFor();
  return page;
}

async function writes(page: Page, text: string): Promise<void> {
  const field = page.locator("ruyi-chat textarea");
  await field.fill(text);
  await field.press("Enter");
  await page.waitForTimeout(1_500);
}

async function main(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("There is no Chromium here; on Debian: apt-get install chromium");
  const home = mkdtempSync(join(tmpdir(), "ruyi-screenshots-"));
  mkdirSync(folder, { recursive: true });
  const server = await startServer(readSettings({ PORT: "0", RUYI_HOME: home, RUYI_DEMO: "1", LOG_LEVEL: "error" }));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    console.log("The market's history comes in; about a minute …");
    await server.history;
    await pictures(browser, server.url, server.signInLink ?? "");
  } finally {
    await browser.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function pictures(browser: Browser, url: string, signInLink: string): Promise<void> {
  const waiting = { zh: "", en: "" };
  for (const language of ["zh", "en"] as const) {
    const page = await chatOf(browser, url, { language, theme: "light" }, "kai");
    await writes(page, places[language].return);
    const { slug } = places[language];
    waiting[language] = String(await page.evaluate(`JSON.parse(localStorage.getItem("ruyi.${slug}")).conversation.id`));
    await page.context().close();
  }
  for (const look of looks) {
    for (const width of [390, 1_440]) {
      const page = await chatOf(browser, url, look, look.theme === "light" ? "mei" : "bo", width);
      await writes(page, places[look.language].return);
      if (width > 500) {
        await page.locator("ruyi-chat .choices button").first().click();
        await page.locator("ruyi-chat .track").last().waitFor();
        await page.waitForTimeout(6_000);
      }
      await stands(page);
      await keep(page, width < 500 ? "chat-phone" : "chat", look);
      await page.context().close();
    }
  }

  const door = await browser.newContext(optionsOf({ language: "en", theme: "light" }));
  const entering = await door.newPage();
  await entering.goto(signInLink);
  await entering.getByRole("button", { name: "Sign in with the link" }).click();
  await entering.getByRole("button", { name: "Not now" }).click();
  await entering.waitForURL("**/console/**");
  // The seat is kept and the door's language is not: each picture speaks its own.
  const storageState = { ...(await door.storageState()), origins: [] };
  await door.close();

  for (const look of looks) {
    const { slug } = places[look.language];
    const context = await browser.newContext({ ...optionsOf(look), storageState });
    const page = await context.newPage();
    for (const [name, path] of [
      ["inbox", `inbox/queue/${waiting[look.language]}`],
      ["today", "today"],
      ["customer", "customers/mei"],
      ["procedure", "procedures/return-and-refund"],
      ["money", "money"],
      ["settings", "settings/hours"],
    ] as const) {
      // Twice: on the first look names are still on their way from the shop.
      for (let looks = 0; looks < 2; looks += 1) {
        await page.goto(`${url}/console/${slug}/${path}`);
        await page.locator("main h1, main h2").first().waitFor();
        await stands(page);
      }
      await keep(page, name, look);
    }
    await context.close();
  }
}

await main();
