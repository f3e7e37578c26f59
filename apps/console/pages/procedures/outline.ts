import type { Step } from "../../api/procedures.ts";

/** The outline of a step, told by its shape: a path, and lines drawn besides. */
export type Outline = { readonly path: string; readonly extra?: string };

/**
 * What each kind looks like: questions and words are speech bubbles (the tail at the listener's side), a look-up leans
 * like what goes in and out, a decision comes to points, an act is a plain heavy box, a wait is round at its ends, a
 * hand-over points onwards and what takes back points backwards, a promise stands between two rules, a part has walls, and an end is closed twice.
 */
export function outlineOf(kind: Step["kind"], width: number, height: number): Outline {
  const [w, h] = [width - 1, height - 1];
  switch (kind) {
    case "ask":
      return { path: bubble(w, h, w - 34) };
    case "say":
      return { path: bubble(w, h, 20) };
    case "look-up":
      return { path: `M14 1H${w}L${w - 13} ${h}H1Z` };
    case "decide":
      return { path: `M15 1H${w - 14}L${w} ${h / 2}L${w - 14} ${h}H15L1 ${h / 2}Z` };
    // Slanted like a look-up, the other way: worked out here instead of asked there.
    case "work-out":
      return { path: `M1 1H${w - 13}L${w} ${h}H14Z` };
    case "act":
      return { path: `M1 1H${w}V${h}H1Z`, extra: `M4 4H${w - 3}V${h - 3}H4Z` };
    case "wait":
      return { path: rounded(w, h, Math.min(h / 2, 30)) };
    case "hand-off":
      return { path: `M1 1H${w - 16}L${w} ${h / 2}L${w - 16} ${h}H1Z` };
    case "undo":
      return { path: `M${w} 1H17L1 ${h / 2}L17 ${h}H${w}Z` };
    case "promise":
      return { path: rounded(w, h, 4), extra: `M1 5H${w}M1 ${h - 4}H${w}` };
    case "call":
      return { path: rounded(w, h, 4), extra: `M7 1V${h}M${w - 6} 1V${h}` };
    case "end":
      return { path: rounded(w, h, h / 2 - 1), extra: inner(w, h) };
  }
}

const rounded = (w: number, h: number, r: number): string =>
  `M${1 + r} 1H${w - r}A${r} ${r} 0 0 1 ${w} ${1 + r}V${h - r}A${r} ${r} 0 0 1 ${w - r} ${h}H${1 + r}A${r} ${r} 0 0 1 1 ${h - r}V${1 + r}A${r} ${r} 0 0 1 ${1 + r} 1Z`;

const inner = (w: number, h: number): string => {
  const r = h / 2 - 5;
  return `M${5 + r} 5H${w - 4 - r}A${r} ${r} 0 0 1 ${w - 4 - r} ${h - 4}H${5 + r}A${r} ${r} 0 0 1 ${5 + r} 5Z`;
};

const bubble = (w: number, h: number, tail: number): string =>
  `M7 1H${w - 6}A6 6 0 0 1 ${w} 7V${h - 13}A6 6 0 0 1 ${w - 6} ${h - 7}H${tail + 14}L${tail + 7} ${h}L${tail} ${h - 7}H7A6 6 0 0 1 1 ${h - 13}V7A6 6 0 0 1 7 1Z`;
