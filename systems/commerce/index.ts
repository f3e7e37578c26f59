export { type Connector, connect, type Patience, usualPatience } from "./connector.ts";
export * from "./contract.ts";
export { cancelLines, changeAddress, type Counter, openReturn, shipAgain, traceParcel } from "./market/counter.ts";
export type { WorldEvent } from "./market/living.ts";
export { hostile, type MishapRates, none, worldly } from "./market/mishap.ts";
export {
  addToMarket,
  createDemoMarket,
  demoCustomers,
  type DemoMarket,
  type DemoMarketDeps,
  seedDemoMarket,
  type SendWebhook,
} from "./market/operations.ts";
export { pastParts, planPast, type PlannedPast, plannedPast, takePastPart } from "./market/store.ts";
export type { SeedMarket, SeedRefund } from "./market/seed.ts";
export {
  type Commerce,
  type CommerceDeps,
  createCommerce,
  type Settlement,
  type WebhookReceipt,
} from "./operations.ts";
export {
  type Asked,
  type KeyReading,
  type Outcome,
  parcelOf,
  perform,
  type Reading,
  type SettledOutcome,
  type ShopPort,
} from "./port.ts";
export { type Wait, within } from "./wait.ts";
export { signWebhook, toleranceMs, type Verification, verifyWebhook, type WebhookHeaders } from "./webhook.ts";
