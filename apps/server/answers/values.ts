import { formatMoney, type Language } from "@ruyi/kernel";
import type { ValueOf } from "@ruyi/knowledge";
import type { Library, Procedure } from "@ruyi/sop";

type Setting = { readonly procedure: string; readonly name: string; readonly words: (language: Language) => string };

/**
 * The settings of procedures in words, so that an article says what the rule says. `returnDays` alone names a setting that
 * one procedure has, or all have alike; `return-and-refund.returnDays` names one of several.
 */
export function valuesIn(library: Library): ValueOf {
  const known = new Map<string, Setting | "several">();
  for (const procedure of library.all) {
    for (const name of Object.keys(procedure.settings)) {
      const setting = settingOf(procedure, name);
      if (!setting) continue;
      known.set(`${procedure.id}.${name}`, setting);
      const other = known.get(name);
      const isAlike = other === undefined || (other !== "several" && other.words("en") === setting.words("en"));
      known.set(name, isAlike ? setting : "several");
    }
  }
  return (name, language) => {
    const setting = known.get(name);
    return setting === undefined || setting === "several" ? undefined : setting.words(language);
  };
}

/** What an author may put into an answer: each setting of a procedure that customers can start, with its value now. */
export const variablesIn = (library: Library, language: Language) =>
  library.all.flatMap((procedure) =>
    Object.keys(procedure.settings).flatMap((name) => {
      const setting = settingOf(procedure, name);
      const title = procedure.parameters[name]?.title[language];
      if (!setting || title === undefined) return [];
      return [
        {
          name: `${procedure.id}.${name}`,
          title,
          procedure: procedure.title[language],
          value: setting.words(language),
        },
      ];
    }),
  );

const units = {
  minutes: { zh: (n: number) => `${n}分钟`, en: (n: number) => `${n} ${n === 1 ? "minute" : "minutes"}` },
  hours: { zh: (n: number) => `${n}小时`, en: (n: number) => `${n} ${n === 1 ? "hour" : "hours"}` },
  days: { zh: (n: number) => `${n}天`, en: (n: number) => `${n} ${n === 1 ? "day" : "days"}` },
  "working-days": { zh: (n: number) => `${n}个工作日`, en: (n: number) => `${n} working ${n === 1 ? "day" : "days"}` },
  percent: { zh: (n: number) => `${n}%`, en: (n: number) => `${n}%` },
  times: { zh: (n: number) => `${n}次`, en: (n: number) => `${n} ${n === 1 ? "time" : "times"}` },
} as const;

/** A switch has no words of its own. */
function settingOf({ id, parameters, settings }: Procedure, name: string): Setting | undefined {
  const [parameter, value] = [parameters[name], settings[name]];
  if (parameter?.kind === "number" && typeof value === "number")
    return { procedure: id, name, words: (language) => units[parameter.unit][language](value) };
  if (parameter?.kind === "money" && typeof value === "object")
    return { procedure: id, name, words: (language) => formatMoney(value, language) };
  return undefined;
}
