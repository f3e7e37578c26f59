import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { secondMs } from "@ruyi/kernel";
import { bearer, call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, noBrowser, openBrowser, shown, soon } from "./chromium.ts";
import { aShopper } from "./shopper.ts";

const shop = await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
const theBrowser = (): Browser => {
  if (!browser) throw new Error(noBrowser);
  return browser;
};

/** Somebody else's site, on this machine under another name: `localhost` is not `127.0.0.1`. */
async function aSite(document: string, policy?: string): Promise<string> {
  const site: Server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (policy !== undefined) response.setHeader("content-security-policy", policy);
    response.end(document);
  });
  await new Promise<void>((ready) => void site.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void site.close());
  return `http://localhost:${(site.address() as AddressInfo).port}/`;
}

const pages = [
  "/",
  "/shop/yunshang",
  "/shop/brightbyte?customer=kai&lang=en",
  "/console",
  "/console/yunshang",
  "/sign-in",
];

describe("every page we serve", () => {
  // The console is made when it is first asked for.
  beforeAll(() => fetch(`${shop.url}/console`), 120 * secondMs);

  test.each(pages)("lets no script run but our own, and stands in nobody's frame: %s", async (path) => {
    const response = await fetch(`${shop.url}${path}`);
    const policy = response.headers.get("content-security-policy") ?? "";
    const rules = new Map(policy.split(";").map((rule) => [rule.trim().split(" ")[0] ?? "", rule.trim()]));
    expect(rules.get("default-src")).toBe("default-src 'none'");
    expect(rules.get("script-src")).toMatch(/^script-src 'self'/);
    expect(rules.get("script-src")).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:|data:/);
    expect(rules.get("frame-ancestors")).toBe("frame-ancestors 'none'");
    expect(rules.get("base-uri")).toBe("base-uri 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)[^>]*>[^<]|\son\w+="|javascript:/i);
  });

  inBrowser("is not shown in the frame of another site", async () => {
    const frames = pages.map((path, place) => `<iframe name="f${place}" src="${shop.url}${path}"></iframe>`);
    const address = await aSite(`<!doctype html><title>A trap</title>${frames.join("")}`);
    const page = await theBrowser().newPage();
    onTestFinished(() => page.close());
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    const inside = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(inside).toHaveLength(pages.length);
    for (const frame of inside) expect(frame.url()).toMatch(/^(chrome-error:|about:blank)/);
  });
});

describe("the widget on a shop's own page", () => {
  inBrowser("needs nothing of its policy but its script and its server, and asks no cookie of anybody", async () => {
    const policy = [
      "default-src 'none'",
      `script-src ${shop.url}`,
      `connect-src ${shop.url}`,
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ].join("; ");
    const address = await aSite(
      `<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1><script src="${shop.url}/widget.js" data-merchant="brightbyte" data-language="en" async></script></html>`,
      policy,
    );
    const guest = await aShopper(theBrowser(), address, { language: "en", address });
    const cookies: string[] = [];
    guest.page.on("request", async (request) => {
      const { cookie } = await request.allHeaders().catch(() => ({ cookie: undefined }));
      if (cookie !== undefined) cookies.push(request.url());
    });
    await guest.opens();
    await shown(guest.log.getByText("You can chat without signing in"));
    await guest.writes("talk to a person");
    await shown(guest.log.locator(".queue"));
    expect(guest.complaints).toEqual([]);
    expect(cookies).toEqual([]);
    expect(await guest.page.evaluate("document.cookie")).toBe("");
  });
});

describe("a session by cookie", () => {
  /** An agent who has signed in as browsers do. */
  async function signedIn() {
    const owner = await shop.owner("yunshang");
    const { id: merchantId, businessId } = shop.merchant("yunshang");
    const post = { role: "agent", at: { kind: "merchant", businessId, merchantId } };
    const email = `${crypto.randomUUID().slice(0, 8)}@yunshang.example`;
    const { body: staff } = await call<{ id: string }>(`${shop.url}/v1/staff`, {
      headers: owner.headers,
      body: { name: "何苗", email, post },
    });
    const link = await call<{ token: string }>(`${shop.url}/v1/staff/${staff.id}/sign-in-link`, {
      method: "POST",
      headers: owner.headers,
    });
    const response = await fetch(`${shop.url}/v1/sign-in/link`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: link.body.token }),
    });
    expect(response.status).toBe(200);
    return { cookie: response.headers.getSetCookie()[0] ?? "" };
  }

  test("is kept in one that no script can read and no other site can send", async () => {
    const { cookie } = await signedIn();
    expect(cookie).toMatch(/;\s*HttpOnly/i);
    expect(cookie).toMatch(/;\s*SameSite=(Strict|Lax)/i);
    expect(cookie).toMatch(/;\s*Path=\//i);
  });

  test.each([
    ["origin", { origin: "https://attacker.example" }],
    ["sec-fetch-site", { "sec-fetch-site": "cross-site" }],
    ["a site beside it", { "sec-fetch-site": "same-site" }],
    ["no origin at all", { origin: "null" }],
  ])("counts for no write that another site began, even where the cookie comes along (%s)", async (_name, headers) => {
    const { cookie } = await signedIn();
    const kai = await shop.chat("yunshang", "kai");
    await kai.says("转人工");
    const [session = ""] = cookie.split(";");
    const take = (more: Readonly<Record<string, string>>) =>
      call(`${shop.url}/v1/merchants/yunshang/conversations/${kai.id}/take`, {
        method: "POST",
        headers: { cookie: session, ...more },
      });
    expect([401, 403]).toContain((await take(headers)).status);
    const owner = await shop.owner("yunshang");
    expect((await owner.sees(kai.id)).speaker).toMatchObject({ kind: "queue" });
    expect((await take({ origin: shop.url })).status).toBe(200);
  });

  inBrowser("is of no use to a page of another site", async () => {
    const { cookie } = await signedIn();
    const kai = await shop.chat("yunshang", "kai");
    await kai.says("转人工");
    const target = `${shop.url}/v1/merchants/yunshang/conversations/${kai.id}/take`;
    const address = await aSite(
      `<!doctype html><title>A trap</title><form id="trap" method="post" enctype="text/plain" action="${target}"><input name='{"takeOver":true,"x":"' value='"}'></form>`,
    );
    const context = await theBrowser().newContext();
    onTestFinished(() => context.close());
    const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
    await context.addCookies([{ name, value, url: shop.url, httpOnly: true, sameSite: "Strict" }]);
    const page = await context.newPage();
    await page.goto(address);
    const tried = await page.evaluate(
      `fetch(${JSON.stringify(target)}, { method: "POST", credentials: "include", mode: "no-cors" }).then((answer) => answer.type, () => "refused")`,
    );
    expect(["opaque", "refused"]).toContain(tried);
    await Promise.all([page.waitForNavigation(), page.evaluate("document.querySelector('#trap').submit()")]);
    expect((await (await shop.owner("yunshang")).sees(kai.id)).speaker).toMatchObject({ kind: "queue" });
  });
});

describe("words that would rather be something else", () => {
  const texts = [
    '<img src=x onerror="document.title=1"><script>document.title=2</script><style>*{display:none}</style>',
    "\u202Edlrow olleh\u202C and \u2066isolated\u2069",
    "zero\u200Bwidth\u2060joined",
    "[link](javascript:alert(1)) javascript:alert(1) &lt;b&gt;",
  ];

  inBrowser("are text in the console, and in an answer of a colleague in the widget", async () => {
    const mei = await aShopper(theBrowser(), shop.url, { slug: "brightbyte", language: "en" });
    await mei.opens();
    await mei.person.click();
    await shown(mei.log.locator(".queue"));
    const id = await mei.conversation();
    for (const text of texts) await mei.writes(text);
    await soon(() => mei.log.locator(".pending").count()).toBe(0);
    const agent = await shop.hires("agent", "brightbyte", "Nadia Ferro");
    await agent.takes(id);
    for (const text of texts) await agent.says(id, text);
    await soon(() => mei.log.locator(".theirs .say").allInnerTexts()).toEqual(expect.arrayContaining(texts));
    expect(await mei.said()).toEqual(["Talk to a person", ...texts]);

    const context = await theBrowser().newContext({ locale: "en-GB", viewport: { width: 1_440, height: 900 } });
    onTestFinished(() => context.close());
    const { host } = new URL(shop.url);
    const [domain = "127.0.0.1"] = host.split(":");
    await context.addCookies([{ name: "ruyi_session", value: agent.token, domain, path: "/", httpOnly: true }]);
    const console_ = await context.newPage();
    await console_.goto(`${shop.url}/console/brightbyte/inbox/all/${id}`);
    for (const text of texts) {
      // Each is there twice: said by the customer, and by the colleague.
      await soon(
        async () => (await console_.locator("body").innerText()).split(text).length - 1,
      ).toBeGreaterThanOrEqual(2);
    }
    for (const page of [console_, mei.page]) {
      expect(await page.title()).not.toMatch(/^[12]$/);
      expect(await page.locator("img[onerror], a[href^='javascript:']").count()).toBe(0);
    }
    expect(mei.complaints).toEqual([]);
  });

  test("are text on the page of a demo shop, and in what staff read of a conversation", async () => {
    const chat = await shop.visitor("yunshang");
    for (const text of texts) await chat.send(text);
    const events = await (await shop.owner("yunshang")).events(chat.id);
    const said = events.flatMap((event) => (event["from"] === "customer" ? [event["text"]] : []));
    expect(said).toEqual(texts);
    const page = await fetch(`${shop.url}/shop/yunshang?customer=${encodeURIComponent(texts[0] ?? "")}`);
    expect(await page.text()).not.toContain("<img src=x");
    const { headers } = await fetch(`${chat.base}/events?after=0`, { headers: bearer(chat.token) });
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });
});
