import type { HttpServer } from "@ruyi/platform";
import { z } from "zod";
import { AgentChoices } from "../contract.ts";
import { access, problems, Shops } from "../http/routes.ts";
import type { DeskRouteDeps } from "../routes.ts";

/** What an agent has chosen for their own desk: kept on the server, so that off stays off wherever they sit. */
export function addDraftRoutes(app: HttpServer, { desk, agentOf }: Pick<DeskRouteDeps, "desk" | "agentOf">): void {
  const address = "/v1/merchants/:merchant/agent-choices";
  const common = { tags: ["desk"], security: access, params: Shops, response: { 200: AgentChoices, ...problems } };

  app.get(
    address,
    { schema: { ...common, summary: "Whether you want the assistant's drafts beside your box" } },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.handle");
      return { drafts: await desk.wantsDrafts(merchantId, agent) };
    },
  );

  app.put(
    address,
    {
      schema: {
        ...common,
        summary: "Choose whether you want the assistant's drafts",
        body: z.strictObject({ drafts: z.boolean() }),
      },
    },
    async (request) => {
      const { merchantId, agent } = await agentOf(request, request.params.merchant, "conversation.handle");
      await desk.chooseDrafts(merchantId, agent, request.body.drafts);
      return { drafts: request.body.drafts };
    },
  );
}
