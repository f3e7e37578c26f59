export type { Answer, Answers, Asked, Found, Near } from "./answers.ts";
export { lines } from "./lines.ts";
export { createModes, type ModesDeps } from "./modes/operations.ts";
export { addModesRoutes } from "./modes/routes.ts";
export { createUnderstanding, type Understanding, type UnderstandingDeps } from "./coach/operations.ts";
export { addUnderstandingRoutes, type UnderstandingRouteDeps } from "./coach/routes.ts";
export { type Common, createLearner, type Learned, type Lesson } from "./learning/lesson.ts";
export { createReader, type ReaderNeeds } from "./reader.ts";
export { type Candidates, candidatesFor, type OrderSketch } from "./which-order.ts";
