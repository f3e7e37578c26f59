import type { AnswerSource, MessageToRead } from "@ruyi/desk";
import type { Language, MerchantId } from "@ruyi/kernel";
import type { Question } from "./questions.ts";

/** What a customer wants to know, and as much as is known of them. */
export type Asked = Pick<
  MessageToRead,
  "merchantId" | "customerId" | "text" | "now" | "zone" | "appVersion" | "spokenOf" | "matters"
> & {
  readonly language: Language;
  /** How surely, 0 to 1, a procedure reads it as its own. */
  readonly procedure?: number;
  /** What is asked of a procedure or its rules; undefined where it is no such question. */
  readonly question?: Question | undefined;
};

/** What can be said to a question, with where it is from. */
export type Answer = {
  readonly text: string;
  readonly source: AnswerSource;
  /** Probability, 0 to 1, that this answers the question. */
  readonly confidence: number;
  /** Procedures that a customer may want to begin next. */
  readonly offers?: readonly string[];
  /** It says that it cannot say: whatever else answers is better. */
  readonly declines?: true;
};

/** An answer that may be meant, by what it is called. */
export type Near = { readonly id: string; readonly title: string; readonly confidence: number };

export type Found =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "near"; readonly near: readonly Near[] }
  | { readonly kind: "none" };

/** What a merchant's questions are answered from: articles, and the rules its procedures follow. All at hand, nothing is asked for. */
export type Answers = {
  /** Undefined where a merchant's answers are at hand already. */
  readonly ready: (merchantId: MerchantId) => Promise<void> | undefined;
  readonly find: (asked: Asked) => Found;
  /** What the one that was chosen says; undefined where it is there no more. */
  readonly told: (asked: Asked, id: string) => Answer | undefined;
};
