export type { Answer, Answers, Asked, Found, Near } from "./answers.ts";
export { lines } from "./lines.ts";
export { createModes, type ModesDeps } from "./modes/operations.ts";
export { addModesRoutes } from "./modes/routes.ts";
export { createReader, type ReaderNeeds } from "./reader.ts";
export { type Candidates, candidatesFor, type OrderSketch } from "./which-order.ts";
