export { readAnswer } from "./answer.ts";
export {
  type Choice,
  type Classifier,
  type Example,
  type Reading,
  type TrainOptions,
  classify,
  recalibrate,
  train,
} from "./classifier.ts";
export { type DateSpan } from "./dates.ts";
export { type Entities, readEntities } from "./entities.ts";
export { detectLanguage } from "./language-of.ts";
export { fitLogistic, logit, type Observation } from "./logistic.ts";
export { type Mood, readMood } from "./mood.ts";
export { withoutCourtesy } from "./courtesy.ts";
export { withoutHearsay } from "./hearsay.ts";
export { fold, hear, normalise } from "./normalise.ts";
export { withoutOrderNumber } from "./order-words.ts";
export { type NamedLine, matchProducts, namesOtherGoods } from "./products.ts";
export { type Found, type Index, type Passage, createIndex, search } from "./retrieval/passages.ts";
export { type Traits, traitsOf } from "./traits.ts";
