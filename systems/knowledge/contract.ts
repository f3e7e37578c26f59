import { z } from "zod";
import { questionKinds } from "./question-kinds.ts";

/** Wire shapes of articles, for servers and browsers alike. */

export { type QuestionKind, questionKinds } from "./question-kinds.ts";

const Words = z.object({ title: z.string(), asked: z.array(z.string()).readonly(), answer: z.string() });
const Names = z.array(z.string()).readonly().exactOptional();

export const Conditions = z
  .object({
    from: z.string().exactOptional(),
    until: z.string().exactOptional(),
    stars: z.object({ from: z.int(), to: z.int() }).exactOptional(),
    ...{ regions: Names, categories: Names, products: Names, channels: Names },
    /** Versions of the app: from this one, and until before that one. */
    app: z.object({ from: z.string().exactOptional(), to: z.string().exactOptional() }).exactOptional(),
  })
  .meta({ id: "ArticleConditions" });

/** What an article says, to whom and when; or that it hides what stands above it under the same key. */
export const ContentView = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("says"),
      words: z.object({ zh: Words.exactOptional(), en: Words.exactOptional() }),
      conditions: Conditions,
      about: z.enum(questionKinds).exactOptional(),
      url: z.string().exactOptional(),
      checkEveryDays: z.int(),
    }),
    z.object({ kind: z.literal("hides") }),
  ])
  .meta({ id: "ArticleContent" });

export const OriginView = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("written") }),
  z.object({ kind: z.literal("page"), url: z.string() }),
  z.object({ kind: z.enum(["markdown", "csv"]), name: z.string() }),
  z.object({ kind: z.literal("conversation"), id: z.string() }),
]);

const WrittenView = z.object({ content: ContentView, by: z.string(), at: z.string() });
export const articleStates = ["draft", "published", "retired"] as const;

export const ArticleView = z
  .object({
    id: z.string(),
    key: z.string(),
    state: z.enum(articleStates),
    origin: OriginView,
    /** Send it with a change, so that nobody writes over what they have not seen. */
    revision: z.int(),
    number: z.int(),
    draft: WrittenView.nullable(),
    published: WrittenView.extend({ number: z.int() }).nullable(),
    checkedAt: z.string(),
    changedAt: z.string(),
    ageDays: z.int(),
    isStale: z.boolean(),
    /** Answers given in the last four weeks; null above the shops, which count for themselves. */
    uses: z.int().nullable(),
  })
  .meta({ id: "Article" });

export const ArticleCounts = z.object({
  draft: z.int(),
  published: z.int(),
  retired: z.int(),
  toReview: z.int(),
});

export const ArticleVersion = z
  .object({
    number: z.int(),
    kind: z.enum(["published", "retired"]),
    content: ContentView.nullable(),
    /** What was in force before it. */
    before: ContentView.nullable(),
    by: z.string(),
    name: z.string().nullable(),
    at: z.string(),
    reason: z.string(),
  })
  .meta({ id: "ArticleVersion" });

/** An article that stands above the shop, and whether the shop says something else in its stead. */
export const ArticleAbove = z
  .object({
    id: z.string(),
    key: z.string(),
    from: z.enum(["business", "platform"]),
    content: ContentView,
    checkedAt: z.string(),
    replacedBy: z.string().nullable(),
  })
  .meta({ id: "ArticleAbove" });

/** What the assistant would do with a question now. */
export const Tried = z
  .object({
    language: z.enum(["zh", "en"]),
    outcome: z.enum(["answer", "choices", "procedure", "person", "declines", "says"]),
    /** What the customer would read first; null where a procedure speaks. */
    text: z.string().nullable(),
    choices: z.array(z.string()),
    /** From where an answer would be. */
    source: z.object({ id: z.string(), title: z.string(), updatedAt: z.string() }).nullable(),
    /** The procedure the question reads most like, and how surely. */
    procedure: z.object({ id: z.string(), title: z.string(), confidence: z.number() }).nullable(),
    /** The articles that may answer, the surest first. */
    candidates: z.array(
      z.object({
        id: z.string(),
        /** Whose it is: the shop's own, or of what stands above it. */
        from: z.enum(["merchant", "business", "platform"]),
        title: z.string(),
        text: z.string(),
        confidence: z.number(),
        holds: z.enum(["yes", "unknown"]),
        updatedAt: z.string(),
      }),
    ),
  })
  .meta({ id: "TriedQuestion" });

export const PreviewView = z.object({
  text: z.string().nullable(),
  title: z.string().nullable(),
  faults: z.array(
    z.object({
      kind: z.enum(["no-words", "unknown-variable", "stray-brace"]),
      language: z.enum(["zh", "en"]).nullable(),
      name: z.string().nullable(),
    }),
  ),
});

export const VariableView = z
  .object({ name: z.string(), title: z.string(), procedure: z.string(), value: z.string() })
  .meta({ id: "ArticleVariable" });

export const BroughtIn = z.object({ articles: z.array(ArticleView), left: z.int() });
