import type { Share } from "@ruyi/kernel";
import type { HttpServer } from "@ruyi/platform";
import { z } from "zod";
import { sure } from "../../learning/rehearse.ts";
import * as shape from "../contract.ts";
import { base, common, problems, Shop, type UnderstandingRouteDeps } from "../http/routes.ts";
import type { Understanding } from "../operations.ts";

/** How well messages were understood. */
export function addFigureRoutes(app: HttpServer, { understanding, coachOf }: UnderstandingRouteDeps): void {
  app.get(
    base,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "How well messages were understood in the last days, what was taken for what, and what reads them",
        querystring: z.strictObject({
          days: z.coerce
            .number()
            .pipe(z.union([z.literal(7), z.literal(28)]))
            .default(28),
        }),
        response: { 200: shape.UnderstandingView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      return figuresOut(await understanding.figures(merchantId, request.query.days));
    },
  );
}

type Figures = Awaited<ReturnType<Understanding["figures"]>>;

function figuresOut({ understood, begun, model, confusion, ...row }: Figures): z.input<typeof shape.UnderstandingView> {
  const share = (of: Share | undefined) => of ?? null;
  const { messages, ...shares } = understood;
  const procedures = [...Map.groupBy(begun, ({ procedure }) => procedure)].map(([procedure, those]) => {
    const count = (coming: string): number =>
      those.reduce((sum, each) => sum + (each.coming === coming ? each.count : 0), 0);
    return { procedure, begun: count("begun"), chosen: count("chosen") };
  });
  const { lesson } = model;
  return {
    ...{ from: row.from.toISOString(), until: row.until.toISOString(), messages, reviewed: row.reviewed },
    begun: share(shares.begun),
    answered: share(shares.answered),
    offered: share(shares.offered),
    lost: share(shares.lost),
    person: share(shares.person),
    chosen: share(shares.chosen),
    before: share(row.before),
    change: row.change ?? null,
    procedures: procedures.toSorted((one, other) => other.begun - one.begun),
    confusion: confusion.map(({ right, takenFor, ...rest }) => ({
      ...rest,
      right: share(right),
      takenFor: [...takenFor],
    })),
    model: {
      ...{ version: model.version, libraryExamples: model.libraryExamples, threshold: model.threshold, sure },
      ownExamples: lesson?.facts.examples ?? 0,
      ownBytes: lesson?.facts.bytes ?? 0,
      reviewed: lesson?.facts.reviewed ?? 0,
      rehearsed: lesson ? { traffic: lesson.rehearsal.traffic, library: lesson.rehearsal.library } : null,
    },
  };
}
