import { none } from "@ruyi/commerce";
import { cny, type CustomerId, type OrderId } from "@ruyi/kernel";
import type { Browser, Locator, Page } from "playwright-core";
import { beforeAll, describe, expect } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { repriced } from "../fixtures/twins.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { aBrowser, type Look } from "./door.ts";

/* Customers and money in the console: found, opened down to the lines of the books, and decided by two people. */

const rates = { ...none };
const shop = browserPath === undefined ? undefined : await aShop({ rates });
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
// The console is built when it is first asked for; on a busy machine that takes longer than a page may.
beforeAll(async () => {
  if (shop) await fetch(`${shop.url}/console`);
}, 180_000);
const slug = "yunshang";

type Role = "owner" | "agent";

/** Somebody of Yunshang, signed in and in the console. */
async function somebody(role: Role, name: string, look: Look = {}): Promise<Page> {
  if (!shop || !browser) throw new Error(noBrowser);
  const { token } = await shop.hires(role, slug, `${name} ${crypto.randomUUID().slice(0, 6)}`);
  const { page } = await aBrowser(browser, look);
  await page.context().addCookies([{ name: "ruyi_session", value: token, url: shop.url }]);
  page.setDefaultTimeout(30_000);
  return page;
}

const opens = (page: Page, path: string) => page.goto(`${shop?.url}/console/${slug}/${path}`);
const shown = (what: Locator, timeout = 30_000): Promise<void> => what.first().waitFor({ timeout });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** A refund of ¥5,200 to a customer of one star, which no rule may pay. */
async function aWaitingRefund(key: string, orderId = `order-${key}`): Promise<string> {
  if (!shop) throw new Error(noBrowser);
  const { id: merchantId } = shop.merchant(slug);
  const { refund } = await shop.house.database.transact(merchantId, (tx) =>
    shop.house.trust.begin(tx, merchantId, {
      ...{
        intentKey: key,
        customerId: "kai" as CustomerId,
        orderId: orderId as OrderId,
        returnId: `return-${key}`,
      },
      ...{ amount: cny(5_200), paid: cny(5_200), refunded: cny(0), basis: "goods-return", reason: "changed-mind" },
    }),
  );
  return refund.id;
}

/** Mei gives her coat back and has her money at once; the same coat once only. */
let returned: Promise<void> | undefined;
const meiReturns = (): Promise<void> =>
  (returned ??= (async () => {
    if (!shop) throw new Error(noBrowser);
    const mei = await shop.chat(slug, "mei");
    await mei.says("我要退货，衣服小了");
    await mei.picks("yes");
  })());

describe("a customer in the console", () => {
  inBrowser("is found and followed to the lines of the books, without a mouse", async () => {
    await meiReturns();
    const page = await somebody("owner", "Tang Yin");
    await opens(page, "inbox/queue");
    await shown(page.getByRole("navigation", { name: "主导航" }));
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await shown(heading(page).getByText("最近退过款的1位客户"));
    await page.keyboard.press("/");
    await page.keyboard.type("周梅");
    await page.keyboard.press("Enter");
    await shown(heading(page).getByText("「周梅」找到1位客户"));
    expect(await page.getByText("周梅", { exact: true }).count()).toBe(0);
    await page.getByRole("link", { name: "周*" }).press("Enter");
    await shown(heading(page).getByText("周梅，5星，还能先退¥1,301.00"));

    const refunds = page.getByRole("region", { name: "退款" });
    await refunds.getByRole("button", { expanded: false }).press("Enter");
    const lines = refunds.getByRole("group", { name: "账上的分录" });
    await shown(lines.getByText("应收垫付"));
    expect(await lines.getByRole("row").allInnerTexts()).toEqual([
      expect.stringMatching(/什么事\s+账户\s+借\s+贷/),
      expect.stringMatching(/同意退款[\s\S]+应收垫付\s+¥699\.00/),
      expect.stringMatching(/在途退款\s+¥699\.00/),
      expect.stringMatching(/退款到账[\s\S]+在途退款\s+¥699\.00/),
      expect.stringMatching(/支付渠道清算\s+¥699\.00/),
    ]);
    await shown(refunds.getByText("评级规则2026-11，政策2026-11"));
    expect(page.url()).toContain("refund=");
    await page.reload();
    await shown(page.getByText("支付渠道清算"));
  });

  inBrowser("shows why the rating is what it is, and how to rise", async () => {
    const page = await somebody("agent", "Shen Tong", { language: "en" });
    await opens(page, "customers/kai");
    await shown(heading(page).getByText("马凯: 1 star, CN¥0.00 left to advance"));
    await shown(page.getByRole("img", { name: "1 of 5 stars" }));
    const why = page.getByRole("region", { name: "Why 1" });
    expect(await why.getByText("−40").count()).toBeGreaterThan(0);
    await shown(page.getByRole("region", { name: "How to rise" }).getByText(/to go until 2 stars/));
  });

  inBrowser("keeps the contact masked until somebody says why they look", async () => {
    const page = await somebody("agent", "Lu Wen");
    await opens(page, "customers/mei");
    const profile = page.getByRole("region", { name: "资料" });
    await shown(profile.getByText(/•••• \d{4}/));
    await profile.getByRole("button", { name: "看完整联系方式" }).press("Enter");
    await profile.getByLabel("为什么要看").fill("快递要电话");
    await page.keyboard.press("Enter");
    await shown(profile.getByText(/^1\d{10}$/));
    await profile.getByRole("button", { name: "遮起来" }).press("Enter");
    await shown(profile.getByText(/•••• \d{4}/));
    if (!shop) throw new Error(noBrowser);
    const audit = await call<{ items: { action: string; after: unknown }[] }>(
      `${shop.url}/v1/merchants/${slug}/audit?subject=customer:mei`,
      await shop.owner(slug),
    );
    expect(audit.body.items[0]).toMatchObject({ action: "customer.contact-seen", after: { reason: "快递要电话" } });
  });

  inBrowser("whose shop is silent is shown as far as known, and says so", async () => {
    const page = await somebody("agent", "Fang Bo");
    await opens(page, "customers/bo");
    await shown(heading(page).getByText("陈博"));
    Object.assign(rates, { lostRequest: 1 });
    try {
      await page.reload();
      await shown(page.getByText(/店铺没有答复。资料是.+读到的/));
      await shown(heading(page).getByText("陈博"));
      await opens(page, "customers/lin");
      await shown(page.getByText("店铺没有答复，资料还不知道"));
      await shown(heading(page).getByText("lin，新客户"));
      await shown(page.getByText("店铺没有答复，订单还不知道"));
    } finally {
      Object.assign(rates, none);
    }
    await page.getByRole("button", { name: "再问一次" }).click();
    await shown(heading(page).getByText("沈琳，新客户"));
  });
});

describe("money in the console", () => {
  inBrowser("above ¥5,000 two owners decide, one after the other, and the books balance", async () => {
    await meiReturns();
    const order = await shop?.received(slug, "kai");
    if (!shop || !order) throw new Error(noBrowser);
    await repriced(shop.house.database, shop.merchant(slug).id, order.id, 520_000);
    const id = await aWaitingRefund("browser-1", order.id);
    const first = await somebody("owner", "Gu Wei");
    await opens(first, "inbox/queue");
    await shown(first.getByRole("navigation", { name: "主导航" }));
    await first.keyboard.press("g");
    await first.keyboard.press("m");
    await shown(heading(first).getByText("¥699.00垫付在外；1笔退款要人看"));
    await first.getByRole("button", { name: "kai" }).press("Enter");
    const decision = (page: Page) => page.getByRole("region", { name: "您的决定" });
    await decision(first).getByRole("button", { name: "同意退¥5,200.00" }).press("Enter");
    await shown(decision(first).getByText("请写明理由"));
    await decision(first).getByLabel("理由").fill("称重和照片都对得上");
    await decision(first).getByRole("button", { name: "同意退¥5,200.00" }).press("Enter");
    await shown(first.getByText("已记下，等另一位店主"));
    await shown(decision(first).getByText("Gu Wei", { exact: false }));
    await decision(first).getByLabel("理由").fill("再同意一次");
    await decision(first).getByRole("button", { name: "作为第二人" }).press("Enter");
    await shown(first.getByRole("alert").getByText("您已经同意过了"));

    const second = await somebody("owner", "Shao Qi", { language: "en" });
    await opens(second, `money?state=waiting-person&refund=${id}`);
    await shown(decision(second).or(second.getByRole("region", { name: "Your decision" })));
    const theirs = second.getByRole("region", { name: "Your decision" });
    await shown(theirs.getByText("称重和照片都对得上"));
    await theirs.getByLabel("Reason").fill("seen the photos");
    await theirs.getByRole("button", { name: "Approve CN¥5,200.00 as the second person" }).press("Enter");
    await shown(second.getByText("Approved; the money is on its way"));
    await shown(heading(second).getByText("CN¥5,899.00 is advanced; no refund needs a person"));
    await shown(second.getByText(/The books balance: CN¥[\d,]+\.00 on both sides, a difference of CN¥0\.00\./));
  });

  inBrowser(
    "every figure opens: an age to its advances, an account to its postings, a day to its balance",
    async () => {
      await meiReturns();
      const page = await somebody("owner", "Yan Qing");
      await opens(page, "money");
      const advances = page.getByRole("region", { name: "垫付在外" });
      await shown(advances.getByText("和账上的应收垫付、待收回两户相等"));
      await advances.getByRole("link", { name: /¥/ }).first().press("Enter");
      await shown(advances.getByRole("link", { name: "mei" }));
      expect(page.url()).toContain("bucket=0-7");

      const postings = page.getByRole("region", { name: "记账" });
      await postings.getByLabel("账户").selectOption({ label: "支付渠道清算" });
      await shown(postings.getByRole("button", { name: "退款到账" }));
      await postings.getByRole("button", { name: "退款到账" }).first().press("Enter");
      await shown(postings.getByText(/^refund:[0-9a-f-]{36}:done$/));

      const trial = page.getByRole("region", { name: "试算" });
      await trial.getByLabel("截至哪天").fill("2020-01-01");
      await shown(trial.getByText("到那天为止账上没有记录"));
      await trial.getByRole("button", { name: "回到现在" }).press("Enter");
      await shown(trial.getByText("借贷相等"));

      await advances.getByRole("link", { name: "mei" }).press("Enter");
      await shown(heading(page).getByText("周梅"));
      await shown(page.getByText("账上的分录"));
    },
  );

  inBrowser("an agent sees what needs a person, and not the books", async () => {
    const page = await somebody("agent", "He Xiaodan");
    await opens(page, "money");
    await shown(page.getByText("看不到账目"));
    expect(await page.getByRole("heading", { name: "试算" }).count()).toBe(0);
  });
});

describe("for everybody", () => {
  for (const [language, theme] of looks) {
    inBrowser(
      `axe finds nothing wrong with the pages (${language}, ${theme}), and nothing is cut on a phone`,
      async () => {
        await meiReturns();
        const id = await aWaitingRefund(`axe-${language}-${theme}`);
        const page = await somebody("owner", "Audit", { language, theme, isAudit: true });
        for (const path of [
          "customers",
          "customers?find=zzzz",
          "customers/mei",
          "customers/kai",
          "money",
          `money?state=waiting-person&refund=${id}&bucket=0-7&currency=CNY`,
        ]) {
          await opens(page, path);
          await shown(heading(page));
          await page.waitForLoadState("networkidle");
          if (path === "customers/mei") await page.getByRole("button", { expanded: false }).first().click();
          if (path === "customers/mei") await shown(page.getByRole("group", { name: /账上的分录|In the books/ }));
          expect({ path, violations: await violationsOn(page) }).toEqual({ path, violations: [] });
          await page.setViewportSize({ width: 390, height: 844 });
          const cut = await page.evaluate(
            "(() => { const main = document.querySelector('main'); return main.scrollWidth - main.clientWidth; })()",
          );
          expect({ path, cut }).toEqual({ path, cut: 0 });
          await page.setViewportSize({ width: 1_440, height: 900 });
        }
      },
    );
  }
});
