import type { StaffId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageQuery, ProblemError } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import { base, common, overtaken, problems, Shop, type UnderstandingRouteDeps, writes } from "../http/routes.ts";
import type { LessonRow } from "./store.ts";

/** The versions of how a merchant is read, and the way back to one. */
export function addVersionRoutes(app: HttpServer, { understanding, coachOf, namesOf }: UnderstandingRouteDeps): void {
  app.get(
    `${base}/lessons`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "The versions of how this merchant is read, the newest first, with what each was measured to change",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.int()]), defaultLimit: 20 })),
        response: { 200: shape.LessonsView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { cursor, limit } = request.query;
      const { live, rows } = await understanding.lessons(merchantId, { before: cursor?.[0], limit: limit + 1 });
      const people = [...new Set(rows.flatMap(({ by }) => staffIn(by) ?? []))];
      const names = await namesOf(people);
      const items = rows.map((row) => lessonOut(row, live, names));
      return { live, ...pageFrom(items, limit, ({ version }) => [version]) };
    },
  );

  app.post(
    `${base}/live`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "Goes back to a version in one move; 0 is the library alone",
        body: z.strictObject({ version: z.int().min(0).max(1_000_000) }),
        response: { 200: z.object({ version: z.int() }), ...writes },
      },
    },
    async (request) => {
      const { merchantId, by } = await coachOf(request, request.params.merchant, "knowledge.write");
      const { version } = request.body;
      const gone = await understanding.goBack(merchantId, version, by);
      if (gone === "no-version") noVersion(version);
      if (gone === "overtaken") overtaken();
      return { version };
    },
  );
}

export function noVersion(version: number): never {
  throw new ProblemError(404, "no-such-version", `Version ${version} is not there, or its model is no longer kept.`);
}

const staffIn = (by: string): StaffId | undefined => {
  const [kind, id] = by.split(":");
  return kind === "staff" ? (id as StaffId | undefined) : undefined;
};

function lessonOut(
  { at, rehearsal, by, ...row }: LessonRow,
  live: number,
  names: ReadonlyMap<StaffId, string>,
): z.input<typeof shape.LessonView> {
  const { traffic, library, taught } = rehearsal;
  const staff = staffIn(by);
  return {
    ...row,
    ...{ traffic, library, taught, by, at: at.toISOString() },
    byName: staff === undefined ? null : (names.get(staff) ?? null),
    isLive: row.version === live,
  };
}
