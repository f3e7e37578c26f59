import { z } from "zod";

/** Wire shapes of a customer's past with the desk. */

export const PastConversation = z
  .object({
    id: z.string(),
    /** What it was last about; null where no procedure was begun. */
    about: z.object({ zh: z.string(), en: z.string() }).nullable(),
    language: z.enum(["zh", "en"]),
    status: z.enum(["open", "closed"]),
    speaker: z.enum(["assistant", "queue", "agent"]),
    reason: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "PastConversation" });

export const MadePromise = z
  .object({
    key: z.string(),
    conversationId: z.string(),
    text: z.string(),
    dueAt: z.string(),
    state: z.enum(["open", "kept", "late", "withdrawn"]),
  })
  .meta({ id: "MadePromise" });
