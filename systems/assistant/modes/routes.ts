import type { IncomingHttpHeaders } from "node:http";
import type { Bilingual, MerchantId } from "@ruyi/kernel";
import { type HttpServer, Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import { ModesText, ModesView } from "./contract.ts";
import { alwaysFull } from "./mode.ts";
import type { ModesOperations } from "./operations.ts";
import type { Kept } from "./store.ts";

export type ModesRouteDeps = {
  readonly modes: ModesOperations;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly authorOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "merchant.read" | "merchant.change",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
  /** What a merchant's customers can begin. */
  readonly choicesOf: (
    merchantId: MerchantId,
  ) => Promise<readonly { readonly id: string; readonly title: Bilingual }[]>;
};

/** How far a shop's assistant goes, for all matters and for each. */
export function addModesRoutes(app: HttpServer, { modes, authorOf, choicesOf }: ModesRouteDeps): void {
  const address = "/v1/merchants/:merchant/assistant/modes";
  const common = {
    tags: ["assistant"],
    security: [...security.staff, ...security.program],
    params: z.object({ merchant: z.string().max(60) }),
  };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  const choicesAt = async (merchantId: MerchantId) =>
    (await choicesOf(merchantId)).filter(({ id }) => id !== alwaysFull).map(({ id, title }) => ({ id, title }));
  const viewOf = async (merchantId: MerchantId, { modes: chosen, version, changedAt }: Kept): Promise<ModesView> => ({
    ...{ version, all: chosen.all, procedures: { ...chosen.procedures }, draw: chosen.draw },
    changedAt: version === 0 ? null : changedAt.toISOString(),
    choices: await choicesAt(merchantId),
  });

  app.get(
    address,
    {
      schema: {
        ...common,
        summary: "How far the assistant goes, for all matters and for each",
        response: { 200: ModesView, ...problems },
      },
    },
    async (request) => {
      const { merchantId } = await authorOf(request, request.params.merchant, "merchant.read");
      return viewOf(merchantId, await modes.of(merchantId));
    },
  );

  app.put(
    address,
    {
      schema: {
        ...common,
        summary: "Choose how far the assistant goes; every server goes by it within seconds",
        body: ModesText,
        response: { 200: ModesView, 409: Problem, 422: Problem, ...problems },
      },
    },
    async (request) => {
      const { merchantId, by } = await authorOf(request, request.params.merchant, "merchant.change");
      const known = new Set((await choicesAt(merchantId)).map(({ id }) => id));
      const strange = Object.keys(request.body.procedures).find((id) => !known.has(id));
      if (strange !== undefined)
        throw new ProblemError(
          422,
          "no-such-procedure",
          `There is no matter "${strange}"; \`choices\` lists those there are.`,
        );
      const changed = await modes.change(merchantId, request.body, by);
      if (changed.kind === "refused")
        throw new ProblemError(
          409,
          "changed-meanwhile",
          "Somebody changed this meanwhile; read it again, then choose.",
          {
            extra: { version: changed.version },
          },
        );
      return viewOf(merchantId, changed.kept);
    },
  );
}
