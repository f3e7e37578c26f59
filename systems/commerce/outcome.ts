import { z } from "zod";
import { type ActionKind, actionResults, RefusalReason } from "./contract.ts";
import type { SettledOutcome } from "./port.ts";

const schemaFor = (action: ActionKind) =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("done"), value: actionResults[action] as z.ZodType }),
    z.object({ kind: z.literal("refused"), reason: RefusalReason }),
  ]);

/** Reads a stored answer back, in the shape its action answers. */
export const parseOutcome = (action: ActionKind, stored: unknown): SettledOutcome =>
  schemaFor(action).parse(stored) as SettledOutcome;
