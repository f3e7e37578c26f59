export type { Article, ArticleId, Content, Origin, Place, State } from "./article.ts";
export { decideAnswer, type Verdict } from "./answer.ts";
export type { Circumstances, Conditions } from "./conditions.ts";
export { type QuestionKind, questionKinds } from "./question-kinds.ts";
export type { ValueOf } from "./fill.ts";
export {
  type ArticleSeed,
  createKnowledge,
  type Knowledge,
  type KnowledgeDeps,
  loadQuestions,
  sourceOf,
} from "./operations.ts";
export type { KindRead } from "./vote.ts";
export type { Candidate, Question, Told } from "./shelf.ts";
export { textOfHtml } from "./bring-in/html.ts";
export { addKnowledgeRoutes, type KnowledgeRouteDeps, type TriedAnswer } from "./routes.ts";
