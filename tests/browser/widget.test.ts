import type { Browser, Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { secondMs } from "@ruyi/kernel";
import { aShop, type Slug } from "../fixtures/shop.ts";
import { browserPath, inBrowser, looks, noBrowser, openBrowser, shown, soon, violationsOn } from "./chromium.ts";
import { atTheDoor } from "./door.ts";
import { cutTexts, lengthen, movingThings, smallTargets } from "./eye.ts";
import { aShopper as shopperAt, type Shopper, type Visit } from "./shopper.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

function aShopper(visit: Visit = {}): Promise<Shopper> {
  if (!shop || !browser) throw new Error(noBrowser);
  return shopperAt(browser, shop.url, visit);
}

/** A colleague at a shop, for what happens on the other side. */
async function aColleague(slug: Slug, name: string) {
  if (!shop) throw new Error(noBrowser);
  return shop.hires("agent", slug, name);
}

/** Tab, or back, until something with these words has the focus; then Enter. */
async function pressesByKeyboard(who: Shopper, words: RegExp, key: "Tab" | "Shift+Tab"): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    if (words.test(await who.focused())) return who.page.keyboard.press("Enter");
    await who.page.keyboard.press(key);
  }
  throw new Error(`Nothing with ${words} could be reached by ${key}; the focus is on "${await who.focused()}".`);
}

/** A style of the last of these in the widget. */
const styleIn = ({ page }: Shopper, selector: string, name: string): Promise<unknown> =>
  page.evaluate(
    `getComputedStyle([...document.querySelector("ruyi-chat").shadowRoot.querySelectorAll(${JSON.stringify(selector)})].at(-1))[${JSON.stringify(name)}]`,
  );

type Hands = { readonly theme: "light" | "dark"; readonly width: number; readonly hasMouse: boolean };

/** A colleague in the console, at the conversation of somebody who waits, with hands of the same kind as theirs. */
async function anAgentAt(conversation: string, name: string, { theme, width, hasMouse }: Hands) {
  if (!shop || !browser) throw new Error(noBrowser);
  const who = { role: "agent", slug: "brightbyte", name, language: "en", theme, width } as const;
  const agent = await atTheDoor(shop, browser, who);
  await agent.enters();
  const { page } = agent;
  await page.goto(`${shop.url}/console/brightbyte/inbox/queue/${conversation}`);
  const log = page.getByRole("log", { name: "Messages" });
  const press = async (button: RegExp, key: string): Promise<void> => {
    const target = page.getByRole("button", { name: button }).first();
    await (hasMouse ? target.click() : page.keyboard.press(key));
  };
  return {
    takes: async (): Promise<void> => {
      await shown(page.getByRole("button", { name: /^Take/ }));
      await press(/^Take/, "t");
      await shown(log.getByText("(you) took it"));
    },
    /** On a phone the moves are a part of their own. */
    decides: async (move: RegExp, key: string, next: RegExp): Promise<void> => {
      const isNarrow = width < 500;
      if (isNarrow) await page.getByRole("link", { name: "See the run" }).click();
      await shown(page.getByRole("button", { name: move }));
      await press(move, key);
      await shown(page.getByRole("button", { name: next }));
      if (isNarrow) await page.getByRole("link", { name: "See the talk" }).click();
    },
    says: async (words: string): Promise<void> => {
      const box = page.getByRole("textbox", { name: "Write to the customer" });
      if (hasMouse) await box.fill(words);
      else {
        await page.keyboard.press("r");
        await page.keyboard.type(words);
      }
      await (hasMouse ? press(/^Send/, "") : page.keyboard.press("Control+Enter"));
      await shown(log.getByText(words));
      if (!hasMouse) await page.keyboard.press("Escape");
    },
    closes: async (): Promise<void> => {
      await press(/^Close/, "e");
      await press(/^Close/, "Enter");
      await shown(log.getByText("(you) closed it"));
      expect(agent.complaints).toEqual([]);
    },
  };
}

/**
 * Every pair of theme, width and way of pressing, each once; with somebody whom nobody else plays where money moves. The
 * first two hold each of them once, and are enough unless all looks are asked for.
 */
const everyWay = [
  { theme: "light", width: 390, hasMouse: true, slug: "yunshang" },
  { theme: "dark", width: 1_440, hasMouse: false, slug: "dailyfresh" },
  { theme: "light", width: 1_440, hasMouse: false, slug: "brightbyte" },
  { theme: "dark", width: 390, hasMouse: true, slug: "yunshang" },
] as const;
const ways = process.env["RUYI_LOOKS"] === "all" ? everyWay : everyWay.slice(0, 2);

// First, while nobody has returned the coat.
describe("a question in the widget", () => {
  inBrowser("is answered from the rule with where it is from, and begins the matter by its button only", async () => {
    for (const [language, slug, text, answer, source, begin] of [
      ["zh", "yunshang", "大衣能退吗", "羊毛大衣：可以退", /来自“退货退款的规则，第1版”/, "退货退款"],
      [
        ...(["en", "brightbyte", "can I still return the headphones?", "it may be returned, because"] as const),
        ...([/From “the rule of Return and refund, version 1”/, "Return and refund"] as const),
      ],
    ] as const) {
      const mei = await aShopper({ slug, customer: "mei", language });
      await mei.opens();
      await mei.writes(text);
      await shown(mei.log.getByText(answer));
      await shown(mei.log.getByText(source));
      expect(await mei.log.getByText(/请确认|Please confirm/).count()).toBe(0);
      await mei.choice(begin).last().click();
      await shown(mei.log.getByText(/请确认|Please confirm/));
      await mei.writes(language === "zh" ? "然后呢" : "what happens next?");
      await shown(mei.log.getByText(/之后：退款|After that: refund/));
      expect(mei.complaints).toEqual([]);
    }
  });
});

describe("a shopper sees every step", () => {
  for (const [place, { theme, width, hasMouse, slug }] of ways.entries()) {
    const how = `${theme}, ${width} px, ${hasMouse ? "with a mouse" : "by keyboard alone"}`;

    inBrowser(`of a refund, in Chinese (${how})`, async () => {
      // Mei has her money at once; what Bo gives back the carrier must have first.
      const isInstant = place < 3;
      const who = await aShopper({ slug, customer: isInstant ? "mei" : "bo", theme, width });
      const yes = isInstant ? /^退款/ : /^确认退货/;
      if (hasMouse) {
        await who.opens();
        await who.choice("想退货").click();
        await who.choice(yes).click();
      } else {
        await shown(who.launcher);
        await who.launcher.focus();
        await who.page.keyboard.press("Enter");
        await soon(who.focused).toBe("TEXTAREA");
        await shown(who.choice("想退货"));
        await pressesByKeyboard(who, /^想退货/, "Shift+Tab");
        await shown(who.choice(yes));
        await pressesByKeyboard(who, yes, "Tab");
      }
      const track = who.log.locator(".track").last();
      await shown(track.getByText("退货已登记"));
      if (isInstant) {
        const refund = who.log.getByRole("region", { name: "退款" });
        await shown(refund.getByText("已退款"));
        expect(await refund.getByRole("listitem").allInnerTexts()).toEqual([
          expect.stringContaining("退货已登记"),
          expect.stringContaining("退款已发起"),
          expect.stringContaining("已退款"),
        ]);
      }
      expect(await who.choice(/^先不退/).isDisabled()).toBe(true);
      await who.page.keyboard.press("Escape");
      await soon(who.focused).toBe("在线客服");
      expect(who.complaints).toEqual([]);
    });

    inBrowser(`of being handed over to a person, in English (${how})`, async () => {
      const kai = await aShopper({ slug: "brightbyte", customer: "kai", language: "en", theme, width });
      if (hasMouse) await kai.opens();
      else {
        await shown(kai.launcher);
        await kai.launcher.focus();
        await kai.page.keyboard.press("Enter");
        await soon(kai.focused).toBe("TEXTAREA");
      }
      await kai.page.keyboard.type("I want to return my headphones");
      await kai.page.keyboard.press("Enter");
      await shown(kai.log.getByText(/ahead of you|You're next/));
      await shown(kai.page.getByText(/Waiting for a colleague/));
      const ines = await anAgentAt(await kai.conversation(), "Ines Marlow", { theme, width, hasMouse });
      await ines.takes();
      await shown(kai.log.getByText("A colleague took over"));
      await ines.decides(/Refund after inspection/, "2", /Confirm return/);
      await shown(kai.choice(/^Confirm return/));
      const words = "Hello, this is Ines. <b>Which</b> box is it in?";
      await ines.says(words);
      await shown(kai.log.getByText(words));
      await ines.closes();
      await shown(kai.log.getByText("Closed. Write any time to go on"));
      expect(kai.complaints).toEqual([]);
    });
  }
});

describe("a shopper in the widget", () => {
  inBrowser("is shown the order they most likely mean, and may mean another", async () => {
    const lin = await aShopper({ slug: "brightbyte", customer: "lin", language: "en" });
    await lin.opens();
    await shown(lin.log.getByText("Is it about this order?"));
    const titles = lin.log.locator(".about .name");
    const first = await titles.first().innerText();
    await lin.choice("It's another order").click();
    await shown(lin.log.getByText("Which order is it?"));
    await lin
      .choice(/ · On its way/)
      .first()
      .click();
    await shown(lin.log.getByText("Is it about this order?"));
    expect(await titles.first().innerText()).not.toBe(first);
    await lin.choice("Where is it?").click();
    const card = lin.log.getByRole("region", { name: /^Order: / });
    await shown(card);
    expect(await card.locator("[aria-current=step]").innerText()).toMatch(/On its way|Out for delivery/);
  });

  inBrowser("reads dates where they are, in words and in cards alike", async () => {
    const mei = await aShopper({ slug: "yunshang", customer: "mei" });
    await mei.opens();
    await mei.writes("我的快递到哪了");
    const due = mei.log.locator(".track .to-come span");
    await shown(due);
    const day = (await due.last().innerText()).replaceAll(/[^\d月日]/g, "");
    await shown(mei.log.getByText(new RegExp(`预计${day}（.+）送到`)));
  });

  inBrowser("goes on in the next page, and sees what came meanwhile counted", async () => {
    const mei = await aShopper({ slug: "dailyfresh", customer: "kai" });
    await mei.opens();
    await mei.writes("包裹到哪了");
    await shown(mei.log.locator(".theirs"));
    await mei.page.keyboard.press("Escape");
    await mei.page.reload();
    const id = await mei.page.evaluate<string>("JSON.parse(localStorage.getItem('ruyi.dailyfresh')).conversation.id");
    const agent = await aColleague("dailyfresh", "Wen Yi");
    await agent.takes(id, { takeOver: true });
    await agent.says(id, "您好，我是文怡。");
    await shown(mei.launcher.getByText("1条未读"));
    await mei.opens();
    await shown(mei.log.getByText("您好，我是文怡。"));
    expect(await mei.said()).toHaveLength(1);
  });

  inBrowser("shows markup, scripts and hidden signs as the text they are", async () => {
    const mei = await aShopper({ slug: "brightbyte", language: "en" });
    await mei.opens();
    const texts = [
      '<img src=x onerror="alert(1)"><script>alert(2)</script>',
      "javascript:alert(3) &lt;b&gt; {{7*7}} ${7*7}",
      "safe\u202Egnp.exe",
      "zero\u200Bwidth\u2060joined\uFEFFhere",
    ];
    for (const text of texts) await mei.writes(text);
    await soon(() => mei.log.locator(".pending").count()).toBe(0);
    await soon(mei.said).toEqual(texts);
    expect(await mei.log.locator("img, script, b").count()).toBe(0);
    // A sign that turns writing around ends with its message: what stands beside it is not turned.
    expect(await styleIn(mei, ".mine .note", "direction")).toBe("ltr");
    expect(mei.complaints).toEqual([]);
  });

  inBrowser("leaves nothing for the next person at the same browser", async () => {
    const bo = await aShopper({ slug: "dailyfresh", customer: "bo" });
    await bo.opens();
    await bo.writes("我的地址是青禾路1号");
    await shown(bo.log.locator(".theirs"));
    await bo.page.goto(bo.page.url().replace("customer=bo", "customer=lin"));
    await bo.opens();
    await soon(bo.said).toEqual([]);
    expect(String(await bo.page.evaluate("JSON.stringify(localStorage)"))).not.toContain("青禾路");
  });

  inBrowser("finds the chat in the shop's colours and place, from the first moment on", async () => {
    const owner = await shop?.owner("dailyfresh");
    const look = {
      accent: "plum",
      side: "start",
      greeting: { zh: "您好，这里是每日鲜。", en: "Hello from Daily Fresh." },
      offers: ["cancel-order"],
    };
    const { status } = await fetch(`${shop?.url}/v1/merchants/dailyfresh/look`, {
      method: "PUT",
      headers: { ...owner?.headers, "content-type": "application/json" },
      body: JSON.stringify(look),
    });
    expect(status).toBe(200);
    const mei = await aShopper({ slug: "dailyfresh", language: "en" });
    await shown(mei.launcher);
    const at = async () => ({
      x: Math.round((await mei.launcher.boundingBox())?.x ?? -1),
      colour: await styleIn(mei, ".launcher .mark", "color"),
    });
    // Whatever it was drawn as on the very first page, it stays so there; from the next one on it is the shop's at once.
    const first = await at();
    await soon(() => mei.page.evaluate("localStorage.getItem('ruyi.dailyfresh')")).toContain("#6d4288");
    expect(await at()).toEqual(first);
    await mei.page.reload();
    await shown(mei.launcher);
    expect(await at()).toEqual({ x: 20, colour: "rgb(109, 66, 136)" });
    await mei.opens();
    await shown(mei.log.getByText("Hello from Daily Fresh."));
  });

  inBrowser("may read from right to left on the page around it", async () => {
    const mei = await aShopper({ slug: "brightbyte", language: "en", width: 390 });
    await mei.page.evaluate("document.documentElement.dir = 'rtl'");
    await mei.opens();
    await mei.writes("أين طلبي؟");
    const bubble = mei.log.locator(".bubble").last();
    await shown(bubble);
    expect(await styleIn(mei, ".bubble", "direction")).toBe("rtl");
    expect(await mei.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await cutTexts(mei.page)).toEqual([]);
  });
});

/** A state of the widget, the way there, and how one knows one has arrived. */
type Moment = { readonly name: string; readonly goes: (who: Shopper) => Promise<Locator> };

/** Who looks how, each at a shop of its own, for money moves. */
const visits = looks.map(([language, theme, width], place) => ({
  ...{ language, theme, width },
  slug: language === "en" ? ("brightbyte" as const) : place % 2 === 0 ? ("yunshang" as const) : ("dailyfresh" as const),
  customer: theme === "light" ? "lin" : "bo",
}));

const moments: readonly Moment[] = [
  { name: "closed", goes: async (who) => who.launcher },
  {
    name: "open, with nothing said",
    goes: async (who) => {
      await who.opens();
      return who.log.getByText(who.language === "zh" ? "是为这一单来的吗？" : "Is it about this order?");
    },
  },
  {
    name: "in the middle, with a parcel and choices",
    goes: async (who) => {
      await who.opens();
      await who.writes(who.language === "zh" ? "我的快递到哪了" : "where is my parcel");
      await shown(who.log.locator(".track, .choices"));
      await who.writes(who.language === "zh" ? "东西坏了" : "something arrived broken");
      return who.log.locator(".theirs .choices").last();
    },
  },
  {
    name: "with no line",
    goes: async (who) => {
      await who.opens();
      await who.writes(who.language === "zh" ? "在吗" : "hello");
      await shown(who.log.locator(".theirs"));
      await who.context.setOffline(true);
      await who.writes(who.language === "zh" ? "还在吗" : "still there?");
      return who.page.getByText(who.language === "zh" ? "网络断了" : "Offline; reconnecting");
    },
  },
  {
    name: "handed over",
    goes: async (who) => {
      await who.opens();
      await who.person.click();
      return who.log.locator(".queue");
    },
  },
  {
    name: "of a visitor",
    goes: async (who) => {
      // A shop that does not know who is here says so by a 404.
      await who.page.route("**/identity*", (route) => route.fulfill({ status: 404, json: {} }));
      await who.opens();
      return who.log.locator(".notice");
    },
  },
  {
    name: "with a refund to follow",
    goes: async (who) => {
      await who.opens();
      await who.choice(who.say.askReturn).click();
      const yes = who.choice(/^(退款|确认退货|Refund |Confirm return)/);
      await shown(yes);
      await yes.first().click();
      return who.log.locator(".theirs .track").last();
    },
  },
];

/** Everything the eye and axe can find wrong with a page as it stands. */
async function faultsOf({ page }: Shopper) {
  const faults = {
    axe: await violationsOn(page),
    small: await smallTargets(page, 24),
    smallInWidget: await smallTargets(page, 44, "ruyi-chat"),
    moving: await movingThings(page),
    cut: await cutTexts(page),
    overflows: await page.evaluate("document.documentElement.scrollWidth > innerWidth"),
  };
  await lengthen(page);
  return { ...faults, cutWhenLonger: await cutTexts(page) };
}
const faultless = { axe: [], small: [], smallInWidget: [], moving: [], cut: [], overflows: false, cutWhenLonger: [] };

describe("no barrier, no small target, no motion, no cut text", () => {
  for (const look of visits) {
    const { language, theme, width } = look;
    const states = moments.map(({ name }) => name).join("; ");
    inBrowser(
      `in ${language}, ${theme}, at ${width} px: ${states}`,
      async () => {
        for (const { name, goes } of moments) {
          const who = await aShopper({ ...look, isAudit: true });
          await shown(await goes(who));
          expect({ name, ...(await faultsOf(who)) }).toEqual({ name, ...faultless });
          await who.context.close();
        }
      },
      240 * secondMs,
    );
  }

  inBrowser("on the first page too, in both languages and themes", async () => {
    const guest = await aShopper({ isAudit: true, width: 390 });
    for (const address of ["/?lang=zh", "/?lang=en&theme=dark"]) {
      await guest.page.goto(`${shop?.url}${address}`);
      expect(await violationsOn(guest.page)).toEqual([]);
      expect(await smallTargets(guest.page, 24)).toEqual([]);
      await lengthen(guest.page);
      expect(await cutTexts(guest.page)).toEqual([]);
    }
  });

  inBrowser("and the eye does see: a text that is cut, a target that is small, a thing that moves", async () => {
    const guest = await aShopper({ isAudit: true, address: "/?lang=en" });
    await guest.page.evaluate(`(() => {
      const host = document.createElement("div");
      host.attachShadow({ mode: "open" }).innerHTML =
        '<style>@keyframes turn { to { rotate: 1turn } } .m { animation: turn 1s infinite }</style>' +
        '<div style="width:60px;overflow:hidden;white-space:nowrap"><button style="height:20px">A text far too long for it</button></div><p class="m">moves</p>';
      document.body.append(host);
    })()`);
    expect(await cutTexts(guest.page)).toEqual([expect.stringMatching(/^cut by <div/)]);
    expect(await smallTargets(guest.page, 24)).toEqual([expect.stringContaining("A text far too long")]);
    expect(await movingThings(guest.page)).toEqual(["p.m"]);
  });
});
