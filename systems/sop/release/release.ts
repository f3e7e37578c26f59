import type { Currency } from "@ruyi/kernel";
import { type Adaptation, adapt, type Adapted, unadapted } from "../adapt.ts";
import { checkProcedure } from "../check.ts";
import type { ProcedureFinding } from "../finding.ts";
import { settingsOf, settled } from "../parameter.ts";
import { isProcedure, linkProcedures, type ProcedureSource, readProcedure } from "../procedure-file.ts";
import type { Procedure } from "../procedure.ts";

/** What a place writes: a procedure of its own, as its file, or changes to one that stands above and to its parts. */
export type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "adaptation"; readonly changes: Readonly<Record<string, Changes>> };
export type Changes = Omit<Adaptation, "of">;

/** A procedure and its parts before settings are put in: what those below may change. */
export type Layer = Readonly<Record<string, Omit<Adapted, "problems">>>;

/** Everything a run would pin, and what the check says about it. */
export type Composed = {
  readonly body: Procedure | undefined;
  readonly layer: Layer;
  readonly findings: readonly ProcedureFinding[];
};

/** One release of a place, as the rows say. */
export type Release = {
  readonly procedure: string;
  readonly number: number;
  readonly effectiveAt: Date;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  /** The release that a rollback brings back; 0 where it goes back to what stands above. */
  readonly restores: number | undefined;
  /** The version that stood above when it was made; undefined where nothing did. */
  readonly aboveHash: string | undefined;
  /** None where the place goes back to what stands above. */
  readonly hash: string | undefined;
};

/**
 * The procedure that a content makes of what stands above. Steps are never changed from below, so that a text is refused where the
 * procedure stands above already. Pure.
 */
export function compose(
  above: {
    readonly layer: Layer;
    readonly procedure: string;
    readonly parts: ReadonlyMap<string, ProcedureSource>;
    /** A text may take the place of what stands above. */
    readonly mayRewrite?: boolean;
  },
  content: Content,
  currency: Currency,
): Composed {
  const { procedure: id } = above;
  if (content.kind === "text") {
    const read = readProcedure(content.text);
    if (!isProcedure(read)) {
      const findings = read.map(({ at, message }) => ({ rule: "shape", at, message, witness: { text: at } }));
      return { body: undefined, layer: {}, findings };
    }
    const wrong = wrongName(read, id, above.mayRewrite ? {} : above.layer);
    if (wrong) return { body: undefined, layer: {}, findings: [wrong] };
    const parts = [...above.parts.values()].filter((part) => part.id !== id);
    const needed = neededBy(read, new Map(parts.map((part) => [part.id, part])));
    return linked(id, Object.fromEntries([read, ...needed].map((source) => [source.id, unadapted(source)])), currency);
  }
  const layer = { ...above.layer };
  const problems: ProcedureFinding[] = [];
  if (!layer[id])
    problems.push(namesNothing(id, `No procedure "${id}" stands above to be changed; write it as a text.`));
  for (const [name, changes] of Object.entries(content.changes)) {
    const standing = layer[name];
    if (!standing) {
      problems.push(namesNothing(name, `"${id}" calls no procedure "${name}".`));
      continue;
    }
    const { problems: found, ...adapted } = adapt({ ...standing, problems: [] }, { of: name, ...changes });
    layer[name] = adapted;
    problems.push(...found.map((each) => ({ ...each, at: `${name}.${each.at}` })));
  }
  const composed = layer[id] ? linked(id, layer, currency) : { body: undefined, layer, findings: [] };
  return { ...composed, findings: [...problems, ...composed.findings] };
}

/** The layer that the files of a library make for one of its procedures. */
export function layerOf(id: string, sources: ReadonlyMap<string, ProcedureSource>): Layer {
  const source = sources.get(id);
  if (!source) return {};
  return Object.fromEntries([source, ...neededBy(source, sources)].map((each) => [each.id, unadapted(each)]));
}

function linked(id: string, layer: Layer, currency: Currency): Composed {
  const sources = new Map(Object.entries(layer).map(([name, { source }]) => [name, source]));
  const findings = [...sources.values()].flatMap((source) =>
    checkProcedure(source, sources).map((each) => ({
      ...each,
      at: source.id === id ? each.at : `${source.id}.${each.at}`,
    })),
  );
  const ready = settledIn(layer, currency);
  // What was set is proven too: the file's own check knows defaults and the ends of bounds.
  const set = new Map(ready.map((source) => [source.id, source]));
  const atSettings = ready.flatMap((source) => checkProcedure({ ...source, parameters: {} }, set));
  const isNew = (one: ProcedureFinding): boolean =>
    ["gap", "overlap", "conflict", "shadowed", "promise", "endless"].includes(one.rule) &&
    !findings.some(({ rule, at }) => rule === one.rule && at.endsWith(one.at));
  const all = [...findings, ...atSettings.filter(isNew)];
  return { body: bodyOf(id, layer, currency), layer, findings: all };
}

/** The procedure with its parts and the settings for a merchant of this currency; undefined where a part is missing. */
export function bodyOf(id: string, layer: Layer, currency: Currency): Procedure | undefined {
  const ready = settledIn(layer, currency);
  const isWhole = ready.every(({ steps }) =>
    Object.values(steps).every((step) => step.kind !== "call" || step.procedure in layer),
  );
  return isWhole ? linkProcedures(ready).find((procedure) => procedure.id === id) : undefined;
}

const settledIn = (layer: Layer, currency: Currency): ProcedureSource[] =>
  Object.values(layer).map(({ source, values }) => settled(source, settingsOf(source.parameters, values, currency)));

function wrongName(read: ProcedureSource, id: string, above: Layer): ProcedureFinding | undefined {
  if (read.id !== id)
    return {
      ...namesNothing("id", `The text is of "${read.id}", and "${id}" was to be released.`),
      rule: "names-nothing",
    };
  if (!above[id]) return undefined;
  const message = `"${id}" stands above: its steps are not changed from below. Change what it leaves open, or write another procedure.`;
  return { rule: "locked", at: "steps", message, witness: { id } };
}

const namesNothing = (at: string, message: string): ProcedureFinding => ({
  rule: "names-nothing",
  at,
  message,
  witness: { procedure: at },
});

/** The procedures that one calls, however far down, of those there are. */
function neededBy(source: ProcedureSource, all: ReadonlyMap<string, ProcedureSource>): ProcedureSource[] {
  const needed = new Map<string, ProcedureSource>();
  const open = [source];
  for (const each of open) {
    for (const step of Object.values(each.steps)) {
      const part = step.kind === "call" ? all.get(step.procedure) : undefined;
      if (!part || part.id === source.id || needed.has(part.id)) continue;
      needed.set(part.id, part);
      open.push(part);
    }
  }
  return [...needed.values()];
}

type Dated = Pick<Release, "number" | "effectiveAt">;

/** The release of one procedure at one place that holds at a moment; undefined before the first. */
export function inForceAt<Each extends Dated>(releases: readonly Each[], at: Date): Each | undefined {
  return releases
    .filter(({ effectiveAt }) => effectiveAt <= at)
    .toSorted((one, other) => Number(other.effectiveAt) - Number(one.effectiveAt) || other.number - one.number)[0];
}

/**
 * What a rollback now brings back: the release that held before the one in force, or 0 for what stands above where it was
 * the first. A rollback rolled back goes further back. Undefined where nothing is in force that could be.
 */
export function restoredBy<Each extends Dated & { readonly restores: number | undefined }>(
  releases: readonly Each[],
  now: Date,
): number | undefined {
  const current = inForceAt(releases, now);
  if (!current || current.restores === 0) return undefined;
  const real = current.restores === undefined ? current : releases.find(({ number }) => number === current.restores);
  if (!real) return undefined;
  const before = releases.filter(({ number, restores }) => number < real.number && restores === undefined);
  return inForceAt(before, real.effectiveAt)?.number ?? 0;
}
