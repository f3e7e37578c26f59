import type { Browser, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, shown, soon, violationsOn } from "./chromium.ts";
import { cutTexts, movingThings, smallTargets } from "./eye.ts";
import { aShopper } from "./shopper.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

const words = {
  zh: { which: "办哪件事？", return: "退货退款", go: "继续", person: "转人工", refunded: "已退款", stop: "先不办了" },
  en: {
    ...{ which: "What would you like to do?", return: "Return and refund", go: "Continue", person: "Talk to a person" },
    ...{ refunded: "Refunded", stop: "Leave it for now" },
  },
};

type Visit = {
  readonly slug: Slug;
  readonly customer: string;
  readonly language: "zh" | "en";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly isAudit?: boolean;
};

/** A customer at the form of a demo shop. */
async function aPresser(visit: Visit) {
  if (!shop || !browser) throw new Error(noBrowser);
  const { slug, customer, language } = visit;
  const address = `/shop/${slug}/help?customer=${customer}&lang=${language}`;
  const who = await aShopper(browser, shop.url, { ...visit, address });
  const { page } = who;
  const say = words[language];
  const form = page.locator("#ruyi-form");
  const button = (name: string | RegExp) => form.getByRole("button", { name });
  const effects = async (): Promise<readonly unknown[]> => {
    const { id, token } = await page.evaluate<{ id: string; token: string }>(
      `JSON.parse(localStorage.getItem("ruyi.${slug}")).conversation`,
    );
    const answer = await fetch(`${shop.url}/v1/customer/conversations/${id}/form`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { effects: { action: string; state: string }[] }).effects;
  };
  return { ...who, say, form, button, effects, heading: form.locator("h2") };
}

/** What an eye or a reader of screens would find wrong. */
async function faultsOn(page: Page, width: number) {
  return {
    axe: await violationsOn(page),
    cut: await cutTexts(page),
    small: await smallTargets(page, width < 500 ? 44 : 24, "#ruyi-form"),
    moving: await movingThings(page),
    isWide: Number(await page.evaluate("document.documentElement.scrollWidth")) > width,
  };
}
const faultless = { axe: [], cut: [], small: [], moving: [], isWide: false };

describe("who would rather press than write", () => {
  for (const [language, theme, width] of looks) {
    inBrowser(`gets a refund without a word written (${language}, ${theme}, ${width} px)`, async () => {
      const slug = language === "zh" ? "yunshang" : "brightbyte";
      const who = await aPresser({ slug, customer: "mei", language, theme, width, isAudit: true });
      await shown(who.heading);
      expect(await who.heading.innerText()).toBe(who.say.which);
      expect(await faultsOn(who.page, width)).toEqual(faultless);

      await who.button(who.say.return).click();
      const yes = who.form.locator(".btn.primary");
      await soon(() => yes.innerText()).toMatch(language === "zh" ? /^退款¥/ : /^Refund \$/);
      // What is read back has the focus: it is what is heard first.
      expect(await who.focused()).toBe(await who.heading.innerText());
      expect(await faultsOn(who.page, width)).toEqual(faultless);

      await yes.dblclick();
      await shown(who.form.locator(".track").getByText(who.say.refunded));
      expect(await faultsOn(who.page, width)).toEqual(faultless);
      expect((await who.effects()).filter((each) => JSON.stringify(each).includes('"refund"'))).toHaveLength(2);

      // Opened again, it stands where it stood.
      await who.page.reload();
      await shown(who.form.locator(".track").getByText(who.say.refunded));
      expect(who.complaints).toEqual([]);
    });
  }

  inBrowser("does so by keyboard alone, and a mistake is named with its cure", async () => {
    const who = await aPresser({ slug: "dailyfresh", customer: "mei", language: "zh" });
    const { page } = who;
    await shown(who.heading);
    const press = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        if ((await who.focused()) === name) return page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
      }
      throw new Error(`"${name}" cannot be reached by Tab.`);
    };
    await press("全部31件事");
    await press("破损或少件");
    await shown(who.form.locator(".answer"));
    await press(who.say.go);
    expect(await who.form.getByRole("alert").innerText()).toMatch(/^还没有(选|写)。/);
    expect(await who.focused()).toMatch(/INPUT|TEXTAREA/);
    await page.keyboard.press("Space");
    await page.reload();
    await shown(who.form.locator(".answer"));
    expect(await who.form.locator("input:checked").count()).toBe(1);
    await press(who.say.go);
    await soon(() => who.form.getByRole("alert").count()).toBe(0);
    expect(who.complaints).toEqual([]);
  });

  inBrowser("talks to a person in the same conversation, whenever they want to", async () => {
    const who = await aPresser({ slug: "yunshang", customer: "bo", language: "zh", width: 390 });
    await shown(who.heading);
    await who.button(who.say.return).click();
    await shown(who.form.locator(".btn.primary"));
    await who.button(who.say.person).click();
    await shown(who.field);
    await soon(() => who.said()).toContain("退货退款");
    await soon(() => who.said()).toContain("转人工");
    await shown(who.log.getByText(/您排第|正在等|位在您前面|下一位/));
    await who.page.keyboard.press("Escape");
    // The read-back is still theirs to answer, and the way to the chat stands beside it.
    await shown(who.button("去聊天里接着说"));
    await shown(who.form.locator(".promise").getByText(/前在这里回复/));
    await who.button("先不退").click();
    await shown(who.form.getByText("正在等同事。"));
  });

  inBrowser("loses nothing when the line breaks: what was pressed counts once, later", async () => {
    const who = await aPresser({ slug: "yunshang", customer: "lin", language: "zh" });
    await shown(who.heading);
    await who.context.setOffline(true);
    await who.button(who.say.return).click();
    await shown(who.form.getByText(/网络断了/));
    await who.context.setOffline(false);
    await shown(who.form.locator(".crumb"));
    await soon(() => who.form.getByText(/网络断了/).count()).toBe(0);
    await who.opens();
    await soon(() => who.said()).toEqual(["退货退款"]);
  });

  inBrowser("and is a visitor is offered what is about no order, and told why", async () => {
    const who = await aPresser({ slug: "brightbyte", customer: "visitor", language: "en" });
    await shown(who.form.getByText(/aren't signed in/));
    expect(await who.button(who.say.return).count()).toBe(0);
    expect(await who.form.locator(".choice").count()).toBeGreaterThan(0);
  });
});
