import type { JSONSchema7 } from "ai";
import { toJSONSchema, type ZodType } from "zod";
import type { Clock } from "@ruyi/kernel";
import { boundedFetch } from "./bounded-fetch.ts";
import { admit, type Breaker, type BreakerPolicy, closedBreaker, report } from "./breaker.ts";
import {
  type Budget,
  chatBudget,
  type Completion,
  type Extraction,
  type LanguageModel,
  type ModelRequest,
  none,
  type None,
} from "./language-model.ts";
import { promptOf, readLetter } from "./letter.ts";

export type OpenAiCompatibleOptions = {
  /** As `LLM_BASE_URL` has it, with its version: `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly clock: Clock;
  readonly breaker?: BreakerPolicy;
  /** Calls under way at once; more are answered "budget" at once rather than queued behind a slow model. */
  readonly maxInFlight?: number;
  /** False for servers that know no JSON schema; the schema then travels in words. */
  readonly structuredOutputs?: boolean;
};

/** A JSON envelope and a margin for scripts of four bytes. */
const maxReplyBytes = ({ maxReplyLength, maxOutputTokens }: Budget): number =>
  16 * 1024 + 6 * Math.max(maxReplyLength, maxOutputTokens * 8);

/**
 * Any server that speaks the OpenAI chat protocol. One attempt a call; after a few failures in a row nobody is kept
 * waiting, until one call finds the server back.
 */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  const { clock, maxInFlight = 16, breaker: policy = { failures: 5, openMs: 15_000 } } = options;
  const structured = options.structuredOutputs ?? true;
  // The library is loaded once, and only where a model is set up; a server without one starts without it.
  const library = load();
  library.catch(() => undefined);
  let breaker: Breaker = closedBreaker;
  let inFlight = 0;

  type Reply = { readonly text: string; readonly finishReason: string; readonly output?: unknown };

  const call = async (request: ModelRequest, budget: Budget, schema?: ZodType): Promise<Reply | None> => {
    const prompt = promptOf(schema && !structured ? inWords(request, schema) : request, budget);
    if (!prompt || inFlight >= maxInFlight) return none("budget");
    const [next, isAdmitted] = admit(breaker, policy, clock.now().getTime());
    breaker = next;
    if (!isAdmitted) return none("down");

    inFlight += 1;
    let isTooLarge = false;
    let loaded: Library | undefined;
    const timeout = AbortSignal.timeout(budget.timeoutMs);
    try {
      loaded = await orAborted(library, timeout);
      const { ai, createOpenAICompatible } = loaded;
      const provider = createOpenAICompatible({
        name: "language-model",
        baseURL: options.baseUrl,
        ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
        supportsStructuredOutputs: structured,
        fetch: boundedFetch(maxReplyBytes(budget), () => (isTooLarge = true)),
      });
      const work = ai.generateText({
        model: provider(options.model),
        ...prompt,
        maxOutputTokens: budget.maxOutputTokens,
        temperature: 0.2,
        maxRetries: 0,
        abortSignal: timeout,
        ...(schema ? { output: ai.Output.object({ schema: ai.jsonSchema(schemaOf(schema)) }) } : {}),
      });
      const result = await orAborted(work, timeout);
      const { text, finishReason } = result;
      const reply: Reply = {
        text,
        finishReason,
        ...(schema && finishReason === "stop" ? { output: result.output } : {}),
      };
      breaker = report(breaker, policy, true, clock.now().getTime());
      return reply;
    } catch (error) {
      const failure = timeout.aborted ? none("time-out") : isTooLarge ? none("budget") : noneOf(error, loaded);
      breaker = report(breaker, policy, failure.reason === "refused", clock.now().getTime());
      return failure;
    } finally {
      inFlight -= 1;
    }
  };

  return {
    complete: async (request, budget = chatBudget): Promise<Completion> => {
      const reply = await call(request, budget);
      if ("kind" in reply) return reply;
      const stopped = stoppedBy(reply.finishReason);
      if (stopped) return stopped;
      if (reply.text.length > budget.maxReplyLength * 4) return none("budget");
      const text = readLetter(reply.text, budget.maxReplyLength);
      return text === undefined ? none("malformed") : { kind: "worded", text };
    },
    extract: async <Value>(
      schema: ZodType<Value>,
      request: ModelRequest,
      budget: Budget = chatBudget,
    ): Promise<Extraction<Value>> => {
      const reply = await call(request, budget, schema);
      if ("kind" in reply) return reply;
      const stopped = stoppedBy(reply.finishReason);
      if (stopped) return stopped;
      const parsed = schema.safeParse(reply.output);
      return parsed.success ? { kind: "extracted", value: parsed.data } : none("malformed");
    },
  };
}

/** For servers that cannot be given a schema, it stands in the instruction. */
const inWords = (request: ModelRequest, schema: ZodType): ModelRequest => ({
  ...request,
  instruction: `${request.instruction}\n\nAnswer with one JSON value by this schema, and nothing else:\n${JSON.stringify(schemaOf(schema))}`,
});

/** What the model is shown of a schema; the checking stays with us. */
const schemaOf = (schema: ZodType): JSONSchema7 =>
  toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any" }) as JSONSchema7;

type Library = Awaited<ReturnType<typeof load>>;

async function load() {
  // Its warnings go to the console, past our log.
  globalThis.AI_SDK_LOG_WARNINGS ??= false;
  const [ai, { createOpenAICompatible }] = await Promise.all([import("ai"), import("@ai-sdk/openai-compatible")]);
  return { ai, createOpenAICompatible };
}

/** An answer that is not whole is none. */
function stoppedBy(finishReason: string): None | undefined {
  if (finishReason === "length") return none("budget");
  if (finishReason === "content-filter") return none("refused");
  return finishReason === "stop" ? undefined : none("malformed");
}

/** Ends with the signal even where the work does not listen to it. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Which "none" a failed call was. */
function noneOf(error: unknown, library: Library | undefined): None {
  if (!library) return none("down");
  const { APICallError, InvalidResponseDataError, JSONParseError, TypeValidationError } = library.ai;
  const { NoObjectGeneratedError, NoOutputGeneratedError } = library.ai;
  if (APICallError.isInstance(error)) {
    const { statusCode } = error;
    if (statusCode === undefined) return none("down");
    // A good status and a bad body: either it was no answer, or the line was cut while it came.
    const { cause } = error;
    const isRead = cause === undefined || JSONParseError.isInstance(cause) || TypeValidationError.isInstance(cause);
    if (statusCode < 300) return none(isRead ? "malformed" : "down");
    return none(statusCode === 400 || statusCode === 422 || statusCode === 451 ? "refused" : "down");
  }
  const isMalformed =
    NoObjectGeneratedError.isInstance(error) ||
    NoOutputGeneratedError.isInstance(error) ||
    JSONParseError.isInstance(error) ||
    TypeValidationError.isInstance(error) ||
    InvalidResponseDataError.isInstance(error);
  return none(isMalformed ? "malformed" : "down");
}
