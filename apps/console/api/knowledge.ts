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

/** The place whose articles are meant: `merchants` and a shop's name, `businesses` and an id, or `platform`. */
export type At = readonly string[];

const page = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().nullable() });

/** What a shop, its business or the platform tells customers; what stands above a shop, and what would be said there. */
export const knowledge = (call: Call) => {
  const of = (at: At, ...rest: readonly string[]) => pathOf([...at, "articles", ...rest]);
  const ofShop = (merchant: string, ...rest: readonly string[]) => of(["merchants", merchant], ...rest);
  return {
    list: (
      at: At,
      query: {
        readonly state?: ArticleState | undefined;
        readonly text?: string | undefined;
        readonly review?: "yes" | undefined;
        readonly cursor?: string | undefined;
      },
    ) => call(page(ArticleView), "GET", pathOf([...at, "articles"], { ...query, limit: 50 })),
    counts: (at: At) => call(ArticleCounts, "GET", of(at, "counts")),
    above: (merchant: string) => call(z.object({ items: z.array(ArticleAbove) }), "GET", ofShop(merchant, "above")),
    variables: (merchant: string, language: "zh" | "en") =>
      call(
        z.object({ items: z.array(VariableView) }),
        "GET",
        pathOf(["merchants", merchant, "articles", "variables"], { language }),
      ),
    one: (at: At, id: string) => call(ArticleView, "GET", of(at, id)),
    versions: (at: At, id: string) => call(page(ArticleVersion), "GET", of(at, id, "versions")),
    tries: (merchant: string, text: string) => call(Tried, "POST", ofShop(merchant, "try"), { text }),
    preview: (merchant: string, content: Content, language: "zh" | "en") =>
      call(PreviewView, "POST", ofShop(merchant, "preview"), { content, language }),
    write: (at: At, content: Content, key?: string) =>
      call(ArticleView, "POST", of(at), { content, ...(key === undefined ? {} : { key }) }),
    saveDraft: (at: At, id: string, content: Content, revision: number) =>
      call(ArticleView, "PUT", of(at, id, "draft"), { content, revision }),
    dropDraft: (at: At, id: string) => call(z.null(), "DELETE", of(at, id, "draft")),
    publish: (at: At, id: string, revision: number, reason: string) =>
      call(ArticleView, "POST", of(at, id, "publish"), { revision, reason }),
    retire: (at: At, id: string, reason: string) => call(ArticleView, "POST", of(at, id, "retire"), { reason }),
    checked: (at: At, id: string) => call(ArticleView, "POST", of(at, id, "check")),
    restore: (at: At, id: string, number: number) => call(ArticleView, "POST", of(at, id, "restore"), { number }),
    bringIn: (merchant: string, body: BringIn) => call(BroughtIn, "POST", ofShop(merchant, "import"), body),
  };
};
