/**
 * A server for `crash.test.ts` to kill: refunds without pause and prints each key once it is told "done".
 * Its argument, as JSON, is the database, the merchant, which of its lives this is, and the time.
 */
import { bytes16, createNewId, createTurnableClock, cny, orderId, seededRandom } from "@ruyi/kernel";
import { createDatabase } from "@ruyi/platform";
import { MerchantIdText } from "./contract.ts";
import { none } from "./market/mishap.ts";
import { createDemoMarket } from "./market/operations.ts";
import { createCommerce } from "./operations.ts";
import type { Wait } from "./wait.ts";

const given = JSON.parse(process.argv[2] ?? "{}");
const merchantId = MerchantIdText.parse(given.merchantId);
const clock = createTurnableClock(new Date(given.now));
const random = seededRandom(given.life);
const newId = createNewId(() => clock.now().getTime(), bytes16(random));
const database = createDatabase(given.connection);
/** The shop here is never slow, so nobody is ever out of patience. */
const wait: Wait = (ms) => (ms > 0 ? new Promise(() => undefined) : Promise.resolve());
const market = createDemoMarket({ database, clock, wait, random, rates: none, secretOf: () => "s" });
const commerce = createCommerce({ database, shopOf: market.shopOf, secretsOf: () => ["s"], clock, newId, wait });

const lane = async (name: number): Promise<void> => {
  for (let turn = 0; ; turn += 1) {
    const asked = { orderId: orderId("delivered"), amount: cny(0.01), key: `crash-${name}-${turn}`, reason: "test" };
    const outcome = await commerce.refund(merchantId, asked);
    process.stdout.write(`${outcome.kind} ${asked.key}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(lane));
