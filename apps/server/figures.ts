import { z } from "zod";
import { type CasesOf, daysIn, type Period, sameTimeBefore, shifted, todayIn, windowOf } from "@ruyi/desk";
import { AssistantEffect, Day, DeskFigures, EffectCase, FigureCase, MeasureName } from "@ruyi/desk/contract";
import { type HttpServer, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import type { Callers, Merchant } from "@ruyi/tenancy";
import { MoneyFigures, RefundCase } from "@ruyi/trust/contract";
import type { House } from "./house.ts";

const daysAtMost = 92;

const access = [...security.staff, ...security.program];
const Shop = z.object({ merchant: z.string().max(60) });
const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
/** Days of the merchant's calendar, both included; today when left out, and one day when only one is given. */
const days = { from: Day.optional(), to: Day.optional() };
const Place = z.tuple([z.iso.datetime(), z.guid()]);
const Conversations = z.enum(["conversations", "not-resolved", "handovers", "promises", "promises-broken"]);
const Reason = z.enum(["asked", "technical", "emotional", "policy", "unsure"]);

/** Figures of a shop's days, of the desk and of money, and the cases each of them opens to. */
export function addFigureRoutes(app: HttpServer, house: House, callers: Callers): void {
  const { desk, trust, clock } = house;
  const base = "/v1/merchants/:merchant/figures";
  const merchantOf = async (request: Parameters<Callers["callerAtMerchant"]>[0], slug: string): Promise<Merchant> =>
    (await callers.callerAtMerchant(request, "report.read", slug)).merchant;

  app.get(
    base,
    {
      schema: {
        tags: ["figures"],
        summary: "Figures of a day or a period: who came, what was settled, how long money took, who waits",
        security: access,
        params: Shop,
        querystring: z.strictObject(days),
        response: {
          200: z.object({
            from: Day,
            to: Day,
            zone: z.string(),
            /** Up to when they tell: now, or the end of the period. */
            until: z.string(),
            desk: DeskFigures,
            money: MoneyFigures,
          }),
          ...problems,
        },
      },
    },
    async (request) => {
      const { id, zone } = await merchantOf(request, request.params.merchant);
      const now = clock.now();
      const period = periodIn(request.query, zone, now);
      const window = windowOf(period, zone);
      const week = windowOf(shifted(period, -7), zone);
      const soFar = now < window.until ? { ...week, until: sameTimeBefore(now, zone, 7) } : week;
      const [ofDesk, ofMoney] = await Promise.all([
        desk.figures.of(id, period, zone, now),
        trust.figures.of(id, window, soFar),
      ]);
      const until = now < window.until ? now : window.until;
      return { ...period, zone, until: until.toISOString(), desk: ofDesk, money: ofMoney };
    },
  );

  app.get(
    `${base}/conversations`,
    {
      schema: {
        tags: ["figures"],
        summary: "The conversations behind a figure, the latest first",
        security: access,
        params: Shop,
        querystring: z.strictObject({
          of: Conversations.default("conversations"),
          /** Of hand-overs: only those for this reason. */
          reason: Reason.optional(),
          ...days,
          ...pageQuery({ key: Place }),
        }),
        response: { 200: pageOf(FigureCase), ...problems },
      },
    },
    async (request) => {
      const { id, zone } = await merchantOf(request, request.params.merchant);
      const { of, reason, cursor, limit, ...asked } = request.query;
      const now = clock.now();
      const wanted: CasesOf = of === "handovers" ? { of, reason } : { of };
      const after = cursor && { at: new Date(cursor[0]), conversationId: cursor[1] };
      const page = { limit: limit + 1, after, now };
      const found = await desk.figures.cases(id, wanted, periodIn(asked, zone, now), zone, page);
      return pageFrom(found, limit, ({ at, conversationId }) => [at, conversationId]);
    },
  );

  const effectAsked = { ...days, procedure: z.string().max(60).optional() };
  app.get(
    `${base}/assistant`,
    {
      schema: {
        tags: ["figures", "assistant"],
        summary: "What the assistant's modes come to: who was served by it beside who was held out",
        security: access,
        params: Shop,
        querystring: z.strictObject(effectAsked),
        response: { 200: AssistantEffect, ...problems },
      },
    },
    async (request) => {
      const { id, zone } = await merchantOf(request, request.params.merchant);
      const { procedure, ...asked } = request.query;
      const now = clock.now();
      return desk.effect.of(id, { period: periodIn(asked, zone, now), zone, procedure, now });
    },
  );

  app.get(
    `${base}/assistant/cases`,
    {
      schema: {
        tags: ["figures", "assistant"],
        summary: "The people behind a measure of it, each by their conversation, the latest first",
        security: access,
        params: Shop,
        querystring: z.strictObject({
          ...effectAsked,
          measure: MeasureName.default("resolved"),
          side: z.enum(["served", "held-out"]).optional(),
          ...pageQuery({ key: Place }),
        }),
        response: { 200: pageOf(EffectCase), ...problems },
      },
    },
    async (request) => {
      const { id, zone } = await merchantOf(request, request.params.merchant);
      const { procedure, measure, side, cursor, limit, ...asked } = request.query;
      const now = clock.now();
      const wanted = { period: periodIn(asked, zone, now), zone, procedure, now, measure, side };
      const found = await desk.effect.cases(id, wanted, { limit: limit + 1, after: cursor });
      return pageFrom(found, limit, ({ at, conversationId }) => [at, conversationId]);
    },
  );

  app.get(
    `${base}/refunds`,
    {
      schema: {
        tags: ["figures"],
        summary: "The refunds behind the figures of money, the latest first",
        security: access,
        params: Shop,
        querystring: z.strictObject({
          /** `true`: only those that took long. */
          slow: z.enum(["true", "false"]).default("false"),
          ...days,
          ...pageQuery({ key: Place }),
        }),
        response: { 200: pageOf(RefundCase), ...problems },
      },
    },
    async (request) => {
      const { id, zone } = await merchantOf(request, request.params.merchant);
      const { slow, cursor, limit, ...asked } = request.query;
      const window = windowOf(periodIn(asked, zone, clock.now()), zone);
      const after = cursor && { settledAt: new Date(cursor[0]), id: cursor[1] };
      const found = await trust.figures.cases(id, { window, slowOnly: slow === "true" }, { limit: limit + 1, after });
      return pageFrom(found, limit, ({ settledAt, refundId }) => [settledAt, refundId]);
    },
  );
}

/** The period asked for. Throws a problem that says what is accepted. */
function periodIn(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: string,
  now: Date,
): Period {
  const today = todayIn(zone, now);
  const period = { from: from ?? to ?? today.from, to: to ?? from ?? today.to };
  const count = daysIn(period);
  if (count < 1)
    throw new ProblemError(400, "period-ends-before-it-begins", "Send a day `to` that is not before `from`.");
  if (count > daysAtMost)
    throw new ProblemError(400, "period-too-long", `Ask for ${daysAtMost} days at most; these are ${count}.`);
  return period;
}
