import elkApi, { type ELK, type ElkNode } from "elkjs/lib/elk-api.js";
import elkAt from "elkjs/lib/elk-worker.min.js?url";
import { type Drawing, labelHeight, type Point } from "./drawing.ts";

/** Where everything of a drawing stands. */
export type Layout = {
  readonly boxes: ReadonlyMap<string, Point>;
  readonly lines: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point | undefined }>;
  readonly width: number;
  readonly height: number;
};

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
  "elk.layered.spacing.nodeNodeBetweenLayers": "28",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "20",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.edgeLabel": "4",
  "elk.edgeLabels.inline": "true",
  "elk.padding": "[top=16,left=16,bottom=16,right=16]",
} as const;

let elk: ELK | undefined;

/** The way an author names first is drawn straightest. */
const first = { "elk.layered.priority.straightness": "10", "elk.layered.priority.shortness": "10" } as const;

/** Lays a drawing out, in a worker that is started with the first and kept: a big one takes half a second of work. */
export async function laidOut({ boxes, lines }: Drawing): Promise<Layout> {
  const isFirst = new Set([...new Map(lines.toReversed().map(({ id, from }) => [from, id])).values()]);
  elk ??= new elkApi.default({ workerFactory: startWorker });
  const graph: ElkNode = {
    id: "procedure",
    layoutOptions: options,
    children: boxes.map(({ id, width, height }) => ({ id, width, height })),
    edges: lines.map(({ id, from, to, label, labelWidth, runs }) => ({
      ...{ id, sources: [from], targets: [to], layoutOptions: isFirst.has(id) ? first : {} },
      labels:
        label === "" && runs === 0
          ? []
          : [{ id: `${id} label`, text: label || "n", width: labelWidth, height: labelHeight }],
    })),
  };
  const placed = await elk.layout(graph);
  return {
    boxes: new Map(placed.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    lines: new Map(
      placed.edges?.map(({ id, sections = [], labels = [] }) => {
        const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
          startPoint,
          ...bendPoints,
          endPoint,
        ]);
        const [label] = labels;
        return [id, { points, label: label && { x: label.x ?? 0, y: label.y ?? 0 } }];
      }),
    ),
    width: placed.width ?? 0,
    height: placed.height ?? 0,
  };
}

type Policy = { readonly createScriptURL: (url: string) => string };
type Policies = { readonly createPolicy: (name: string, rules: Policy) => Policy };

/** Our pages let only trusted addresses become scripts; the one of our own build is. */
function startWorker(): Worker {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy("ruyi-layout", { createScriptURL: (url) => url });
  return new Worker(policy ? policy.createScriptURL(elkAt) : elkAt);
}
