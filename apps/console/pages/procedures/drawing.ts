import type { Heat, Procedure, Step } from "../../api/procedures.ts";
import type { Language } from "@ruyi/kernel";

/** A procedure as a graph to be laid out: boxes and ways with room for their words. Sizes in CSS pixels at zoom 1. */
export type Box = {
  /** The step's id; with the step before it where an end is drawn more than once. */
  readonly id: string;
  readonly step: Step;
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** Different runs that came here; to an end drawn more than once, by this way. */
  readonly runs: number;
};
export type Line = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly labelWidth: number;
  readonly runs: number;
  /** How far above the box's edge it begins: a bubble ends above its tail. */
  readonly lift: number;
};
export type Drawing = { readonly boxes: readonly Box[]; readonly lines: readonly Line[]; readonly mostRuns: number };

const boxSize = { width: 184, height: 66 } as const;
const endSize = { width: 156, height: 48 } as const;
export const labelHeight = 18;
const labelAtMost = 140;

/**
 * Boxes and ways of one version, with what went through them. An end that many steps lead to is drawn at each of them:
 * one for all would draw lines across everything. A way somebody went that is not written is added.
 */
export function drawingOf(procedure: Procedure, heat: Heat | undefined, language: Language): Drawing {
  const runsAt = new Map(heat?.steps.map(({ step, runs }) => [step, runs]));
  const runsOn = new Map(heat?.ways.map(({ from, to, runs }) => [`${from} ${to}`, runs]));
  const steps = new Map(procedure.steps.map((step, index) => [step.id, { step, number: index + 1 }]));
  const ways = waysOf(procedure, heat, language);
  const comers = new Map<string, number>();
  for (const { to } of ways) comers.set(to, (comers.get(to) ?? 0) + 1);
  const isShared = (id: string): boolean => steps.get(id)?.step.kind === "end" && (comers.get(id) ?? 0) > 1;

  const boxes = [...steps].flatMap(([id, { step, number }]): Box[] => {
    const size = step.kind === "end" ? endSize : boxSize;
    if (!isShared(id)) return [{ ...size, id, step, number, runs: runsAt.get(id) ?? 0 }];
    return ways
      .filter(({ to }) => to === id)
      .map(({ from }) => ({ ...size, id: `${id}@${from}`, step, number, runs: runsOn.get(`${from} ${id}`) ?? 0 }));
  });
  const lines = ways.map(({ from, to, label }): Line => {
    const runs = runsOn.get(`${from} ${to}`) ?? 0;
    const shown = shortened(label, labelAtMost);
    const labelWidth = widthOfText(shown) + (runs > 0 ? 14 + 7 * String(runs).length : 8);
    const kind = steps.get(from)?.step.kind;
    return {
      ...{ id: `${from}>${to}`, from, to: isShared(to) ? `${to}@${from}` : to, label: shown, labelWidth, runs },
      lift: kind === "ask" || kind === "say" ? 7 : 0,
    };
  });
  return { boxes, lines, mostRuns: Math.max(0, ...lines.map(({ runs }) => runs)) };
}

type Way = { readonly from: string; readonly to: string; readonly label: string };

function waysOf({ steps }: Procedure, heat: Heat | undefined, language: Language): Way[] {
  const ids = new Set(steps.map(({ id }) => id));
  const written = steps.flatMap(({ id, ways }) =>
    ways.map(({ to, when }) => ({ from: id, to, label: when[language] })),
  );
  const known = new Set(written.map(({ from, to }) => `${from} ${to}`));
  const walked = (heat?.ways ?? [])
    .filter(({ from, to }) => !known.has(`${from} ${to}`))
    .map(({ from, to }) => ({ from, to, label: "" }));
  return [...written, ...walked].filter(({ from, to }) => ids.has(from) && ids.has(to));
}

/** About how wide a text is at 12 px: Chinese signs are as wide as they are high, others half of that. */
export const widthOfText = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 12 : 6.6), 0);

/** The text, or as much of it as fits, with an ellipsis. */
export function shortened(text: string, most: number): string {
  if (widthOfText(text) <= most) return text;
  const signs = [...text];
  while (signs.length > 0 && widthOfText(signs.join("")) > most - 12) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

export type Point = { readonly x: number; readonly y: number };

/** A path through points with rounded corners. */
export function pathThrough(points: readonly Point[], radius = 8): string {
  const [first] = points;
  if (!first) return "";
  let path = `M${first.x} ${first.y}`;
  for (let index = 1; index < points.length; index += 1) {
    const [before, here, after] = [points[index - 1], points[index], points[index + 1]];
    if (!before || !here) continue;
    if (!after) {
      path += `L${here.x} ${here.y}`;
      continue;
    }
    const corner = Math.min(radius, distance(before, here) / 2, distance(here, after) / 2);
    const [enter, leave] = [towards(here, before, corner), towards(here, after, corner)];
    path += `L${enter.x} ${enter.y}Q${here.x} ${here.y} ${leave.x} ${leave.y}`;
  }
  return path;
}

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
