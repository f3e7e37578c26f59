import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { aCounter } from "./agent.ts";
import { inBrowser, looks, violationsOn } from "./chromium.ts";

const counter = await aCounter();

const shown = (what: Locator, timeout = 15_000): Promise<void> => what.first().waitFor({ timeout });

describe("an agent in the console", () => {
  inBrowser("uses a link once, sets a password, and comes back with it", async () => {
    const zhou = await counter.agent("林舟", { language: "en" });
    const { page } = zhou;
    await page.getByRole("button", { name: "Sign in with the link" }).waitFor();
    await expect.poll(() => page.url()).not.toContain("#");
    await page.getByRole("button", { name: "Sign in with the link" }).click();
    await page.getByLabel("New password").fill("a heron waits by the weir");
    await page.getByRole("button", { name: "Save password" }).click();
    await page.waitForURL("**/console/yunshang/inbox/queue");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    await page.goto(`${zhou.url}/console/yunshang/inbox/all`);
    await page.getByLabel("E-mail").fill(zhou.email);
    await page.getByLabel("Password").fill("not this one");
    await zhou.presses("Enter");
    await shown(page.getByRole("alert").getByText("Wrong e-mail or password"));
    await page.getByLabel("Password").fill("a heron waits by the weir");
    await zhou.presses("Enter");
    await page.waitForURL("**/console/yunshang/inbox/all");
  });

  for (const [language, theme, width] of looks) {
    inBrowser(`meets no barrier at the door that axe knows, in ${language}, ${theme}, at ${width} px`, async () => {
      const agent = await counter.agent("何苗", { language, theme, width, isAudit: true });
      const { page, say } = agent;
      await shown(page.getByRole("button", { name: say("用链接登录", "Sign in with the link") }));
      expect(await violationsOn(page)).toEqual([]);
      await agent.enters();
      await shown(page.getByRole("heading", { name: say("会话", "Inbox") }));
      await agent.presses("?");
      await shown(page.getByRole("dialog"));
      expect(await violationsOn(page)).toEqual([]);
    });
  }
});
