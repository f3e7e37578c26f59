import { randomUUID } from "node:crypto";
import { seededRandom } from "@ruyi/kernel";
import { customerRoutes } from "../customer-routes.ts";
import { signedIdentity, withDemoShops } from "../identity.ts";
import { CallError, numberIn, type Terminal, urlIn } from "../terminal.ts";
import { type Place, simulateCustomer } from "./customer.ts";
import { runLoad } from "./run.ts";

/** The demo market's shops (CONTRACT §4). */
const shops = ["yunshang", "brightbyte", "dailyfresh"];
/** Of a hundred things read back, how many are meant: enough that every minute has refunds, few enough that orders last. */
const confirmShare = 0.1;

/** `ruyi load`: exit 1 when anything acknowledged was lost or stored twice. */
export async function loadCommand(
  terminal: Terminal,
  { values, switches }: { readonly values: Readonly<Record<string, string>>; readonly switches: ReadonlySet<string> },
): Promise<number> {
  const url = urlIn(values);
  const seconds = numberIn(values, "seconds", { from: 0.1, to: 86_400 }) ?? 30;
  const rate = numberIn(values, "rate", { from: 0.01, to: 1_000_000 });
  const conversations = numberIn(values, "conversations", { from: 1, to: 50_000, whole: true }) ?? 300;
  const seed = numberIn(values, "seed", { from: 0, to: 2 ** 31, whole: true }) ?? 1;
  const place = placeOf(url);
  const places = await withDemoShops(terminal, (shopOf) =>
    Promise.all(
      shops.map(async (slug) => {
        const shop = await shopOf(slug);
        return { slug, secret: await shop.secret(), customers: await shop.customers() };
      }),
    ),
  );

  const routes = customerRoutes(url, { tryForMs: 10_000, pauseMs: 200 });
  let retries = 0;
  const report = await runLoad({
    conversations,
    seconds,
    ...(rate === undefined ? {} : { rate }),
    open: async (index) => {
      const { slug, secret, customers } = at(places, index);
      const customer = at(customers, Math.floor(index / places.length));
      const authorization = await signedIdentity(secret, slug, customer.id);
      return simulateCustomer({
        place,
        language: customer.language,
        confirmShare,
        ...(await routes.begin({ authorization })),
        random: seededRandom(seed * 1_000_003 + index),
        newMessageId: randomUUID,
        answerMs: 30_000,
        twiceEvery: 200,
        onRetry: () => {
          retries += 1;
        },
      });
    },
  });

  if (switches.has("json")) terminal.out(JSON.stringify({ ...report, retries }));
  else for (const [name, value] of Object.entries({ ...report, retries })) terminal.out(`${name.padEnd(16)}${value}`);
  return report.lost + report.duplicated === 0 ? 0 : 1;
}

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("An empty list has no items to take turns with.");
  return item;
};

/** The load speaks plain HTTP: encryption is measured elsewhere. */
function placeOf(url: string): Place {
  const { protocol, hostname, port, pathname } = new URL(url);
  if (protocol !== "http:") throw new CallError(`--url is "${url}"; load speaks plain http:// only.`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80), path: pathname.replace(/\/$/, "") };
}
