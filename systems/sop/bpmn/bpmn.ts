import { BpmnModdle, type Element } from "bpmn-moddle";
import type { Language } from "@ruyi/kernel";
import type { Procedure } from "../procedure.ts";
import { type Flow, type FlowNode, flowOf, processId, type SequenceFlow } from "./flow.ts";
import { aroundItself, type Box, inLayers } from "./layers.ts";

const feel = "https://www.omg.org/spec/DMN/20191111/FEEL/";
const margin = 40;

/**
 * A procedure and its parts as BPMN 2.0 XML with a diagram each, names in one language. To be read and drawn elsewhere: it runs only
 * here, so no process says that it is executable.
 */
export async function bpmnOf(procedure: Procedure, language: Language): Promise<string> {
  const moddle = new BpmnModdle();
  const all = [procedure, ...partsOf(procedure)];
  const drawn = all.map((each) => processOf(moddle, each, language));
  const definitions = moddle.create("bpmn:Definitions", {
    id: `definitions__${procedure.id}`,
    name: procedure.title[language],
    targetNamespace: `urn:ruyi:procedure:${procedure.id}:${procedure.hash}`,
    expressionLanguage: feel,
    exporter: "Ruyi",
    exporterVersion: String(procedure.version),
    rootElements: drawn.map(({ process }) => process),
    diagrams: drawn.map(({ diagram }) => diagram),
  });
  const { xml } = await moddle.toXML(definitions, { format: true });
  return xml;
}

/** Every part, however far down, once. */
function partsOf(procedure: Procedure): Procedure[] {
  const parts = new Map<string, Procedure>();
  const open = Object.values(procedure.parts);
  for (const part of open) {
    if (parts.has(part.id)) continue;
    parts.set(part.id, part);
    open.push(...Object.values(part.parts));
  }
  return [...parts.values()];
}

function processOf(
  moddle: BpmnModdle,
  procedure: Procedure,
  language: Language,
): { readonly process: Element; readonly diagram: Element } {
  const { nodes, flows } = flowOf(procedure, language);
  const elements = new Map(nodes.map((node) => [node.id, elementOf(moddle, node)]));
  const lines = flows.map((flow) => {
    const line = lineOf(moddle, flow, elements);
    if (flow.isDefault) elements.get(flow.from)?.set("default", line);
    return line;
  });
  for (const { id } of nodes) {
    const element = elements.get(id);
    element?.set(
      "incoming",
      lines.filter((_line, place) => flows[place]?.to === id),
    );
    element?.set(
      "outgoing",
      lines.filter((_line, place) => flows[place]?.from === id),
    );
  }
  const process = moddle.create("bpmn:Process", {
    id: processId(procedure.id),
    name: procedure.title[language],
    isExecutable: false,
    flowElements: [...elements.values(), ...lines],
  });
  return { process, diagram: diagramOf(moddle, procedure, language, { nodes, flows }, process, elements, lines) };
}

function elementOf(moddle: BpmnModdle, { id, type, name, documentation, event, calls }: FlowNode): Element {
  return moddle.create(`bpmn:${type}`, {
    id,
    ...(name === "" ? {} : { name }),
    ...(documentation === undefined
      ? {}
      : { documentation: [moddle.create("bpmn:Documentation", { text: documentation })] }),
    ...(event ? { eventDefinitions: [eventOf(moddle, id, event)] } : {}),
    ...(calls === undefined ? {} : { calledElement: calls }),
  });
}

function eventOf(moddle: BpmnModdle, node: string, event: NonNullable<FlowNode["event"]>): Element {
  const id = `event__${node}`;
  switch (event.kind) {
    case "message":
      return moddle.create("bpmn:MessageEventDefinition", { id });
    case "escalation":
      return moddle.create("bpmn:EscalationEventDefinition", { id });
    case "compensate":
      return moddle.create("bpmn:CompensateEventDefinition", { id });
    case "timer":
      return moddle.create("bpmn:TimerEventDefinition", {
        id,
        timeDuration: moddle.create("bpmn:FormalExpression", { body: event.in }),
      });
  }
}

function lineOf(
  moddle: BpmnModdle,
  { id, name, from, to, feel: condition }: SequenceFlow,
  elements: ReadonlyMap<string, Element>,
): Element {
  return moddle.create("bpmn:SequenceFlow", {
    id,
    ...(name === "" ? {} : { name }),
    sourceRef: elements.get(from),
    targetRef: elements.get(to),
    ...(condition === undefined
      ? {}
      : { conditionExpression: moddle.create("bpmn:FormalExpression", { language: feel, body: condition }) }),
  });
}

function diagramOf(
  moddle: BpmnModdle,
  { id: procedure, title }: Procedure,
  language: Language,
  { nodes, flows }: Flow,
  process: Element,
  elements: ReadonlyMap<string, Element>,
  lines: readonly Element[],
): Element {
  const boxes = nodes.map(({ id, type }): Box => ({ id, ...sizeOf(type) }));
  const placed = inLayers(boxes, flows);
  const shapes = boxes.map(({ id, width, height }) => {
    const { x = 0, y = 0 } = placed.boxes.get(id) ?? {};
    return moddle.create("bpmndi:BPMNShape", {
      id: `shape__${id}`,
      bpmnElement: elements.get(id),
      ...(id.startsWith("which__") ? { isMarkerVisible: true } : {}),
      bounds: moddle.create("dc:Bounds", { x: x + margin, y: y + margin, width, height }),
    });
  });
  const edges = flows.map(({ id, from, to }, place) => {
    const own = boxes.find((box) => box.id === from);
    const points =
      placed.lines.get(id) ?? (from === to && own ? aroundItself(placed.boxes.get(from) ?? { x: 0, y: 0 }, own) : []);
    return moddle.create("bpmndi:BPMNEdge", {
      id: `edge__${id}`,
      bpmnElement: lines[place],
      waypoint: points.map(({ x, y }) => moddle.create("dc:Point", { x: x + margin, y: y + margin })),
    });
  });
  return moddle.create("bpmndi:BPMNDiagram", {
    id: `diagram__${procedure}`,
    name: title[language],
    plane: moddle.create("bpmndi:BPMNPlane", {
      id: `plane__${procedure}`,
      bpmnElement: process,
      planeElement: [...shapes, ...edges],
    }),
  });
}

/** As readers of BPMN are used to: events 36, gateways 50, activities 100 by 80 and wider for our sentences. */
function sizeOf(type: FlowNode["type"]): { readonly width: number; readonly height: number } {
  if (type.endsWith("Event")) return { width: 36, height: 36 };
  return type.endsWith("Gateway") ? { width: 50, height: 50 } : { width: 160, height: 80 };
}
