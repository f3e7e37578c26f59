import type { TableSource } from "@ruyi/decision";
import { termOf } from "../reading/terms.ts";
import { choicesOf } from "./case.ts";

export type Supposition = { readonly column: number; readonly value: unknown };

/**
 * The one input of a table that a customer supposes otherwise, and to what: "after 10 days", "once it has shipped". Undefined
 * where the words are about none of its inputs, or about more than one.
 */
export function suppositionIn(text: string, source: TableSource): Supposition | undefined {
  const plain = text.toLowerCase();
  const found = source.inputs.flatMap(({ expression, type }, column): Supposition[] => {
    const value = type === "number" ? numberIn(plain, expression) : choiceIn(plain, source, column);
    return value === undefined ? [] : [{ column, value }];
  });
  // "10 days after it came" names both a state and a count: the count is what is supposed.
  const counted = found.filter(({ value }) => typeof value === "number");
  const [only, ...others] = counted.length > 0 ? counted : found;
  return others.length === 0 ? only : undefined;
}

const units = [
  { of: /days/i, said: /(\d+)\s*(?:天|日(?!本)|days?\b)/g, times: 1 },
  { of: /days/i, said: /(\d+)\s*(?:个?星期|周|weeks?\b)/g, times: 7 },
  { of: /days/i, said: /(\d+)\s*(?:个月|months?\b)/g, times: 30 },
  { of: /hours/i, said: /(\d+)\s*(?:个?小时|hours?\b)/g, times: 1 },
  { of: /changes|count\(/i, said: /(\d+)\s*(?:次|times?\b)/g, times: 1 },
] as const;

/** A number with the unit of this input; two of one unit are nobody knows which. */
function numberIn(plain: string, expression: string): number | undefined {
  const numbers = units.flatMap(({ of, said, times }) =>
    of.test(expression) ? [...asDigits(plain).matchAll(said)].map(([, number]) => Number(number) * times) : [],
  );
  return numbers.length === 1 ? numbers[0] : undefined;
}

const zhDigits = "零一二三四五六七八九";
const enNumbers = "zero one two three four five six seven eight nine ten".split(" ");

const asDigits = (text: string): string =>
  text
    .replaceAll(/半个?月/g, "15天")
    .replaceAll(
      /([一二两三四五六七八九])?十([一二三四五六七八九])?(?=[天日周次个小])/g,
      (_, tens?: string, ones?: string) =>
        String((tens === undefined ? 1 : digitOf(tens)) * 10 + (ones === undefined ? 0 : digitOf(ones))),
    )
    .replaceAll(/[一二两三四五六七八九](?=[天日周次]|个[月星小])/g, (digit) => String(digitOf(digit)))
    .replaceAll(/\b(?:a|one) (?=week|month)/g, "1 ")
    .replaceAll(new RegExp(`\\b(${enNumbers.join("|")})\\b(?= (?:days?|weeks?|months?|hours?|times?))`, "g"), (word) =>
      String(enNumbers.indexOf(word)),
    );
const digitOf = (digit: string): number => (digit === "两" ? 2 : zhDigits.indexOf(digit));

/** How people say what the studio's words say more stiffly. */
const saidAs: Readonly<Record<string, RegExp>> = {
  "order.state picking": /拣货|打包|being (?:packed|picked)/,
  "order.state shipped":
    /发货|发出|出库|寄出|在路上|\bship(?:s|ped)?\b|dispatched|on (?:its|the) way|left the warehouse/,
  "order.state delivered": /签收|收到|收货|送到|到货|delivered|arrive[sd]?|received|get it|comes\b/,
  "order.state unpaid": /没付|未付|(?:have|has)n'?t paid|unpaid/,
  "order.state cancelled": /取消[了过]|cancelled already|already cancelled/,
  "order.madeToOrder true": /定制|定做|custom|made to order|engraved|personali[sz]ed/,
};

function choiceIn(plain: string, source: TableSource, column: number): string | boolean | undefined {
  const expression = source.inputs[column]?.expression ?? "";
  const isNot = /没(?:有)?发货|还没(?:发|到|收|签)|not (?:yet )?(?:shipped|arrived)|hasn'?t/.test(plain);
  const found = choicesOf(source, column).filter((value) => {
    const name = `${expression} ${String(value)}`;
    const words = termOf("values", name);
    const isSaid = saidAs[name]?.test(plain) ?? false;
    return isSaid || (typeof value === "string" && words !== undefined && saysPlainly(plain, words));
  });
  return found.length === 1 && !isNot ? found[0] : undefined;
}

/** The studio's own words, at least two characters of Chinese or a whole English word. */
const saysPlainly = (plain: string, { zh, en }: { readonly zh: string; readonly en: string }): boolean =>
  (zh.length >= 2 && plain.includes(zh)) || new RegExp(`\\b${RegExp.escape(en)}\\b`).test(plain);
