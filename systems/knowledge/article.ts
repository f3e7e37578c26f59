import type { BusinessId, Id, Language, MerchantId } from "@ruyi/kernel";
import type { Conditions } from "./conditions.ts";
import type { QuestionKind } from "./question-kinds.ts";

export type ArticleId = Id<"article">;

/** A node of the tree that writes articles; what stands below it has them too, unless it says otherwise. */
export type Place =
  | { readonly kind: "platform" }
  | { readonly kind: "business"; readonly businessId: BusinessId }
  | { readonly kind: "merchant"; readonly merchantId: MerchantId };

/** An article in one language: what it is called, how customers ask for it, and what they are told. */
export type Words = { readonly title: string; readonly asked: readonly string[]; readonly answer: string };

/** What an article says, to whom, and when. `hides` says nothing: it takes away what stands above it under the same key. */
export type Content =
  | {
      readonly kind: "says";
      /** In one language at least. */
      readonly words: Partial<Readonly<Record<Language, Words>>>;
      readonly conditions: Conditions;
      /** The kind of questions it answers; an article that answers one particular question has none. */
      readonly about?: QuestionKind;
      /** Where a customer may read more. */
      readonly url?: string;
      /** After so many days without a look its author is asked whether it is still so. */
      readonly checkEveryDays: number;
    }
  | { readonly kind: "hides" };

/** Where an article came from. What was brought in is a stranger's text until a person has read it. */
export type Origin =
  | { readonly kind: "written" }
  | { readonly kind: "page"; readonly url: string }
  | { readonly kind: "markdown" | "csv"; readonly name: string }
  | { readonly kind: "conversation"; readonly id: string };

export type Written = { readonly content: Content; readonly by: string; readonly at: Date };

/** What is in force, or was when it was retired. */
export type Published = Written & { readonly number: number };

export type Article = {
  readonly id: ArticleId;
  /** By this, places below say something else in its stead. */
  readonly key: string;
  readonly origin: Origin;
  /** Counts every change, so that nobody writes over what they have not seen. */
  readonly revision: number;
  /** Of its last version. */
  readonly number: number;
  readonly draft: Written | undefined;
  readonly published: Published | undefined;
  readonly retiredAt: Date | undefined;
  /** When somebody last said that it is so. */
  readonly checkedAt: Date;
};

export type State = "draft" | "published" | "retired";

export const stateOf = ({ published, retiredAt }: Pick<Article, "published" | "retiredAt">): State =>
  retiredAt ? "retired" : published ? "published" : "draft";

const dayMs = 86_400_000;

/** Whole days since somebody last said that it is so. */
export const ageInDays = (checkedAt: Date, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - checkedAt.getTime()) / dayMs));

/** Whether its author should look at it again. */
export const isStale = (content: Content, checkedAt: Date, now: Date): boolean =>
  content.kind === "says" && ageInDays(checkedAt, now) >= content.checkEveryDays;

/** What is in sight of whoever reads the list: its draft where it has one. */
export const shownOf = ({ draft, published }: Pick<Article, "draft" | "published">): Content | undefined =>
  draft?.content ?? published?.content;
