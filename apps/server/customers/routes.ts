import type { Customer, Order } from "@ruyi/commerce";
import { customerId, type CustomerId, maskName, type MerchantId } from "@ruyi/kernel";
import { type HttpServer, line, Problem, ProblemError, security, text } from "@ruyi/platform";
import { actorOf, audit, type Callers } from "@ruyi/tenancy";
import { z } from "zod";
import type { House } from "../house.ts";
import * as shape from "./contract.ts";
import { createLastKnown } from "./last-known.ts";
import { orderOut, profileOut, toldOut } from "./wire.ts";

const rememberedAtMost = 2_000;
const foundAtMost = 20;
const ordersAtMost = 50;

/**
 * Customers as their shop knows them, beside what we know. Every part is an address of its own, so that a shop that is
 * slow holds up only what it alone can say.
 */
export function addShopCustomerRoutes(app: HttpServer, house: House, callers: Callers): void {
  const { commerce, trust, database, clock, newId } = house;
  const profiles = createLastKnown<Customer>(rememberedAtMost);
  const orders = createLastKnown<readonly Order[]>(rememberedAtMost);
  const base = "/v1/merchants/:merchant/customers";
  const access = { tags: ["customers"], security: [...security.staff, ...security.program] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const Shop = z.strictObject({ merchant: z.string().max(60) });
  const One = Shop.extend({ customer: z.string().min(1).max(120) });

  /** Somebody of whom we hold something, whatever the shop says of them. */
  const isKnownToUs = async (merchantId: MerchantId, customer: CustomerId): Promise<boolean> => {
    const { reasons } = await trust.rating(merchantId, customer);
    if (reasons.some(({ code }) => code !== "newcomer")) return true;
    return (await trust.newestRefunds(merchantId, { customerId: customer, limit: 1 })).length > 0;
  };
  const readProfile = async (merchantId: MerchantId, customer: CustomerId) =>
    profiles.told(`${merchantId} ${customer}`, await commerce.customer(merchantId, customer));

  type Found = {
    readonly state: "known" | "unknown";
    readonly readAt: Date | undefined;
    readonly items: z.input<typeof shape.CustomerFound>[];
  };
  const foundOut = async (merchantId: MerchantId, id: CustomerId, customer: Customer | undefined) => ({
    id,
    name: customer ? maskName(customer.name) : null,
    language: customer?.language ?? null,
    city: customer?.address.city ?? null,
    standing: (await trust.rating(merchantId, id)).standing,
  });

  /** Whom a word may mean, as the shop says; in its silence only the very id of somebody we know. */
  const meant = async (merchantId: MerchantId, text: string): Promise<Found> => {
    const reading = await commerce.find(merchantId, text, { limit: foundAtMost });
    if (reading.kind !== "found") {
      const id = customerId(text);
      const items = (await isKnownToUs(merchantId, id)) ? [await foundOut(merchantId, id, undefined)] : [];
      return { state: "unknown", readAt: undefined, items };
    }
    const items = await Promise.all(reading.value.map((customer) => foundOut(merchantId, customer.id, customer)));
    return { state: "known", readAt: reading.readAt, items };
  };

  /** Whose refunds are the newest; their names as the shop says or said last. */
  const lately = async (merchantId: MerchantId): Promise<Found> => {
    const refunds = await trust.newestRefunds(merchantId, { limit: 100 });
    const ids = [...new Set(refunds.map(({ refund }) => refund.customerId))].slice(0, foundAtMost);
    const told = await Promise.all(ids.map(async (id) => ({ id, told: await readProfile(merchantId, id) })));
    const items = await Promise.all(
      told.map(({ id, told: it }) => foundOut(merchantId, id, "value" in it ? it.value : undefined)),
    );
    const isSilent = told.some(({ told: it }) => it.state === "unknown" || it.state === "last-known");
    return { state: isSilent ? "unknown" : "known", readAt: isSilent ? undefined : clock.now(), items };
  };

  app.get(
    base,
    {
      schema: {
        ...access,
        summary:
          "Whom a word may mean: a customer's id, an order's number or its last four digits, or a name's beginning",
        params: Shop,
        querystring: z.strictObject({ find: line({ max: 120 }).optional() }),
        response: { 200: shape.CustomersFound, ...problems },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "customer.read", request.params.merchant);
      const { find } = request.query;
      const { items, state, readAt } = await (find === undefined ? lately(merchant.id) : meant(merchant.id, find));
      return { shop: { state, readAt: readAt?.toISOString() ?? null }, items };
    },
  );

  app.get(
    `${base}/:customer`,
    {
      schema: {
        ...access,
        summary: "A customer's profile, the contact masked, as the shop says it or said it last",
        params: One,
        response: { 200: shape.CustomerView, ...problems },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "customer.read", request.params.merchant);
      const id = customerId(request.params.customer);
      const told = await readProfile(merchant.id, id);
      if (told.state === "absent" && !(await isKnownToUs(merchant.id, id))) throw noCustomer();
      return { id, profile: toldOut(told, profileOut) };
    },
  );

  app.get(
    `${base}/:customer/orders`,
    {
      schema: {
        ...access,
        summary: "A customer's orders with lines, parcels and scans, the newest first, as the shop says or said last",
        params: One,
        response: { 200: shape.CustomerOrders, ...problems },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "order.read", request.params.merchant);
      const id = customerId(request.params.customer);
      const reading = await commerce.ordersOf(merchant.id, id, { limit: ordersAtMost });
      return toldOut(orders.told(`${merchant.id} ${id}`, reading), (list) => list.map(orderOut));
    },
  );

  app.post(
    `${base}/:customer/contact`,
    {
      // Told to whoever asked, with their reason; not kept to be told again.
      config: { idempotency: false },
      schema: {
        ...access,
        summary: "See a customer's contact whole; who saw it and why goes into the audit",
        params: One,
        body: z.strictObject({ reason: text({ min: 3, max: 300, trim: true }) }),
        response: { 200: shape.UnmaskedContact, ...problems, 503: Problem },
      },
    },
    async (request) => {
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "conversation.handle",
        request.params.merchant,
      );
      const id = customerId(request.params.customer);
      const told = await readProfile(merchant.id, id);
      if (told.state === "absent") throw noCustomer();
      if (!("value" in told))
        throw new ProblemError(503, "shop-silent", "The shop does not answer, so the contact is not known; try again.");
      const entry = { by: actorOf(principal), action: "customer.contact-seen", subject: `customer:${id}` };
      const { reason } = request.body;
      await database.transact(merchant.id, (tx) =>
        audit(tx, merchant.id, { ...entry, after: { reason } }, clock.now(), newId),
      );
      const { phone, email, address } = told.value;
      return { readAt: told.readAt.toISOString(), phone, email, address };
    },
  );
}

const noCustomer = (): ProblemError =>
  new ProblemError(404, "customer-not-found", "Neither the shop nor the books know this customer.");
