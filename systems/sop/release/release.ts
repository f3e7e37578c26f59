import type { Currency } from "@ruyi/kernel";
import { type Adaptation, adapt, type Adapted, unadapted } from "../adapt.ts";
import { type ActionContracts, contractFindings } from "../action-contract.ts";
import { checkProcedure } from "../check.ts";
import type { ProcedureFinding } from "../finding.ts";
import { settingsOf, settled } from "../parameter.ts";
import {
  type FileProblem,
  isProcedure,
  linkProcedures,
  type ProcedureSource,
  readProcedure,
} from "../procedure-file.ts";
import type { Procedure } from "../procedure.ts";
import { changesNothing, changesWished } from "./wished.ts";

/**
 * What a place writes: the whole text as it should be, with the texts of parts it changes, or changes alone. Where the procedure
 * stands above, a text is read as the changes it makes.
 */
export type Content =
  | { readonly kind: "text"; readonly text: string; readonly parts?: Readonly<Record<string, string>> | undefined }
  | { readonly kind: "adaptation"; readonly changes: Readonly<Record<string, Changes>> };
export type Changes = Omit<Adaptation, "of">;

/** A procedure and its parts before settings are put in: what those below may change. */
export type Layer = Readonly<Record<string, Omit<Adapted, "problems">>>;

/** Everything a run would pin, and what the check says about it. */
export type Composed = {
  readonly body: Procedure | undefined;
  readonly layer: Layer;
  /** What was written, as it is kept: changes where the procedure stands above. */
  readonly content: Content;
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

/** The procedure that a content makes of what stands above. Steps are never changed from below. Pure. */
export function compose(above: Above, content: Content, currency: Currency): Composed {
  if (content.kind === "adaptation") return adapted(above, content, [], currency);
  const { procedure: id, layer } = above;
  const { text, parts = {} } = content;
  const texts = Object.entries({ [id]: text, ...parts });
  const read = texts.map(([name, each]) => [name, readProcedure(each)] as const);
  const unread = read.flatMap(([name, found]) =>
    isProcedure(found) ? wrongName(found, name) : found.map((each) => shapeFinding(placeIn(id, name), each)),
  );
  if (unread.length > 0) return { body: undefined, layer: {}, content, findings: unread };
  const sources = read.flatMap(([name, found]) =>
    isProcedure(found) ? [[name, withExamples(found, layer[name]?.source)] as const] : [],
  );
  const own = layer[id] && !above.mayRewrite ? undefined : sources.find(([name]) => name === id)?.[1];
  const standing = own ? withParts(own, above) : layer;
  const findings: ProcedureFinding[] = [];
  const changes: Record<string, Changes> = {};
  for (const [name, source] of sources) {
    const held = standing[name];
    if (source === own) continue;
    if (!held) findings.push(namesNothing(placeIn(id, name)("id"), `"${id}" calls no procedure "${name}".`));
    else {
      const wished = changesWished(held, source);
      findings.push(...wished.findings.map((each) => ({ ...each, at: placeIn(id, name)(each.at) })));
      if (!changesNothing(wished.changes)) changes[name] = wished.changes;
    }
  }
  const made = adapted({ ...above, layer: standing }, { kind: "adaptation", changes }, findings, currency);
  return own ? { ...made, content } : made;
}

/** What stands above a place: its layer of the procedure, and everything a text may call. */
export type Above = {
  readonly layer: Layer;
  readonly procedure: string;
  readonly parts: ReadonlyMap<string, ProcedureSource>;
  /** A text may take the place of what stands above. */
  readonly mayRewrite?: boolean;
  /** What is carried out, where that is known. */
  readonly actions?: ActionContracts;
};

function adapted(
  above: Above,
  content: Extract<Content, { kind: "adaptation" }>,
  found: readonly ProcedureFinding[],
  currency: Currency,
): Composed {
  const { procedure: id } = above;
  const layer = { ...above.layer };
  const problems: ProcedureFinding[] = [...found];
  if (!layer[id])
    problems.push(namesNothing(id, `No procedure "${id}" stands above to be changed; write it as a text.`));
  for (const [name, changes] of Object.entries(content.changes)) {
    const standing = layer[name];
    if (!standing) {
      problems.push(namesNothing(name, `"${id}" calls no procedure "${name}".`));
      continue;
    }
    const { problems: refused, ...rest } = adapt({ ...standing, problems: [] }, { of: name, ...changes });
    layer[name] = rest;
    problems.push(...refused.map((each) => ({ ...each, at: `${name}.${each.at}` })));
  }
  const composed = layer[id] ? linked(id, layer, currency, above.actions) : { body: undefined, layer, findings: [] };
  return { ...composed, content, findings: [...problems, ...composed.findings] };
}

/** The library keeps examples in files of their own; a text without any leaves them as they are. */
function withExamples(source: ProcedureSource, standing: ProcedureSource | undefined): ProcedureSource {
  const { zh, en } = source.examples;
  return standing && zh.length + en.length === 0 ? { ...source, examples: standing.examples } : source;
}

/** Places of the procedure itself stand alone; those of a part, behind its name. */
const placeIn =
  (id: string, name: string) =>
  (at: string): string =>
    name === id ? at : `${name}.${at}`;

const shapeFinding = (place: (at: string) => string, { at, message }: FileProblem): ProcedureFinding => ({
  rule: "shape",
  at: place(at),
  message,
  witness: { text: at },
});

/** A procedure of one's own, with the parts it calls as they stand above. */
function withParts(source: ProcedureSource, { parts }: Above): Layer {
  const others = new Map([...parts].filter(([name]) => name !== source.id));
  return Object.fromEntries([source, ...neededBy(source, others)].map((each) => [each.id, unadapted(each)]));
}

/** The layer that the files of a library make for one of its procedures. */
export function layerOf(id: string, sources: ReadonlyMap<string, ProcedureSource>): Layer {
  const source = sources.get(id);
  if (!source) return {};
  return Object.fromEntries([source, ...neededBy(source, sources)].map((each) => [each.id, unadapted(each)]));
}

function linked(id: string, layer: Layer, currency: Currency, actions?: ActionContracts): Omit<Composed, "content"> {
  const sources = new Map(Object.entries(layer).map(([name, { source }]) => [name, source]));
  const findings = [...sources.values()].flatMap((source) =>
    [...checkProcedure(source, sources), ...(actions ? contractFindings(source, actions) : [])].map((each) => ({
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

function wrongName(read: ProcedureSource, id: string): ProcedureFinding[] {
  if (read.id === id) return [];
  return [namesNothing("id", `The text is of "${read.id}", and "${id}" was to be released.`)];
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
