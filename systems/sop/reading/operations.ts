import type { z } from "zod";
import { type Language, type MerchantId, shareOf } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import { bpmnOf } from "../bpmn/bpmn.ts";
import { checkProcedure } from "../check.ts";
import type { ProcedureFinding } from "../finding.ts";
import type { Changes, HeatView, ProcedureSummary, ProcedureView, VersionView } from "../contract.ts";
import { medianOf } from "../heat/duration.ts";
import type { Heat } from "../heat/operations.ts";
import type { Count } from "../heat/tally.ts";
import type { Library } from "../library.ts";
import type { Procedure } from "../procedure.ts";
import * as store from "../store.ts";
import { changesBetween } from "./changes.ts";
import { inReadingOrder, portray } from "./portrait.ts";
import { wordFor } from "./terms.ts";

export type ReadingDeps = {
  readonly library: Library;
  /** What a merchant has in force; without it everybody has the library. */
  readonly libraryOf?: (merchantId: MerchantId) => Promise<Library>;
  readonly database: Database;
  readonly heat: Pick<Heat, "countsIn" | "usesOf" | "countedUntil">;
};

export type Reading = ReturnType<typeof createReading>;
/** Calendar days in the merchant's zone, both included. */
export type Period = { readonly from: string; readonly to: string };

type Counted = Omit<Count, "day">;

/** What people read of a merchant's procedures: the text of each version, what changed, and how runs went through it. */
export function createReading({
  library: standard,
  libraryOf = () => Promise.resolve(standard),
  database,
  heat,
}: ReadingDeps) {
  const findings = new Map<string, readonly ProcedureFinding[]>();
  const findingsOf = (procedure: Procedure): readonly ProcedureFinding[] => {
    const known = findings.get(procedure.hash);
    if (known) return known;
    // Settings are put in already: what read a parameter reads a value now, and its bounds were looked at before.
    const isOfParameter = ({ rule, at }: ProcedureFinding): boolean =>
      rule === "parameter" && at.startsWith("parameters.");
    const parts = new Map(Object.entries(procedure.parts));
    const found = checkProcedure(procedure, parts).filter((finding) => !isOfParameter(finding));
    findings.set(procedure.hash, found);
    return found;
  };
  const isIn = (library: Library, { id, hash }: Procedure): boolean => library.byId(id)?.hash === hash;

  /** A version's text: the one in force when no hash is named. Undefined when there is none. */
  async function textOf(merchantId: MerchantId, id: string, hash?: string): Promise<Procedure | undefined> {
    const current = (await libraryOf(merchantId)).byId(id);
    if (current && (hash === undefined || current.hash === hash)) return current;
    return database.transact(merchantId, async (tx) => {
      const wanted = hash ?? (await store.pinnedVersions(tx, merchantId, id))[0]?.hash;
      return wanted === undefined ? undefined : store.pinnedText(tx, merchantId, id, wanted);
    });
  }

  /** The version a merchant used before this one; itself where there was none. */
  async function hashBefore(merchantId: MerchantId, { id, hash }: Procedure): Promise<string> {
    const pinned = await database.transact(merchantId, (tx) => store.pinnedVersions(tx, merchantId, id));
    const place = pinned.findIndex((version) => version.hash === hash);
    return pinned[place + 1]?.hash ?? hash;
  }

  return {
    /** All procedures, those a customer can start first; each with its runs of the last 7 and 30 days up to `today`. */
    async list(merchantId: MerchantId, today: string): Promise<z.input<typeof ProcedureSummary>[]> {
      const library = await libraryOf(merchantId);
      const known = library.all.map(({ id }) => id);
      const retired = await database.transact(merchantId, (tx) => store.retiredProcedures(tx, merchantId, known));
      const all = [...library.all, ...retired];
      const query = { procedures: all.map(({ id }) => id), what: ["run"], to: today } as const;
      const [week, month] = await Promise.all([
        heat.countsIn(merchantId, { ...query, from: daysBefore(today, 6) }),
        heat.countsIn(merchantId, { ...query, from: daysBefore(today, 29) }),
      ]);
      const items = all.map((procedure) => {
        const { id, title, version, hash, examples } = procedure;
        const kind = examples.zh.length + examples.en.length > 0 ? ("startable" as const) : ("part" as const);
        const ofProcedure = (counts: readonly Counted[]) => counts.filter((count) => count.procedure === id);
        const { begun, ...figures } = figuresOf(ofProcedure(month));
        return {
          ...{ id, title, version, hash, kind, inForce: isIn(library, procedure) },
          runs: { in7Days: figuresOf(ofProcedure(week)).begun, in30Days: begun },
          ...figures,
          findings: findingsOf(procedure).map((finding) => ({ ...finding, witness: { ...finding.witness } })),
        };
      });
      const place = ({ kind, inForce }: (typeof items)[number]): number =>
        (inForce ? 0 : 2) + (kind === "part" ? 1 : 0);
      return items.toSorted((one, other) => place(one) - place(other) || (one.id < other.id ? -1 : 1));
    },

    /** One version as people read it. Undefined when the merchant has none such. */
    async portrait(
      merchantId: MerchantId,
      id: string,
      hash?: string,
    ): Promise<z.input<typeof ProcedureView> | undefined> {
      const procedure = await textOf(merchantId, id, hash);
      if (!procedure) return undefined;
      const library = await libraryOf(merchantId);
      const calledBy = library.all.filter(({ steps }) =>
        Object.values(steps).some((step) => step.kind === "call" && step.procedure === id),
      );
      return portray(procedure, { inForce: isIn(library, procedure), calledBy, findings: findingsOf(procedure) });
    },

    /** One version with its parts as BPMN 2.0 XML, named in one language. Undefined when the merchant has none such. */
    async bpmn(merchantId: MerchantId, id: string, language: Language, hash?: string): Promise<string | undefined> {
      const procedure = await textOf(merchantId, id, hash);
      return procedure && bpmnOf(procedure, language);
    },

    /** Every version the merchant's runs have pinned, and the one in force; the newest first. */
    async versions(merchantId: MerchantId, id: string): Promise<z.input<typeof VersionView>[]> {
      const [pinned, uses] = await Promise.all([
        database.transact(merchantId, (tx) => store.pinnedVersions(tx, merchantId, id)),
        heat.usesOf(merchantId, id),
      ]);
      const current = (await libraryOf(merchantId)).byId(id);
      const isNew = current && !pinned.some(({ hash }) => hash === current.hash);
      const all = [
        ...(isNew ? [{ hash: current.hash, version: current.version, firstUsedAt: undefined }] : []),
        ...pinned,
      ];
      return all
        .map(({ hash, version, firstUsedAt }) => {
          const use = uses.find((each) => each.hash === hash);
          return {
            ...{ hash, version, inForce: current?.hash === hash, runs: use?.runs ?? 0 },
            firstUsedAt: firstUsedAt?.toISOString() ?? null,
            lastUsedOn: use?.lastDay ?? null,
          };
        })
        .toSorted((one, other) => Number(other.inForce) - Number(one.inForce));
    },

    /**
     * What changed up to one version, the one in force unless named, since another: the last one used before it unless
     * named, and nothing where there was none. Undefined when a version is not there.
     */
    async changes(
      merchantId: MerchantId,
      id: string,
      hashes: { readonly from?: string | undefined; readonly to?: string | undefined },
    ): Promise<z.input<typeof Changes> | undefined> {
      const after = await textOf(merchantId, id, hashes.to);
      if (!after) return undefined;
      const before = await textOf(merchantId, id, hashes.from ?? (await hashBefore(merchantId, after)));
      if (!before) return undefined;
      const named = ({ hash, version }: Procedure) => ({ hash, version });
      return { from: named(before), to: named(after), items: changesBetween(before, after) };
    },

    /** How runs that began in a period went through one version. Undefined when there is none such. */
    async heat(
      merchantId: MerchantId,
      id: string,
      { from, to, hash }: Period & { readonly hash?: string },
    ): Promise<z.input<typeof HeatView> | undefined> {
      const procedure = await textOf(merchantId, id, hash);
      if (!procedure) return undefined;
      const query = { procedures: [id], what: ["run", "step", "way", "stay"], from, to, hash: procedure.hash } as const;
      const [counts, countedUntil] = await Promise.all([heat.countsIn(merchantId, query), heat.countedUntil()]);
      const ways = counts.filter(({ what, to: goal }) => what === "way" && goal !== "");
      return {
        ...{ hash: procedure.hash, from, to, countedUntil: countedUntil?.toISOString() ?? null },
        ...figuresOf(counts),
        steps: inReadingOrder(procedure).map((step) => stepFigures(step, counts)),
        ways: ways.map(({ from: start, to: goal, runs, times }) => ({ from: start, to: goal, runs, times })),
      };
    },

    countedUntil: heat.countedUntil,
  };
}

/** The calendar day so many days before another. */
export const daysBefore = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).subtract({ days }).toString();

/** How often it was begun, how it ended, and how often a colleague was asked. */
function figuresOf(counts: readonly Counted[]) {
  const runs = counts.filter(({ what }) => what === "run");
  const sum = (from: string, of: "runs" | "times"): number =>
    runs.filter((count) => count.from === from).reduce((total, count) => total + count[of], 0);
  const byOutcome = new Map<string, number>();
  for (const { from, to, times } of runs) if (from === "ended") byOutcome.set(to, (byOutcome.get(to) ?? 0) + times);
  const outcomes = [...byOutcome]
    .map(([outcome, times]) => {
      const { zh, en } = wordFor("outcomes", outcome);
      return { outcome, words: { zh, en }, runs: times };
    })
    .toSorted((one, other) => other.runs - one.runs || (one.outcome < other.outcome ? -1 : 1));
  const begun = sum("begun", "times");
  return {
    begun,
    underWay: begun + sum("moved-in", "times") - sum("moved-on", "times") - sum("ended", "times"),
    handedOver: shareOf(sum("handed-over", "runs"), sum("begun", "runs")) ?? null,
    outcomes,
  };
}

function stepFigures(step: string, counts: readonly Counted[]): z.input<typeof HeatView>["steps"][number] {
  const came = counts.filter(({ what, from }) => what === "step" && from === step);
  const left = counts.filter(({ what, from }) => what === "way" && from === step);
  const times = total(came, "times");
  const stays = counts.filter(({ what, from }) => what === "stay" && from === step);
  const moved = (how: string): number =>
    total(
      counts.filter(({ what, from, to }) => what === "run" && from === how && to === step),
      "times",
    );
  return {
    ...{ step, times, runs: total(came, "runs") },
    ended: total(
      left.filter(({ to }) => to === ""),
      "times",
    ),
    standing: times + moved("moved-in") - moved("moved-on") - total(left, "times"),
    medianSeconds: medianOf(stays.map((stay) => ({ bucket: Number(stay.to), times: stay.times }))) ?? null,
  };
}

const total = (counts: readonly Counted[], of: "runs" | "times"): number =>
  counts.reduce((sum, count) => sum + count[of], 0);
