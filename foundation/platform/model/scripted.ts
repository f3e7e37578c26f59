import type { ZodType } from "zod";
import { type LanguageModel, type ModelRequest, none } from "./language-model.ts";

/** A model for tests and rehearsals that answers by a function; undefined stands for no answer. */
export const createScriptedModel = (answer: (request: ModelRequest) => unknown): LanguageModel => ({
  complete: (request) => {
    const text = answer(request);
    return Promise.resolve(typeof text === "string" ? { kind: "worded", text } : none("disabled"));
  },
  extract: <Value>(schema: ZodType<Value>, request: ModelRequest) => {
    const given = answer(request);
    if (given === undefined) return Promise.resolve(none("disabled"));
    const parsed = schema.safeParse(given);
    return Promise.resolve(parsed.success ? ({ kind: "extracted", value: parsed.data } as const) : none("malformed"));
  },
});
