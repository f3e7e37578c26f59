import { analyseTable } from "@ruyi/decision";
import { languages } from "@ruyi/kernel";
import type { ProcedureFinding } from "./finding.ts";
import { outOfBounds, type Parameter, parametersIn, type Setting, settingsOf, settled } from "./parameter.ts";
import type { ProcedureSource } from "./procedure-file.ts";
import { variablesOfPhrase } from "./wording.ts";

/**
 * What is wrong with a procedure's parameters: a default outside its own bounds, a name nobody declared, one nobody reads, a
 * clause that is not there, and a table with a hole at the edge of what a merchant may set. Defaults are the table
 * check's own business.
 */
export function parameterFindings(source: ProcedureSource): ProcedureFinding[] {
  const read = namesRead(source);
  const declared = Object.keys(source.parameters);
  return [
    ...Object.entries(source.parameters).flatMap(([name, parameter]) => boundsFindings(name, parameter)),
    ...[...read].flatMap(([name, at]): ProcedureFinding[] =>
      declared.includes(name)
        ? []
        : [
            {
              rule: "parameter",
              at,
              message: `"setting.${name}" is no parameter; declare it.`,
              witness: { setting: name },
            },
          ],
    ),
    ...declared
      .filter((name) => !read.has(name))
      .map((name) => ({
        rule: "parameter",
        at: `parameters.${name}`,
        message: `Nothing reads parameter "${name}"; setting it would change nothing.`,
        witness: { setting: { [name]: source.parameters[name]?.default } },
      })),
    ...clauseFindings(source),
    ...edgeFindings(source),
  ];
}

function boundsFindings(name: string, parameter: Parameter): ProcedureFinding[] {
  const at = `parameters.${name}`;
  const finding = (message: string, witness: Readonly<Record<string, unknown>>): ProcedureFinding[] => [
    { rule: "bounds", at, message, witness },
  ];
  const isEmpty = (from: number, to: number): boolean => !(from <= to);
  if (parameter.kind === "number" && isEmpty(parameter.from, parameter.to)) {
    return finding(`Parameter "${name}" allows ${parameter.from} to ${parameter.to}, which is nothing.`, {
      [name]: parameter.default,
    });
  }
  const why = outOfBounds(parameter, parameter.default);
  return why === undefined ? [] : finding(`The default of "${name}" ${why}.`, { [name]: parameter.default });
}

function clauseFindings({ id, open, locked, parameters, phrases, tables }: ProcedureSource): ProcedureFinding[] {
  const has = (clause: string): boolean => {
    const [kind, name = ""] = clause.split(".");
    return name in (kind === "settings" ? parameters : kind === "phrases" ? phrases : tables);
  };
  return [...open.map((clause) => ["open", clause] as const), ...locked.map((clause) => ["locked", clause] as const)]
    .filter(([, clause]) => !has(clause))
    .map(([at, clause]) => ({ rule: "link", at, message: `"${id}" has no clause "${clause}".`, witness: { clause } }));
}

/** Every table again at each end of each parameter it names: what a merchant may choose must be proven too. */
function edgeFindings(source: ProcedureSource): ProcedureFinding[] {
  return Object.entries(source.tables).flatMap(([name, table]) => {
    const named = new Set(table.rows.flatMap(({ when, then }) => [...when, ...then].flatMap(parametersIn)));
    return [...named].flatMap((parameter): ProcedureFinding[] => {
      const about = source.parameters[parameter];
      return about ? edgesOf(about).flatMap((edge) => findingsAt(source, name, { [parameter]: edge })) : [];
    });
  });
}

function edgesOf(parameter: Parameter): Setting[] {
  switch (parameter.kind) {
    case "number":
      return [parameter.from, parameter.to];
    case "switch":
      return [true, false];
    case "money":
      return Object.keys(parameter.default).flatMap((currency) =>
        [parameter.from[currency], parameter.to[currency]].flatMap((minor) =>
          minor === undefined ? [] : [{ minor, currency }],
        ),
      );
  }
}

function findingsAt(
  source: ProcedureSource,
  table: string,
  edge: Readonly<Record<string, Setting>>,
): ProcedureFinding[] {
  const [currency = "CNY"] = Object.values(edge).flatMap((value) =>
    typeof value === "object" ? [value.currency] : [],
  );
  const raw = settled(source, { ...settingsOf(source.parameters, {}, currency), ...edge }).tables[table];
  if (!raw) return [];
  try {
    return analyseTable(raw).map(({ rule, at, message, witness }) => ({
      rule,
      at: `tables.${table}`,
      message: `${at}: ${message} This is so when ${wordsOf(edge)}.`,
      witness: { ...witness, setting: edge },
    }));
  } catch {
    // What cannot be read is told once, with the defaults.
    return [];
  }
}

const wordsOf = (edge: Readonly<Record<string, Setting>>): string =>
  Object.entries(edge)
    .map(([name, value]) => `"${name}" is ${typeof value === "object" ? `${value.minor} ${value.currency}` : value}`)
    .join(" and ");

/** The parameters a procedure reads, each with one place where it does. */
function namesRead(source: ProcedureSource): Map<string, string> {
  const read = new Map<string, string>();
  const note = (at: string, text: string): void => {
    for (const name of parametersIn(text)) if (!read.has(name)) read.set(name, at);
  };
  for (const [name, { inputs, rows }] of Object.entries(source.tables)) {
    for (const { expression } of inputs) note(`tables.${name}`, expression);
    for (const { when, then } of rows) for (const cell of [...when, ...then]) note(`tables.${name}`, cell);
  }
  for (const [name, phrase] of Object.entries(source.phrases)) {
    for (const language of languages) {
      for (const path of pathsIn(phrase[language])) note(`phrases.${name}`, path);
    }
  }
  for (const [id, step] of Object.entries(source.steps)) {
    const texts = "with" in step ? Object.values(step.with) : [];
    if (step.kind === "work-out") texts.push(...Object.values(step.facts));
    if (step.kind === "act") texts.push(step.requires);
    if (step.kind === "wait") texts.push(step.until, step.for);
    if (step.kind === "promise") texts.push(step.due);
    if (step.kind === "hand-off") texts.push(step.reasons ?? "");
    if (step.kind === "ask")
      for (const { authority, label } of step.choices ?? []) texts.push(authority ?? "", label.zh);
    for (const text of texts) note(`steps.${id}`, text);
  }
  return read;
}

function pathsIn(text: string): string[] {
  try {
    return variablesOfPhrase(text).map(({ path }) => path);
  } catch {
    return [];
  }
}
