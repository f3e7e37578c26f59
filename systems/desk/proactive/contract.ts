import { z } from "zod";
import { newsKinds } from "./news.ts";

/** Wire shapes of messages unasked, for servers and browsers alike. */

const Time = z
  .string()
  .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, "Write a time of day as 22:00.")
  .meta({ examples: ["22:00"] });

/** What a merchant tells of unasked, and between which times of the customer's day nothing is told. */
export const NewsChoice = z
  .strictObject({
    off: z.array(z.enum(newsKinds)).max(newsKinds.length),
    quiet: z.strictObject({ from: Time, until: Time }),
  })
  .meta({ id: "NewsChoice" });
export type NewsChoice = z.infer<typeof NewsChoice>;

/** Whether a customer is told of news; null for a visitor, whom no news can reach. */
export const NewsWish = z.object({ wanted: z.boolean().nullable() }).meta({ id: "NewsWish" });
