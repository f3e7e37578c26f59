import { formatMoney, type Language, type Money } from "@ruyi/kernel";
import type { Event } from "../customer-routes.ts";

/** How an event reads on a terminal: lines, those in the background apart. Kinds nobody knows have none. */
export type EventText = { readonly lines: readonly string[]; readonly isBackground: boolean };

const speakers: Readonly<Record<string, string>> = {
  customer: "Customer",
  assistant: "Assistant",
  agent: "Agent",
  system: "System",
};

export function eventText(event: Event, language: Language): EventText {
  const text = (name: string): string => (typeof event[name] === "string" ? event[name] : "");
  switch (event.kind) {
    case "message": {
      const from = text("from");
      const choices = listIn(event["choices"]).map(
        (choice, index) => `  ${index + 1}. ${String(choice["label"] ?? choice["id"])}`,
      );
      const sources = listIn(event["sources"]).map(
        (source) => `  source: ${String(source["title"] ?? source["id"] ?? "")}`,
      );
      return said([`${speakers[from] ?? from}: ${text("text")}`, ...choices, ...sources]);
    }
    case "step":
      return aside(`· ${text("procedure")} v${String(event["version"])}: ${text("step")} (${text("state")})`);
    case "effect": {
      const { amount, reasons } = event;
      const sum = isMoney(amount) ? ` ${formatMoney(amount, language)}` : "";
      const why = Array.isArray(reasons) && reasons.length > 0 ? ` (${reasons.join(", ")})` : "";
      return said([`  ${marks[text("state")] ?? "·"} ${text("action")} ${text("state")}${sum}${why}`]);
    }
    case "promise":
      return said([`  ⏱ promised by ${text("dueAt")}, ${text("state")}: ${text("text")}`]);
    case "handoff": {
      const minutes = Math.ceil(Number(event["waitSeconds"] ?? 0) / 60);
      const wait = "backAt" in event ? `back at ${text("backAt")}` : `about ${minutes} min`;
      return said([`  → to a person (${text("reason")}), place ${String(event["queuePlace"])}, ${wait}`]);
    }
    case "taken":
      return said(["  → a person has the word"]);
    case "given-back":
      return said(["  → the assistant has the word again"]);
    case "closed":
      return said(["  closed"]);
    default:
      return { lines: [], isBackground: true };
  }
}

const marks: Readonly<Record<string, string>> = { done: "✓", refused: "✗", unknown: "?", requested: "…" };
const said = (lines: readonly string[]): EventText => ({ lines, isBackground: false });
const aside = (line: string): EventText => ({ lines: [`  ${line}`], isBackground: true });

const listIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "object" && each !== null) : [];

const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value;
