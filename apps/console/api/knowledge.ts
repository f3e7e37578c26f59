import {
  ArticleAbove,
  ArticleCounts,
  ArticleVersion,
  ArticleView,
  type articleStates,
  BroughtIn,
  type ContentView,
  PreviewView,
  Tried,
  VariableView,
} from "@ruyi/knowledge/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Article = z.infer<typeof ArticleView>;
export type Content = z.infer<typeof ContentView>;
export type Saying = Extract<Content, { kind: "says" }>;
export type Version = z.infer<typeof ArticleVersion>;
export type Above = z.infer<typeof ArticleAbove>;
export type Tried = z.infer<typeof Tried>;
export type ArticleState = (typeof articleStates)[number];
export type BringIn =
  | { readonly kind: "markdown" | "csv"; readonly name: string; readonly text: string }
  | { readonly kind: "page"; readonly url: string }
  | { readonly kind: "conversation"; readonly id: string; readonly question: string; readonly answer: string };

const page = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().nullable() });

/** What a shop knows: its articles, what stands above them, and what would be said by them. */
export const knowledge = (call: Call) => {
  const at = (merchant: string, ...rest: readonly string[]) => pathOf(["merchants", merchant, "articles", ...rest]);
  return {
    list: (
      merchant: string,
      query: {
        readonly state?: ArticleState | undefined;
        readonly text?: string | undefined;
        readonly review?: "yes" | undefined;
        readonly cursor?: string | undefined;
      },
    ) => call(page(ArticleView), "GET", pathOf(["merchants", merchant, "articles"], { ...query, limit: 50 })),
    counts: (merchant: string) => call(ArticleCounts, "GET", at(merchant, "counts")),
    above: (merchant: string) => call(z.object({ items: z.array(ArticleAbove) }), "GET", at(merchant, "above")),
    variables: (merchant: string, language: "zh" | "en") =>
      call(
        z.object({ items: z.array(VariableView) }),
        "GET",
        pathOf(["merchants", merchant, "articles", "variables"], { language }),
      ),
    one: (merchant: string, id: string) => call(ArticleView, "GET", at(merchant, id)),
    versions: (merchant: string, id: string) => call(page(ArticleVersion), "GET", at(merchant, id, "versions")),
    tries: (merchant: string, text: string) => call(Tried, "POST", at(merchant, "try"), { text }),
    preview: (merchant: string, content: Content, language: "zh" | "en") =>
      call(PreviewView, "POST", at(merchant, "preview"), { content, language }),
    write: (merchant: string, content: Content, key?: string) =>
      call(ArticleView, "POST", at(merchant), { content, ...(key === undefined ? {} : { key }) }),
    saveDraft: (merchant: string, id: string, content: Content, revision: number) =>
      call(ArticleView, "PUT", at(merchant, id, "draft"), { content, revision }),
    dropDraft: (merchant: string, id: string) => call(z.null(), "DELETE", at(merchant, id, "draft")),
    publish: (merchant: string, id: string, revision: number, reason: string) =>
      call(ArticleView, "POST", at(merchant, id, "publish"), { revision, reason }),
    retire: (merchant: string, id: string, reason: string) =>
      call(ArticleView, "POST", at(merchant, id, "retire"), { reason }),
    checked: (merchant: string, id: string) => call(ArticleView, "POST", at(merchant, id, "check")),
    restore: (merchant: string, id: string, number: number) =>
      call(ArticleView, "POST", at(merchant, id, "restore"), { number }),
    bringIn: (merchant: string, body: BringIn) => call(BroughtIn, "POST", at(merchant, "import"), body),
  };
};
