import type { IncomingHttpHeaders } from "node:http";
import type { Bilingual, Clock, MerchantId, RunId } from "@ruyi/kernel";
import { type HttpServer, pageFrom, pageOf, pageQuery, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import * as shape from "../contract.ts";
import type { ProcedureFinding } from "../finding.ts";
import { ChangesText, Name } from "../procedure-file.ts";
import type { CaseOutcome, Rehearsal } from "../rehearse.ts";
import { wordFor } from "../reading/terms.ts";
import { placeOf } from "../run.ts";
import type { Refused, Releases, RunMigration } from "./operations.ts";
import { type Composed, inForceAt, type Release } from "./release.ts";
import type { Draft } from "./store.ts";

type Call = { readonly method: string; readonly headers: IncomingHttpHeaders };

export type ReleaseRouteDeps = {
  readonly releases: Releases;
  readonly clock: Clock;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly authorOf: (
    request: Call,
    slug: string,
    permission: "procedure.read" | "procedure.write" | "procedure.release",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
};

const Text = z.string().min(1).max(200_000);
/** What an author writes: texts as they should be, or changes alone. */
export const Content = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: Text, parts: z.record(Name.max(60), Text).optional() }),
  z.strictObject({ kind: z.literal("adaptation"), changes: z.record(z.string().max(100), ChangesText) }),
]);
export const Reason = z.string().trim().min(3).max(500);
const changedAtMost = 100;

/** A merchant's drafts, rehearsals, releases and rollbacks. */
export function addReleaseRoutes(app: HttpServer, { releases, clock, authorOf }: ReleaseRouteDeps): void {
  const base = "/v1/merchants/:merchant/procedures/:id";
  const params = z.object({ merchant: z.string().max(60), id: Name.max(60) });
  const common = { tags: ["procedures"], security: [...security.staff, ...security.program], params };
  const problems = { 401: Problem, 403: Problem, 404: Problem };

  app.put(
    `${base}/draft`,
    {
      schema: {
        ...common,
        summary:
          "Keeps a draft: a procedure of one's own, or changes to one that stands above; says what the check finds",
        body: Content,
        response: { 200: shape.DraftView, ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId, by } = await authorOf(request, merchant, "procedure.write");
      return draftOut(id, await releases.saveDraft(merchantId, id, contentFrom(request.body), by));
    },
  );

  app.get(
    `${base}/draft`,
    {
      schema: {
        ...common,
        summary: "The draft, and what the check finds",
        response: { 200: shape.DraftView, ...problems },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { merchantId } = await authorOf(request, request.params.merchant, "procedure.read");
      const draft = await releases.draft(merchantId, id);
      return draft ? draftOut(id, draft) : noDraft();
    },
  );

  app.post(
    `${base}/draft/rehearsal`,
    {
      schema: {
        ...common,
        summary: "Plays the newest past cases in the draft: who would be decided otherwise, and what it costs",
        response: { 200: shape.RehearsalView, 409: Problem, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "procedure.write");
      const rehearsed = await releases.rehearse(merchantId, request.params.id);
      if (!rehearsed) return noDraft();
      return "kind" in rehearsed ? unsound(rehearsed) : rehearsalOut(rehearsed);
    },
  );

  app.get(
    `${base}/releases`,
    {
      schema: {
        ...common,
        summary: "The merchant's own releases of a procedure, the newest first",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.int()]), defaultLimit: 50 })),
        response: { 200: pageOf(shape.ReleaseView), ...problems },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { merchantId } = await authorOf(request, request.params.merchant, "procedure.read");
      const place = { kind: "merchant", merchantId } as const;
      const { cursor, limit } = request.query;
      const [found, newest, above] = await Promise.all([
        releases.releasesOf(place, id, { before: cursor?.[0], limit: limit + 1 }),
        releases.releasesOf(place, id, { limit: 1_000 }),
        releases.aboveHash(place, id),
      ]);
      const current = inForceAt(newest, clock.now())?.number;
      const items = found.map((release) => releaseOut(release, { isInForce: release.number === current, above }));
      return pageFrom(items, limit, ({ number }) => [number]);
    },
  );

  app.get(
    `${base}/migration`,
    {
      schema: {
        ...common,
        summary: "Running cases of other versions: which could go on in the one in force, and why the others cannot",
        querystring: z.strictObject(pageQuery({ key: z.tuple([z.uuid()]), defaultLimit: 50 })),
        response: { 200: pageOf(shape.MigrationView), ...problems },
      },
    },
    async (request) => {
      const { merchant, id } = request.params;
      const { merchantId } = await authorOf(request, merchant, "procedure.read");
      const { cursor, limit } = request.query;
      const before = cursor ? (cursor[0] as RunId) : undefined;
      const found = await releases.migration(merchantId, id, { before, limit: limit + 1 });
      if (!found) throw new ProblemError(404, "no-such-procedure", "This merchant has no such procedure in force.");
      return pageFrom(found.map(migrationOut), limit, ({ run }) => [run]);
    },
  );

  app.post(
    `${base}/releases`,
    {
      schema: {
        ...common,
        summary: "Releases the draft, in force at once or from a moment on; refused while the check finds anything",
        body: z.strictObject({ reason: Reason, effectiveAt: z.iso.datetime({ offset: true }).optional() }),
        response: { 201: shape.ReleaseView, 409: Problem, ...problems },
      },
    },
    async (request, reply) => {
      const { merchant, id } = request.params;
      const { merchantId, by } = await authorOf(request, merchant, "procedure.release");
      const draft = await releases.draft(merchantId, id);
      if (!draft) return noDraft();
      const { reason, effectiveAt } = request.body;
      const made = await releases.release({ kind: "merchant", merchantId }, id, draft.content, {
        by,
        reason,
        ...(effectiveAt === undefined ? {} : { effectiveAt: new Date(effectiveAt) }),
      });
      if (made.kind === "refused") return unsound(made);
      const isInForce = made.release.effectiveAt <= clock.now();
      return reply.code(201).send(releaseOut(made.release, { isInForce, above: made.release.aboveHash }));
    },
  );

  app.post(
    `${base}/rollback`,
    {
      schema: {
        ...common,
        summary: "Puts in force again what was before the release in force, at once",
        body: z.strictObject({ reason: Reason }),
        response: { 201: shape.ReleaseView, 409: Problem, ...problems },
      },
    },
    async (request, reply) => {
      const { merchant, id } = request.params;
      const { merchantId, by } = await authorOf(request, merchant, "procedure.release");
      const release = await releases.rollBack({ kind: "merchant", merchantId }, id, {
        by,
        reason: request.body.reason,
      });
      if (!release) return nothingToRollBack();
      return reply.code(201).send(releaseOut(release, { isInForce: true, above: release.aboveHash }));
    },
  );
}

export function contentFrom(body: z.infer<typeof Content>): Parameters<Releases["saveDraft"]>[2] {
  if (body.kind === "text") return body;
  const changes = Object.entries(body.changes).map(([name, { tables, ...rest }]) => [
    name,
    {
      ...rest,
      tables: Object.fromEntries(Object.entries(tables).map(([table, text]) => [table, { name: table, ...text }])),
    },
  ]);
  return { kind: "adaptation", changes: Object.fromEntries(changes) };
}

export const findingOut = ({ witness, ...finding }: ProcedureFinding) => ({ ...finding, witness: { ...witness } });

const draftOut = (
  procedure: string,
  { content, by, at, body, findings }: Draft & Composed,
): z.input<typeof shape.DraftView> => ({
  ...{ procedure, content, by, at: at.toISOString() },
  hash: body?.hash ?? null,
  findings: findings.map(findingOut),
});

export const releaseOut = (
  { procedure, number, effectiveAt, at, by, reason, restores, hash, aboveHash }: Release,
  { isInForce, above }: { readonly isInForce: boolean; readonly above: string | undefined },
): z.input<typeof shape.ReleaseView> => ({
  ...{ procedure, number, by, reason },
  effectiveAt: effectiveAt.toISOString(),
  releasedAt: at.toISOString(),
  restores: restores ?? null,
  hash: hash ?? null,
  inForce: isInForce,
  behind: hash !== undefined && aboveHash !== above,
});

const migrationOut = ({ run, migration }: RunMigration): z.input<typeof shape.MigrationView> => ({
  ...{ run: run.id, conversationId: run.conversationId, version: run.version, hash: run.hash },
  step: placeOf(run).step,
  canMove: migration.kind === "can-move",
  reasons: migration.kind === "stays" ? migration.reasons.map((reason) => ({ ...reason })) : [],
});

const outcomeOut = ({ ended, openAt, acts, handOffs }: CaseOutcome) => ({
  ended: ended ?? null,
  openAt: openAt ?? null,
  acts: acts.map(({ action, state, amount }) => ({ action, state, ...(amount ? { amount: { ...amount } } : {}) })),
  handOffs: [...handOffs],
});

const rehearsalOut = ({
  cases,
  same,
  reworded,
  cost,
  moves,
  changed,
}: Rehearsal): z.input<typeof shape.RehearsalView> => ({
  ...{ cases, same, reworded, cost: { ...cost } },
  moves: moves.map((move) => ({ ...move })),
  changed: changed.slice(0, changedAtMost).map(({ id, conversationId, differs, before, after }) => ({
    ...{ run: id, conversationId },
    differs: [...differs],
    before: outcomeOut(before),
    after: outcomeOut(after),
  })),
  words: wordsOf(changed.slice(0, changedAtMost).flatMap(({ before, after }) => [before, after])),
});

/** What everything named by outcomes is called. */
function wordsOf(outcomes: readonly CaseOutcome[]): Record<string, Bilingual> {
  const words = outcomes.flatMap(({ ended, acts, handOffs }): [string, Bilingual][] => [
    ...(ended === undefined ? [] : [[`outcome ${ended}`, named("outcomes", ended)] as [string, Bilingual]]),
    ...acts.map(({ action }): [string, Bilingual] => [`action ${action}`, named("actions", action)]),
    ...handOffs.map((reason): [string, Bilingual] => [`reason ${reason}`, named("reasons", reason)]),
  ]);
  return Object.fromEntries(words);
}

function named(vocabulary: "outcomes" | "actions" | "reasons", name: string): Bilingual {
  const { zh, en } = wordFor(vocabulary, name);
  return { zh, en };
}

function noDraft(): never {
  throw new ProblemError(404, "no-such-draft", "There is no draft of this procedure; put one first.");
}

export function nothingToRollBack(): never {
  const detail = "No release of this procedure made here is in force, so there is nothing to go back from.";
  throw new ProblemError(409, "nothing-to-roll-back", detail);
}

export function unsound({ findings }: Refused, name = "draft-not-sound"): never {
  const [first] = findings;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : "";
  const detail = `The check finds ${first ? `${first.rule} at ${first.at}: ${first.message}` : "that it cannot be read"}${more}. Mend that first.`;
  throw new ProblemError(409, name, detail, {
    extra: { findings: findings.slice(0, 50).map(findingOut) },
  });
}
