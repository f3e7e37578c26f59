import type { Bilingual, Currency, Money } from "@ruyi/kernel";
import type { ProcedureSource } from "./procedure-file.ts";
import type { Step } from "./procedure.ts";

/** Something a merchant may set within bounds: "the platform allows 7 to 60 days, this merchant says 14". */
export type Parameter = { readonly title: Bilingual } & (
  | {
      readonly kind: "number";
      readonly default: number;
      readonly from: number;
      readonly to: number;
      readonly unit: "minutes" | "hours" | "days" | "working-days" | "percent" | "times";
    }
  | { readonly kind: "switch"; readonly default: boolean }
  /** Minor units, a column for every currency: never a conversion. */
  | {
      readonly kind: "money";
      readonly default: Readonly<Record<Currency, number>>;
      readonly from: Readonly<Record<Currency, number>>;
      readonly to: Readonly<Record<Currency, number>>;
    }
);

/** What a merchant set: a number, a switch, or minor units by currency. */
export type SettingValue = number | boolean | Readonly<Record<Currency, number>>;

/** A parameter as the run sees it, under `setting`. */
export type Setting = number | boolean | Money;

/** Why a value cannot stand; undefined when it can. */
export function outOfBounds(parameter: Parameter, value: SettingValue): string | undefined {
  switch (parameter.kind) {
    case "switch":
      return typeof value === "boolean" ? undefined : "takes true or false";
    case "number": {
      const { from, to, unit } = parameter;
      const isIn = typeof value === "number" && value >= from && value <= to;
      return isIn ? undefined : `takes ${from} to ${to} ${unit.replace("-", " ")}`;
    }
    case "money": {
      if (typeof value !== "object") return "takes minor units by currency, as in { CNY: 5000 }";
      for (const [currency, minor] of Object.entries(value)) {
        const [from, to] = [parameter.from[currency], parameter.to[currency]];
        if (from === undefined || to === undefined) return `has no column for ${currency}`;
        if (!Number.isSafeInteger(minor) || minor < from || minor > to) {
          return `takes ${from} to ${to} minor units of ${currency}`;
        }
      }
      return undefined;
    }
  }
}

/** The parameters' values for a merchant of one currency. A money parameter without a column for it is left out. */
export function settingsOf(
  parameters: Readonly<Record<string, Parameter>>,
  values: Readonly<Record<string, SettingValue>>,
  currency: Currency,
): Readonly<Record<string, Setting>> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]): [string, Setting][] => {
      if (parameter.kind !== "money") {
        const value = values[name] ?? parameter.default;
        return typeof value === "object" ? [] : [[name, value]];
      }
      const own = values[name];
      const minor = (typeof own === "object" ? own[currency] : undefined) ?? parameter.default[currency];
      return minor === undefined ? [] : [[name, { minor, currency }]];
    }),
  );
}

/** `setting.returnDays` in a cell, `{setting.sendBy}` in a duration. */
const named = /\{?\bsetting\.([A-Za-z][A-Za-z0-9]*)(?:\.minor)?\b\}?/g;

/** The parameters a text names. */
export const parametersIn = (text: string): string[] => [...text.matchAll(named)].map(([, name = ""]) => name);

/**
 * Puts the values into table cells and durations, so that a table can be proved whole and a wait has its length; other
 * expressions and phrases read them at run time under `setting`. A name without a value is left as it stands.
 */
export function settled(source: ProcedureSource, settings: Readonly<Record<string, Setting>>): ProcedureSource {
  const put = (text: string): string =>
    text.replaceAll(named, (whole, name: string) => {
      const value = settings[name];
      return value === undefined ? whole : String(typeof value === "object" ? value.minor : value);
    });
  const tables = Object.fromEntries(
    Object.entries(source.tables).map(([name, table]) => [
      name,
      { ...table, rows: table.rows.map((row) => ({ ...row, when: row.when.map(put), then: row.then.map(put) })) },
    ]),
  );
  const steps = Object.fromEntries(Object.entries(source.steps).map(([id, step]) => [id, settledStep(step, put)]));
  return { ...source, settings, tables, steps };
}

function settledStep(step: Step, put: (text: string) => string): Step {
  if (step.kind === "wait") return { ...step, until: put(step.until) };
  if (step.kind === "promise") return { ...step, due: put(step.due) };
  return step;
}
