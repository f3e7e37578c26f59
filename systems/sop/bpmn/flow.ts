import { type Language, unreachable } from "@ruyi/kernel";
import type { Procedure, Step, StepId } from "../procedure.ts";
import { inReadingOrder, proseOf, titleOf, wayWords } from "../reading/portrait.ts";
import { type Way, waysOf } from "../ways.ts";

/** A node of a process as BPMN has it: its element, its name, and what the element says beside. */
export type FlowNode = {
  readonly id: string;
  readonly type:
    | "StartEvent"
    | "EndEvent"
    | "UserTask"
    | "SendTask"
    | "ServiceTask"
    | "BusinessRuleTask"
    | "CallActivity"
    | "ExclusiveGateway"
    | "EventBasedGateway"
    | "IntermediateCatchEvent"
    | "IntermediateThrowEvent";
  readonly name: string;
  readonly documentation?: string;
  /** What an event is: a message, a time that is up (ISO 8601), a person called, what was done taken back. */
  readonly event?:
    | { readonly kind: "message" | "escalation" | "compensate" }
    | { readonly kind: "timer"; readonly in: string };
  /** The process a call goes through. */
  readonly calls?: string;
};

/** A way from node to node. `feel` where an expression says when it is taken; its name says so in words. */
export type SequenceFlow = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly feel?: string;
  /** Taken where no other is. */
  readonly isDefault?: true;
};

export type Flow = { readonly nodes: readonly FlowNode[]; readonly flows: readonly SequenceFlow[] };

/** Ids of BPMN are names of XML, one kind of place a prefix; ours have no underscores. */
export const processId = (procedure: string): string => `process__${procedure}`;
export const stepId = (procedure: string, step: StepId): string => `step__${procedure}__${step}`;
export const wayId = (procedure: string, { from }: Pick<Way, "from">, place: number): string =>
  `way__${procedure}__${from}__${place}`;

/**
 * A procedure as BPMN draws it: each step is an element and each way out of it a sequence flow. Where ways part a gateway stands, for
 * BPMN would take several ways out of a task all at once; a wait is a gateway that what comes first decides. Ways off the path
 * that only people may take are no part of it. Pure.
 */
export function flowOf(procedure: Procedure, language: Language): Flow {
  const { id, steps } = procedure;
  const nodes: FlowNode[] = [{ id: `start__${id}`, type: "StartEvent", name: procedure.title[language] }];
  const flows: SequenceFlow[] = [
    { id: `begin__${id}`, from: `start__${id}`, to: stepId(id, procedure.start), name: "" },
  ];
  for (const stepName of inReadingOrder(procedure)) {
    const step = steps[stepName];
    if (!step) continue;
    const node = nodeOf(procedure, stepName, step, language);
    nodes.push(node);
    const ways = waysOf(stepName, step);
    const leaves = leavesOf(node.id, stepName, ways, step, procedure, language);
    nodes.push(...leaves.nodes);
    flows.push(...leaves.flows);
    const fallback = ways.findIndex((way) => isDefault(step, way));
    ways.forEach((way, place) => {
      const name = wayWords(procedure, step, way.by, way.at)[language];
      const feel = ways.length > 1 && place !== fallback ? feelOf(step, way) : undefined;
      flows.push({
        ...{ id: wayId(id, way, place), from: leaves.from(way), to: stepId(id, way.to), name },
        ...(feel === undefined ? {} : { feel }),
        ...(ways.length > 1 && place === fallback && step.kind !== "wait" ? { isDefault: true } : {}),
      });
    });
  }
  return { nodes, flows };
}

/** Where the ways out of a step begin: at its element, at a gateway behind it, or at the events that end a wait. */
function leavesOf(
  node: string,
  stepName: StepId,
  ways: readonly Way[],
  step: Step,
  { id }: Procedure,
  language: Language,
): Flow & { readonly from: (way: Way) => string } {
  if (step.kind === "wait") {
    const arrived: FlowNode = {
      ...{ id: `arrived__${id}__${stepName}`, type: "IntermediateCatchEvent", event: { kind: "message" } },
      name: language === "zh" ? "等到了" : "It came",
    };
    const late: FlowNode = {
      ...{ id: `late__${id}__${stepName}`, type: "IntermediateCatchEvent", event: { kind: "timer", in: step.until } },
      name: language === "zh" ? "时间到了" : "Time is up",
    };
    return {
      nodes: [arrived, late],
      flows: [arrived, late].map((event) => ({ id: `wait__${event.id}`, from: node, to: event.id, name: "" })),
      from: ({ by }) => (by === "arrived" ? arrived.id : late.id),
    };
  }
  if (ways.length < 2) return { nodes: [], flows: [], from: () => node };
  const gateway: FlowNode = { id: `which__${id}__${stepName}`, type: "ExclusiveGateway", name: "" };
  return {
    nodes: [gateway],
    flows: [{ id: `out__${id}__${stepName}`, from: node, to: gateway.id, name: "" }],
    from: () => gateway.id,
  };
}

function nodeOf(procedure: Procedure, name: StepId, step: Step, language: Language): FlowNode {
  const node = (type: FlowNode["type"], more: Partial<FlowNode> = {}): FlowNode => ({
    ...{ id: stepId(procedure.id, name), type, name: titleOf(procedure, step)[language] },
    documentation: proseOf(procedure, step)[language],
    ...more,
  });
  switch (step.kind) {
    case "ask":
      return node("UserTask");
    case "say":
    case "promise":
      return node("SendTask");
    case "look-up":
    case "act":
      return node("ServiceTask");
    case "work-out":
    case "decide":
      return node("BusinessRuleTask");
    case "wait":
      return node("EventBasedGateway");
    case "hand-off":
      return node("IntermediateThrowEvent", { event: { kind: "escalation" } });
    case "call":
      return node("CallActivity", { calls: processId(step.procedure) });
    case "undo":
      return node("IntermediateThrowEvent", { event: { kind: "compensate" } });
    case "end":
      return node("EndEvent");
    default:
      return unreachable(step);
  }
}

/** The way that is taken where nothing else is: any other answer, what is not known. */
function isDefault(step: Step, { by, at }: Way): boolean {
  if (step.kind === "decide" || step.kind === "work-out") return at === "unknown";
  if (step.kind === "look-up") return at === "missing";
  if (step.kind === "act") return at === "next.unknown";
  return by === "*";
}

/** When a way is taken, where our facts say it; in other cases its name says it. */
function feelOf(step: Step, { by, at }: Way): string | undefined {
  if (!at.startsWith("next") || by === "*") return undefined;
  switch (step.kind) {
    case "ask":
      return `${step.fact} = ${JSON.stringify(by)}`;
    case "decide":
      return `${step.table}.outcome = ${JSON.stringify(by)}`;
    case "look-up":
      return step.facts.map((fact) => `${fact} != null`).join(" and ");
    case "work-out":
      return Object.keys(step.facts)
        .map((fact) => `${fact} != null`)
        .join(" and ");
    case "act":
      return `${step.action}.state = ${JSON.stringify(by)}`;
    default:
      return undefined;
  }
}
