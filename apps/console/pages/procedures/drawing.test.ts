import { describe, expect, test } from "vitest";
import type { Heat, Procedure, Step } from "../../api/procedures.ts";
import { drawingOf, pathThrough, shortened, widthOfText } from "./drawing.ts";
import { heatOf, tellShare, tellSpent, widthOf } from "./figures.ts";
import { outlineOf } from "./outline.ts";

const words = (text: string) => ({ zh: text, en: text });
const aStep = (id: string, kind: Step["kind"], ...to: readonly string[]): Step => ({
  ...{ id, kind, kindWords: words(kind), title: words(id), prose: words(id), strict: false },
  ...{
    table: null,
    phrase: null,
    calls: null,
    outcomes: [],
    ways: to.map((goal) => ({ to: goal, when: words(goal) })),
  },
});
const aProcedure = (...steps: readonly Step[]): Procedure => ({
  ...{ id: "p", title: words("p"), version: 1, hash: "h", kind: "startable", inForce: true, identity: "customer" },
  ...{ start: steps[0]?.id ?? "", steps: [...steps], tables: [], phrases: [], facts: [], acts: [], parameters: [] },
  ...{ calls: [], calledBy: [], examples: { zh: 0, en: 0 }, findings: [] },
});
const aHeat = (ways: readonly (readonly [from: string, to: string, runs: number])[]): Heat => ({
  ...{
    hash: "h",
    from: "",
    to: "",
    countedUntil: null,
    begun: 9,
    underWay: 0,
    handedOver: null,
    outcomes: [],
    steps: [],
  },
  ways: ways.map(([from, to, runs]) => ({ from, to, runs, times: runs })),
});
const procedure = aProcedure(
  aStep("ask", "ask", "yes", "done"),
  aStep("yes", "say", "done"),
  aStep("done", "end"),
  aStep("alone", "end"),
);

describe("a drawing", () => {
  test("has every step once, but an end at each step that leads to it, with the runs that came that way", () => {
    const { boxes, lines, mostRuns } = drawingOf(
      procedure,
      aHeat([
        ["ask", "done", 3],
        ["yes", "done", 5],
      ]),
      "en",
    );
    expect(boxes.map(({ id, number, runs }) => [id, number, runs])).toEqual([
      ["ask", 1, 0],
      ["yes", 2, 0],
      ["done@ask", 3, 3],
      ["done@yes", 3, 5],
      ["alone", 4, 0],
    ]);
    expect(lines.map(({ from, to, runs }) => [from, to, runs])).toEqual([
      ["ask", "yes", 0],
      ["ask", "done@ask", 3],
      ["yes", "done@yes", 5],
    ]);
    expect(mostRuns).toBe(5);
  });

  test("shows a way that runs took though it is not written", () => {
    const { lines } = drawingOf(
      procedure,
      aHeat([
        ["ask", "ask", 1],
        ["ask", "gone", 2],
        ["ask", "", 4],
      ]),
      "en",
    );
    expect(lines.find(({ id }) => id === "ask>ask")).toMatchObject({ label: "", runs: 1 });
    expect(lines.map(({ to }) => to)).not.toContain("gone");
  });

  test("cuts a label where it would be too wide, Chinese signs counting double", () => {
    expect(shortened("还没发货", 60)).toBe("还没发货");
    const cut = shortened("这一类商品不支持无理由退货", 60);
    expect(cut).toMatch(/…$/);
    expect(widthOfText(cut)).toBeLessThanOrEqual(60);
  });

  test("rounds corners, and never past the middle of a short stretch", () => {
    expect(
      pathThrough([
        { x: 0, y: 0 },
        { x: 0, y: 10 },
      ]),
    ).toBe("M0 0L0 10");
    expect(
      pathThrough([
        { x: 0, y: 0 },
        { x: 0, y: 10 },
        { x: 40, y: 10 },
      ]),
    ).toBe("M0 0L0 5Q0 10 5 10L40 10");
    expect(pathThrough([])).toBe("");
  });

  test("tells each kind of step by its shape", () => {
    const kinds = [
      "ask",
      "look-up",
      "decide",
      "act",
      "say",
      "wait",
      "hand-off",
      "promise",
      "call",
      "undo",
      "work-out",
      "end",
    ] as const;
    const shapes = kinds.map((kind) => JSON.stringify(outlineOf(kind, 184, 66)));
    expect(new Set(shapes).size).toBe(kinds.length);
  });
});

describe("figures", () => {
  test("a share of a few is never told as none or all", () => {
    expect([0, 0.001, 0.26, 0.999, 1].map((share) => tellShare(share, "en"))).toEqual([
      ...["0%", "<1%", "26%", ">99%", "100%"],
    ]);
  });

  test("time spent is told in the largest unit that says it", () => {
    expect([0.4, 42, 90, 3_600, 90_000, 400_000].map((seconds) => tellSpent(seconds, "zh"))).toEqual([
      ...["不到1秒", "42秒", "1.5分钟", "1小时", "25小时", "4.6天"],
    ]);
    expect(tellSpent(90, "en")).toBe("1.5 mins");
  });

  test("heat goes from nobody to nearly all, and a way nobody took is still drawn", () => {
    expect([0, 1, 40, 79, 99, 100, 130].map((runs) => heatOf(runs, 100))).toEqual([0, 1, 2, 4, 5, 5, 5]);
    expect(heatOf(5, 0)).toBe(0);
    expect(widthOf(0, 0)).toBe(1);
    expect(widthOf(100, 100)).toBe(6);
    expect(widthOf(1, 100)).toBeGreaterThan(1.5);
  });
});
