import type { ZodType } from "zod";
import type { Budget, Extraction, LanguageModel } from "./language-model.ts";

/** What a model may read out of a text: each value a quotation of it, or nothing. */
export type Quotations = Readonly<Record<string, string | undefined>>;

const houseRule =
  'Fill in the form from the text labelled "customer\'s message". Copy each value as it stands there, letter by letter; leave out what is not said.';

const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{Cf}]+/gu, "");

/** The values that stand in the text; a value that nobody wrote is dropped, whatever a model makes of it. */
export function keepQuoted<Value extends Quotations>(value: Value, text: string): Partial<Value> {
  const said = bare(text);
  const isSaid = (quoted: string | undefined): boolean => {
    const sought = bare(quoted ?? "");
    return sought !== "" && said.includes(sought);
  };
  return Object.fromEntries(Object.entries(value).filter(([, quoted]) => isSaid(quoted))) as Partial<Value>;
}

/** Reads values out of what a customer wrote; what comes back was written by them. */
export async function extractQuoted<Value extends Quotations>(
  model: LanguageModel,
  schema: ZodType<Value>,
  said: string,
  budget?: Budget,
): Promise<Extraction<Partial<Value>>> {
  const request = { instruction: houseRule, data: [{ label: "customer's message", text: said }] };
  const extraction = await model
    .extract(schema, request, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  return extraction.kind === "none" ? extraction : { kind: "extracted", value: keepQuoted(extraction.value, said) };
}
