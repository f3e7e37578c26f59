import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import type { PoolConfig } from "pg";
import { createModes, createReader, createUnderstanding, type ModesDeps, type ReaderNeeds } from "@ruyi/assistant";
import {
  type CommerceDeps,
  createCommerce,
  createDemoMarket,
  type MishapRates,
  type Patience,
  worldly,
} from "@ruyi/commerce";
import { type Assistant, createDesk, type DeskDeps, type Submitted } from "@ruyi/desk";
import { type Clock, createNewId, type MerchantId } from "@ruyi/kernel";
import { createKnowledge, type KnowledgeDeps, loadQuestions, type ValueOf } from "@ruyi/knowledge";
import { createQuality } from "@ruyi/quality";
import { createDatabase, createLog, createMetrics, migrate, startPostgres } from "@ruyi/platform";
import {
  createHeat,
  createMigrating,
  createProcedures,
  createReading,
  createReleases,
  createStudio,
  type Library,
  loadLibrary,
  type MovedRun,
  type Procedures,
  type ReleaseDeps,
  standardFolder,
} from "@ruyi/sop";
import { type Actor, audit, auditAt, createTenancy, masterKeyIn } from "@ruyi/tenancy";
import { createTrust } from "@ruyi/trust";
import { actionContracts, createActions } from "./actions.ts";
import { createAnswers, type KnownOf } from "./answers/answers.ts";
import { createComputed } from "./answers/computed.ts";
import { createIndexer } from "./answers/indexer.ts";
import { createKindReader } from "./answers/kinds.ts";
import { valuesIn } from "./answers/values.ts";
import { learned } from "./kept-classifier.ts";
import { createAsking } from "./minds/asking.ts";
import { createTrainer } from "./minds/trainer.ts";
import { createNames } from "./names.ts";
import { staffingAt } from "./staffing.ts";
import { createPayments } from "./payments.ts";
import { poolFor, type Settings } from "./settings.ts";
import { createSources, type SourceDeps } from "./sources.ts";
import { wording } from "./wording.ts";

/** All rooms, wired by hand: each is a function from its needs to its abilities, called once. */
export type House = Awaited<ReturnType<typeof openHouse>>;

export type HouseOptions = {
  readonly clock?: Clock;
  /** How the demo market misbehaves. */
  readonly rates?: MishapRates;
  /** How long a shop may take to answer; as long as a customer can be kept waiting unless told otherwise. */
  readonly patience?: Patience;
  /** Another reader in place of the usual one: the red team's own tests give it one with a hole. */
  readonly assistant?: (usual: Assistant) => Assistant;
  readonly log?: ReturnType<typeof createLog>;
  /** This process alone serves from the data folder, and stops its database even when an earlier process launched it. */
  readonly ownsFolder?: boolean;
};

/** The demo market on an ordinary day, whose bank answers within seconds rather than days. */
const demoRates: MishapRates = { ...worldly, pendingMs: [150, 1_500] };

const wait = (ms: number, signal?: AbortSignal): Promise<void> => sleep(ms, undefined, signal ? { signal } : {});

/** In this time the database's process has been begun, or has joined one that runs. */
const beginsWithinMs = 200;

/** Starts or joins the database, brings it up to date, and wires the rooms. Nothing is served yet. */
export async function openHouse(settings: Settings, options: HouseOptions = {}) {
  mkdirSync(settings.home, { recursive: true, mode: 0o700 });
  const clock: Clock = options.clock ?? { now: () => new Date() };
  const newId = createNewId(
    () => clock.now().getTime(),
    () => randomBytes(16),
  );
  const log = options.log ?? createLog({ level: settings.logLevel });
  const metrics = createMetrics({ process: true });
  const onError = (error: unknown, doing = "background work"): void =>
    log.error({ err: error, doing }, "Something failed");

  const starting =
    settings.databaseUrl === undefined ? startPostgres({ folder: join(settings.home, "postgres") }) : undefined;
  // It comes up in a process of its own while this one learns to read, once it had the time to be begun.
  if (starting) await Promise.race([starting, wait(beginsWithinMs)]);
  const library = loadLibrary();
  const examples = library.startable.flatMap(({ id, examples: said }) =>
    [...said.zh, ...said.en].map((text) => ({ text, label: id })),
  );
  const questions = loadQuestions();
  const nothings = outOfScope();
  const strangers = [...nothings, ...questions.map(({ text }) => text)];
  const classifier = learned(examples, { outOfScope: strangers, everyday, turnedAway, typos: true });
  const kindOf = createKindReader(questions, [...examples.map(({ text }) => text), ...nothings]);
  const postgres = await starting;
  const connection: PoolConfig = postgres ? { ...postgres.connection } : poolFor(settings.databaseUrl ?? "");
  const migrated = await migrate(connection);
  const database = createDatabase(connection);

  const tenancy = createTenancy({
    database,
    clock,
    newId,
    randomBytes,
    masterKey: masterKeyIn(settings.home, randomBytes),
  });
  // Told once a process: every telling is audited, and webhooks come by the hundred.
  const secrets = new Map<MerchantId, Promise<string>>();
  const secretOf = (merchantId: MerchantId): Promise<string> => {
    const known = secrets.get(merchantId);
    if (known) return known;
    const told = tenancy.revealIdentitySecret({ kind: "system", name: "demo-market" }, merchantId);
    secrets.set(merchantId, told);
    told.catch(() => secrets.delete(merchantId));
    return told;
  };
  const market = createDemoMarket({
    database,
    clock,
    secretOf,
    wait,
    random: Math.random,
    rates: options.rates ?? demoRates,
    sendWebhook: async (merchantId, headers, body) => {
      await commerce.receiveWebhook(merchantId, headers, body);
    },
  });
  const audited: ReleaseDeps["audited"] & KnowledgeDeps["audited"] = (
    tx,
    place,
    { action, subject, after },
    by,
    at,
  ) => {
    const entry = { by: actorNamed(by), action, subject, after };
    return place.kind === "merchant"
      ? audit(tx, place.merchantId, entry, at, newId)
      : auditAt(tx, place, entry, at, newId);
  };
  const releases = createReleases({
    actions: actionContracts,
    ...{ library, database, clock, onError },
    placeOf: (merchantId) => tenancy.merchantById(merchantId),
    audited,
  });
  const procedures = createProcedures({ library, database, inForce: releases });
  const quality = createQuality({
    ...{ database, onError, versionOf: procedures.versionOf },
    ...{ endedRuns: procedures.endedRuns, runsAfter: procedures.runsAfter },
    strictLinesIn: (merchantId, ids) => desk.strictLinesIn(merchantId, ids),
    zoneOf: async (merchantId) => (await tenancy.merchantById(merchantId))?.zone ?? "UTC",
  });
  const heat = createHeat({ database, versionOf: procedures.versionOf, alsoTold: quality.score, onError });
  const studio = createStudio({ library, releases });
  const reading = createReading({ library, libraryOf: releases.libraryOf, database, heat });

  const valuesOf = new WeakMap<Library, ValueOf>();
  const indexer = createIndexer();
  const knowledge = createKnowledge({
    ...{ database, clock, newId, audited, onError, indexOf: indexer.ask },
    businessOf: async (merchantId) => (await tenancy.merchantById(merchantId))?.businessId,
    readyValues: releases.ready,
    valueOf: (merchantId, at) => {
      const inForce = releases.at(merchantId, at);
      const known = valuesOf.get(inForce) ?? valuesIn(inForce);
      valuesOf.set(inForce, known);
      return known;
    },
  });
  const taughtWith = [...examples, ...strangers.map((text) => ({ text, label: "none" }))];
  const trainer = createTrainer({ classifier, library: taughtWith });
  const titles = new Map(library.startable.map(({ id, title }) => [id, title]));
  const asking = createAsking(settings.model, { titles, clock, onOutcome: metrics.wording });
  const understanding = createUnderstanding({
    ...{ database, clock, newId, classifier, onError, learn: trainer.ask },
    common: createHash("sha256")
      .update(JSON.stringify([taughtWith, classifier.confidence]))
      .digest("base64url")
      .slice(0, 16),
    ordinary: taughtWith.map(({ text }) => text),
    isOurs: (procedure) => titles.has(procedure),
    ...(asking ? { nameOf: asking.nameOf } : {}),
    audited: (tx, merchantId, entry, by, at) => audit(tx, merchantId, { by: actorNamed(by), ...entry }, at, newId),
  });
  const computed = createComputed({
    libraryAt: releases.at,
    matterOf: procedures.matterOf,
    peek: (conversation, lookUp, now) => sources.peek(conversation, lookUp, now),
  });
  const knownOf: KnownOf = ({ merchantId, customerId, now }) => sources.circumstancesOf(merchantId, customerId, now);
  const reads: ReaderNeeds = {
    answers: createAnswers(knowledge, computed, kindOf, knownOf),
    ...{ classify: understanding.read, titles },
    ...(asking ? { propose: asking.propose } : {}),
  };
  const reader = createReader(reads);
  const usual: Assistant = {
    ...reader,
    ready: (merchantId) => both(reader.ready?.(merchantId), understanding.ready(merchantId)),
    noticed: understanding.noticed,
  };
  const assistant = options.assistant?.(usual) ?? usual;
  /** Writes what a merchant chose, and what it was before, under the name of such a change. */
  const auditedAs =
    (action: string): ModesDeps["audited"] =>
    (tx, merchantId, change, by, at) =>
      audit(tx, merchantId, { by: actorNamed(by), action, subject: `merchant:${merchantId}`, ...change }, at, newId);
  const modes = createModes({ ...{ database, clock, onError }, audited: auditedAs("assistant-modes.changed") });
  const { commerce, trust, sources, actions, desk } = wireRooms({
    ...{ database, clock, newId, wait, onError, procedures, assistant, modes },
    shopOf: market.shopOf,
    asksForStars: async (merchantId) => {
      await knowledge.ready(merchantId);
      return knowledge.asksForStars(merchantId);
    },
    secretsOf: async (merchantId) => [await secretOf(merchantId)],
    ...(asking ? { reword: asking.reword, summarise: asking.summarise } : {}),
    ...(options.patience ? { patience: options.patience } : {}),
    onBatch: (size) => metrics.turns.batchSize(size),
    staffingOf: async (merchantId, at) => {
      const merchant = await tenancy.merchantById(merchantId);
      return merchant?.hours && staffingAt({ hours: merchant.hours, zone: merchant.zone }, at);
    },
  });

  const migrating = createMigrating({
    ...{ database, procedures, releases, audited, clock, newId, onError },
    moveRun: async (merchantId, { id: runId, conversationId }, wish) => {
      const answer = await desk.submit(merchantId, conversationId, { kind: "migrate", runId, wish });
      return movedRun(answer);
    },
  });

  return {
    settings,
    clock,
    newId,
    log,
    metrics,
    onError,
    connection,
    migrated,
    database,
    ...{
      tenancy,
      market,
      commerce,
      trust,
      library,
      procedures,
      heat,
      reading,
      releases,
      migrating,
      studio,
      quality,
      knowledge,
      sources,
      actions,
      desk,
      assistant,
      modes,
      reads,
      understanding,
    },
    auditedAs,
    newRequestId: () => randomUUID(),
    close: async (): Promise<void> => {
      await understanding.stop();
      await trainer.stop();
      await indexer.stop();
      await database.close();
      if (postgres && (postgres.launched || options.ownsFolder)) await postgres.stop();
    },
  };
}

export type RoomNeeds = Pick<DeskDeps, "database" | "clock" | "newId" | "onError" | "assistant"> &
  Pick<DeskDeps, "reword" | "summarise" | "onBatch" | "staffingOf" | "modes"> &
  Pick<CommerceDeps, "shopOf" | "secretsOf" | "wait" | "patience"> &
  Pick<SourceDeps, "asksForStars"> & { readonly procedures: Procedures };

/** The rooms in which a conversation proceeds. All they remember is in the database, so they may be wired anew at any time. */
export function wireRooms({ procedures, assistant, shopOf, secretsOf, wait, patience, ...rest }: RoomNeeds) {
  const { asksForStars, ...needs } = rest;
  const { database, clock, newId, onError } = needs;
  const commerce = createCommerce({
    ...{ database, clock, newId, wait, shopOf, secretsOf },
    ...(patience ? { patience } : {}),
  });
  const trust = createTrust({ database, clock, newId, payments: createPayments(commerce) });
  const sources = createSources({
    ...{ commerce, trust, clock, onError: (error) => onError(error, "reading facts") },
    ...(asksForStars ? { asksForStars } : {}),
  });
  const actions = createActions({ commerce, trust, sources, clock, wait });
  const namesOf = createNames({ commerce, clock, wait });
  const desk = createDesk({ ...needs, procedures, assistant, sources, actions, wording, namesOf });
  return { commerce, trust, sources, actions, desk };
}

/** What the desk asks of the assistant beside reading. */
/** Both made ready; undefined where both are already. */
const both = (one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined =>
  one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);

/** Who released something, as `staff:0190…`. */
function actorNamed(by: string): Actor {
  const [kind, id = ""] = by.split(":");
  return { kind: kind === "api-key" || kind === "staff" ? kind : "system", id };
}

/** What became of a run that its desk was to bring to another version. */
function movedRun(answer: Submitted): MovedRun {
  if (answer.kind === "done" || answer.kind === "again") return { kind: "moved" };
  if (answer.kind === "no-conversation" || answer.why === "no-run") return { kind: "gone" };
  if (answer.why === "run-stays") return { kind: "stays", reasons: answer.reasons };
  throw new Error(
    `The desk answers "${answer.why}" to a run that was to be moved, which no turn of that kind comes to.`,
  );
}

/** What most people write about. */
const everyday = [
  ...["where-is-my-parcel", "cancel-order", "change-address", "return-and-refund", "damaged-or-missing"],
  "talk-to-a-person",
];

/** Whoever is turned away is asked again, or answered from articles: that costs less than the wrong procedure. */
const turnedAway = 0.08;

/** What customers say that is for nobody here. */
function outOfScope(): string[] {
  const file = join(standardFolder, "examples", "out-of-scope.yaml");
  const { zh, en } = parse(readFileSync(file, "utf8")) as Record<"zh" | "en", readonly string[]>;
  return [...zh, ...en];
}
