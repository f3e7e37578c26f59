export { createUnderstanding, type Understanding, type UnderstandingDeps } from "./coach/operations.ts";
export { addUnderstandingRoutes, type UnderstandingRouteDeps } from "./coach/routes.ts";
export { mindFrom } from "./coach/minds.ts";
export { readWith } from "./learning/mind.ts";
export { type Common, createLearner, type Learned, type Lesson } from "./learning/lesson.ts";
export { createModes, type ModesDeps } from "./modes/operations.ts";
export { addModesRoutes } from "./modes/routes.ts";
export { createReader, type ReaderNeeds } from "./reader.ts";
export { type Candidates, candidatesFor, type OrderSketch } from "./which-order.ts";
