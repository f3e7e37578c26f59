import { z } from "zod";

/** One thing wrong with what was sent: where (`body/amount/minor`) and what, without the value. */
export const ProblemDetail = z.object({ at: z.string(), message: z.string() });
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** An RFC 9457 problem document. `type` is stable; `title` and `detail` are for people. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ examples: ["urn:ruyi:problem:order-not-found"] }),
    title: z.string(),
    status: z.int().min(400).max(599).optional(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(ProblemDetail).optional(),
  })
  .meta({ id: "Problem", description: "What went wrong, as RFC 9457 has it." });
export type Problem = z.infer<typeof Problem>;

export const problemContentType = "application/problem+json";
const prefix = "urn:ruyi:problem:";

/**
 * The document for a code such as `order-not-found`; its title is made of the code. Status and instance are filled in
 * when it is sent. `extra` adds members, never replaces one of these.
 */
export function problem(code: string, detail?: string, extra: Readonly<Record<string, unknown>> = {}): Problem {
  const title = code.replaceAll("-", " ");
  return {
    ...extra,
    type: prefix + code,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** True for documents made by `problem`. */
export const isProblem = (payload: unknown): payload is Problem =>
  typeof payload === "object" &&
  payload !== null &&
  "type" in payload &&
  typeof payload.type === "string" &&
  payload.type.startsWith(prefix);

export type ProblemErrorOptions = {
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Thrown by hooks and routes that cannot answer with a value: `throw new ProblemError(401, "sign-in-needed")`. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly document: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail?: string, options: ProblemErrorOptions = {}) {
    super(detail ?? code);
    this.status = status;
    this.document = problem(code, detail, options.extra);
    this.headers = options.headers ?? {};
  }
}
