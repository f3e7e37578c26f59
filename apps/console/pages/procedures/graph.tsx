import "./graph.css";
import { memo, useEffect, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import {
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import type { Heat, Procedure } from "../../api/procedures.ts";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { type Box, type Drawing, drawingOf, type Line, pathThrough, type Point } from "./drawing.ts";
import { heatOf, tellCount, widthOf } from "./figures.ts";
import { type Layout, laidOut } from "./layout.ts";
import { outlineOf } from "./outline.ts";

type Needs = {
  readonly procedure: Procedure;
  readonly heat: Heat | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (step: string) => void;
  /** What is shown where no drawing can be made. */
  readonly otherwise: React.ReactNode;
};

/** The drawing of a procedure, with how many went where; laid out in a worker. */
export function Graph({ procedure, heat, chosen, onChoose, otherwise }: Needs) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const drawing = useMemo(() => drawingOf(procedure, heat, language), [procedure, heat, language]);
  const layout = useQuery({
    queryKey: ["layout", procedure.hash, language, drawing.lines.map(({ id, labelWidth }) => [id, labelWidth])],
    queryFn: () => laidOut(drawing),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (layout.error) return <>{otherwise}</>;
  if (!layout.data) return <Skeleton lines={8} />;
  return (
    <ReactFlowProvider>
      <section
        className="graph"
        aria-label={say("graphLabel", {
          title: procedure.title[language],
          steps: drawing.boxes.length,
          ways: drawing.lines.length,
        })}
        onKeyDown={(event) => {
          const { target, key } = event;
          if ((key !== "Enter" && key !== " ") || !(target instanceof HTMLElement)) return;
          const box = drawing.boxes.find(({ id }) => id === target.dataset["id"]);
          if (!box) return;
          event.preventDefault();
          onChoose(box.step.id);
        }}
      >
        <Canvas drawing={drawing} layout={layout.data} begun={heat?.begun ?? 0} chosen={chosen} onChoose={onChoose} />
      </section>
    </ReactFlowProvider>
  );
}

type CanvasNeeds = {
  readonly drawing: Drawing;
  readonly layout: Layout;
  readonly begun: number;
  readonly chosen: string | undefined;
  readonly onChoose: (step: string) => void;
};

type BoxData = { readonly box: Box; readonly begun: number };
type LineData = {
  readonly line: Line;
  readonly points: readonly Point[];
  readonly label: Point | undefined;
  readonly width: number;
  readonly isLit: boolean;
};
type StepNode = Node<BoxData, "step">;
type WayEdge = Edge<LineData, "way">;

const nodeTypes = { step: memo(StepBox) };
const edgeTypes = { way: memo(WayLine) };

function Canvas({ drawing, layout, begun, chosen, onChoose }: CanvasNeeds) {
  const say = useSay(procedureWords);
  const flow = useReactFlow();
  const nodes = useMemo(
    () =>
      drawing.boxes.map((box): StepNode => {
        const { id, step, width, height } = box;
        return {
          ...{ id, type: "step", width, height, position: layout.boxes.get(id) ?? { x: 0, y: 0 } },
          data: { box, begun },
          selected: step.id === chosen,
          ariaRole: "button",
          domAttributes: { "aria-roledescription": undefined, "aria-pressed": step.id === chosen },
        };
      }),
    [drawing, layout, begun, chosen],
  );
  const edges = useMemo(
    () =>
      drawing.lines.map((line): WayEdge => {
        const { points = [], label } = layout.lines.get(line.id) ?? {};
        const isLit =
          chosen !== undefined && (line.from === chosen || line.to === chosen || line.to.startsWith(`${chosen}@`));
        return {
          ...{ id: line.id, type: "way", source: line.from, target: line.to, focusable: false },
          data: { line, points, label, width: widthOf(line.runs, drawing.mostRuns), isLit },
          zIndex: isLit ? 1 : 0,
        };
      }),
    [drawing, layout, chosen],
  );
  useEffect(() => {
    const box = drawing.boxes.find(({ step }) => step.id === chosen);
    const place = box && layout.boxes.get(box.id);
    if (!place) return;
    const zoom = Math.max(flow.getZoom(), readableZoom);
    void flow.setCenter(place.x + box.width / 2, place.y + box.height / 2, { zoom, duration: calmMs() });
  }, [chosen, drawing, layout, flow]);
  return (
    <>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        nodesFocusable
        disableKeyboardA11y
        zoomOnScroll={false}
        panOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        minZoom={0.15}
        maxZoom={1.5}
        defaultViewport={{ x: 0, y: 0, zoom: 1 }}
        onInit={(made) => {
          const canvas = document.querySelector(".graph")?.getBoundingClientRect();
          if (canvas) void made.setViewport(firstView(drawing, layout, canvas, chosen));
        }}
        onNodeClick={(_event, { data }) => onChoose(data.box.step.id)}
        proOptions={{ hideAttribution: true }}
      />
      <div className="graph-tools">
        <button type="button" className="btn s icon" aria-label={say("zoomIn")} onClick={() => void flow.zoomIn()}>
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
        </button>
        <button type="button" className="btn s icon" aria-label={say("zoomOut")} onClick={() => void flow.zoomOut()}>
          <Minus size={14} strokeWidth={1.75} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn s icon"
          aria-label={say("fit")}
          onClick={() => void flow.fitView({ padding: 0.02 })}
        >
          <Maximize size={14} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
    </>
  );
}

/** Smaller than this, words cannot be read. */
const readableZoom = 0.8;

/** The whole where it can be read so; else the step that is chosen, or the beginning. */
function firstView(
  drawing: Drawing,
  layout: Layout,
  canvas: { readonly width: number; readonly height: number },
  chosen: string | undefined,
) {
  const whole = Math.min(canvas.width / layout.width, canvas.height / layout.height, 1);
  const zoom = Math.max(whole, readableZoom);
  const box = drawing.boxes.find(({ step }) => step.id === chosen) ?? drawing.boxes[0];
  const place = box && layout.boxes.get(box.id);
  // The middle of the step in the middle of the canvas, but never beyond the drawing's edge.
  const along = (middle: number, room: number, length: number): number => {
    const spare = room - length * zoom;
    return spare >= 0 ? spare / 2 : Math.min(0, Math.max(room / 2 - middle * zoom, spare));
  };
  return {
    x: along((place?.x ?? 0) + (box?.width ?? 0) / 2, canvas.width, layout.width),
    y:
      chosen === undefined && whole < zoom
        ? 0
        : along((place?.y ?? 0) + (box?.height ?? 0) / 2, canvas.height, layout.height),
    zoom,
  };
}

const calmMs = (): number => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180);

function StepBox({ data: { box, begun }, selected }: NodeProps<StepNode>) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const { step, width, height, runs } = box;
  const { path, extra } = outlineOf(step.kind, width, height);
  return (
    <div className={`step-box ${step.kind}${selected ? " now" : ""}${begun > 0 && runs === 0 ? " idle" : ""}`}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <svg width={width} height={height} aria-hidden="true">
        <path className="outline" d={path} />
        {extra && <path className="extra" d={extra} />}
      </svg>
      <span className="what">
        <span className="vh">{say("toStep", { number: box.number })} </span>
        {step.title[language]}
      </span>
      <span className="kind">
        {step.kindWords[language]}
        {begun > 0 && (
          <>
            <span className={`num heat h${heatOf(runs, begun)}`}>{tellCount(runs, language)}</span>
            <span className="vh">{say("cameHere", { n: runs })}</span>
          </>
        )}
      </span>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}

function WayLine({ data }: EdgeProps<WayEdge>) {
  const { language } = useSetting();
  if (!data) return null;
  const { line, label, width, isLit } = data;
  const [first, ...rest] = data.points;
  const points = first ? [{ x: first.x, y: first.y - line.lift }, ...rest] : [];
  return (
    <>
      <path
        className={`way${isLit ? " lit" : ""}${line.runs === 0 ? " idle" : ""}`}
        d={pathThrough(points)}
        strokeWidth={width}
      />
      <Arrow points={points} width={width} isLit={isLit} isIdle={line.runs === 0} />
      {label && (
        <EdgeLabelRenderer>
          <span
            className={`way-label${isLit ? " lit" : ""}`}
            style={{ transform: `translate(${label.x}px, ${label.y}px)`, width: line.labelWidth }}
          >
            {line.label}
            {line.runs > 0 && <span className="num">{tellCount(line.runs, language)}</span>}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

type ArrowNeeds = {
  readonly points: readonly Point[];
  readonly width: number;
  readonly isLit: boolean;
  readonly isIdle: boolean;
};

/** The head of a way: where it leads. */
function Arrow({ points, width, isLit, isIdle }: ArrowNeeds) {
  const [before, end] = points.slice(-2);
  if (!before || !end) return null;
  const size = 4 + width / 2;
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const corner = (turn: number): string =>
    `${end.x - size * 1.4 * Math.cos(angle + turn)} ${end.y - size * 1.4 * Math.sin(angle + turn)}`;
  return (
    <path
      className={`way-head${isLit ? " lit" : ""}${isIdle ? " idle" : ""}`}
      d={`M${end.x} ${end.y}L${corner(0.45)}L${corner(-0.45)}Z`}
    />
  );
}
