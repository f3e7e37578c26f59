import { type Clock, type CustomerId, hourMs, type MerchantId } from "@ruyi/kernel";
import type { Commerce } from "@ruyi/commerce";

const keptAtMost = 20_000;
const keptForMs = hourMs;
/** A list does not wait longer for a shop to tell a name; the next look has it. */
const waitMs = 80;
const askedAtOnce = 8;

/** What customers are called, as their shops say it; remembered for a while, because lists ask again and again. */
export function createNames({
  commerce,
  clock,
  wait,
}: {
  readonly commerce: Pick<Commerce, "customer">;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}) {
  const known = new Map<string, { readonly name: string | undefined; readonly at: number }>();
  const asked = new Map<string, Promise<void>>();

  const ask = (merchantId: MerchantId, id: CustomerId, key: string): Promise<void> => {
    const underWay = asked.get(key);
    if (underWay) return underWay;
    const answer = commerce
      .customer(merchantId, id)
      .then((reading) => {
        // A shop that does not answer is asked again; one that knows nobody of this id is believed for a while.
        if (reading.kind === "unknown") return;
        known.delete(key);
        known.set(key, { name: reading.kind === "found" ? reading.value.name : undefined, at: clock.now().getTime() });
        const [oldest] = known.keys();
        if (known.size > keptAtMost && oldest !== undefined) known.delete(oldest);
      })
      .catch(() => undefined)
      .finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };

  return async (merchantId: MerchantId, ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, string>> => {
    const keyOf = (id: CustomerId): string => `${merchantId} ${id}`;
    const freshSince = clock.now().getTime() - keptForMs;
    const waiting = ids.filter((id) => (known.get(keyOf(id))?.at ?? 0) < freshSince);
    if (waiting.length > 0) {
      const askNext = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await ask(merchantId, id, keyOf(id));
      };
      await Promise.race([Promise.all(Array.from({ length: askedAtOnce }, askNext)), wait(waitMs)]);
    }
    return new Map(
      ids.flatMap((id) => {
        const name = known.get(keyOf(id))?.name;
        return name === undefined ? [] : [[id, name] as const];
      }),
    );
  };
}
