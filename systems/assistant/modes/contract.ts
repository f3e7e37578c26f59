import { z } from "zod";
import { modeNames } from "./mode.ts";

/** Wire shapes of the assistant's modes, for servers and browsers alike. */

export const ModeRule = z.strictObject({
  mode: z.enum(modeNames),
  /** People in a hundred who are served so; the others are held out. */
  share: z.int().min(0).max(100),
  /** What those who are held out have instead. */
  holdOut: z.enum(["draft", "off"]),
});
export type ModeRule = z.infer<typeof ModeRule>;

const Procedure = z.string().regex(/^[a-z0-9-]{1,60}$/, "Write a procedure's id, such as return-and-refund.");
const procedures = z.record(Procedure, ModeRule);

export const ModesText = z.strictObject({
  /** The version that was read; a change that somebody made meanwhile is not overwritten. */
  version: z.int().nonnegative(),
  all: ModeRule,
  procedures,
  /** Draws the people of both sides anew. */
  drawAnew: z.boolean().optional(),
});
export type ModesText = z.infer<typeof ModesText>;

export const ModesView = z
  .object({
    /** 0 while nobody has chosen. */
    version: z.int(),
    all: ModeRule,
    procedures,
    draw: z.int(),
    changedAt: z.string().nullable(),
    /** What a mode can be chosen for. */
    choices: z.array(z.object({ id: z.string(), title: z.object({ zh: z.string(), en: z.string() }) })),
  })
  .meta({ id: "AssistantModes" });
export type ModesView = z.infer<typeof ModesView>;
