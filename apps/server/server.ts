import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { isIPv6 } from "node:net";
import {
  actorOf,
  addTenancyRoutes,
  allows,
  type Callers,
  createCallers,
  isFromOurPages,
  type Merchant,
  placeOf,
  type Principal,
} from "@ruyi/tenancy";
import {
  addCustomerRoutes,
  addHistoryRoutes,
  addNewsRoutes,
  addOutsideRoutes,
  addStaffRoutes,
  type Agent,
  type DeskRouteDeps,
  type Program,
  type Shop,
} from "@ruyi/desk";
import {
  addAboveRoutes,
  addMigratingRoutes,
  addProcedureRoutes,
  addReleaseRoutes,
  addStudioRoutes,
  type ReleaseRouteDeps,
} from "@ruyi/sop";
import { addModesRoutes, addUnderstandingRoutes } from "@ruyi/assistant";
import type { BusinessId, ConversationId, MerchantId, StaffId } from "@ruyi/kernel";
import { addKnowledgeRoutes, type Place as ArticlePlace } from "@ruyi/knowledge";
import { addLedgerRoutes } from "@ruyi/ledger";
import {
  createHttpServer,
  createIdempotencyStore,
  type HttpServer,
  ProblemError,
  withIdempotency,
} from "@ruyi/platform";
import { addQualityRoutes } from "@ruyi/quality";
import { addTrustRoutes } from "@ruyi/trust";
import { agentOf } from "./agent.ts";
import { readPage } from "./answers/read-page.ts";
import { createTry } from "./answers/try.ts";
import { variablesIn } from "./answers/values.ts";
import { addShopCustomerRoutes } from "./customers/routes.ts";
import { seedDemo } from "./demo.ts";
import { addFigureRoutes } from "./figures.ts";
import { holdFolder } from "./folder.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";
import { addLikelyOrders } from "./likely-orders.ts";
import { addPages } from "./pages/index.ts";
import { loadDemoPast, planDemoPast } from "./past/load.ts";
import { type Settings, startedMark } from "./settings.ts";
import { startSweeps } from "./sweeps.ts";
import { wording } from "./wording.ts";

export type RunningServer = {
  readonly url: string;
  /** For the first owner, while nobody has set a password. */
  readonly signInLink: string | undefined;
  readonly house: House;
  /** The demo market's history is in; at once where there is none to come. */
  readonly history: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Opens the house, loads the demo market where it is wanted, and serves. */
export async function startServer(settings: Settings, options: HouseOptions = {}): Promise<RunningServer> {
  const folder = settings.databaseUrl === undefined ? holdFolder(settings.home) : undefined;
  const house = await openHouse(settings, { ...options, ownsFolder: folder !== undefined }).catch((error: unknown) => {
    folder?.release();
    throw error;
  });
  try {
    if (settings.demo) await seedDemo(house);
    if (settings.demo && settings.demoPast > 0) await planDemoPast(house, settings.demoPast);
    writeFileSync(join(settings.home, startedMark), "");
    const app = await createApp(house);
    const sweeps = await startSweeps(house);
    await app.listen({ port: settings.port, host: settings.host });
    const { address, port } = app.server.address() as AddressInfo;
    const url = `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
    const link = await house.tenancy.ensureFirstOwner();
    const past = startDemoPast(house);
    return {
      url,
      signInLink: link ? `${url}/sign-in#${link.token}` : undefined,
      house,
      history: past.coming,
      stop: async () => {
        await past.stop();
        await app.close();
        await house.desk.stop();
        await sweeps.stop();
        await house.close();
        folder?.release();
      },
    };
  } catch (error) {
    await house.close();
    folder?.release();
    throw error;
  }
}

/** The demo market's history comes in while the server serves. */
function startDemoPast(house: House): { readonly coming: Promise<void>; readonly stop: () => Promise<void> } {
  const stopped = new AbortController();
  const coming = loadDemoPast(house, stopped.signal).then(
    () => undefined,
    (error: unknown) => house.onError(error, "bringing in the demo's history"),
  );
  return {
    coming,
    stop: async () => {
      stopped.abort();
      await coming;
    },
  };
}

/** The HTTP server with every room's routes, not yet listening. */
export async function createApp(house: House): Promise<HttpServer> {
  const { log, metrics, clock, newRequestId, database, tenancy, desk } = house;
  const app = await createHttpServer({
    log,
    metrics,
    clock,
    newRequestId,
    ready: async () => ({
      database: await database.isReachable(),
      migrations: true,
    }),
    sharedPaths: ["/v1/customer/"],
  });
  const callers = createCallers(tenancy);
  nameCallersOfKeyedWrites(app, house, callers);
  withIdempotency(app, {
    store: createIdempotencyStore(database),
    clock,
    callerOf: ({ keyedCaller }) => keyedCaller ?? undefined,
  });
  addTenancyRoutes(app, {
    tenancy,
    database,
    clock,
    world: {
      shopSeen: async (merchantId) => {
        const orders = await house.market.countOrders(merchantId);
        return orders > 0 ? { kind: "demo", orders } : { kind: "none" };
      },
      hasConversation: desk.hasConversation,
    },
  });
  const deps: DeskRouteDeps = {
    desk,
    clock,
    identify: (authorization, slug) => identify(house, authorization, slug),
    mint: (ticket) => tenancy.mintConversationToken(ticket, clock.now()),
    ticketOf: (token) => tenancy.verifyConversationToken(token, clock.now()),
    agentOf: async (request, slug, permission) => {
      const { principal, merchant } = await callers.callerAtMerchant(request, permission, slug);
      return {
        merchantId: merchant.id,
        agent: agentFrom(principal, merchant),
      };
    },
    logOf: house.procedures.logOf,
    wording,
  };
  addCustomerRoutes(app, deps);
  addStaffRoutes(app, deps);
  addOutsideRoutes(app, {
    ...{ desk, newId: house.newId },
    programOf: (request) => programOf(house, callers, request),
    customerIn: async (identity, merchantId) => {
      const found = await tenancy.verifyIdentity(identity, clock.now());
      return found.kind === "verified" && found.merchant.id === merchantId ? found.customerId : undefined;
    },
  });
  addLikelyOrders(app, { sources: house.sources, identify: deps.identify });
  addMoneyRoutes(app, house, callers);
  addShopCustomerRoutes(app, house, callers);
  addProcedureRoutes(app, {
    reading: house.reading,
    clock,
    readerOf: async (request, slug) => {
      const { merchant } = await callers.callerAtMerchant(request, "procedure.read", slug);
      return { merchantId: merchant.id, zone: merchant.zone };
    },
  });
  const authorOf = async (
    request: Parameters<Callers["callerAtMerchant"]>[0],
    slug: string,
    permission: Parameters<ReleaseRouteDeps["authorOf"]>[2] | "merchant.read" | "merchant.change",
  ) => {
    const { principal, merchant } = await callers.callerAtMerchant(request, permission, slug);
    const { kind, id } = actorOf(principal);
    return { merchantId: merchant.id, by: `${kind}:${id}` };
  };
  addReleaseRoutes(app, { releases: house.releases, clock, authorOf });
  addAboveRoutes(app, {
    releases: house.releases,
    clock,
    authorAbove: (request, place, permission) => authorAbove(house, callers, request, place, permission),
  });
  addMigratingRoutes(app, { migrating: house.migrating, authorOf });
  addStudioRoutes(app, { studio: house.studio, releases: house.releases, authorOf });
  addModesRoutes(app, {
    modes: house.modes,
    authorOf,
    choicesOf: async (merchantId) => {
      await house.procedures.ready(merchantId);
      return house.procedures.startable(merchantId, clock.now().toISOString());
    },
  });
  addNewsRoutes(app, {
    ...{ desk, authorOf, ticketOf: deps.ticketOf },
    audited: house.auditedAs("news-choice.changed"),
  });
  addFigureRoutes(app, house, callers);
  addUnderstandingRoutes(app, {
    understanding: house.understanding,
    coachOf: async (request, slug, permission) => {
      const { principal, merchant } = await callers.callerAtMerchant(request, permission, slug);
      const { kind, id } = actorOf(principal);
      return { merchantId: merchant.id, by: `${kind}:${id}` };
    },
    namesOf: tenancy.namesOf,
  });
  addQualityRoutes(app, {
    quality: house.quality,
    clock,
    readerOf: async (request, slug) => {
      const { merchant } = await callers.callerAtMerchant(request, "report.read", slug);
      return { merchantId: merchant.id, zone: merchant.zone };
    },
    namesOf: tenancy.namesOf,
  });
  addArticleRoutes(app, house, callers);
  addPages(app, { house, widgetFolder: join(import.meta.dirname, "..", "widget") });
  return app;
}

type ArticlesAbove = Exclude<ArticlePlace, { kind: "merchant" }>;

/** Who asks, as one of the staff of a place above the merchants who may do this there; throws a problem otherwise. */
async function authorAbove(
  { tenancy }: House,
  callers: Callers,
  request: Parameters<Callers["callerAt"]>[0],
  place: ArticlesAbove,
  permission: Parameters<Callers["callerAt"]>[1],
): Promise<{ readonly by: string }> {
  const principal = await callers.principalOf(request);
  const isSeen = place.kind === "platform" || allows(principal, "procedure.read", place);
  const [business] = place.kind === "business" && isSeen ? await tenancy.listBusinesses(place, { limit: 1 }) : [];
  if (place.kind === "business" && !business)
    throw new ProblemError(404, "no-such-business", "There is no business of this id that you see.");
  const { kind, id } = actorOf(await callers.callerAt(request, permission, place));
  return { by: `${kind}:${id}` };
}

/** What merchants know: their articles, and what the assistant would say by them. */
function addArticleRoutes(app: HttpServer, house: House, callers: Callers): void {
  const { knowledge, clock, tenancy, releases, assistant, reads, desk } = house;
  addKnowledgeRoutes(app, {
    ...{ knowledge, clock, readPage, namesOf: tenancy.namesOf },
    authorAt: async (request, { merchant: slug, business }, permission) => {
      if (slug === undefined) {
        const place: ArticlesAbove =
          business === undefined ? { kind: "platform" } : { kind: "business", businessId: business as BusinessId };
        return { place, ...(await authorAbove(house, callers, request, place, permission)) };
      }
      const { principal, merchant } = await callers.callerAtMerchant(request, permission, slug);
      const { kind, id } = actorOf(principal);
      return { place: { kind: "merchant", merchantId: merchant.id }, by: `${kind}:${id}` };
    },
    tried: createTry({
      ...{ ...reads, read: assistant.read, now: clock.now },
      merchantById: (id) => tenancy.merchantById(id),
    }),
    variablesOf: async (merchantId, language) => variablesIn(await releases.libraryOf(merchantId), language),
    hasConversation: async (merchantId, id) => (await desk.eventsAfter(merchantId, id as ConversationId, 0)).length > 0,
  });
}

/** What pages on money and customers read: each room's own routes, told who may. */
function addMoneyRoutes(app: HttpServer, house: House, callers: Callers): void {
  const { database, clock, trust, tenancy, sources, onError } = house;
  const readerOf = async (
    request: Parameters<Callers["callerAtMerchant"]>[0],
    slug: string,
    permission: "customer.read" | "ledger.read" | "conversation.read",
  ) => {
    const { merchant } = await callers.callerAtMerchant(request, permission, slug);
    return { merchantId: merchant.id, zone: merchant.zone };
  };
  addLedgerRoutes(app, { database, clock, readerOf });
  addHistoryRoutes(app, { database, readerOf });
  addTrustRoutes(app, {
    ...{ trust, database, clock, readerOf },
    deciderOf: async (request, slug) => {
      const { principal, merchant } = await callers.callerAtMerchant(request, "refund.decide.R1", slug);
      const { id, authority } = principal.kind === "staff" ? agentFrom(principal, merchant) : {};
      if (!id || !authority)
        throw new ProblemError(403, "people-only", "Money is decided by a person who has signed in, not by a program.");
      return { merchantId: merchant.id, zone: merchant.zone, by: { staffId: id, authority } };
    },
    namesOf: tenancy.namesOf,
    currenciesOf: async (merchantId) => {
      const merchant = await tenancy.merchantById(merchantId);
      return merchant ? [merchant.currency] : [];
    },
    decided: (merchantId, refund) => {
      sources.forget(merchantId, refund.customerId);
      if (refund.state !== "approved") return;
      trust.pay(merchantId, { refundId: refund.id }).catch((error: unknown) => onError(error, "paying after a ruling"));
    },
  });
}

type KeyedCaller = { readonly merchantId: MerchantId; readonly caller: string };

declare module "fastify" {
  interface FastifyRequest {
    keyedCaller: KeyedCaller | null;
  }
}

/** Where keys of writes above any merchant are kept. */
const aboveMerchants = "00000000-0000-0000-0000-000000000000" as MerchantId;

/** A write with an `Idempotency-Key` belongs to a caller, so that nobody is given another's answer. */
function nameCallersOfKeyedWrites(app: HttpServer, { tenancy, clock }: House, callers: Callers): void {
  app.decorateRequest("keyedCaller", null);
  app.addHook("preValidation", async (request) => {
    const { headers, method, params, routeOptions } = request;
    if (headers["idempotency-key"] === undefined || method === "GET" || routeOptions.config.idempotency === false)
      return;
    if (routeOptions.url?.startsWith("/v1/customer/")) {
      const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
      const ticket = token === undefined ? undefined : await tenancy.verifyConversationToken(token, clock.now());
      if (ticket) request.keyedCaller = { merchantId: ticket.merchantId, caller: ticket.conversationId };
      return;
    }
    const principal = await callers.principalOf(request).catch(() => undefined);
    if (!principal) return;
    const slug = (params as { readonly merchant?: string } | undefined)?.merchant;
    const merchant = slug === undefined ? undefined : await tenancy.merchantBySlug(slug);
    const caller =
      principal.kind === "staff" ? principal.staff.id : principal.kind === "api-key" ? principal.key.id : "";
    request.keyedCaller = { merchantId: merchant?.id ?? aboveMerchants, caller };
  });
}

const shopOf = ({ id, name, defaultLanguage, zone }: Merchant): Shop => ({
  merchantId: id,
  name,
  language: defaultLanguage,
  zone,
});

async function identify(
  { tenancy, clock }: House,
  authorization: string | undefined,
  slug: string | undefined,
): Promise<Awaited<ReturnType<DeskRouteDeps["identify"]>>> {
  if (authorization !== undefined) {
    const jwt = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const identity = jwt === undefined ? undefined : await tenancy.verifyIdentity(jwt, clock.now());
    if (identity?.kind !== "verified") {
      const reason = identity?.reason ?? "malformed";
      throw new ProblemError(
        401,
        `identity-${reason}`,
        "Send an identity the shop has signed: HS256, at most ten minutes ahead.",
      );
    }
    return { shop: shopOf(identity.merchant), customerId: identity.customerId };
  }
  if (slug === undefined)
    throw new ProblemError(401, "identity-needed", "Send a signed identity, or Ruyi-Merchant for a visitor.");
  const merchant = await tenancy.merchantBySlug(slug);
  if (!merchant) throw new ProblemError(404, "no-such-merchant", "No shop has this name.");
  return { shop: shopOf(merchant), customerId: undefined };
}

/** An outside AI, by its key. People have doors of their own, and no page of another site may use this one. */
async function programOf(
  { tenancy }: House,
  callers: Callers,
  request: Parameters<Callers["principalOf"]>[0],
): Promise<Program> {
  const principal = await callers.principalOf(request);
  if (principal.kind !== "api-key") throw new ProblemError(403, "programs-only", "Come with an API key of the shop.");
  if (!isFromOurPages(request.headers))
    throw new ProblemError(403, "foreign-page", "This came from another site's page.");
  const merchant = await tenancy.merchantById(principal.merchantId);
  if (!merchant) throw new ProblemError(404, "no-such-merchant", "The shop of this key is gone.");
  const { id, name } = principal.key;
  return {
    outside: { id, name },
    shop: shopOf(merchant),
    may: (permission) => allows(principal, permission, placeOf(merchant)),
  };
}

/** How a caller appears in a conversation, with the authority over money their post gives. */
function agentFrom(principal: Principal, merchant: Merchant): Agent {
  if (principal.kind === "api-key") return { id: principal.key.id as unknown as StaffId, name: principal.key.name };
  if (principal.kind === "system") throw new Error("The system takes no conversation over.");
  return agentOf(principal.staff, merchant);
}
