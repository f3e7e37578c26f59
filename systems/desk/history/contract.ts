import { z } from "zod";

/** Wire shapes of what a customer was told will happen. */

export const MadePromise = z
  .object({
    key: z.string(),
    conversationId: z.string(),
    text: z.string(),
    dueAt: z.string(),
    state: z.enum(["open", "kept", "late", "withdrawn"]),
  })
  .meta({ id: "MadePromise" });
