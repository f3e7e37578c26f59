import type { Browser } from "playwright-core";
import { describe, expect } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, inBrowser, noBrowser, openBrowser, violationsOn } from "./chromium.ts";
import { atTheDoor } from "./door.ts";

const shop = browserPath === undefined ? undefined : await aShop();
const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();

describe("cases under way, when a new version is in force", () => {
  inBrowser(
    "are brought along from the studio, where one sees how far it has come; colleagues see it in the talk",
    async () => {
      if (!shop || !browser) throw new Error(noBrowser);
      const chat = await shop.chat("brightbyte", "bo");
      await chat.says("I want to return something");
      const { headers } = await shop.hires("author", "brightbyte", "Ada Author");
      const base = `${shop.url}/v1/merchants/brightbyte/procedures/return-and-refund`;
      const kept = { zh: "好，留着也好。", en: "All right, keep our things." };
      const body = { kind: "adaptation", changes: { "give-back": { phrases: { kept } } } };
      await call(`${base}/draft`, { method: "PUT", headers, body });
      expect((await call(`${base}/releases`, { headers, body: { reason: "friendlier" } })).status).toBe(201);

      const author = await atTheDoor(shop, browser, {
        ...{ role: "admin", slug: "brightbyte", name: "Ben", language: "en", isAudit: true },
      });
      await author.enters();
      const { page } = author;
      await page.goto(`${shop.url}/console/brightbyte/procedures/return-and-refund/studio?part=release`);
      const section = page.getByRole("region", { name: "Still under way in older versions" });
      await section.getByRole("button", { name: "Bring those that can to the version in force" }).click();
      await section.getByText("Say why, in a few words.").waitFor();
      await section.getByLabel("Why it changes").fill("the old words mislead");
      await section.getByRole("button", { name: "Bring those that can to the version in force" }).click();
      await section.getByText("1 moved, 0 stay").waitFor();
      await section.getByText("Nothing is under way in an older version.").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.goto(`${shop.url}/console/brightbyte/inbox/all/${chat.id}`);
      await page.getByText(/goes on by version \d+ of its procedure/).waitFor();
      await chat.picks("no");
      expect(chat.transcript()).toContain("All right, keep our things.");
      expect(author.complaints).toEqual([]);
    },
  );
});
