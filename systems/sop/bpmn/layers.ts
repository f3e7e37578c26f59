/** A box to be placed, in pixels. */
export type Box = { readonly id: string; readonly width: number; readonly height: number };
export type Line = { readonly id: string; readonly from: string; readonly to: string };
export type Point = { readonly x: number; readonly y: number };
export type Placed = {
  readonly boxes: ReadonlyMap<string, Point>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
};

const rowGap = 36;
const firstGap = 34;
const trackGap = 9;
const sweeps = 8;

/** A box, or a place where a long line passes a column. */
type Spot = Box & { readonly column: number; readonly isBend: boolean };
type Link = { readonly from: string; readonly to: string };
/** A line as a way from column to column; `isBack` where it was turned round for that. */
type Route = { readonly line: Line; readonly spots: readonly string[]; readonly isBack: boolean };

/**
 * Places a flow in columns from left to right: what follows stands right of what it follows, lines that lead back run from right to
 * left, and no line runs through a box. Boxes are placed in the order given where nothing else decides. Pure; equal input, equal picture.
 */
export function inLayers(boxes: readonly Box[], lines: readonly Line[]): Placed {
  const forward = turned(boxes, lines);
  const columnOf = columns(boxes, forward);
  const { spots, routes } = bends(boxes, lines, columnOf);
  const links = routes.flatMap(({ spots: way }) => pairs(way));
  const ordered = untangled(spots, links);
  const rows = heights(ordered, links);
  return drawn(ordered, rows, routes);
}

const pairs = (way: readonly string[]): Link[] => way.slice(1).map((to, index) => ({ from: way[index] ?? to, to }));

/** The lines as links that lead nowhere back: those that would are turned round, those to themselves left out. */
function turned(boxes: readonly Box[], lines: readonly Line[]): Link[] {
  const out = Map.groupBy(lines, ({ from }) => from);
  const state = new Map<string, "open" | "done">();
  const links: Link[] = [];
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const { from, to } of out.get(id) ?? []) {
      if (from === to) continue;
      if (state.get(to) === "open") {
        links.push({ from: to, to: from });
        continue;
      }
      links.push({ from, to });
      if (!state.has(to)) visit(to);
    }
    state.set(id, "done");
  };
  for (const { id } of boxes) if (!state.has(id)) visit(id);
  return links;
}

/** The column of each box: one right of the last that leads to it. */
function columns(boxes: readonly Box[], links: readonly Link[]): ReadonlyMap<string, number> {
  const into = Map.groupBy(links, ({ to }) => to);
  const known = new Map<string, number>();
  const columnOf = (id: string): number => {
    const column = known.get(id);
    if (column !== undefined) return column;
    const found = Math.max(0, ...(into.get(id) ?? []).map(({ from }) => columnOf(from) + 1));
    known.set(id, found);
    return found;
  };
  for (const { id } of boxes) columnOf(id);
  return known;
}

/** Gives long lines a spot in each column they pass. */
function bends(
  boxes: readonly Box[],
  lines: readonly Line[],
  columnOf: ReadonlyMap<string, number>,
): { readonly spots: readonly Spot[]; readonly routes: readonly Route[] } {
  const spots: Spot[] = boxes.map((box) => ({ ...box, column: columnOf.get(box.id) ?? 0, isBend: false }));
  const routes = lines.flatMap((line): Route[] => {
    if (line.from === line.to) return [];
    const [a, b] = [columnOf.get(line.from) ?? 0, columnOf.get(line.to) ?? 0];
    const isBack = a > b;
    const [left, right] = isBack ? [line.to, line.from] : [line.from, line.to];
    const way = [left];
    for (let column = Math.min(a, b) + 1; column < Math.max(a, b); column += 1) {
      const id = `${line.id} ${column}`;
      spots.push({ id, column, width: 0, height: 12, isBend: true });
      way.push(id);
    }
    return [{ line, spots: [...way, right], isBack }];
  });
  return { spots, routes };
}

/** Orders each column by where its neighbours stand, back and forth, so that lines cross little. */
function untangled(spots: readonly Spot[], links: readonly Link[]): Spot[][] {
  const byColumn: Spot[][] = [];
  for (const spot of spots) (byColumn[spot.column] ??= []).push(spot);
  const before = Map.groupBy(links, ({ to }) => to);
  const behind = Map.groupBy(links, ({ from }) => from);
  const places = new Map<string, number>();
  const note = (column: readonly Spot[]): void => column.forEach(({ id }, place) => places.set(id, place));
  byColumn.forEach(note);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? byColumn : byColumn.toReversed()) {
      const neighbours = (id: string): number[] =>
        (isForward ? before.get(id)?.map(({ from }) => from) : behind.get(id)?.map(({ to }) => to))?.map(
          (each) => places.get(each) ?? 0,
        ) ?? [];
      const wanted = new Map(column.map(({ id }, place) => [id, mean(neighbours(id)) ?? place]));
      column.sort((one, other) => (wanted.get(one.id) ?? 0) - (wanted.get(other.id) ?? 0));
      note(column);
    }
  }
  return byColumn;
}

const mean = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** The middle of each spot, up and down: as near to its neighbours as those above it in its column leave room. */
function heights(columns: readonly (readonly Spot[])[], links: readonly Link[]): ReadonlyMap<string, number> {
  const near = new Map<string, string[]>();
  for (const { from, to } of links) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  const middles = new Map<string, number>();
  for (let sweep = 0; sweep <= sweeps; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = column.map(({ id }) => {
        const known = (near.get(id) ?? []).flatMap((each) => middles.get(each) ?? []);
        return mean(known) ?? middles.get(id) ?? 0;
      });
      let bottom = Number.NEGATIVE_INFINITY;
      const placed = column.map(({ height }, index) => {
        const middle = Math.max(wanted[index] ?? 0, bottom + height / 2);
        bottom = middle + height / 2 + rowGap;
        return middle;
      });
      // Pushed down by those above, the column as a whole moves up again.
      const shift = mean(placed.map((middle, index) => (wanted[index] ?? 0) - middle)) ?? 0;
      column.forEach(({ id }, index) => middles.set(id, Math.round((placed[index] ?? 0) + shift)));
    }
  }
  return middles;
}

function drawn(
  columns: readonly (readonly Spot[])[],
  middles: ReadonlyMap<string, number>,
  routes: readonly Route[],
): Placed {
  const spots = new Map(columns.flat().map((spot) => [spot.id, spot]));
  const top = Math.min(0, ...columns.flat().map(({ id, height }) => (middles.get(id) ?? 0) - height / 2));
  const middleOf = (id: string): number => (middles.get(id) ?? 0) - top;

  // In the gap after each column every line that goes up or down has a track of its own.
  const tracks = new Map<string, number>();
  const gaps = columns.map((_column, index) => {
    const passing = routes.flatMap(({ line, spots: way }) =>
      pairs(way)
        .filter(({ from }) => spots.get(from)?.column === index)
        .map((link) => ({ line, link })),
    );
    const turning = passing
      .filter(({ link }) => middleOf(link.from) !== middleOf(link.to))
      .toSorted((one, other) => middleOf(one.link.from) - middleOf(other.link.from));
    turning.forEach(({ line, link }, track) => tracks.set(`${line.id} ${link.from}`, track));
    return firstGap + turning.length * trackGap;
  });
  const lefts: number[] = [];
  const widths = columns.map((column) => Math.max(0, ...column.map(({ width }) => width)));
  let x = 0;
  widths.forEach((width, index) => {
    lefts.push(x);
    x += width + (gaps[index] ?? 0);
  });

  const leftOf = ({ column, width }: Spot): number =>
    Math.round((lefts[column] ?? 0) + ((widths[column] ?? 0) - width) / 2);
  const lines = new Map<string, readonly Point[]>();
  for (const { line, spots: way, isBack } of routes) {
    const points = pairs(way).flatMap(({ from, to }): Point[] => {
      const [one, other] = [spots.get(from), spots.get(to)];
      if (!one || !other) return [];
      const start = { x: leftOf(one) + one.width, y: middleOf(from) };
      const end = { x: leftOf(other), y: middleOf(to) };
      const after = (lefts[one.column] ?? 0) + (widths[one.column] ?? 0);
      const turn = after + firstGap / 2 + (tracks.get(`${line.id} ${from}`) ?? 0) * trackGap;
      return start.y === end.y ? [start, end] : [start, { x: turn, y: start.y }, { x: turn, y: end.y }, end];
    });
    lines.set(line.id, straightened(isBack ? points.toReversed() : points));
  }
  const boxes = new Map(
    columns
      .flat()
      .filter(({ isBend }) => !isBend)
      .map((spot) => [spot.id, { x: leftOf(spot), y: Math.round(middleOf(spot.id) - spot.height / 2) }]),
  );
  return { boxes, lines };
}

/** Without points that lie on the line between their neighbours. */
const straightened = (points: readonly Point[]): Point[] =>
  points.filter((point, index) => {
    const [before, next] = [points[index - 1], points[index + 1]];
    if (!before || !next) return true;
    const isSame = before.x === point.x && before.y === point.y;
    const isLevel = before.y === point.y && point.y === next.y;
    const isUpright = before.x === point.x && point.x === next.x;
    return !isSame && !isLevel && !isUpright;
  });

/** The way of a line that leads back to its own box: out on the right, under it, and in from below. */
export const aroundItself = ({ x, y }: Point, { width, height }: Box): readonly Point[] => [
  { x: x + width, y: y + height / 2 },
  { x: x + width + 14, y: y + height / 2 },
  { x: x + width + 14, y: y + height + 14 },
  { x: x + width / 2, y: y + height + 14 },
  { x: x + width / 2, y: y + height },
];
