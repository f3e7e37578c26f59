import type { IncomingHttpHeaders } from "node:http";
import type { MerchantId, StaffId } from "@ruyi/kernel";
import { Problem, ProblemError, security } from "@ruyi/platform";
import { z } from "zod";
import type { Understanding } from "../operations.ts";

export type UnderstandingRouteDeps = {
  readonly understanding: Understanding;
  /** Who asks, at the merchant an address names; throws a problem where they may not. */
  readonly coachOf: (
    request: { readonly method: string; readonly headers: IncomingHttpHeaders },
    slug: string,
    permission: "report.read" | "knowledge.write",
  ) => Promise<{ readonly merchantId: MerchantId; readonly by: string }>;
  /** The names people have today. */
  readonly namesOf: (ids: readonly StaffId[]) => Promise<ReadonlyMap<StaffId, string>>;
};

export const base = "/v1/merchants/:merchant/understanding";
export const Shop = z.object({ merchant: z.string().max(60) });
export const common = { tags: ["understanding"], security: [...security.staff, ...security.program] };
export const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
export const writes = { ...problems, 409: Problem };

export function noProcedure(means: string): never {
  throw new ProblemError(
    409,
    "no-such-procedure",
    `The assistant begins no procedure "${means}". Name one that customers can begin, or "none".`,
  );
}

export function overtaken(): never {
  throw new ProblemError(409, "overtaken", "Somebody taught something at the same moment. Look again, and repeat it.");
}
