import type { Bilingual } from "@ruyi/kernel";
import type { ProcedureFinding } from "../finding.ts";
import type { ProcedureSource } from "../procedure-file.ts";
import type { Procedure } from "../procedure.ts";
import { cellWords } from "../reading/conditions.ts";
import { titleOf } from "../reading/portrait.ts";
import { wordFor } from "../reading/terms.ts";

type Read = Pick<ProcedureSource, "steps" | "tables">;

/** One thing the check found, in a sentence that names the place as its author knows it. */
export function findingWords({ rule, at, witness }: ProcedureFinding, read: Read | undefined): Bilingual {
  const where = placeWords(at, read);
  const say = sentences[rule];
  return say ? say(where, witness) : { zh: `${where.zh}要改。`, en: `${where.en} needs mending.` };
}

type Sentence = (where: Bilingual, witness: ProcedureFinding["witness"]) => Bilingual;
const of =
  (zh: string, en: string): Sentence =>
  (where) => ({ zh: zh.replace("{}", where.zh), en: capital(en.replace("{}", where.en)) });

const sentences: Readonly<Record<string, Sentence>> = {
  shape: of("{}写得读不懂。", "{} is written in a way that cannot be read."),
  gap: of("{}里有一种情况没有一行管。", "In {}, one case is covered by no row."),
  overlap: of("{}会同时对上一种情况，只能留一行。", "{} match one case; only one row may."),
  conflict: of("{}对同一种情况说得不一样。", "{} answer one case differently."),
  shadowed: of("{}永远轮不到，前面的行已经管完了。", "{} never gets its turn; rows before it cover all its cases."),
  type: of("{}有一格写的值不对。", "{} holds a cell of the wrong kind."),
  expression: of("{}里有一处算式读不懂。", "{} holds an expression that cannot be read."),
  link: of("{}指向一个不存在的地方。", "{} leads to something that does not exist."),
  unreachable: of("没有一条路走得到{}。", "No path comes to {}."),
  "dead-end": of("{}之后没有路了，它又不是结束。", "{} leads nowhere, and is no end."),
  endless: of("从{}走不到结束，也没有到点的等待。", "From {} no path comes to an end or to a wait with a time."),
  loop: of("{}会一直绕圈，没有次数的上限。", "{} is on a circle that nothing bounds."),
  language: of("{}少了一种语言。", "{} is missing in one language."),
  variable: of("{}里的空填不上：没有一步知道那个事实。", "{} has a hole: no step makes the fact it names."),
  strict: of("{}说到了钱，要标「一字不改」（strict）。", "{} names money and has to be strict."),
  branch: of("{}有一种结果没有去处，或者多写了一条路。", "{} has an outcome without a way, or a way too many."),
  key: of("{}认不出是同一次，可能会办两次。", "{} cannot be told apart from another time, and could be done twice."),
  fact: of("{}用到一个那时还不知道的事实。", "{} reads a fact before it is known."),
  unconfirmed: of("{}没有先问顾客就办。", "{} acts without the customer’s yes."),
  cover: of("{}办的事，顾客答应的那句话没有说到。", "What {} does was not named in what the customer said yes to."),
  promise: of("{}答应了，却没有说到什么时候。", "{} promises without saying by when."),
  nobody: of("{}转了人，却没有人接。", "{} hands over, and nobody is there."),
  part: of("{}要用的子流程不在这里。", "{} calls a part that is not here."),
  parameter: of("{}这一项设得不对。", "{} is set wrongly."),
  bounds: of("{}超出了许可的范围。", "{} is outside its bounds."),
  undo: of("{}收回的办法不对。", "{} cannot be taken back as written."),
  override: of("{}不是一个能离开流程的地方。", "{} is no place from which one may leave the path."),
  locked: of(
    "{}由上级定，这里不能改。请改回原样，或者另写一个流程。",
    "{} is set above and not changed here. Put it back as it was, or write another procedure.",
  ),
  "names-nothing": of("{}说的东西不存在。", "{} names something that is not there."),
};

/** A place of the file as people call it. */
function placeWords(at: string, read: Read | undefined): Bilingual {
  const [kind = "", name = "", more = "", which = ""] = at.split(".");
  switch (kind) {
    case "steps": {
      const step = read?.steps[name];
      const title = step && isWhole(read) ? titleOf(read, step) : { zh: name, en: name };
      return { zh: `步骤「${title.zh}」`, en: `step “${title.en}”` };
    }
    case "tables": {
      const table = wordFor("tables", name);
      const rows = more === "rows" ? which.split(",").filter((row) => /^\d+$/.test(row)) : [];
      if (rows.length === 0) return { zh: `判断表「${table.zh}」`, en: `table “${table.en}”` };
      const numbers = rows.map((row) => String(Number(row) + 1));
      return {
        zh: `「${table.zh}」第${numbers.join("、")}行`,
        en: `row${numbers.length > 1 ? "s" : ""} ${numbers.join(" and ")} of “${table.en}”`,
      };
    }
    case "phrases": {
      const language = more === "zh" ? { zh: "（中文）", en: " (Chinese)" } : { zh: "（英文）", en: " (English)" };
      const which = more === "zh" || more === "en" ? language : { zh: "", en: "" };
      return { zh: `「${name}」这句话${which.zh}`, en: `phrase “${name}”${which.en}` };
    }
    case "parameters":
    case "settings":
      return { zh: `可设的「${name}」`, en: `setting “${name}”` };
    case "facts":
      return { zh: `事实「${name}」`, en: `fact “${name}”` };
    case "overrides":
      return { zh: `离开流程的「${name}」`, en: `override “${name}”` };
    case "file":
      return { zh: "这份文字", en: "this text" };
    default:
      return { zh: `「${at}」`, en: `“${at}”` };
  }
}

const isWhole = (read: Read): read is Procedure => "parts" in read;

/** What a witness says, as its author would: the table's own columns, and the steps that lead there. */
export function caseWords(
  { at, witness }: ProcedureFinding,
  read: Read | undefined,
): {
  readonly facts: readonly CaseFact[];
  readonly path: readonly { readonly id: string; readonly title: Bilingual }[];
} {
  const table = read?.tables[/^tables\.([^.]+)/.exec(at)?.[1] ?? ""];
  const facts = (table?.inputs ?? []).flatMap(({ expression }): CaseFact[] => {
    const value = valueAt(witness, expression);
    return value === undefined ? [] : [factWords(expression, value)];
  });
  const steps = Array.isArray(witness["path"]) ? witness["path"].map(String) : [];
  const path = steps.map((id) => {
    const step = read?.steps[id];
    return { id, title: step && read && isWhole(read) ? titleOf(read, step) : { zh: id, en: id } };
  });
  return { facts, path };
}

export type CaseFact = { readonly expression: string; readonly name: Bilingual; readonly value: Bilingual };

function factWords(expression: string, value: unknown): CaseFact {
  const { zh, en } = wordFor("facts", expression);
  const text = JSON.stringify(value) ?? "–";
  return { expression, name: { zh, en }, value: cellWords(expression, text) ?? { zh: text, en: text } };
}

/** A path within a witness; an expression that is no path stands there under its own text. */
function valueAt(witness: Readonly<Record<string, unknown>>, expression: string): unknown {
  if (Object.hasOwn(witness, expression)) return witness[expression];
  return expression
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      witness,
    );
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
