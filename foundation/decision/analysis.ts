import { type Axis, axisOf, constantOf } from "./axis.ts";
import {
  type Box,
  type Effort,
  bareBoxes,
  bareParts,
  boxIsEmpty,
  boxesMeet,
  commonBox,
  meetingPairs,
  transposed,
} from "./box.ts";
import { type Test, compileTests } from "./compile.ts";
import { emptyScope } from "./scope.ts";
import { type Bits, type Span, fullSpan, isEmptySpan, membersOf, noBits, spanSize } from "./span.ts";
import type { UnaryTests } from "./syntax.ts";
import { type Rules, compileRules, rankOf, ranksOf } from "./table.ts";
import { type TableSource, parseTable } from "./table-source.ts";
import { FeelRange, type FeelValue, equals, isList, literalText, toPlain, typeName } from "./value.ts";
import { wayOf } from "./walk.ts";

/**
 * What is wrong with a table, with a case that shows it: `witness` holds input values by name, and the table itself
 * confirms every one. `rows` are indexes from 0. Rules: a `gap` is a case no row decides; an `overlap`, two rows of a
 * "unique" table that share a case; a `conflict`, two rows that answer one case differently where the hit policy
 * allows no choice; `shadowed`, a row that never gets its turn; `type`, a cell that cannot hold or may not stand there.
 */
export type Finding = {
  readonly rule: "gap" | "overlap" | "conflict" | "shadowed" | "type";
  readonly at: string;
  readonly message: string;
  readonly witness: Readonly<Record<string, unknown>>;
  readonly rows?: readonly number[];
};

export type AnalysisOptions = {
  /** At most so many findings of each rule; 50 when left out. */
  readonly limit?: number;
};

/**
 * Checks a table over the joint space of its inputs: gaps, overlaps, conflicts, shadowed rows and cells of the wrong
 * kind. The space is cut at every constant; rows are boxes in it, and boxes are split until each is covered or bare,
 * so the answer is exact for cells over constants. Cells that read other facts count as "may hold". Throws
 * `DecisionError` for a cell that is no FEEL, and for rows that cross each other in too many ways.
 */
export function analyseTable(source: TableSource, options: AnalysisOptions = {}): Finding[] {
  const rules = compileRules(parseTable(source), undefined);
  const limit = options.limit ?? 50;
  const space = spaceOf(rules);
  const effort: Effort = { left: mostParts };
  return [
    ...typeFindings(rules).slice(0, limit),
    ...emptyRows(space, rules).slice(0, limit),
    ...gapFindings(space, rules, limit, effort),
    ...pairFindings(space, rules, limit),
    ...shadowFindings(space, rules, effort).slice(0, limit),
  ];
}

/** Parts of the space to look at before giving up: about half a minute's work. */
const mostParts = 2_000_000;

const placeOf = ({ parsed }: Rules, ...rows: readonly number[]): string => {
  const numbers = rows.map((row) => row + 1);
  const which =
    numbers.length === 0 ? "" : numbers.length === 1 ? `, row ${numbers[0]}` : `, rows ${numbers.join(" and ")}`;
  return `table "${parsed.source.name}"${which}`;
};

// --- The space

/** One dimension of the space: an input, its values grouped where every row sees them alike. */
type Dimension = {
  readonly columns: readonly number[];
  readonly label: string;
  /** The names that lead to the input in the facts. */
  readonly way: readonly string[];
  readonly axis: Axis;
  /** Pieces of the axis in each group. */
  readonly groups: readonly (readonly number[])[];
};

type Space = {
  readonly dimensions: readonly Dimension[];
  readonly whole: Box;
  /** The part of the space a row decides for certain, and the part it may decide. */
  readonly sure: readonly Box[];
  readonly possible: readonly Box[];
};

function spaceOf(rules: Rules): Space {
  const byLabel = Map.groupBy(rules.parsed.source.inputs.keys(), (column) =>
    (rules.parsed.source.inputs[column]?.expression ?? "").trim().replace(/\s+/g, " "),
  );
  const parts = [...byLabel].map(([label, columns]) => dimensionOf(rules, label, columns));
  const rows = [...rules.parsed.rows.keys()];
  const nothing = fullSpan(0);
  return {
    dimensions: parts.map(({ dimension }) => dimension),
    whole: parts.map(({ dimension }) => fullSpan(dimension.groups.length)),
    sure: rows.map((row) => parts.map(({ sure }) => sure[row] ?? nothing)),
    possible: rows.map((row) => parts.map(({ possible }) => possible[row] ?? nothing)),
  };
}

/** A set as short text, equal for equal sets. */
const keyOf = (bits: Bits = noBits(0)): string =>
  String.fromCharCode(...new Uint16Array(bits.buffer, bits.byteOffset, bits.length * 2));

type MadeDimension = {
  readonly dimension: Dimension;
  readonly sure: readonly Span[];
  readonly possible: readonly Span[];
};

function dimensionOf(rules: Rules, label: string, columns: readonly number[]): MadeDimension {
  const { parsed } = rules;
  const { axis, sure, maybe } = columns.length === 1 ? rules.column(columns[0] ?? 0) : joinedColumn(rules, columns);
  const domains = columns.flatMap((column): Test[] => {
    const allowed = parsed.inputs[column]?.allowed;
    return allowed === undefined ? [] : [compileTests(allowed, { unknown: "stays" })];
  });

  const groups = new Map<string, number[]>();
  for (const [piece, { sample }] of axis.pieces.entries()) {
    if (domains.some((domain) => domain(sample, emptyScope) !== true)) continue;
    const key = maybe === undefined ? keyOf(sure[piece]) : `${keyOf(sure[piece])}/${keyOf(maybe[piece])}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [piece]);
    else known.push(piece);
  }

  const list = [...groups.values()];
  const rowsOf = (rows: readonly Bits[]): Span[] =>
    transposed(
      list.map(([piece = 0]) => rows[piece] ?? noBits(0)),
      parsed.rows.length,
    );
  const expression = parsed.inputs[columns[0] ?? 0]?.expression;
  const way = expression === undefined ? undefined : wayOf(expression);
  const certain = rowsOf(sure);
  return {
    dimension: { columns, label, way: way ?? [label], axis, groups: list },
    sure: certain,
    possible: maybe === undefined ? certain : rowsOf(maybe),
  };
}

/** Columns of one expression are one dimension: their cuts are laid over each other, and a row must hold in all. */
function joinedColumn(rules: Rules, columns: readonly number[]): ReturnType<Rules["column"]> {
  const parts = columns.map((column) => rules.column(column));
  const axis = axisOf(
    parts.flatMap((part) => part.axis.cuts),
    rules.parsed.source.inputs[columns[0] ?? 0]?.type ?? "any",
  );
  const inAll = (piece: number, rowsOf: (part: ReturnType<Rules["column"]>) => readonly Bits[]): Bits => {
    const sample = axis.pieces[piece]?.sample ?? null;
    const sets = parts.map((part) => rowsOf(part)[part.axis.find(sample)] ?? noBits(rules.parsed.rows.length));
    return (sets[0] ?? noBits(0)).map((word, index) => sets.reduce((all, set) => all & (set[index] ?? 0), word));
  };
  const pieces = [...axis.pieces.keys()];
  return {
    axis,
    sure: pieces.map((piece) => inAll(piece, ({ sure }) => sure)),
    maybe: parts.every(({ maybe }) => maybe === undefined)
      ? undefined
      : pieces.map((piece) => inAll(piece, ({ sure, maybe }) => maybe ?? sure)),
  };
}

// --- Cases for people

const sampleOf = (space: Space, box: Box): FeelValue[] =>
  space.dimensions.map(({ axis, groups }, index) => {
    const group = groups[box[index]?.low ?? 0];
    return axis.pieces[group?.[0] ?? -1]?.sample ?? null;
  });

/** Plain facts that give the inputs the values of a sample. */
function witnessOf(space: Space, sample: readonly FeelValue[]): Record<string, unknown> {
  const witness: Record<string, unknown> = {};
  for (const [index, { way }] of space.dimensions.entries()) {
    let owner = witness;
    for (const name of way.slice(0, -1)) {
      const inner = owner[name];
      const next: Record<string, unknown> = typeof inner === "object" && inner !== null ? { ...inner } : {};
      owner[name] = next;
      owner = next;
    }
    owner[way.at(-1) ?? ""] = toPlain(sample[index] ?? null);
  }
  return witness;
}

/** Values by column for the executor. */
function valuesOf(space: Space, sample: readonly FeelValue[], columns: number): FeelValue[] {
  const values: FeelValue[] = Array.from({ length: columns }, () => null);
  for (const [index, dimension] of space.dimensions.entries()) {
    for (const column of dimension.columns) values[column] = sample[index] ?? null;
  }
  return values;
}

/** "days in (30..60] and rating is "gold"", naming only the inputs that matter. */
function describe(space: Space, box: Box): string {
  const parts = space.dimensions.flatMap(({ label, axis, groups }, index) => {
    const span = box[index];
    if (span === undefined || spanSize(span) === groups.length) return [];
    const pieces = membersOf(span).flatMap((group) => groups[group] ?? []);
    return [
      `${label} ${stretches(
        axis,
        pieces.toSorted((a, b) => a - b),
      ).join(" or ")}`,
    ];
  });
  return parts.length === 0 ? "any case" : parts.join(" and ");
}

/** Neighbouring pieces as one range each: "= 5", "in (5..10]", "< 5". Open stretches of text are "other". */
function stretches(axis: Axis, pieces: readonly number[]): string[] {
  const { cuts } = axis;
  if (typeof cuts[0] === "string") {
    const texts = pieces
      .map((piece) => axis.pieces[piece])
      .map((piece) => (piece?.cut === undefined ? "some other text" : literalText(piece.sample)));
    return [`is ${[...new Set(texts)].join(" or ")}`];
  }
  const runs: [number, number][] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === piece - 1) last[1] = piece;
    else runs.push([piece, piece]);
  }
  return runs.map(([low, high]) => stretchText(axis, low, high));
}

function stretchText({ cuts, pieces }: Axis, low: number, high: number): string {
  const [first, last] = [pieces[low], pieces[high]];
  if (low === high && first?.cut !== undefined) return `is ${literalText(first.sample)}`;
  const start = first?.cut ?? pieces[low - 1]?.cut;
  const end = last?.cut ?? pieces[high + 1]?.cut;
  const [from, to] = [start, end].map((cut) => (cut === undefined ? undefined : literalText(cuts[cut] ?? null)));
  const [hasStart, hasEnd] = [first?.cut !== undefined, last?.cut !== undefined];
  if (from === undefined) return to === undefined ? "is anything" : `${hasEnd ? "<=" : "<"} ${to}`;
  if (to === undefined) return `${hasStart ? ">=" : ">"} ${from}`;
  return `in ${hasStart ? "[" : "("}${from}..${to}${hasEnd ? "]" : ")"}`;
}

// --- Gaps

function gapFindings(space: Space, rules: Rules, limit: number, effort: Effort): Finding[] {
  const { source } = rules.parsed;
  if (source.outputs.every(({ otherwise }) => otherwise !== undefined)) return [];
  return bareBoxes(space.whole, space.sure, limit, effort).flatMap((box): Finding[] => {
    const sample = sampleOf(space, box);
    const witness = witnessOf(space, sample);
    // Where cells read other facts a row may still match; only what the table confirms is a gap.
    const answer = rules.answer(valuesOf(space, sample, source.inputs.length), witness);
    if (answer.rows.length > 0 || answer.missing.length > 0) return [];
    return [{ rule: "gap", at: placeOf(rules), message: `No row decides ${describe(space, box)}.`, witness }];
  });
}

// --- Rows against rows

function pairFindings(space: Space, rules: Rules, limit: number): Finding[] {
  const { hit } = rules.parsed.source;
  if (hit !== "unique" && hit !== "any" && hit !== "priority") return [];
  const overlaps: Finding[] = [];
  const conflicts: Finding[] = [];
  meetingPairs(space.sure, (first, second) => {
    const shared = commonBox(space.sure[first] ?? [], space.sure[second] ?? []);
    const witness = witnessOf(space, sampleOf(space, shared));
    const finding = { at: placeOf(rules, first, second), witness, rows: [first, second] };
    const both = `Rows ${first + 1} and ${second + 1} both match ${describe(space, shared)}`;
    if (hit === "unique" && overlaps.length < limit) {
      overlaps.push({ rule: "overlap", message: `${both}; "unique" allows one.`, ...finding });
    }
    const isOpen = hit !== "priority" || rules.compareRows(first, second) === 0;
    if (isOpen && answersDiffer(rules, first, second) && conflicts.length < limit) {
      conflicts.push({ rule: "conflict", message: `${both} and answer differently.`, ...finding });
    }
    return overlaps.length < limit && conflicts.length < limit;
  });
  return [...overlaps, ...conflicts];
}

/** Whether constant answers of two rows differ; computed ones may agree. */
function answersDiffer(rules: Rules, first: number, second: number): boolean {
  const [a, b] = [rules.constants(first), rules.constants(second)];
  return a !== undefined && b !== undefined && equals(a, b) !== true;
}

function shadowFindings(space: Space, rules: Rules, effort: Effort): Finding[] {
  const { hit } = rules.parsed.source;
  if (hit !== "first" && hit !== "priority") return [];
  const wins = (other: number, row: number): boolean => {
    // What a computed answer outranks cannot be known beforehand.
    if (hit === "priority" && (rules.constants(other) === undefined || rules.constants(row) === undefined))
      return false;
    const by = hit === "first" ? 0 : rules.compareRows(other, row);
    return by < 0 || (by === 0 && other < row);
  };
  const rows = [...space.sure.keys()];
  return rows.flatMap((row): Finding[] => {
    const own = space.possible[row];
    if (own === undefined || boxIsEmpty(own)) return [];
    const before = rows.filter(
      (other) => other !== row && wins(other, row) && boxesMeet(space.sure[other] ?? own, own),
    );
    const isBare = !bareParts(
      own,
      before.map((other) => space.sure[other] ?? own),
      effort,
      () => false,
    );
    if (isBare) return [];
    const few = before.length <= 5;
    const by = few
      ? `row${before.length === 1 ? "" : "s"} ${before.map((other) => other + 1).join(", ")}`
      : `${before.length} rows`;
    return [
      {
        rule: "shadowed",
        at: placeOf(rules, row),
        message: `Row ${row + 1} never gets its turn: ${by} before it decide${before.length === 1 ? "s" : ""} all its cases.`,
        witness: witnessOf(space, sampleOf(space, own)),
        rows: [row],
      },
    ];
  });
}

// --- Cells

/** Rows that no case of the domain can match. */
function emptyRows(space: Space, rules: Rules): Finding[] {
  return space.possible.flatMap((box, row): Finding[] => {
    const index = box.findIndex(isEmptySpan);
    const dimension = space.dimensions[index];
    if (dimension === undefined) return [];
    const cells = dimension.columns.map((column) => rules.parsed.source.rows[row]?.when[column] ?? "");
    return [
      {
        rule: "type",
        at: `${placeOf(rules, row)}, input "${dimension.label}"`,
        message: `Row ${row + 1} can never match: no value that ${dimension.label} may have passes ${cells.join(" and ")}.`,
        witness: witnessOf(space, sampleOf(space, space.whole)),
        rows: [row],
      },
    ];
  });
}

/** Constants of another kind than their column, and answers outside the allowed ones. */
function typeFindings(rules: Rules): Finding[] {
  const { source, outputs, rows } = rules.parsed;
  const findings: Finding[] = [];
  const report = (row: number, place: string, message: string, witness: Record<string, unknown>): void => {
    findings.push({
      rule: "type",
      at: `${placeOf(rules, row)}, ${place}`,
      message: `Row ${row + 1} ${message}`,
      witness,
      rows: [row],
    });
  };
  for (const [row, { when, answers }] of rows.entries()) {
    for (const [column, cell] of when.entries()) {
      const input = source.inputs[column];
      if (input === undefined || input.type === "any") continue;
      const wrong = foreignConstant(cell, input.type);
      if (wrong === undefined) continue;
      const written = source.rows[row]?.when[column] ?? "";
      report(row, `input "${input.expression}"`, `tests ${input.expression}, a ${input.type}, with ${written}.`, {
        [input.expression]: toPlain(wrong),
      });
    }
    for (const [column, cell] of answers.entries()) {
      const output = source.outputs[column];
      const constant = constantOf(cell);
      if (output === undefined || constant === undefined || constant === null) continue;
      const kind = typeName(constant);
      const written = source.rows[row]?.then[column] ?? "";
      const place = `output "${output.name}"`;
      if (output.type !== undefined && output.type !== "any" && kind !== output.type) {
        report(row, place, `answers ${written}, a ${kind}, where ${output.name} is a ${output.type}.`, {});
      } else if (isOutside(constant, outputs[column]?.allowed)) {
        report(row, place, `answers ${written}, which ${output.name} may not be.`, {});
      }
    }
  }
  return findings;
}

function isOutside(constant: FeelValue, allowed: UnaryTests | undefined): boolean {
  if (allowed === undefined) return false;
  const ranks = ranksOf(allowed);
  if (ranks !== undefined && rankOf(ranks, constant) < ranks.length) return false;
  return compileTests(allowed, { unknown: "stays" })(constant, emptyScope) === false;
}

/** The first constant of a cell that is of another kind; undefined when all fit. */
function foreignConstant(cell: UnaryTests, kind: string): FeelValue | undefined {
  if (cell.kind === "any") return undefined;
  for (const test of cell.tests) {
    const constant = constantOf(test.kind === "test" ? test.operand : test);
    if (constant !== undefined && !isOfKind(constant, kind)) return constant;
  }
  return undefined;
}

function isOfKind(value: FeelValue | undefined, kind: string): boolean {
  if (value === null || value === undefined) return true;
  if (isList(value)) return value.every((item) => isOfKind(item, kind));
  if (value instanceof FeelRange) return isOfKind(value.start, kind) && isOfKind(value.end, kind);
  return typeName(value) === kind;
}
