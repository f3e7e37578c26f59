import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { Slug } from "../fixtures/shop.ts";

export type Visit = {
  readonly slug?: Slug;
  readonly customer?: string;
  readonly language?: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Where the widget is, if not on the page of a demo shop. */
  readonly address?: string;
  /** Lets axe in, which the page's own policy forbids; and what fades in has no contrast yet. */
  readonly isAudit?: boolean;
};

const words = {
  zh: { open: "在线客服", write: "写消息", send: "发送", person: "转人工", log: "对话", askReturn: "想退货" },
  en: {
    ...{ open: "Help", write: "Write a message", send: "Send", person: "Talk to a person", log: "Conversation" },
    askReturn: "I'd like to return it",
  },
};

export type Shopper = Awaited<ReturnType<typeof aShopper>>;

/** A customer at a page with the widget: that of a demo shop, unless told otherwise. */
export async function aShopper(browser: Browser, url: string, visit: Visit = {}) {
  const { slug = "yunshang", customer = "mei", language = "zh", theme = "light", width = 1_440 } = visit;
  const { isAudit = false, address = `/shop/${slug}?customer=${customer}&lang=${language}` } = visit;
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-US",
    timezoneId: "Asia/Shanghai",
    bypassCSP: isAudit,
    reducedMotion: isAudit ? "reduce" : "no-preference",
  });
  onTestFinished(() => context.close());
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|TrustedHTML/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(new URL(address, url).href);
  const say = words[language];
  const launcher = page.locator("ruyi-chat .launcher");
  const field = page.getByRole("textbox", { name: say.write });
  const log = page.getByRole("log", { name: say.log });
  return {
    ...{ page, context, launcher, field, log, complaints, say, language },
    choice: (name: string | RegExp): Locator => log.getByRole("button", { name }),
    person: page.locator("ruyi-chat").locator(".foot").getByRole("button", { name: say.person }),
    opens: async (): Promise<void> => {
      await launcher.click();
      await field.waitFor();
    },
    writes: async (text: string): Promise<void> => {
      await field.fill(text);
      await field.press("Enter");
    },
    /** What the customer has said, as it stands in the log. */
    said: (): Promise<readonly string[]> => log.locator(".bubble").allInnerTexts(),
    /** The conversation's id, as the browser keeps it. */
    conversation: async (): Promise<string> =>
      String(await page.evaluate(`JSON.parse(localStorage.getItem("ruyi.${slug}")).conversation.id`)),
    /** The words of what has the focus now, or the name of its element. */
    focused: async (): Promise<string> =>
      String(
        await page.evaluate(`(() => {
          const at = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
          return at?.innerText || at?.tagName || "";
        })()`),
      ),
  };
}
