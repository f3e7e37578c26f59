import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { daysIn, type Period, todayIn, windowOf } from "@ruyi/desk";
import type { Clock, MerchantId, StaffId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import * as shape from "./contract.ts";
import type { Quality } from "./operations.ts";
import type { Asked, CaseRow, Which } from "./store.ts";

export type QualityRouteDeps = {
  readonly quality: Quality;
  readonly clock: Clock;
  /** The merchant an address names, to whoever may read its reports; throws a problem otherwise. */
  readonly readerOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
  ) => Promise<{ readonly merchantId: MerchantId; readonly zone: string }>;
  /** The names people have today. */
  readonly namesOf: (ids: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
};

const daysAtMost = 92;
const Shop = z.object({ merchant: z.string().max(60) });
const Day = z.iso.date();
/** Days of the merchant's calendar on which cases ended, both included; the last seven when left out. */
const days = { from: Day.optional(), to: Day.optional() };
const Group = z
  .string()
  .max(200)
  .regex(new RegExp(`^(?:${shape.groupings.join("|")}):.+$`), "Write what by and which, as in shift:night.")
  .meta({ examples: ["shift:night"] });
const Deviation = z.string().max(300);

/** How well procedures were followed, whoever executed them, and the cases behind each figure. */
export function addQualityRoutes(app: HttpServer, { quality, clock, readerOf, namesOf }: QualityRouteDeps): void {
  const base = "/v1/merchants/:merchant/quality";
  const common = { tags: ["quality"], security: [...security.staff, ...security.program], params: Shop };
  const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };

  app.get(
    base,
    {
      schema: {
        ...common,
        summary: "Scores of the cases that ended: order, decisions, timing, phrases; the as-one index; deviations",
        querystring: z.strictObject({
          ...days,
          by: z.enum(shape.groupings).default("executor"),
          only: Group.optional(),
        }),
        response: { 200: shape.QualityView, ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant);
      const { by, only, ...asked } = request.query;
      const period = periodIn(asked, zone, clock.now());
      const board = await quality.board(merchantId, askedIn(period, zone, only), by);
      const names = by === "person" ? await namesOf(board.groups.map(({ value }) => value as StaffId)) : undefined;
      const groups = board.groups.map((each) => ({ ...each, name: names?.get(each.value as StaffId) ?? null }));
      return { ...period, zone, by, ...board, groups };
    },
  );

  app.get(
    `${base}/cases`,
    {
      schema: {
        ...common,
        summary: "The cases behind a figure of quality, the latest first",
        querystring: z.strictObject({
          ...days,
          only: Group.optional(),
          /** The cases a score counts against. */
          missed: z.enum(shape.scoreNames).optional(),
          /** Or those with one deviation, as the board names it. */
          deviation: Deviation.optional(),
          /** Or those with equal facts, by the key of a disagreement. */
          equal: z.string().max(40).optional(),
          ...pageQuery({ key: z.tuple([z.iso.datetime(), z.guid()]), defaultLimit: 20 }),
        }),
        response: { 200: pageOf(shape.QualityCase), ...problems },
      },
    },
    async (request) => {
      const { merchantId, zone } = await readerOf(request, request.params.merchant);
      const { only, missed, deviation, equal, cursor, limit, ...asked } = request.query;
      const which: Which = missed
        ? { kind: "missed", score: missed }
        : deviation !== undefined
          ? { kind: "deviation", deviation }
          : equal !== undefined
            ? { kind: "equal", key: equal }
            : { kind: "all" };
      const within = askedIn(periodIn(asked, zone, clock.now()), zone, only);
      const found = await quality.cases(merchantId, within, which, { before: cursor, limit: limit + 1 });
      const people = [
        ...new Set(found.flatMap(({ executor, personId }) => (executor === "person" ? (personId ?? []) : []))),
      ];
      const names = await namesOf(people as StaffId[]);
      return pageFrom(
        found.map((row) => caseOut(row, names)),
        limit,
        ({ endedAt, run }) => [endedAt, run],
      );
    },
  );
}

const caseOut = (
  { personId, endedAt, deviations, ...row }: CaseRow,
  names: ReadonlyMap<StaffId, string>,
): z.input<typeof shape.QualityCase> => ({
  ...row,
  endedAt: endedAt.toISOString(),
  person: personId === null ? null : { id: personId, name: names.get(personId as StaffId) ?? null },
  deviations: [...deviations],
});

function askedIn(period: Period, zone: string, only: string | undefined): Asked {
  const window = windowOf(period, zone);
  const by = shape.groupings.find((each) => only?.startsWith(`${each}:`));
  if (only === undefined || by === undefined) return window;
  return { ...window, only: { by, value: only.slice(by.length + 1) } };
}

/** The period asked for. Throws a problem that says what is accepted. */
function periodIn(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: string,
  now: Date,
): Period {
  const today = todayIn(zone, now).to;
  const last = to ?? from ?? today;
  const period = { from: from ?? (to === undefined ? weekBefore(today) : to), to: last };
  const count = daysIn(period);
  if (count < 1)
    throw new ProblemError(400, "period-ends-before-it-begins", "Send a day `to` that is not before `from`.");
  if (count > daysAtMost)
    throw new ProblemError(400, "period-too-long", `Ask for ${daysAtMost} days at most; these are ${count}.`);
  return period;
}

const weekBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 6 }).toString();
