import type { Clock } from "@ruyi/kernel";
import { type HttpServer, Problem } from "@ruyi/platform";
import { z } from "zod";
import * as contract from "../contract.ts";
import type { Merchant } from "../directory/merchant.ts";
import { type Callers, done, forBoth, Slug } from "../http/routes.ts";
import type { Tenancy } from "../operations.ts";
import { hoursOut, openingOut } from "../wire.ts";
import { usualHours } from "./hours.ts";

/** When a merchant's people are there. */
export function addHoursRoutes(app: HttpServer, tenancy: Tenancy, callers: Callers, clock: Clock): void {
  const KeptHours = z.object({
    hours: contract.Hours,
    /** False while nobody has said so: the hours are then a proposal, and counted with by nobody. */
    isSet: z.boolean(),
    zone: z.string(),
    opening: contract.Opening.exactOptional(),
  });
  const answer = (merchant: Merchant): z.infer<typeof KeptHours> => {
    const opening = openingOut(merchant, clock.now());
    const { hours, zone } = merchant;
    return { hours: hoursOut(hours ?? usualHours), isSet: hours !== undefined, zone, ...(opening ? { opening } : {}) };
  };
  app.get(
    "/v1/merchants/:merchant/hours",
    {
      schema: { ...forBoth, summary: "When a merchant's people are there", params: Slug, response: { 200: KeptHours } },
    },
    async (request) =>
      answer((await callers.callerAtMerchant(request, "merchant.read", request.params.merchant)).merchant),
  );
  app.put(
    "/v1/merchants/:merchant/hours",
    {
      schema: {
        ...forBoth,
        summary: "Say when a merchant's people are there",
        params: Slug,
        body: contract.Hours,
        response: { 200: KeptHours, 422: Problem },
      },
    },
    async (request) => {
      const { principal, merchant } = await callers.callerAtMerchant(
        request,
        "merchant.change",
        request.params.merchant,
      );
      const days = request.body.days.toSorted((a, b) => a.date.localeCompare(b.date));
      const hours = { ...request.body, days };
      return answer(done(await tenancy.changeMerchant(principal, merchant.id, { hours }, "hours.changed")).merchant);
    },
  );
}
