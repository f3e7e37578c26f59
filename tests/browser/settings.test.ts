import { createHmac } from "node:crypto";
import { compileFunction } from "node:vm";
import type { Browser, Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { bearer, call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { aBrowser, atTheDoor, type Look } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

async function aLead(slug: Slug, name: string, look: Look = {}) {
  if (!shop || !browser) throw new Error(noBrowser);
  return { ...(await atTheDoor(shop, browser, { role: "admin", slug, name, ...look })), shop, browser };
}

const shown = (what: Locator, timeout = 30_000): Promise<void> => what.first().waitFor({ timeout });
const button = (page: Page, name: string | RegExp): Locator => page.getByRole("button", { name });

describe("the guide of the first day", () => {
  inBrowser("says what is lacking, sees the first conversation by itself, and then leads to the inbox", async () => {
    const { page, enters, goes, shop, complaints } = await aLead("dailyfresh", "罗一舟");
    await enters();
    await page.waitForURL("**/console/dailyfresh/start");
    await shown(page.getByRole("heading", { name: "还有2件事，就能接待第一位顾客" }));
    await shown(page.getByText(/已连上演示店铺，\d+单/));
    const tag = page.getByLabel("放上聊天窗口");
    expect(await tag.textContent()).toContain('data-merchant="dailyfresh"');

    const visitor = await shop.visitor("dailyfresh");
    await visitor.says("你好");
    await shown(page.getByText("第一次会话已经来了"));
    await shown(page.getByRole("heading", { name: "还有1件事" }));
    await page.getByRole("link", { name: "去设密码" }).click();
    await page.getByLabel("新密码").fill("一只白鹭站在水边等着");
    await button(page, "保存密码").click();
    await shown(page.getByText(/密码太短|密码已换/));
    await page.getByLabel("新密码").fill("一只白鹭站在水边等着天慢慢亮");
    await button(page, "保存密码").click();
    await shown(page.getByText("密码已换，其他设备都退出了"));
    await goes("start");
    await shown(page.getByRole("heading", { name: "每日鲜可以接待顾客了" }));
    await page.goto(`${shop.url}/console/dailyfresh`);
    await page.waitForURL("**/console/dailyfresh/inbox/queue");
    expect(complaints).toEqual([]);
  });
});

describe("business hours", () => {
  inBrowser("are set in place, refused where they meet, saved once and put back by one press", async () => {
    const { page, enters, goes, shop, complaints } = await aLead("yunshang", "沈若溪");
    await enters();
    await goes("settings/hours");
    const from = page.getByLabel("周一第1段，几点开始");
    await from.fill("930");
    await page.keyboard.press("Tab");
    expect(await from.inputValue()).toBe("09:30");
    await button(page, "周一加一段").click();
    await page.getByLabel("周一第2段，几点开始").fill("20:00");
    await shown(page.getByText("周一有两段时间重叠了"));
    expect(await button(page, "保存").isDisabled()).toBe(true);
    await button(page, "去掉周一第2段").click();
    await button(page, "保存").click();
    await shown(page.getByText("营业时间已保存"));
    const kept = () => shop.house.tenancy.merchantBySlug("yunshang").then((merchant) => merchant?.hours?.week[0]);
    expect(await kept()).toEqual([{ from: "09:30", to: "21:00" }]);
    await button(page, "撤销").click();
    await shown(page.getByText("营业时间已改回"));
    expect(await kept()).toEqual([{ from: "09:00", to: "21:00" }]);
    expect(complaints).toEqual([]);
  });

  inBrowser("know a holiday by its day in the calendar, walked to with the arrows", async () => {
    const { page, enters, goes, shop } = await aLead("yunshang", "沈若溪");
    await enters();
    await goes("settings/hours?year=2027");
    const first = page.getByRole("group", { name: "2027年的日历" }).getByRole("button", { name: /2027年1月1日/ });
    await first.focus();
    for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await shown(page.getByRole("form", { name: "加一个日子" }));
    expect(await page.getByLabel("日期", { exact: true }).inputValue()).toBe("2027-01-09");
    await button(page, "放进日历").click();
    await shown(page.getByText("这里不能空着"));
    await page.getByLabel("叫什么（中文）").fill("盘点日");
    await page.getByLabel("叫什么（英文）").fill("Stocktaking");
    await page.getByLabel("到哪天").fill("2027-01-10");
    await button(page, "放进日历").click();
    await shown(page.getByText("1月9日（周六）至1月10日（周日）"));
    await button(page, "保存").click();
    await shown(page.getByText("营业时间已保存"));
    const merchant = await shop.house.tenancy.merchantBySlug("yunshang");
    expect(merchant?.hours?.days.filter(({ name }) => name.zh === "盘点日").map(({ date }) => date)).toEqual([
      "2027-01-09",
      "2027-01-10",
    ]);
  });
});

describe("the widget's look", () => {
  inBrowser("is refused in a colour nobody can read, and public once it is saved", async () => {
    const { page, enters, goes, shop, complaints } = await aLead("brightbyte", "Tom", { language: "en" });
    await enters();
    await goes("settings/widget");
    await page.getByLabel("A colour of your own").first().check();
    await page.getByRole("textbox", { name: "A colour of your own" }).fill("#ff8800");
    await shown(page.getByText(/Text in this colour cannot be read \(contrast 2\.\d/));
    expect(await button(page, "Save").isDisabled()).toBe(true);
    await button(page, /^Use #/).click();
    await shown(page.getByText(/It reads well: contrast 4\.5/));
    await page.getByLabel("Bottom left").check();
    await page.getByLabel("First words in English").fill("How can we help?");
    await shown(page.getByText("Write it in the other language too"));
    await page.getByLabel("First words in Chinese").fill("请说");
    await page.getByLabel("Talk to a person").check();
    await button(page, "Move Talk to a person up").click();
    await button(page, "Save").click();
    await shown(page.getByText("Chat widget saved"));
    const { body } = await call<Record<string, unknown>>(`${shop.url}/v1/customer/look?merchant=brightbyte`);
    expect(body).toMatchObject({
      side: "start",
      greeting: { zh: "请说", en: "How can we help?" },
      offers: ["where-is-my-parcel", "return-and-refund", "talk-to-a-person", "damaged-or-missing"],
    });
    expect(await page.getByLabel("Page code").textContent()).toBe(
      `<script src="${shop.url}/widget.js" data-merchant="brightbyte" data-identity-url="/ruyi-identity" async></script>`,
    );
    expect(complaints).toEqual([]);
  });
});

describe("people", () => {
  inBrowser("are invited by a link, given another role, signed out, disabled by name and enabled again", async () => {
    const { page, enters, goes, shop, browser, complaints } = await aLead("yunshang", "沈若溪");
    await enters();
    await goes("settings/people");
    await button(page, "请一位同事").click();
    await button(page, "加进来，给出链接").click();
    await shown(page.getByText("这里不能空着"));
    await page.getByLabel("工作用名").fill("许安");
    await page.getByLabel("邮箱").fill("an@yunshang.example");
    await button(page, "加进来，给出链接").click();
    const link = await page.getByLabel("把这个链接交给许安").locator("code").textContent();
    expect(link).toMatch(/\/sign-in#[\w-]{43}$/);
    await button(page, "存好了").click();

    const { page: theirs } = await aBrowser(browser);
    await theirs.goto(String(link));
    await button(theirs, "用链接登录").click();
    await button(theirs, "先不设").click();
    await theirs.waitForURL("**/console/yunshang/inbox/queue");
    await theirs.goto(`${shop.url}/console/yunshang/settings/people`);
    await shown(theirs.getByText("这一部分不归您的角色管"));
    await theirs.goto(`${shop.url}/console/yunshang/settings/hours`);
    await shown(theirs.getByText("您的角色只能看"));

    await page.reload();
    await button(page, "管理许安").click();
    await page.getByLabel("角色", { exact: true }).selectOption("auditor");
    await button(page, "改角色").click();
    await shown(page.getByText("许安现在是审计"));
    await button(page, "撤销").click();
    await shown(page.getByText("许安现在是客服"));
    await shown(page.getByText("Chrome, Linux"));
    await button(page, /让Chrome.+退出/).click();
    await shown(page.getByText("现在没有登录着的设备"));
    await theirs.reload();
    await theirs.waitForURL("**/sign-in**");

    await button(page, "停用这个账号").click();
    const disable = page.getByRole("form", { name: "停用许安？" });
    expect(await disable.getByRole("button", { name: "停用" }).isDisabled()).toBe(true);
    await disable.getByLabel("请写下「许安」").fill("许安");
    await page.keyboard.press("Enter");
    await shown(page.getByText("许安已停用，登录不了"));
    await button(page, "再启用").click();
    await shown(page.getByText("许安可以登录了"));
    expect(complaints).toEqual([]);
  });
});

describe("keys and secrets", () => {
  inBrowser("are told once, work, and are taken back by name; the sample signs what we accept", async () => {
    const { page, enters, goes, shop, complaints } = await aLead("brightbyte", "Tomas", { language: "en" });
    await enters();
    await goes("settings/keys");
    await button(page, "New key").click();
    await page.getByLabel("For which program").fill("Order sync");
    await button(page, "Create the key").click();
    await shown(page.getByText("Tick at least one."));
    await page.getByLabel("Read shop settings").check();
    await button(page, "Create the key").click();
    const key = (await page.getByLabel("The key of Order sync").locator("code").textContent()) ?? "";
    const asProgram = (): Promise<number> =>
      call(`${shop.url}/v1/merchants/brightbyte`, { headers: bearer(key) }).then(({ status }) => status);
    expect(await asProgram()).toBe(200);
    await button(page, "I have stored it").click();
    await page.reload();
    await shown(page.getByRole("heading", { name: "1 API key is in use" }));
    expect(await page.content()).not.toContain(key.slice(-30));
    await button(page, "Revoke Order sync").click();
    await page.getByLabel("Type “Order sync”").fill("Order sync");
    await page.getByRole("form").getByRole("button", { name: "Revoke" }).click();
    await shown(page.getByText("The key of Order sync is revoked"));
    expect(await asProgram()).toBe(401);

    await goes("settings/identity");
    await button(page, "Rotate the secret").click();
    await page.getByLabel("Accept the old one for").selectOption("3600");
    await page.getByLabel("Type “BrightByte”").fill("BrightByte");
    await button(page, "Rotate").last().click();
    const secret = await page.getByLabel("The new identity secret").locator("code").textContent();
    const sample = await page.getByLabel("Node sample").textContent();
    process.env["RUYI_IDENTITY_SECRET"] = String(secret);
    const identityOf = sampled(String(sample));
    const begun = await call(`${shop.url}/v1/customer/conversations`, {
      method: "POST",
      headers: bearer(identityOf("mei")),
    });
    expect(begun.status).toBe(201);
    await shown(page.getByText(/accepted until/));
    await button(page, /^Stop accepting/).click();
    await page.getByLabel("Type “BrightByte”").fill("BrightByte");
    await page.keyboard.press("Enter");
    await shown(page.getByText("The old secret is no longer accepted"));

    await goes("settings/audit");
    await page.getByLabel("What", { exact: true }).selectOption("api-key.revoked");
    await shown(page.getByRole("cell", { name: "revoked an API key" }));
    await expect.poll(() => page.getByRole("row").count(), { timeout: 20_000 }).toBe(2);
    await button(page, "Only Order sync").click();
    await button(page, "Clear filters").click();
    await page.getByLabel("Who", { exact: true }).selectOption({ label: "Tomas" });
    await shown(page.getByRole("cell", { name: "rotated the identity secret" }));
    const text = (await page.getByRole("table").textContent()) ?? "";
    for (const told of [key.slice(-30), String(secret)]) expect(text).not.toContain(told);
    expect(complaints).toEqual([]);
  });
});

describe("above the shops", () => {
  inBrowser("an owner opens a shop, and finds it lacking what a new shop lacks", async () => {
    if (!shop || !browser) throw new Error(noBrowser);
    const look = { language: "en", theme: "dark" } as const;
    const owner = await atTheDoor(shop, browser, { role: "owner", slug: "yunshang", name: "Minglan", ...look });
    const { page } = owner;
    await owner.enters();
    await owner.goes("settings/platform");
    await shown(page.getByRole("heading", { name: "1 business, 3 shops" }));
    await button(page, "Add a shop to Four Seasons Market").click();
    await page.getByLabel("Shop in Chinese").fill("南巷");
    await page.getByLabel("Shop in English").fill("Fernhill");
    await page.getByLabel("Name in addresses").fill("Fernhill");
    await shown(page.getByText("Use small letters, digits and single hyphens"));
    await page.getByLabel("Name in addresses").fill("fernhill");
    await button(page, "Create the shop").click();
    await shown(page.getByText("Fernhill is there"));
    await shown(page.getByRole("rowheader", { name: /Minglan · you/ }));
    await page.goto(`${shop.url}/console/fernhill`);
    await page.waitForURL("**/console/fernhill/start");
    await shown(page.getByRole("heading", { name: "4 things to your first customer" }));
  });
});

/** The sample as a shop's server would run it, from the page's own text. */
function sampled(code: string): (customer: string) => string {
  const body = code.replace(/^import .*$/m, "");
  const run = compileFunction(`${body}\nreturn identityOf;`, ["createHmac", "Buffer", "process"]);
  return run(createHmac, Buffer, process) as (customer: string) => string;
}

const parts = ["shop", "hours", "widget", "people", "keys", "identity", "audit", "you"] as const;

for (const [language, theme, width] of looks) {
  inBrowser(
    `settings meet no barrier that axe knows, in ${language}, ${theme}, at ${width} px`,
    async () => {
      const { page, say, enters, goes } = await aLead("yunshang", "沈若溪", { language, theme, width, isAudit: true });
      await enters();
      const check = async (where: string): Promise<void> => {
        expect({ where, violations: await violationsOn(page) }).toEqual({ where, violations: [] });
        const isWide = await page.evaluate(
          "document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > innerWidth",
        );
        expect({ where, isWide }).toEqual({ where, isWide: false });
      };
      await goes("start");
      await check("start");
      for (const part of parts) {
        await goes(`settings/${part}`);
        await check(part);
      }
      await goes("settings/hours");
      await button(page, say("加一个日子", "Add a day")).click();
      await button(page, say("放进日历", "Put into the calendar")).click();
      await check("a special day");
      await goes("settings/widget");
      await page.getByLabel(say("自己的颜色", "A colour of your own")).first().check();
      await page.getByRole("textbox", { name: say("自己的颜色", "A colour of your own") }).fill("#ff8800");
      await check("a colour that is refused");
      await goes("settings/people");
      await button(page, say("请一位同事", "Invite someone")).click();
      await button(page, /^(?:管理|Manage )何小满/).click();
      await button(page, say("停用这个账号", "Disable this account")).click();
      await check("a colleague, opened");
      await goes("settings/keys");
      await button(page, say("新建密钥", "New key")).click();
      await check("a new key");
      await goes("settings/identity");
      await button(page, say("换一把密钥", "Rotate the secret")).click();
      await check("a secret to rotate");
    },
    600_000,
  );
}
