import type { CustomerId, MerchantId, StaffId } from "@ruyi/kernel";
import { seedDemoMarket } from "@ruyi/commerce";
import { type CustomerEvent, generateMarket, regulars } from "@ruyi/simulation";
import { demoBusiness, demoHours, demoStaff, seedTenancy } from "@ruyi/tenancy";
import type { TrustFact } from "@ruyi/trust";
import { demoArticles } from "./answers/demo.ts";
import { demoReplies } from "./demo-replies.ts";
import type { House } from "./house.ts";

const seed = 423;

/** On record for what inspections of the simulated past have shown. */
const inspector = "01900000-0000-7000-8000-0000000000f0" as StaffId;

/** Loads the simulated market. Said twice it changes nothing. Answers whether it was new. */
export async function seedDemo(house: House): Promise<boolean> {
  const { database, tenancy, trust, clock } = house;
  const market = generateMarket({ seed, now: clock.now() });
  const merchants = market.merchants.map((merchant) => {
    const hours = demoHours[merchant.slug];
    return hours ? { ...merchant, hours } : merchant;
  });
  await seedTenancy(tenancy, { business: demoBusiness, merchants, staff: demoStaff });
  for (const { id, slug } of await tenancy.listMerchants(
    { kind: "business", businessId: demoBusiness.id },
    { limit: 10 },
  )) {
    await house.desk.canned.seed(id, demoReplies);
    await house.knowledge.seed({ kind: "merchant", merchantId: id }, demoArticles(slug), "system:demo");
  }
  const business = { kind: "business", businessId: demoBusiness.id } as const;
  await house.knowledge.seed(business, demoArticles("market"), "system:demo");
  // Histories first: they are named, so that a start that was cut short repeats them and the market comes last.
  for (const [merchantId, events] of Map.groupBy(market.history, (event) => event.merchantId)) {
    const facts = events.flatMap((event) => factFrom(event) ?? []);
    await database.transact(merchantId, (tx) => trust.seedFacts(tx, merchantId, facts));
  }
  const isNew = await seedDemoMarket(database, market);
  if (isNew) await database.ownerPool.query("analyze");
  return isNew;
}

/** What the market's record says, as `trust` remembers it. Claims that held, or that nobody could judge, count for nothing. */
export function factFrom(event: CustomerEvent): TrustFact | undefined {
  const { customerId, at } = event;
  switch (event.kind) {
    case "account-opened":
      return { kind: "customer-since", customerId, at };
    case "order-completed":
      return { kind: "order-completed", customerId, orderId: event.orderId, at };
    case "return-arrived":
      return { kind: event.daysLate > 0 ? "return-late" : "return-arrived", customerId, returnId: event.returnId, at };
    case "return-missing":
      return { kind: "return-missing", customerId, returnId: event.returnId, at };
    case "claim-judged":
      return event.outcome === "false"
        ? { kind: "claim-proven-false", customerId, claimId: event.claimId, decidedBy: inspector, at }
        : undefined;
  }
}

export type DemoView = {
  readonly merchants: readonly {
    readonly slug: string;
    readonly name: { readonly zh: string; readonly en: string };
    readonly languages: readonly string[];
    readonly currency: string;
    readonly identitySecret: string;
  }[];
  readonly customers: readonly {
    readonly merchant: string;
    readonly id: string;
    readonly stars: number | "new";
    readonly orders: readonly {
      readonly id: string;
      readonly number: string;
      readonly state: string;
      readonly items: readonly {
        readonly title: { readonly zh: string; readonly en: string };
        readonly quantity: number;
      }[];
      readonly amount: { readonly minor: number; readonly currency: string };
      readonly deliveredAt: string | null;
    }[];
  }[];
};

/** The demo market for people and scripts: shops with their identity secrets, the four everyone knows, their orders. */
export async function demoView({ tenancy, commerce, trust }: House): Promise<DemoView> {
  const system = { kind: "system", name: "demo" } as const;
  const found = await tenancy.listMerchants({ kind: "business", businessId: demoBusiness.id }, { limit: 10 });
  if (found.length === 0)
    throw new Error("This system has no demo market; start it with RUYI_DEMO=1, or run: npx ruyi seed");
  const merchants = await Promise.all(
    found.map(async ({ id, slug, name, languages, currency }) => ({
      slug,
      name,
      languages,
      currency,
      identitySecret: await tenancy.revealIdentitySecret(system, id),
    })),
  );
  const customers: DemoView["customers"][number][] = [];
  for (const merchant of found) {
    for (const { id } of regulars) {
      const customerId = id as CustomerId;
      customers.push({ merchant: merchant.slug, id, ...(await seen(merchant.id, customerId)) });
    }
  }
  return { merchants, customers };

  async function seen(merchantId: MerchantId, customerId: CustomerId) {
    const [reading, rating] = await Promise.all([
      commerce.ordersOf(merchantId, customerId, { limit: 50 }),
      trust.rating(merchantId, customerId),
    ]);
    const orders = reading.kind === "found" ? reading.value : [];
    return {
      stars: rating.standing,
      orders: orders.map(({ id, number, state, lines, amount, parcels }) => ({
        id,
        number,
        state,
        amount,
        items: lines.map(({ title, quantity }) => ({
          title,
          quantity,
        })),
        deliveredAt: parcels.findLast(({ deliveredAt }) => deliveredAt)?.deliveredAt?.toISOString() ?? null,
      })),
    };
  }
}
