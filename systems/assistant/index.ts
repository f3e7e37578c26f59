export { lines } from "./lines.ts";
export { createReader, type ReaderNeeds } from "./reader.ts";
export { type Candidates, candidatesFor, type OrderSketch } from "./which-order.ts";
