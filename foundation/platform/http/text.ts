import { z } from "zod";

export type TextBounds = {
  /** In UTF-16 units, as browsers count. 1 unless told otherwise. */
  readonly min?: number;
  readonly max: number;
  /** Spaces around it are cut off before it is measured. */
  readonly trim?: boolean;
};

/** Free text that the database can keep: bounded, without NUL characters and halves of a character pair. */
export const text = ({ min = 1, max, trim = false }: TextBounds): z.ZodString => {
  const bounded = (trim ? z.string().trim() : z.string()).min(min).max(max);
  return bounded.refine(isStorable, "Contains a character that cannot be stored.");
};

/** Text of one line, for names and titles: as `text`, and without line breaks, tabs and other control characters. */
export const line = (bounds: TextBounds): z.ZodString =>
  text({ trim: true, ...bounds }).refine((value) => !hasControl.test(value), "Must be one line.");

// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const hasControl = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** False for text PostgreSQL refuses: with a NUL character, or with half a surrogate pair (in `jsonb`). */
export const isStorable = (value: string): boolean => !value.includes("\0") && value.isWellFormed();

// A backslash escape that could stand for NUL or half a pair; most bodies have none and are done after this look.
const suspect = /\\u(?:0000|[dD][89a-fA-F])/;

/** True when every string and field name of a parsed JSON text can be stored. Quick on texts without such escapes. */
export function isStorableJson(source: string, parsed: unknown): boolean {
  if (!suspect.test(source)) return true;
  const waiting: unknown[] = [parsed];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string" && !isStorable(value)) return false;
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const entry of value) waiting.push(entry);
      continue;
    }
    for (const [name, entry] of Object.entries(value)) waiting.push(name, entry);
  }
  return true;
}
