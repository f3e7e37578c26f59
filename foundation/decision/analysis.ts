import {
  type Bits,
  allBits,
  bitsOf,
  both,
  countBits,
  covers,
  firstBit,
  hasBit,
  isEmpty,
  meets,
  noBits,
  setBit,
  without,
} from "./bits.ts";
import { constantOf } from "./axis.ts";
import { wayOf } from "./column.ts";
import { compileTests } from "./compile.ts";
import { emptyScope } from "./scope.ts";
import { type Rules, compileRules, rankOf, ranksOf } from "./table.ts";
import { type TableSource, parseTable } from "./table-source.ts";
import { FeelRange, type FeelValue, equals, isList, toPlain, typeName, valueText } from "./value.ts";

/**
 * What is wrong with a table, with a case that shows it: `witness` holds input values by name, and the table itself
 * confirms every one. `rows` are indexes from 0. Rules: a `gap` is a case no row decides; an `overlap`, two rows of a
 * "unique" table that share a case; a `conflict`, two rows that answer one case differently where the hit policy
 * allows no choice; `shadowed`, a row that never gets its turn; `type`, a cell that cannot hold.
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

/** One dimension of the space: an input, its values grouped where every row sees them alike. */
type Dimension = {
  readonly columns: readonly number[];
  readonly label: string;
  readonly way: readonly string[];
  /** A value for each group. */
  readonly samples: readonly FeelValue[];
  /** Text of each group for people. */
  readonly texts: readonly string[];
  /** Groups each row accepts for certain, and those it may accept. */
  readonly sure: readonly Bits[];
  readonly possible: readonly Bits[];
};

/** A part of the space: for each dimension the groups it spans. */
type Box = readonly Bits[];

/**
 * Checks a table over the joint space of its inputs: gaps, overlaps, conflicts, shadowed rows and cells of the wrong
 * kind. The space is cut at every constant; rows are boxes in it, and boxes are split until each is covered or bare,
 * so the answer is exact for cells over constants. Cells that read other facts count as "may hold".
 */
export function analyseTable(source: TableSource, options: AnalysisOptions = {}): Finding[] {
  const rules = compileRules(parseTable(source), undefined);
  const limit = options.limit ?? 50;
  const space = spaceOf(rules);
  const name = `table "${source.name}"`;
  return [
    ...typeFindings(rules, name),
    ...emptyRows(space, rules, name),
    ...gapFindings(space, rules, name, limit),
    ...pairFindings(space, rules, name, limit),
    ...shadowFindings(space, rules, name),
  ];
}

// --- The space

type Space = {
  readonly dimensions: readonly Dimension[];
  readonly whole: Box;
  /** The part of the space a row decides for certain, and the part it may decide. */
  readonly sure: readonly Box[];
  readonly possible: readonly Box[];
};

function spaceOf(rules: Rules): Space {
  const { source } = rules.parsed;
  const byLabel = new Map<string, number[]>();
  for (const [column, { expression }] of source.inputs.entries()) {
    const label = expression.trim().replace(/\s+/g, " ");
    byLabel.set(label, [...(byLabel.get(label) ?? []), column]);
  }
  const dimensions = [...byLabel].map(([label, columns]) => dimensionOf(rules, label, columns));
  const rows = rules.parsed.rows.map((_, row) => row);
  return {
    dimensions,
    whole: dimensions.map(({ samples }) => allBits(samples.length)),
    sure: rows.map((row) => dimensions.map((dimension) => dimension.sure[row] ?? noBits(0))),
    possible: rows.map((row) => dimensions.map((dimension) => dimension.possible[row] ?? noBits(0))),
  };
}

function dimensionOf(rules: Rules, label: string, columns: readonly number[]): Dimension {
  const { parsed } = rules;
  const rowCount = parsed.rows.length;
  const first = columns[0] ?? 0;
  const axes = columns.map((column) => rules.axis(column));
  // Columns of one expression are one dimension; their cuts are laid over each other.
  const pieces = axes.length === 1 ? (axes[0]?.axis.pieces ?? []) : axes.flatMap(({ axis }) => axis.pieces);
  const domains = columns.map((column) => {
    const allowed = parsed.inputs[column]?.allowed;
    return allowed === undefined ? undefined : compileTests(allowed, { unknown: "stays" });
  });

  const groups = new Map<string, { sample: FeelValue; pieces: number[]; sure: boolean[]; possible: boolean[] }>();
  for (const [index, { sample }] of pieces.entries()) {
    if (domains.some((domain) => domain !== undefined && domain(sample, emptyScope) !== true)) continue;
    const sure: boolean[] = [];
    const possible: boolean[] = [];
    for (let row = 0; row < rowCount; row += 1) {
      const verdicts = columns.map((column, at) =>
        axes[at]?.closed[row] === true ? rules.holds(row, column, sample) : null,
      );
      sure.push(verdicts.every((verdict) => verdict === true));
      possible.push(verdicts.every((verdict) => verdict !== false));
    }
    const key = `${sure.map(Number).join("")}/${possible.map(Number).join("")}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { sample, pieces: [index], sure, possible });
    else known.pieces.push(index);
  }

  const list = [...groups.values()];
  const bitsFor = (row: number, part: "sure" | "possible"): Bits => {
    const bits = noBits(list.length);
    for (const [index, group] of list.entries()) if (group[part][row] === true) setBit(bits, index);
    return bits;
  };
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const expression = parsed.inputs[first]?.expression;
  return {
    columns,
    label,
    way: (expression === undefined ? undefined : wayOf(expression)) ?? [label],
    samples: list.map(({ sample }) => sample),
    texts: list.map((group) => group.pieces.map((piece) => pieceText(rules, first, pieces, piece)).join(", ")),
    sure: rows.map((row) => bitsFor(row, "sure")),
    possible: rows.map((row) => bitsFor(row, "possible")),
  };
}

/** "5", "(5..10)", "< 5" or "> 10". */
function pieceText(
  rules: Rules,
  column: number,
  pieces: readonly { readonly sample: FeelValue; readonly cut: number | undefined }[],
  index: number,
): string {
  const { cuts } = rules.axis(column).axis;
  const piece = pieces[index];
  if (piece === undefined) return "";
  if (piece.cut !== undefined) return literalText(piece.sample);
  const [before, after] = [pieces[index - 1]?.cut, pieces[index + 1]?.cut];
  if (before === undefined && after === undefined) return "anything";
  if (typeof piece.sample === "string") return "any other text";
  if (before === undefined) return `< ${literalText(cuts[after ?? 0] ?? null)}`;
  if (after === undefined) return `> ${literalText(cuts[before] ?? null)}`;
  return `(${literalText(cuts[before] ?? null)}..${literalText(cuts[after] ?? null)})`;
}

const literalText = (value: FeelValue): string =>
  typeof value === "string" ? JSON.stringify(value) : valueText(value);

// --- Boxes

const boxIsEmpty = (box: Box): boolean => box.some(isEmpty);
const boxesMeet = (a: Box, b: Box): boolean => a.every((bits, dimension) => meets(bits, b[dimension] ?? bits));
const boxCovers = (a: Box, b: Box): boolean => a.every((bits, dimension) => covers(bits, b[dimension] ?? bits));
const commonBox = (a: Box, b: Box): Box => a.map((bits, dimension) => both(bits, b[dimension] ?? bits));

/** The number of cells of a box, exact however many there are. */
const volume = (box: Box): bigint => box.reduce((product, bits) => product * BigInt(countBits(bits)), 1n);

/**
 * Visits the bare parts of `box`, where none of `rows` reaches, until `visit` answers false. The box is split along
 * the edge of a row that cuts the fewest other rows, until a part is covered by one row or reached by none.
 */
function bareParts(box: Box, rows: readonly Box[], visit: (part: Box) => boolean): boolean {
  if (boxIsEmpty(box)) return true;
  const reaching = rows.filter((row) => boxesMeet(row, box));
  if (reaching.length === 0) return visit(box);
  if (reaching.some((row) => boxCovers(row, box))) return true;
  const { dimension, inside } = bestCut(box, reaching);
  const own = box[dimension] ?? inside;
  const left = box.map((bits, at) => (at === dimension ? both(own, inside) : bits));
  const right = box.map((bits, at) => (at === dimension ? without(own, inside) : bits));
  return bareParts(left, reaching, visit) && bareParts(right, reaching, visit);
}

/** Rows to try as edges: enough for a good cut, few enough to stay fast on thousands of rows. */
const edgesTried = 12;

function bestCut(box: Box, rows: readonly Box[]): { readonly dimension: number; readonly inside: Bits } {
  let best: { dimension: number; inside: Bits; cost: number } | undefined;
  const step = Math.max(1, Math.floor(rows.length / edgesTried));
  for (let index = 0; index < rows.length; index += step) {
    for (const [dimension, own] of box.entries()) {
      const edge = rows[index]?.[dimension];
      if (edge === undefined || covers(edge, own)) continue;
      const inside = both(own, edge);
      const outside = without(own, edge);
      let [left, right] = [0, 0];
      for (const row of rows) {
        const bits = row[dimension] ?? own;
        if (meets(bits, inside)) left += 1;
        if (meets(bits, outside)) right += 1;
      }
      const cost = left + right + Math.abs(left - right) / 4;
      if (best === undefined || cost < best.cost) best = { dimension, inside, cost };
    }
  }
  if (best !== undefined) return best;
  // Every tried row spans the box in all dimensions but does not cover it: impossible for boxes.
  throw new Error("A box that no row covers has no edge to split along; this is a mistake in the analysis.");
}

const sampleOf = (space: Space, box: Box): FeelValue[] =>
  space.dimensions.map((dimension, index) => dimension.samples[firstBit(box[index] ?? noBits(0))] ?? null);

/** Plain facts that make the inputs take the values of a sample. */
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
  for (const [index, dimension] of space.dimensions.entries())
    for (const column of dimension.columns) values[column] = sample[index] ?? null;
  return values;
}

const describe = (space: Space, box: Box): string => {
  const parts = space.dimensions.flatMap(({ label, texts, samples }, index) => {
    const bits = box[index] ?? noBits(0);
    if (countBits(bits) === samples.length) return [];
    return [
      `${label} ${bitsOf(bits)
        .map((group) => texts[group] ?? "")
        .join(", ")}`,
    ];
  });
  return parts.length === 0 ? "every case" : parts.join(" and ");
};

// --- Gaps

function gapFindings(space: Space, rules: Rules, name: string, limit: number): Finding[] {
  const { source } = rules.parsed;
  if (source.outputs.every(({ otherwise }) => otherwise !== undefined)) return [];
  const gaps = bareBoxes(space, space.sure, limit);
  return gaps.flatMap((box) => {
    const sample = sampleOf(space, box);
    const answer = rules.answer(valuesOf(space, sample, source.inputs.length), witnessOf(space, sample));
    if (answer.rows.length > 0 || answer.missing.length > 0) return [];
    return [
      {
        rule: "gap" as const,
        at: name,
        message: `No row decides ${describe(space, box)}.`,
        witness: witnessOf(space, sample),
      },
    ];
  });
}

/** At most `limit` bare boxes, each as large as it can be, together all of the bare space unless there are more. */
function bareBoxes(space: Space, rows: readonly Box[], limit: number): Box[] {
  if (fillsExactly(space, rows)) return [];
  const found: Box[] = [];
  while (found.length < limit) {
    let next: Box | undefined;
    bareParts(space.whole, [...rows, ...found], (part) => {
      next = part;
      return false;
    });
    if (next === undefined) break;
    found.push(widened(space, next, [...rows]));
  }
  return found;
}

/** For rows that share no case, volumes decide: the rows fill the space exactly when their volumes add up to it. */
function fillsExactly(space: Space, rows: readonly Box[]): boolean {
  const total = rows.reduce((sum, row) => sum + volume(row), 0n);
  if (total < volume(space.whole)) return false;
  for (const [index, row] of rows.entries()) {
    for (let other = index + 1; other < rows.length; other += 1) if (boxesMeet(row, rows[other] ?? row)) return false;
  }
  return total === volume(space.whole);
}

/** The box stretched in each dimension by every group that stays bare. */
function widened(space: Space, box: Box, rows: readonly Box[]): Box {
  let wide = box;
  for (const [dimension, { samples }] of space.dimensions.entries()) {
    for (let group = 0; group < samples.length; group += 1) {
      const own = wide[dimension] ?? noBits(samples.length);
      if (hasBit(own, group)) continue;
      const single = noBits(samples.length);
      setBit(single, group);
      const slice = wide.map((bits, at) => (at === dimension ? single : bits));
      if (rows.some((row) => boxesMeet(row, slice))) continue;
      const stretched = own.slice();
      setBit(stretched, group);
      wide = wide.map((bits, at) => (at === dimension ? stretched : bits));
    }
  }
  return wide;
}

// --- Rows against rows

function pairFindings(space: Space, rules: Rules, name: string, limit: number): Finding[] {
  const { hit } = rules.parsed.source;
  if (hit !== "unique" && hit !== "any" && hit !== "priority") return [];
  const findings: Finding[] = [];
  const count = { overlap: 0, conflict: 0 };
  for (let first = 0; first < space.sure.length; first += 1) {
    for (let second = first + 1; second < space.sure.length; second += 1) {
      if (count.overlap >= limit || count.conflict >= limit) return findings;
      const [a, b] = [space.sure[first], space.sure[second]];
      if (a === undefined || b === undefined || !boxesMeet(a, b)) continue;
      const shared = commonBox(a, b);
      const answers = answersDiffer(rules, first, second);
      const witness = witnessOf(space, sampleOf(space, shared));
      const rows = [first, second];
      const both = `Rows ${first + 1} and ${second + 1} both match ${describe(space, shared)}`;
      const at = `${name}, rows ${first + 1} and ${second + 1}`;
      if (hit === "unique") {
        count.overlap += 1;
        findings.push({ rule: "overlap", at, message: `${both}; "unique" allows one.`, witness, rows });
      }
      if (answers === true && (hit !== "priority" || rules.compareRows(first, second) === 0)) {
        count.conflict += 1;
        findings.push({ rule: "conflict", at, message: `${both} and answer differently.`, witness, rows });
      }
    }
  }
  return findings;
}

/** Whether constant answers of two rows differ; undefined where one is computed. */
function answersDiffer(rules: Rules, first: number, second: number): boolean | undefined {
  const [a, b] = [rules.constants(first), rules.constants(second)];
  return a === undefined || b === undefined ? undefined : equals(a, b) !== true;
}

function shadowFindings(space: Space, rules: Rules, name: string): Finding[] {
  const { hit } = rules.parsed.source;
  if (hit !== "first" && hit !== "priority") return [];
  const wins = (other: number, row: number): boolean => {
    if (hit === "first") return other < row;
    const by = rules.compareRows(other, row);
    return by < 0 || (by === 0 && other < row);
  };
  const rows = space.sure.map((_, row) => row);
  return rows.flatMap((row): Finding[] => {
    const own = space.possible[row];
    if (own === undefined || boxIsEmpty(own)) return [];
    const before = rows.filter((other) => other !== row && wins(other, row));
    const covered = bareParts(
      own,
      before.map((other) => space.sure[other] ?? own),
      () => false,
    );
    if (!covered) return [];
    const sample = sampleOf(space, own);
    const culprits = before.filter((other) => boxesMeet(space.sure[other] ?? own, own)).map((other) => other + 1);
    const by =
      culprits.length > 5 ? `${culprits.length} rows` : `row${culprits.length === 1 ? "" : "s"} ${culprits.join(", ")}`;
    const message = `Row ${row + 1} never gets its turn: ${by} decide${culprits.length === 1 ? "s" : ""} all its cases before it.`;
    return [
      { rule: "shadowed", at: `${name}, row ${row + 1}`, message, witness: witnessOf(space, sample), rows: [row] },
    ];
  });
}

// --- Cells

/** Rows that no case of the domain can match. */
function emptyRows(space: Space, rules: Rules, name: string): Finding[] {
  return space.possible.flatMap((box, row): Finding[] => {
    const dimension = box.findIndex(isEmpty);
    if (dimension < 0) return [];
    const label = space.dimensions[dimension]?.label ?? "";
    const column = space.dimensions[dimension]?.columns[0] ?? 0;
    const cell = rules.parsed.source.rows[row]?.when[column] ?? "";
    const message = `Row ${row + 1} can never match: no value that ${label} may have passes ${cell}.`;
    return [
      {
        rule: "type",
        at: `${name}, row ${row + 1}, input "${label}"`,
        message,
        witness: witnessOf(space, sampleOf(space, space.whole)),
        rows: [row],
      },
    ];
  });
}

/** Constants of another kind than their column, and answers outside the allowed ones. */
function typeFindings(rules: Rules, name: string): Finding[] {
  const { source, outputs, rows } = rules.parsed;
  const findings: Finding[] = [];
  const report = (row: number, place: string, message: string, witness: Record<string, unknown>): void => {
    findings.push({ rule: "type", at: `${name}, row ${row + 1}, ${place}`, message, witness, rows: [row] });
  };
  for (const [row, { when, then }] of rows.entries()) {
    for (const [column, cell] of when.entries()) {
      const input = source.inputs[column];
      if (input === undefined || input.type === "any" || cell.kind === "any") continue;
      for (const test of cell.tests) {
        const constant = constantOf(test.kind === "test" ? test.operand : test);
        const wrong = constant === undefined ? undefined : kindsOf(constant).find((kind) => kind !== input.type);
        if (wrong === undefined) continue;
        const written = source.rows[row]?.when[column] ?? "";
        report(
          row,
          `input "${input.expression}"`,
          `Row ${row + 1} compares ${input.expression}, a ${input.type}, with a ${wrong}: ${written}.`,
          {
            [input.expression]: toPlain(constant ?? null),
          },
        );
      }
    }
    for (const [column, cell] of then.entries()) {
      const output = source.outputs[column];
      const constant = constantOf(cell);
      if (output === undefined || constant === undefined || constant === null) continue;
      const kind = typeName(constant);
      const written = source.rows[row]?.then[column] ?? "";
      const isWrongKind = output.type !== undefined && output.type !== "any" && kind !== output.type;
      const ranks = ranksOf(outputs[column]?.allowed);
      const test = outputs[column]?.allowed;
      const isOutside =
        test !== undefined &&
        (ranks === undefined || rankOf(ranks, constant) === ranks.length) &&
        compileTests(test, { unknown: "stays" })(constant, emptyScope) === false;
      if (isWrongKind)
        report(
          row,
          `output "${output.name}"`,
          `Row ${row + 1} answers ${written}, a ${kind}; ${output.name} is a ${output.type ?? ""}.`,
          {},
        );
      else if (isOutside)
        report(
          row,
          `output "${output.name}"`,
          `Row ${row + 1} answers ${written}, which ${output.name} may not be.`,
          {},
        );
    }
  }
  return findings;
}

function kindsOf(value: FeelValue): string[] {
  if (value === null) return [];
  if (isList(value)) return value.flatMap(kindsOf);
  if (value instanceof FeelRange)
    return [value.start, value.end].flatMap((end) => (end === undefined ? [] : kindsOf(end)));
  return [typeName(value)];
}
