import { createHash } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";
import type { TableSource } from "@ruyi/decision";
import { type Parameter, settingsOf, settled } from "./parameter.ts";
import type { Limit, Procedure, Step } from "./procedure.ts";

/** A procedure as an author writes it, before its parts are joined to it. */
export type ProcedureSource = Omit<Procedure, "parts" | "hash">;

export type FileProblem = { readonly at: string; readonly message: string };

/** How procedures, steps and tables are named. */
export const Name = z.string().regex(/^[a-z][a-z0-9-]*$/, "names are small letters, digits and hyphens");
const FactName = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, "facts are named in letters and digits");
/** What an author left out is read as said by nobody, for the check to tell with a case that shows it. */
const Words = z.string().default("");
const Bilingual = z.strictObject({ zh: Words, en: Words });
const Ways = z.union([Name.transform((step) => ({ "*": step })), z.record(z.string(), Name)]);
const Expressions = z.record(FactName, z.string()).default({});
/** A number, or the parameter that holds it. */
const count = String.raw`(?:\d+|\{setting\.[A-Za-z][A-Za-z0-9]*\})`;
const durations = new RegExp(`^P(?=.)(${count}D)?(T(?=.)(${count}H)?(${count}M)?(${count}S)?)?$`);
const Duration = z.string().regex(durations, "durations are like PT30M, P3D, P{setting.sendBy}D");
const Choice = z
  .strictObject({ id: z.string().min(1), label: Bilingual, authority: z.string().optional() })
  .transform(({ authority, ...choice }) => (authority === undefined ? choice : { ...choice, authority }));

const Confirm = z.union([
  z.strictObject({ phrase: Name, yes: Bilingual, no: Bilingual, declined: Name }),
  z.strictObject({ "covered-by": Name }),
  z.strictObject({ "not-needed": z.string() }),
]);

const AtMost = z.strictObject({ times: z.int().min(1).max(50), then: Name }).optional();

const StepText = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ask"),
    of: z.enum(["customer", "agent"]).default("customer"),
    fact: FactName,
    phrase: Name,
    choices: z.array(Choice).optional(),
    "choices-from": z.string().optional(),
    "free-text": z.boolean().default(false),
    several: z.boolean().default(false),
    next: Ways,
    "at-most": AtMost,
  }),
  z.strictObject({
    kind: z.literal("look-up"),
    facts: z.array(FactName).min(1),
    with: Expressions,
    next: Name,
    missing: Name,
    "at-most": AtMost,
  }),
  z.strictObject({
    kind: z.literal("work-out"),
    facts: z.record(FactName, z.string()).refine((facts) => Object.keys(facts).length > 0, "name at least one fact"),
    next: Name,
    unknown: Name,
  }),
  z.strictObject({ kind: z.literal("decide"), table: FactName, next: z.record(z.string(), Name), unknown: Name }),
  z.strictObject({
    kind: z.literal("act"),
    action: FactName,
    with: Expressions,
    requires: z.string(),
    key: Words,
    confirm: Confirm.default({ "not-needed": "" }),
    undo: z
      .union([z.literal("none"), z.strictObject({ action: FactName, with: Expressions })])
      .default({ action: "", with: {} }),
    next: z.strictObject({ done: Name, refused: Name, unknown: Name }),
    refresh: Name.optional(),
  }),
  z.strictObject({ kind: z.literal("say"), phrase: Name, next: Name }),
  z.strictObject({
    kind: z.literal("wait"),
    for: z.string(),
    until: Duration.default(""),
    next: z.strictObject({ arrived: Name, late: Name }),
  }),
  z.strictObject({
    kind: z.literal("hand-off"),
    reason: z.enum(["asked", "technical", "emotional", "policy", "unsure"]),
    reasons: z.string().optional(),
    phrase: Name.optional(),
    next: Name,
  }),
  z.strictObject({ kind: z.literal("promise"), phrase: Name, due: Duration.default(""), next: Name }),
  z.strictObject({ kind: z.literal("call"), procedure: Name, next: Ways, "at-most": AtMost }),
  z.strictObject({ kind: z.literal("undo"), next: z.strictObject({ done: Name, stuck: Name }) }),
  z.strictObject({ kind: z.literal("end"), outcome: Name }),
]);

const Cell = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const TableText = z.strictObject({
  hit: z.enum(["unique", "any", "priority", "first", "rule-order", "output-order", "collect"]).default("unique"),
  inputs: z.array(
    z.strictObject({
      expression: z.string(),
      type: z.enum(["number", "string", "boolean"]),
      allowed: z.string().optional(),
    }),
  ),
  outputs: z.array(z.strictObject({ name: FactName, allowed: z.string().optional() })),
  rows: z.array(z.strictObject({ when: z.array(Cell), then: z.array(Cell), note: z.string().optional() })),
});

const ByCurrency = z.record(z.string().regex(/^[A-Z]{3}$/, "currencies are like CNY"), z.int());
const ParameterText = z.union([
  z.strictObject({
    title: Bilingual,
    default: z.number(),
    within: z.tuple([z.number(), z.number()]),
    unit: z.enum(["minutes", "hours", "days", "working-days", "percent", "times"]),
  }),
  z.strictObject({ title: Bilingual, default: z.boolean() }),
  z.strictObject({ title: Bilingual, default: ByCurrency, within: z.record(z.string(), z.tuple([z.int(), z.int()])) }),
]);
const Clause = z.string().regex(/^(settings|phrases|tables)\.[A-Za-z][A-Za-z0-9-]*$/, "clauses are like phrases.kept");

const FileText = z.strictObject({
  id: Name,
  version: z.int().positive(),
  title: Bilingual,
  examples: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }).default({ zh: [], en: [] }),
  identity: z.enum(["visitor", "customer"]).default("customer"),
  parameters: z.record(FactName, ParameterText).default({}),
  open: z.array(Clause).default([]),
  locked: z.array(Clause).default([]),
  facts: z
    .record(FactName, z.enum(["shop", "carrier", "pay", "ledger", "trust", "customer", "staff", "kb", "desk"]))
    .default({}),
  tables: z.record(FactName, TableText).default({}),
  phrases: z.record(Name, z.strictObject({ zh: Words, en: Words, strict: z.boolean().default(false) })),
  overrides: z
    .record(
      Name,
      z.strictObject({
        from: z.union([Name.transform((step) => [step]), z.array(Name).min(1)]),
        to: Name,
        authority: z.enum(["R1", "R2", "R3"]),
        title: Bilingual,
      }),
    )
    .optional(),
  start: Name,
  steps: z.record(Name, StepText),
});

/** What a place below may change of a procedure, as it travels. */
export const ChangesText = z.strictObject({
  settings: z.record(FactName, z.union([z.number(), z.boolean(), ByCurrency])).default({}),
  phrases: z.record(Name, Bilingual).default({}),
  tables: z.record(FactName, TableText).default({}),
  locks: z.array(Clause).default([]),
});

const ExamplesText = z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) });

/**
 * Reads a procedure's YAML, and that of its examples where they have a file of their own.
 * What is wrong comes back with the place in the file.
 */
export function readProcedure(text: string, examples?: string): ProcedureSource | readonly FileProblem[] {
  let data: unknown;
  let words: unknown;
  try {
    data = parse(text, { maxAliasCount: 20 });
    words = examples === undefined ? undefined : parse(examples, { maxAliasCount: 20 });
  } catch (error) {
    return [{ at: "file", message: error instanceof Error ? error.message : String(error) }];
  }
  const read = FileText.safeParse(data);
  if (!read.success) {
    return read.error.issues.map((issue) => ({ at: issue.path.map(String).join("."), message: issue.message }));
  }
  const said =
    words === undefined ? { success: true as const, data: read.data.examples } : ExamplesText.safeParse(words);
  if (!said.success) {
    return said.error.issues.map((issue) => ({
      at: `examples.${issue.path.map(String).join(".")}`,
      message: issue.message,
    }));
  }
  const { tables, steps, parameters, overrides, ...rest } = read.data;
  return {
    ...rest,
    ...(overrides ? { overrides } : {}),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, parameterFrom(text)])),
    settings: {},
    examples: said.data,
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, table]) => [name, { name, ...table } as TableSource]),
    ),
    steps: Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, stepFrom(step)])),
  };
}

export const isProcedure = (read: ProcedureSource | readonly FileProblem[]): read is ProcedureSource =>
  !Array.isArray(read);

function parameterFrom(text: z.infer<typeof ParameterText>): Parameter {
  const { title } = text;
  if (!("within" in text)) return { kind: "switch", title, default: text.default };
  if ("unit" in text) {
    const [from, to] = text.within;
    return { kind: "number", title, default: text.default, from, to, unit: text.unit };
  }
  const side = (index: 0 | 1): Record<string, number> =>
    Object.fromEntries(Object.entries(text.within).map(([currency, bounds]) => [currency, bounds[index]]));
  return { kind: "money", title, default: text.default, from: side(0), to: side(1) };
}

function stepFrom(text: z.infer<typeof StepText>): Step {
  switch (text.kind) {
    case "ask": {
      const { choices, "choices-from": choicesFrom, "free-text": freeText, several, ...rest } = text;
      return {
        ...limited(rest),
        freeText,
        ...(several ? { several } : {}),
        ...(choices ? { choices } : {}),
        ...(choicesFrom ? { choicesFrom } : {}),
      };
    }
    case "look-up":
      return limited(text);
    case "call":
      return limited(text);
    case "act": {
      const { confirm, refresh, ...rest } = text;
      return { ...rest, confirm: confirmFrom(confirm), ...(refresh ? { refresh } : {}) };
    }
    case "hand-off": {
      const { reasons, phrase, ...rest } = text;
      return { ...rest, ...(reasons ? { reasons } : {}), ...(phrase ? { phrase } : {}) };
    }
    default:
      return text;
  }
}

/** The step with its limit under our own name, and without one where it has none. */
function limited<T extends { "at-most"?: Limit | undefined }>(text: T): Omit<T, "at-most"> & { atMost?: Limit } {
  const { "at-most": atMost, ...rest } = text;
  return atMost ? { ...rest, atMost } : rest;
}

function confirmFrom(confirm: z.infer<typeof Confirm>): Extract<Step, { kind: "act" }>["confirm"] {
  if ("phrase" in confirm) return { kind: "read-back", ...confirm };
  if ("covered-by" in confirm) return { kind: "covered-by", step: confirm["covered-by"] };
  return { kind: "not-needed", why: confirm["not-needed"] };
}

/** The currency whose columns hold where no merchant's is known. */
const platformCurrency = "CNY";

/** A procedure with its parameters at their defaults, for where no merchant has set any. */
export const byDefault = (source: ProcedureSource): ProcedureSource =>
  settled(source, settingsOf(source.parameters, {}, platformCurrency));

/**
 * Joins procedures to the parts they call and names each by its content, settings included. Those not yet settled take
 * their defaults. Throws when a part is missing or a circle.
 */
export function linkProcedures(sources: readonly ProcedureSource[]): Procedure[] {
  const byId = new Map(
    sources.map((source) => [source.id, Object.keys(source.settings).length > 0 ? source : byDefault(source)]),
  );
  const link = (source: ProcedureSource, callers: readonly string[]): Procedure => {
    if (callers.includes(source.id))
      throw new Error(`Procedures call in a circle: ${[...callers, source.id].join(" → ")}.`);
    const called = new Set(
      Object.values(source.steps).flatMap((step) => (step.kind === "call" ? [step.procedure] : [])),
    );
    const parts: Record<string, Procedure> = {};
    for (const id of called) {
      const part = byId.get(id);
      if (!part) throw new Error(`Procedure "${source.id}" calls "${id}", which is not in the library.`);
      const linked = link(part, [...callers, source.id]);
      Object.assign(parts, linked.parts, { [id]: linked });
    }
    // A database may keep keys in another order than their author's, so parts are named in an order of their own.
    const hash = createHash("sha256")
      .update(
        canonical({
          ...source,
          parts: Object.values(parts)
            .map((part) => part.hash)
            .toSorted(),
        }),
      )
      .digest("hex");
    return { ...source, parts, hash };
  };
  return [...byId.values()].map((source) => link(source, []));
}

/** JSON with sorted keys, so that equal procedures have equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}
