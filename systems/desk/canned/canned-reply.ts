import type { Bilingual, Language } from "@ruyi/kernel";
import type { FactRecord, Wording } from "../needs.ts";

/** What a shop's agents say often. `{order.number, tail}` in it is a typed variable: a path, then a format. */
export type CannedReply = Bilingual & { readonly id: string; readonly name: string };

/** What a variable may stand for, and the formats that fit it. */
const variables: Readonly<Record<string, readonly string[]>> = {
  "customer.name": ["name", "text"],
  "agent.name": ["name", "text"],
  "shop.name": ["name", "text"],
  "order.number": ["tail", "text"],
  "order.title": ["name"],
  "order.amount": ["money"],
  "order.tender": ["name"],
  "order.deliveredAt": ["date", "moment"],
  "order.promisedBy": ["date", "moment"],
  "parcel.carrier": ["name"],
  "parcel.lastPlace": ["name"],
  "parcel.lastScanAt": ["date", "moment"],
  "parcel.expectedAt": ["date", "moment"],
  "refund.amount": ["money"],
  "registerReturn.code": ["text"],
  "registerReturn.sendBy": ["date", "moment"],
  "promise.dueAt": ["date", "time", "moment"],
};

export type Fault = { readonly language: Language; readonly message: string };

/** What is wrong with a reply's variables; both languages must name the same things. */
export function faultsOf({ zh, en }: Bilingual, wording: Pick<Wording, "variablesOf">): Fault[] {
  const faults: Fault[] = [];
  const named = { zh: new Set<string>(), en: new Set<string>() };
  for (const [language, text] of [["zh", zh] as const, ["en", en] as const]) {
    const found = wording.variablesOf(text);
    if (typeof found === "string") {
      faults.push({ language, message: found });
      continue;
    }
    for (const { path, format } of found) {
      named[language].add(path);
      const fits = variables[path];
      if (!fits) faults.push({ language, message: `There is no variable "${path}".` });
      else if (!fits.includes(format)) {
        faults.push({ language, message: `"{${path}}" is written as ${fits.join(" or ")}, not as ${format}.` });
      }
    }
    // A brace that is none of a variable's would stand in the customer's chat.
    if (/[{}]/.test(text.replaceAll(/\{[^{}]+\}/g, "")))
      faults.push({ language, message: "A brace has no other half." });
  }
  return faults;
}

/** What is known of a conversation and may stand in a reply. */
export type Known = {
  readonly customerName: string | undefined;
  readonly agentName: string;
  readonly shopName: Bilingual;
  readonly facts: Readonly<Record<string, FactRecord>>;
  readonly promiseDueAt: string | undefined;
};

/** The reply's words for this conversation; or the variables nobody knows a value for. */
export function fill(
  reply: Bilingual,
  known: Known,
  reader: { readonly language: Language; readonly zone: string; readonly now: string },
  wording: Wording,
):
  | { readonly kind: "filled"; readonly text: string }
  | { readonly kind: "lacks"; readonly missing: readonly string[] } {
  const text = reply[reader.language];
  const value = (path: string): unknown => valueOf(path, known);
  const found = wording.variablesOf(text);
  const paths = typeof found === "string" ? [] : found.map(({ path }) => path);
  const missing = [...new Set(paths)].filter((path) => value(path) === undefined || value(path) === null);
  if (missing.length > 0) return { kind: "lacks", missing };
  return { kind: "filled", text: wording.word(text, value, reader) };
}

function valueOf(path: string, { customerName, agentName, shopName, facts, promiseDueAt }: Known): unknown {
  switch (path) {
    case "customer.name":
      return customerName;
    case "agent.name":
      return agentName;
    case "shop.name":
      return shopName;
    case "promise.dueAt":
      return promiseDueAt;
    default: {
      const [fact = "", ...names] = path.split(".");
      return names.reduce<unknown>(
        (value, name) =>
          typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
        facts[fact]?.value,
      );
    }
  }
}
