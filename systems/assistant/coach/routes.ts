import type { IncomingHttpHeaders } from "node:http";
import type { MerchantId, Share, StaffId } from "@ruyi/kernel";
import { type HttpServer, line, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "./contract.ts";
import { type Rehearsal, sure } from "../learning/rehearse.ts";
import { examplesAtMost, type Taught, type Understanding } from "./operations.ts";
import type { HeardRow, LessonRow, WhichHeard } from "./store.ts";

export type UnderstandingRouteDeps = {
  readonly understanding: Understanding;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly coachOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "report.read" | "knowledge.write",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
  /** The names people have today. */
  readonly namesOf: (ids: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
};

const Shop = z.object({ merchant: z.string().max(60) });
const Reason = line({ min: 3, max: 500 });

/** What is understood and what is not, and the coach's edits: these mean that, none of ours, take it back, go back. */
export function addUnderstandingRoutes(
  app: HttpServer,
  { understanding, coachOf, namesOf }: UnderstandingRouteDeps,
): void {
  const base = "/v1/merchants/:merchant/understanding";
  const common = { tags: ["understanding"], security: [...security.staff, ...security.program] };
  const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
  const writes = { ...problems, 409: Problem };

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

  app.get(
    `${base}/questions`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "What customers ask and the assistant is not sure of, grouped by likeness, the most asked first",
        querystring: z.strictObject({
          state: shape.QuestionStates.default("open"),
          ...pageQuery({ key: z.tuple([z.int(), z.guid()]), defaultLimit: 20 }),
        }),
        response: { 200: pageOf(shape.QuestionView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { state, cursor, limit } = request.query;
      const found = await understanding.questions(merchantId, state, { before: cursor, limit: limit + 1 });
      return pageFrom(found.map(questionOut), limit, ({ messages, id }) => [messages, id]);
    },
  );

  const One = Shop.extend({ question: z.uuid() });
  app.get(
    `${base}/questions/:question`,
    {
      schema: {
        ...common,
        params: One,
        summary: "One question",
        response: { 200: shape.QuestionView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const found = await understanding.question(merchantId, request.params.question);
      return questionOut(found ?? noQuestion());
    },
  );

  app.post(
    `${base}/questions/:question/state`,
    {
      schema: {
        ...common,
        params: One,
        summary: "Lays a question aside, or takes it up again",
        body: z.strictObject({ state: z.enum(["open", "aside"]) }),
        response: { 200: shape.QuestionView, ...writes },
      },
    },
    async (request) => {
      const { merchant, question } = request.params;
      const { merchantId, by } = await coachOf(request, merchant, "knowledge.write");
      const isThere = await understanding.setAside(merchantId, question, request.body.state === "aside", by);
      const found = isThere ? await understanding.question(merchantId, question) : undefined;
      return questionOut(found ?? noQuestion());
    },
  );

  app.get(
    `${base}/messages`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "Kept messages, masked, the latest first: of a question; a sample of what was sure; what was misread",
        querystring: z.strictObject({
          question: z.uuid().optional(),
          which: z.enum(["sample", "misread"]).default("misread"),
          ...pageQuery({ key: z.tuple([z.iso.datetime(), z.guid()]), defaultLimit: 20 }),
        }),
        response: { 200: pageOf(shape.HeardView), ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await coachOf(request, request.params.merchant, "report.read");
      const { question, which: kind, cursor, limit } = request.query;
      const which: WhichHeard = question === undefined ? { kind } : { kind: "question", id: question };
      const found = await understanding.heard(merchantId, which, { before: cursor, limit: limit + 1 });
      return pageFrom(found.map(heardOut), limit, ({ at, id }) => [at, id]);
    },
  );

  app.post(
    `${base}/messages/:message/meaning`,
    {
      schema: {
        ...common,
        params: Shop.extend({ message: z.uuid() }),
        summary: "Says what a kept message was about; it counts in figures, rehearsals and the next calibration",
        body: z.strictObject({ means: shape.Means }),
        response: { 204: z.null(), ...writes },
      },
    },
    async (request, reply) => {
      const { merchant, message } = request.params;
      const { merchantId } = await coachOf(request, merchant, "knowledge.write");
      const done = await understanding.review(merchantId, message, request.body.means);
      if (done === "no-such-procedure") noProcedure(request.body.means);
      if (done === "no-message") throw new ProblemError(404, "no-such-message", "No kept message has this id.");
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${base}/lessons`,
    {
      schema: {
        ...common,
        params: Shop,
        summary:
          "Teaches what messages mean: trains, rehearses on the past, and is live unless known messages would be read worse",
        body: z.strictObject({
          question: z.uuid().optional(),
          without: z.array(z.uuid()).max(60).optional(),
          texts: z
            .array(line({ max: 500 }))
            .max(60)
            .optional(),
          means: shape.Means,
          reason: Reason.optional(),
          dry: z.boolean().optional(),
        }),
        response: { 200: shape.TaughtView, 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await coachOf(request, request.params.merchant, "knowledge.write");
      const { question, dry, ...wish } = request.body;
      const taught = await understanding.teach(merchantId, { ...wish, questionId: question, isDry: dry }, by);
      return reply.code(taught.kind === "live" ? 201 : 200).send(taughtOut(taught, wish.means));
    },
  );

  const Version = Shop.extend({ version: z.coerce.number().int().min(1).max(1_000_000) });
  app.post(
    `${base}/lessons/:version/take-back`,
    {
      schema: {
        ...common,
        params: Version,
        summary: "Takes back what one version taught; whatever was taught since stays",
        response: { 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchant, version } = request.params;
      const { merchantId, by } = await coachOf(request, merchant, "knowledge.write");
      return reply.code(201).send(taughtOut(await understanding.takeBack(merchantId, version, by)));
    },
  );

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

  app.post(
    `${base}/calibrations`,
    {
      schema: {
        ...common,
        params: Shop,
        summary: "Refits how sure readings are, on messages whose meaning was told",
        response: { 200: shape.TaughtView, 201: shape.TaughtView, ...writes },
      },
    },
    async (request, reply) => {
      const { merchantId, by } = await coachOf(request, request.params.merchant, "knowledge.write");
      const taught = await understanding.recalibrate(merchantId, by);
      return reply.code(taught.kind === "live" ? 201 : 200).send(taughtOut(taught));
    },
  );
}

function noQuestion(): never {
  throw new ProblemError(404, "no-such-question", "No question has this id; it may have made room for others.");
}

function noProcedure(means: string): never {
  throw new ProblemError(
    409,
    "no-such-procedure",
    `The assistant begins no procedure "${means}". Name one that customers can begin, or "none".`,
  );
}

function noVersion(version: number): never {
  throw new ProblemError(404, "no-such-version", `Version ${version} is not there, or its model is no longer kept.`);
}

function overtaken(): never {
  throw new ProblemError(409, "overtaken", "Somebody taught something at the same moment. Look again, and repeat it.");
}

function taughtOut(taught: Taught, means = ""): z.input<typeof shape.TaughtView> {
  switch (taught.kind) {
    case "live":
      return { kind: "live", version: taught.version, rehearsal: rehearsalOut(taught.rehearsal) };
    case "rehearsed":
    case "refused":
      return { kind: taught.kind, version: null, rehearsal: rehearsalOut(taught.rehearsal) };
    case "no-question":
      return noQuestion();
    case "no-such-procedure":
      return noProcedure(means);
    case "no-version":
      return noVersion(0);
    case "overtaken":
      return overtaken();
    case "nothing-to-teach":
      throw new ProblemError(409, "nothing-to-teach", "No message is left to teach. Leave some in, or write texts.");
    case "nothing-to-take-back":
      throw new ProblemError(
        409,
        "nothing-to-take-back",
        "Nothing this version taught is in force; it was taken back, or taught anew since.",
      );
    case "too-many":
      throw new ProblemError(
        409,
        "too-many-examples",
        `A shop teaches at most ${examplesAtMost} examples. Take back what is no longer needed.`,
      );
    case "too-few":
      throw new ProblemError(
        409,
        "too-few-reviewed",
        `It takes ${taught.needed} messages whose meaning was told; there are ${taught.count}.`,
      );
  }
}

type Question = NonNullable<Awaited<ReturnType<Understanding["question"]>>>;

const questionOut = ({ firstAt, lastAt, suggestion, ...row }: Question): z.input<typeof shape.QuestionView> => ({
  ...row,
  firstAt: firstAt.toISOString(),
  lastAt: lastAt.toISOString(),
  suggestion: suggestion ?? null,
});

const heardOut = (row: HeardRow): z.input<typeof shape.HeardView> => {
  const { id, conversationId, at, text, language, coming, thought, outcome, known, knownBy } = row;
  const told = { id, conversationId, at: at.toISOString(), text, language, coming, outcome, known, knownBy };
  return { ...told, thought: [...thought] };
};

const rehearsalOut = ({ changes, refusals, ...rest }: Rehearsal): z.input<typeof shape.RehearsalView> => ({
  ...rest,
  changes: changes.map(({ known, ...change }) => ({ ...change, known: known ?? null })),
  refusals: [...refusals],
});

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
