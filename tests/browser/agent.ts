import type { Browser } from "playwright-core";
import { aShop } from "../fixtures/shop.ts";
import { browserPath, noBrowser, openBrowser } from "./chromium.ts";
import { atTheDoor, type Look } from "./door.ts";

/** A shop and a browser for a file of stories; neither where there is no browser. */
export async function aCounter() {
  const shop = browserPath === undefined ? undefined : await aShop();
  const browser: Browser | undefined = browserPath === undefined ? undefined : await openBrowser();
  const needed = () => {
    if (!shop || !browser) throw new Error(noBrowser);
    return { shop, browser };
  };
  return {
    shop: () => needed().shop,
    /** A new agent of Yunshang at the door of the console. */
    async agent(name: string, look: Look = {}) {
      const { shop: at, browser: theirs } = needed();
      const agent = await atTheDoor(at, theirs, { role: "agent", slug: "yunshang", name, ...look });
      const log = agent.page.getByRole("log", { name: agent.say("消息", "Messages") });
      return {
        ...{ ...agent, log },
        /** Through the door, to those who wait. */
        enters: async (): Promise<void> => {
          await agent.enters();
          await agent.page.waitForURL("**/console/yunshang/inbox/queue");
        },
      };
    },
  };
}
