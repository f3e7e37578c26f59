import type { z } from "zod";
import type { Bilingual } from "@ruyi/kernel";
import type { TableSource } from "@ruyi/decision";
import type { ChangeView } from "../contract.ts";
import type { Phrase, Procedure, Step } from "../procedure.ts";
import { cellWords } from "./conditions.ts";
import { inReadingOrder, proseOf, rowWords, settingWords, titleOf, waysInWords } from "./portrait.ts";
import { wordFor } from "./terms.ts";

export type Change = z.input<typeof ChangeView>;
type Found = Omit<Change, "in">;

/**
 * The difference between two versions of a procedure, in words, parts it calls included. Complete: versions without a
 * change here have the same hash. A step or row that kept its name and changed is shown as it was and as it is.
 */
export function changesBetween(before: Procedure, after: Procedure): Change[] {
  const where = { id: after.id, title: after.title };
  const own = [
    ...headChanges(before, after),
    ...stepChanges(before, after),
    ...tableChanges(before, after),
    ...phraseChanges(before, after),
    ...factChanges(before, after),
    ...parameterChanges(before, after),
    ...partChanges(before, after),
  ].map((change) => ({ ...change, in: where }));
  // Parts carry their own parts, and each is listed once: at the top.
  const inParts = Object.values(after.parts).flatMap((part) => {
    const was = before.parts[part.id];
    return was && was.hash !== part.hash ? changesBetween(withoutParts(was), withoutParts(part)) : [];
  });
  return [...own, ...inParts];
}

const withoutParts = (part: Procedure): Procedure => ({ ...part, parts: {} });

// --- The procedure itself

function headChanges(before: Procedure, after: Procedure): Found[] {
  const changed = <Part>(
    name: string,
    words: Bilingual,
    partOf: (procedure: Procedure) => Part,
    show: (part: Part, procedure: Procedure) => Bilingual,
  ): Found[] => {
    const [was, is] = [partOf(before), partOf(after)];
    if (same(was, is)) return [];
    return [{ ...at("changed", "procedure", name), words, ...sides(show(was, before), show(is, after), was, is) }];
  };
  return [
    ...changed(
      "version",
      { zh: "版本号变了", en: "The version’s number changed" },
      ({ version }) => version,
      (version) => ({ zh: `第${version}版`, en: `version ${version}` }),
    ),
    ...changed("title", { zh: "名称变了", en: "Its title changed" }, ({ title }) => title, plain),
    ...changed(
      "identity",
      { zh: "谁可以开始办变了", en: "Who may begin it changed" },
      ({ identity }) => identity,
      (identity) => identities[identity],
    ),
    ...changed(
      "start",
      { zh: "开始的一步变了", en: "It begins with another step" },
      ({ start }) => start,
      (start, procedure) => stepTitle(procedure, start),
    ),
    ...changed(
      "examples",
      { zh: "顾客的说法变了", en: "The words it is recognised by changed" },
      ({ examples }) => examples,
      ({ zh, en }) => ({ zh: [...zh, ...en].join("；"), en: [...en, ...zh].join("; ") }),
    ),
  ];
}

/** Both sides in words; where the words are equal, the places that differ, as they are written. */
const sides = (old: Bilingual, now: Bilingual, was: unknown, is: unknown): Pick<Found, "before" | "after"> =>
  same(old, now) ? differing(was, is) : { before: old, after: now };

/** The places in which two values differ, each with what stands there: `undo.with = {}`. */
function differing(was: unknown, is: unknown): { readonly before: Bilingual; readonly after: Bilingual } {
  const told = (value: unknown): string => (value === undefined ? "–" : keyOf(value));
  const places = placesIn(was, is).map(({ path, old, now }) => ({
    old: `${path}${path && " = "}${told(old)}`,
    now: `${path}${path && " = "}${told(now)}`,
  }));
  return { before: plainText(places.map(({ old }) => old)), after: plainText(places.map(({ now }) => now)) };
}

type Place = { readonly path: string; readonly old: unknown; readonly now: unknown };

function placesIn(old: unknown, now: unknown, path = ""): Place[] {
  if (same(old, now)) return [];
  if (!isRecord(old) || !isRecord(now)) return [{ path, old, now }];
  return names(old, now).flatMap((name) => placesIn(old[name], now[name], path === "" ? name : `${path}.${name}`));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const plainText = (texts: readonly string[]): Bilingual => ({ zh: texts.join("；"), en: texts.join("; ") });

const identities: Readonly<Record<Procedure["identity"], Bilingual>> = {
  visitor: { zh: "任何人", en: "anyone" },
  customer: { zh: "店铺认得的顾客", en: "a customer the shop has signed for" },
};

// --- Steps

function stepChanges(before: Procedure, after: Procedure): Found[] {
  return inOrder(before, after).flatMap((id): Found[] => {
    const [was, is] = [before.steps[id], after.steps[id]];
    if (was && !is)
      return [
        {
          ...at("removed", "step", id),
          words: stepWords.removed(before, was),
          before: stepText(before, id, was),
          after: null,
        },
      ];
    if (is && !was)
      return [
        { ...at("added", "step", id), words: stepWords.added(after, is), before: null, after: stepText(after, id, is) },
      ];
    if (!was || !is || same(was, is)) return [];
    const shown = sides(stepText(before, id, was), stepText(after, id, is), was, is);
    return [{ ...at("changed", "step", id), words: stepWords.changed(after, is), ...shown }];
  });
}

const stepWords = {
  added: (procedure: Procedure, step: Step): Bilingual =>
    quoted(titleOf(procedure, step), "加了一步", "A step was added:"),
  removed: (procedure: Procedure, step: Step): Bilingual =>
    quoted(titleOf(procedure, step), "去掉一步", "A step was removed:"),
  changed: (procedure: Procedure, step: Step): Bilingual =>
    quoted(titleOf(procedure, step), "改了一步", "A step changed:"),
} as const;

/** All that a step says and where it leads, as far as there are words for it. */
function stepText(procedure: Procedure, id: string, step: Step): Bilingual {
  // A phrase's words are told with the phrases, once, not with each step that says it.
  const named = {
    ...procedure,
    phrases: Object.fromEntries(Object.keys(procedure.phrases).map((name) => [name, nameOnly(name)])),
  };
  const prose = proseOf(named, step);
  const ways = waysInWords(procedure, id, step).map(({ to, when }) => {
    const goal = stepTitle(procedure, to);
    return { zh: `${when.zh}→${goal.zh}`, en: `${when.en} → ${goal.en}`.trim() };
  });
  return {
    zh: [prose.zh, ways.map(({ zh }) => zh).join("；")].filter(Boolean).join(" "),
    en: [prose.en, ways.map(({ en }) => en).join("; ")].filter(Boolean).join(" "),
  };
}

const nameOnly = (name: string): Phrase => ({ zh: name, en: name, strict: false });

function stepTitle(procedure: Procedure, id: string): Bilingual {
  const step = procedure.steps[id];
  return step ? titleOf(procedure, step) : { zh: id, en: id };
}

/** The steps of both versions, those of the newer in its reading order. */
const inOrder = (before: Procedure, after: Procedure): string[] =>
  [...new Set([...inReadingOrder(after), ...inReadingOrder(before)])].filter(
    (id) => id in before.steps || id in after.steps,
  );

// --- Tables

function tableChanges(before: Procedure, after: Procedure): Found[] {
  return names(before.tables, after.tables).flatMap((name): Found[] => {
    const [was, is] = [before.tables[name], after.tables[name]];
    const title = wordFor("tables", name);
    if (was && !is)
      return [
        {
          ...at("removed", "table", name),
          words: quoted(title, "去掉一张表", "A table was removed:"),
          before: tableText(was),
          after: null,
        },
      ];
    if (is && !was)
      return [
        {
          ...at("added", "table", name),
          words: quoted(title, "加了一张表", "A table was added:"),
          before: null,
          after: tableText(is),
        },
      ];
    if (!was || !is || same(was, is)) return [];
    const shape = ({ rows: _rows, ...rest }: TableSource) => rest;
    const reshaped: Found[] = same(shape(was), shape(is))
      ? []
      : [
          {
            ...at("changed", "table", name),
            words: quoted(title, "表的列变了", "A table’s columns changed:"),
            before: written(shape(was)),
            after: written(shape(is)),
          },
        ];
    return [...reshaped, ...rowChanges(was, is)];
  });
}

const tableText = (table: TableSource): Bilingual => ({
  zh: table.rows.map((row) => rowWords(table, row).zh).join(""),
  en: table.rows.map((row) => rowWords(table, row).en).join(" "),
});

type Row = TableSource["rows"][number];

/**
 * The rows that came, went and changed. Rows that stand in both in the same order are left alone; of the others, one
 * gone and one come at the same place are one that changed.
 */
function rowChanges(before: TableSource, after: TableSource): Found[] {
  const title = wordFor("tables", after.name);
  const change = (kind: Found["kind"], number: number, old: Row | undefined, now: Row | undefined): Found => {
    const shown = { before: old ? rowText(before, old) : null, after: now ? rowText(after, now) : null };
    const told = old && now && same(shown.before, shown.after) ? differing(old, now) : shown;
    return { ...at(kind, "row", `${after.name} ${number}`), words: rowKinds[kind](title, number), ...told };
  };
  return gapsBetween(before.rows, after.rows).flatMap(({ gone, come, goneFrom, comeFrom }) => {
    const paired = Math.min(gone.length, come.length);
    return [
      ...come.slice(0, paired).map((row, index) => change("changed", comeFrom + index + 1, gone[index], row)),
      ...gone.slice(paired).map((row, index) => change("removed", goneFrom + paired + index + 1, row, undefined)),
      ...come.slice(paired).map((row, index) => change("added", comeFrom + paired + index + 1, undefined, row)),
    ];
  });
}

const rowKinds: Readonly<Record<Found["kind"], (title: Bilingual, number: number) => Bilingual>> = {
  changed: ({ zh, en }, row) => ({ zh: `「${zh}」第${row}行改了`, en: `Row ${row} of “${en}” changed` }),
  added: ({ zh, en }, row) => ({ zh: `「${zh}」加了第${row}行`, en: `Row ${row} was added to “${en}”` }),
  removed: ({ zh, en }, row) => ({
    zh: `「${zh}」去掉原来的第${row}行`,
    en: `The former row ${row} of “${en}” was removed`,
  }),
};

/** A row in words; cells that have none are added as they are written. */
function rowText(table: TableSource, row: Row): Bilingual {
  const { zh, en } = rowWords(table, row);
  const odd = row.when.filter((cell, column) => !cellWords(table.inputs[column]?.expression ?? "", cell)).join("; ");
  return odd === "" ? { zh, en } : { zh: `${zh}（${odd}）`, en: `${en} (${odd})` };
}

type Gap<Item> = { readonly gone: Item[]; readonly come: Item[]; readonly goneFrom: number; readonly comeFrom: number };

/** Where two lists differ, between the items they have in common in the same order (their longest common sequence). */
export function gapsBetween<Item>(before: readonly Item[], after: readonly Item[]): Gap<Item>[] {
  const [old, now] = [before.map(keyOf), after.map(keyOf)];
  const longest: number[][] = Array.from({ length: old.length + 1 }, () => Array<number>(now.length + 1).fill(0));
  const lengthAt = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = longest[i] ?? [];
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === now[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const gaps: Gap<Item>[] = [];
  let [i, j, goneFrom, comeFrom] = [0, 0, 0, 0];
  const close = (): void => {
    const gap = { gone: before.slice(goneFrom, i), come: after.slice(comeFrom, j), goneFrom, comeFrom };
    if (gap.gone.length + gap.come.length > 0) gaps.push(gap);
  };
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [goneFrom, comeFrom] = [i, j];
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1;
    else j += 1;
  }
  [i, j] = [old.length, now.length];
  close();
  return gaps;
}

// --- Phrases, facts, parts

function phraseChanges(before: Procedure, after: Procedure): Found[] {
  return names(before.phrases, after.phrases).flatMap((name): Found[] => {
    const [was, is] = [before.phrases[name], after.phrases[name]];
    const title = { zh: name, en: name };
    if (was && !is)
      return [
        {
          ...at("removed", "phrase", name),
          words: quoted(title, "去掉一句话", "A phrase was removed:"),
          before: phraseWords(was),
          after: null,
        },
      ];
    if (is && !was)
      return [
        {
          ...at("added", "phrase", name),
          words: quoted(title, "加了一句话", "A phrase was added:"),
          before: null,
          after: phraseWords(is),
        },
      ];
    if (!was || !is || same(was, is)) return [];
    return [
      {
        ...at("changed", "phrase", name),
        words: quoted(title, "改了一句话", "A phrase changed:"),
        before: phraseWords(was),
        after: phraseWords(is),
      },
    ];
  });
}

const phraseWords = ({ zh, en, strict }: Phrase): Bilingual =>
  strict ? { zh: `${zh}（一字不改）`, en: `${en} (never reworded)` } : { zh, en };

function factChanges(before: Procedure, after: Procedure): Found[] {
  return names(before.facts, after.facts).flatMap((name): Found[] => {
    const [was, is] = [before.facts[name], after.facts[name]];
    if (was === is) return [];
    const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    const fact = wordFor("facts", name);
    const words = {
      added: quoted(fact, "多了一项事实", "A fact was added:"),
      removed: quoted(fact, "少了一项事实", "A fact was removed:"),
      changed: quoted(fact, "事实换了来源", "A fact has another source:"),
    } as const;
    const source = (from: string | undefined): Bilingual | null =>
      from === undefined ? null : plain(wordFor("sources", from));
    return [{ ...at(kind, "fact", name), words: words[kind], before: source(was), after: source(is) }];
  });
}

/** What may be set, how it is set, and what places below may change. */
function parameterChanges(before: Procedure, after: Procedure): Found[] {
  const own = names(before.parameters, after.parameters).flatMap((name): Found[] => {
    const [was, is] = [parameterText(before, name), parameterText(after, name)];
    if (was && is && same(rawParameter(before, name), rawParameter(after, name))) return [];
    const title = after.parameters[name]?.title ?? before.parameters[name]?.title ?? { zh: name, en: name };
    if (!was || !is) {
      const kind = is ? "added" : "removed";
      const words = is
        ? quoted(title, "多了一项可设的", "Something may be set now:")
        : quoted(title, "少了一项可设的", "Something may be set no more:");
      return [{ ...at(kind, "parameter", name), words, before: was ?? null, after: is ?? null }];
    }
    const shown = sides(was, is, rawParameter(before, name), rawParameter(after, name));
    return [
      { ...at("changed", "parameter", name), words: quoted(title, "改了一项设定", "A setting changed:"), ...shown },
    ];
  });
  // Settings without a parameter of their own are shown as they are written.
  const loose = ({ settings, parameters }: Procedure) =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in parameters)));
  const lists = (["open", "locked"] as const).flatMap((name): Found[] =>
    same(before[name], after[name])
      ? []
      : [
          {
            ...at("changed", "procedure", name),
            words: clauses[name],
            before: written(before[name]),
            after: written(after[name]),
          },
        ],
  );
  const rest: Found[] = same(loose(before), loose(after))
    ? []
    : [
        {
          ...at("changed", "procedure", "settings"),
          words: clauses.settings,
          before: written(loose(before)),
          after: written(loose(after)),
        },
      ];
  return [...own, ...rest, ...lists];
}

const clauses = {
  open: { zh: "下级可以改的变了", en: "What places below may change is another" },
  locked: { zh: "不许下级改的变了", en: "What places below may not change is another" },
  settings: { zh: "设定变了", en: "Settings changed" },
} as const;

const rawParameter = ({ parameters, settings }: Procedure, name: string) => [parameters[name], settings[name]];

function parameterText({ parameters, settings }: Procedure, name: string): Bilingual | undefined {
  const [parameter, setting] = [parameters[name], settings[name]];
  if (!parameter) return undefined;
  return setting === undefined ? { zh: "没有设", en: "not set" } : settingWords(parameter, setting);
}

function partChanges(before: Procedure, after: Procedure): Found[] {
  return names(before.parts, after.parts).flatMap((id): Found[] => {
    const [was, is] = [before.parts[id], after.parts[id]];
    if (was && !is)
      return [
        {
          ...at("removed", "part", id),
          words: quoted(was.title, "不再用子流程", "A part is called no more:"),
          before: was.title,
          after: null,
        },
      ];
    if (is && !was)
      return [
        {
          ...at("added", "part", id),
          words: quoted(is.title, "加用子流程", "A part is called now:"),
          before: null,
          after: is.title,
        },
      ];
    return [];
  });
}

// --- Words

const at = (kind: Found["kind"], what: Found["what"], name: string) => ({ kind, what, name });
const quoted = ({ zh, en }: Bilingual, zhWhat: string, enWhat: string): Bilingual => ({
  zh: `${zhWhat}：「${zh}」`,
  en: `${enWhat} “${en}”`,
});
const plain = ({ zh, en }: Bilingual): Bilingual => ({ zh, en });
const written = (value: unknown): Bilingual => ({ zh: keyOf(value), en: keyOf(value) });

const names = (before: object, after: object): string[] => [
  ...new Set([...Object.keys(after), ...Object.keys(before)]),
];

const same = (one: unknown, other: unknown): boolean => keyOf(one) === keyOf(other);

/** JSON with sorted keys: a version from the database has its keys in another order. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
