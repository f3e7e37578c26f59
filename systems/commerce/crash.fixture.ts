/**
 * A server for `crash.test.ts` to kill: refunds without pause and prints each key once it is told "done".
 * Its argument is the database to use, as JSON.
 */
import { createNewId, cny, orderId, seededRandom } from "@ruyi/kernel";
import { createDatabase } from "@ruyi/platform";
import { MerchantIdText } from "./contract.ts";
import { none } from "./market/mishap.ts";
import { createDemoMarket } from "./market/operations.ts";
import { createCommerce } from "./operations.ts";
import { wait } from "./wait.ts";

const { connection, merchant } = JSON.parse(process.argv[2] ?? "{}");
const merchantId = MerchantIdText.parse(merchant);
const clock = { now: () => new Date() };
const database = createDatabase(connection);
const random = seededRandom(process.pid);
const newId = createNewId(
  () => Date.now(),
  () => Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)),
);
const market = createDemoMarket({ database, clock, wait, random, rates: none, secretOf: () => "s" });
const commerce = createCommerce({ database, shopOf: market.shopOf, secretsOf: () => ["s"], clock, newId, wait });

const lane = async (name: number): Promise<void> => {
  for (let turn = 0; ; turn += 1) {
    const key = `crash-${name}-${turn}`;
    const outcome = await commerce.refund(merchantId, {
      orderId: orderId("delivered"),
      amount: cny(0.01),
      key,
      reason: "test",
    });
    process.stdout.write(`${outcome.kind} ${key}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(lane));
