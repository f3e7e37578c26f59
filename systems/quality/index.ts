export { align, type Alignment, alignedFitness, type AlignedMove, type Costs } from "./align.ts";
export { type AsOne, asOne, type DecidedCase, type Disagreement } from "./as-one.ts";
export { type Marking, type Net, netOf, type Transition } from "./net.ts";
export { createQuality, type Quality, type QualityDeps } from "./operations.ts";
export { netOfProcedure } from "./procedure-net.ts";
export { fitness, type Replay, replay, type Tokens } from "./replay.ts";
export { addQualityRoutes, type QualityRouteDeps } from "./routes.ts";
