import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useSetting } from "../../shell/setting.tsx";

/** What came in each part of a day or a period, beside what is usual. */
export type Drawn = {
  /** Whole counts of the parts that are over. */
  readonly counts: readonly (number | null)[];
  readonly usual: readonly ({ readonly usual: number; readonly low: number; readonly high: number } | null)[];
  /** Where a label stands below, and what it says. */
  readonly ticks: readonly (readonly [place: number, label: string])[];
  readonly arrived: string;
  readonly band: string;
  /** How far the day has come, in parts, and its label. */
  readonly now: readonly [place: number, label: string] | undefined;
};

const height = 224;

/** Drawn on a canvas; the caller says its finding in words and has the table. */
export function ArrivalsChart({ drawn }: { readonly drawn: Drawn }) {
  const place = useRef<HTMLDivElement>(null);
  const { theme } = useSetting();
  useEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const chart = new uPlot(optionsFor(drawn, colours(box), box.clientWidth), dataOf(drawn), box);
    const watch = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [drawn, theme]);
  return <div ref={place} className="plot" aria-hidden="true" />;
}

type Colours = Readonly<Record<"line" | "usual" | "band" | "grid" | "axis" | "ink" | "accent" | "font", string>>;

function colours(box: HTMLElement): Colours {
  const style = getComputedStyle(box);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    line: token("--chart-1"),
    usual: token("--chart-4"),
    band: token("--chart-band"),
    grid: token("--chart-grid"),
    axis: token("--ink-3"),
    ink: token("--ink-2"),
    accent: token("--accent-ink"),
    font: `12px ${style.fontFamily}`,
  };
}

/** In the middle of each part, so that a count stands over the time it was counted in. */
const middles = (parts: number): number[] => Array.from({ length: parts }, (_, part) => part + 0.5);

const dataOf = ({ counts, usual }: Drawn): uPlot.AlignedData => [
  middles(counts.length),
  usual.map((each) => each?.low ?? null),
  usual.map((each) => each?.high ?? null),
  usual.map((each) => each?.usual ?? null),
  [...counts],
];

function optionsFor(drawn: Drawn, colour: Colours, width: number): uPlot.Options {
  const { counts, ticks } = drawn;
  const hidden: uPlot.Series = { stroke: "transparent", points: { show: false } };
  return {
    width,
    height,
    padding: [24, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0, counts.length] },
      y: { range: (_chart, _low, high) => [0, Math.max(4, high * 1.2)] },
    },
    axes: [
      {
        stroke: colour.axis,
        font: colour.font,
        size: 28,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        splits: () => ticks.map(([at]) => at),
        values: () => ticks.map(([, label]) => label),
      },
      {
        stroke: colour.axis,
        font: colour.font,
        size: 36,
        gap: 6,
        space: 56,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        grid: { stroke: colour.grid, width: 1 },
        ticks: { show: false },
      },
    ],
    series: [
      {},
      hidden,
      hidden,
      { stroke: colour.usual, width: 1.25, dash: [3, 3], points: { show: false } },
      { stroke: colour.line, width: 1.75, points: { show: false } },
    ],
    bands: [{ series: [2, 1], fill: colour.band }],
    hooks: { draw: [(chart) => annotate(chart, drawn, colour)] },
  };
}

/** Lines are named at their end, and the present is a dotted line with its time. */
function annotate(chart: uPlot, { counts, usual, arrived, band, now }: Drawn, colour: Colours): void {
  const { ctx } = chart;
  const scale = devicePixelRatio;
  const x = (at: number): number => chart.valToPos(at, "x", true);
  const y = (count: number): number => chart.valToPos(count, "y", true);
  const write = (text: string, left: number, top: number, align: CanvasTextAlign, fill: string, weight = 400): void => {
    ctx.font = `${weight} ${12 * scale}px ${colour.font.slice(5)}`;
    ctx.textAlign = align;
    ctx.fillStyle = fill;
    ctx.fillText(text, left, top);
  };
  ctx.save();
  ctx.textBaseline = "alphabetic";
  const last = counts.findLastIndex((count) => count !== null);
  const lastCount = counts[last];
  const { top, height: tall, left, width } = chart.bbox;
  const isLate = now !== undefined && now[0] > counts.length * 0.8;
  if (now) {
    ctx.strokeStyle = colour.axis;
    ctx.lineWidth = scale;
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x(now[0]), top - 8 * scale);
    ctx.lineTo(x(now[0]), top + tall);
    ctx.stroke();
    const side = isLate ? -6 : 6;
    write(now[1], x(now[0]) + side * scale, top - 6 * scale, isLate ? "right" : "left", colour.ink);
  }
  if (lastCount !== null && lastCount !== undefined && last > 0) {
    ctx.fillStyle = colour.line;
    ctx.beginPath();
    ctx.arc(x(last + 0.5), y(lastCount), 3.5 * scale, 0, 2 * Math.PI);
    ctx.fill();
    const most = counts.reduce<number>((best, count, part) => ((count ?? 0) > (counts[best] ?? 0) ? part : best), 0);
    const at = Math.max(left + 28 * scale, x(most + 0.5));
    write(arrived, at, y(counts[most] ?? 0) - 8 * scale, "center", colour.accent, 600);
  }
  const ahead = usual.findLastIndex((each) => each !== null);
  const fullest = usual.reduce<number>(
    (best, each, part) => ((each?.high ?? 0) > (usual[best]?.high ?? 0) ? part : best),
    0,
  );
  const high = usual[fullest]?.high;
  if (ahead >= 0 && high !== undefined) {
    ctx.font = `400 ${12 * scale}px ${colour.font.slice(5)}`;
    const half = ctx.measureText(band).width / 2;
    const middle = Math.min(left + width - half, Math.max(left + half, x(fullest + 0.5)));
    // The time stands in the line above the plot; this stays in the plot, and beside the dotted line.
    write(
      band,
      beside(now && x(now[0]), middle, half + 8 * scale, left + width),
      Math.max(top + 14 * scale, y(high) - 8 * scale),
      "center",
      colour.axis,
    );
  }
  ctx.restore();
}

/** Where words of this half width are centred so that a line does not cross them: as wished, or right of it, or left. */
function beside(line: number | undefined, middle: number, half: number, end: number): number {
  if (line === undefined || Math.abs(line - middle) > half) return middle;
  return line + 2 * half <= end ? line + half : line - half;
}
