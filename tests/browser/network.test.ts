import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, describe, expect } from "vitest";
import { secondMs } from "@ruyi/kernel";
import { createDatabase } from "@ruyi/platform";
import { createTenancy, masterKeyIn } from "@ruyi/tenancy";
import { randomBytes, randomUUID } from "node:crypto";
import { aColleague } from "../fixtures/colleague.ts";
import { call } from "../fixtures/http.ts";
import { aDemoMarket, aHome, databaseUrlOf } from "../fixtures/market.ts";
import { kill, type Serving, startServing } from "../fixtures/serving.ts";
import { browserPath, inBrowser, openBrowser, shown, soon } from "./chromium.ts";
import { aShopper } from "./shopper.ts";

/*
 * The worst half minute of a chat: in the middle of a conversation the customer's line is cut, the server dies and
 * comes back, and both write on meanwhile. What each has said must be there once, in order, for both.
 */
const cutMs = 30 * secondMs;

const connection = await aDemoMarket();
const home = aHome();
const needs = { databaseUrl: databaseUrlOf(connection), home };
let server: Serving | undefined = browserPath === undefined ? undefined : await startServing(needs);
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
afterAll(async () => {
  if (server) await kill(server);
  rmSync(home, { recursive: true, force: true });
});

/** The owner of the whole system, who works at the desk here, by a link made beside the server. */
async function anOwner(url: string, slug: string) {
  const database = createDatabase(connection, { connections: 2 });
  const tenancy = createTenancy({
    database,
    clock: { now: () => new Date() },
    newId: () => randomUUID() as never,
    randomBytes,
    masterKey: masterKeyIn(home, randomBytes),
  });
  const link = await tenancy.ensureFirstOwner();
  await database.close();
  const { body } = await call<{ token: string; staff: { id: string } }>(`${url}/v1/sign-in/link`, {
    body: { token: link?.token, carry: "token" },
  });
  return aColleague(url, slug, body.token, body.staff.id);
}

describe("a line that is cut for half a minute, and a server that dies meanwhile", () => {
  inBrowser(
    "lose no message, double none, and keep their order, on both sides",
    async () => {
      if (!server || !browser) throw new Error("Neither a server nor a browser is there.");
      const { url } = server;
      const port = Number(new URL(url).port);
      const agent = await anOwner(url, "brightbyte");
      const kai = await aShopper(browser, url, { slug: "brightbyte", customer: "kai", language: "en" });
      await kai.opens();
      await kai.person.click();
      await shown(kai.log.locator(".queue"));
      const id = await kai.conversation();
      expect((await agent.takes(id)).status).toBe(200);
      await kai.writes("one: before anything happened");
      await soon(() => kai.log.locator(".pending").count()).toBe(0);

      await kai.context.setOffline(true);
      const cutAt = Date.now();
      for (const text of ["two: offline", "three: still offline"]) await kai.writes(text);
      await shown(kai.page.getByText("Offline; reconnecting"));
      expect((await agent.says(id, "said while the customer was away")).status).toBe(200);
      await kill(server);
      await kai.writes("four: nobody is there at all");
      server = await startServing({ ...needs, port });
      expect((await agent.says(id, "said by a server that was born again")).status).toBe(200);
      await sleep(Math.max(0, cutAt + cutMs - Date.now()));
      // Its tab may be closed and opened meanwhile: what is not sent yet is kept by the browser.
      await kai.writes("five: the last one offline");
      await soon(() => kai.log.locator(".pending").count()).toBe(4);

      await kai.context.setOffline(false);
      await soon(() => kai.log.locator(".pending").count()).toBe(0);
      await soon(() => kai.page.getByText("Offline; reconnecting").count()).toBe(0);

      const own = [
        ...["Talk to a person", "one: before anything happened", "two: offline", "three: still offline"],
        ...["four: nobody is there at all", "five: the last one offline"],
      ];
      const theirs = ["said while the customer was away", "said by a server that was born again"];
      expect(await kai.said()).toEqual(own);
      for (const text of theirs) expect(await kai.log.getByText(text).count()).toBe(1);

      const events = await agent.events(id);
      const saidBy = (from: string) => events.flatMap((event) => (event["from"] === from ? [event["text"]] : []));
      expect(saidBy("customer")).toEqual(own);
      expect(saidBy("agent")).toEqual(theirs);
      expect(events.map(({ offset }) => offset)).toEqual(events.map((_event, place) => place + 1));
      // Both sides read one log: what the customer sees stands in its order.
      const seen = await kai.log.locator(".bubble, .theirs .say").allInnerTexts();
      const told = events.flatMap((event) =>
        event["kind"] === "message" && event["tells"] === undefined ? [String(event["text"])] : [],
      );
      const conversation = seen.filter((text) => told.includes(text));
      expect(conversation).toEqual(told);
      expect(kai.complaints).toEqual([]);
    },
    180 * secondMs,
  );
});
