export { advance, choicesOf, factValues, type Passage, type Watch, yesCountsMs } from "./advance.ts";
export { again, beginningOf, begunIn, hashesOf, type VersionOf } from "./again.ts";
export { type Adaptation, type AdaptationProblem, type Adapted, adapt, unadapted } from "./adapt.ts";
export { goesOn, namesAnother, nextOf, remainsOf, type Told, whatIfOf, whetherOf, whyOf } from "./asked/answer.ts";
export { foresee } from "./asked/foresee.ts";
export { bpmnOf } from "./bpmn/bpmn.ts";
export { type ActionContract, type ActionContracts, contractFindings } from "./action-contract.ts";
export { checkProcedure, findingsOfTable } from "./check.ts";
export type { ProcedureFinding } from "./finding.ts";
export type { GuidedChoice, GuidedMove, Preview, Station } from "./guidance.ts";
export { createHeat, type Heat } from "./heat/operations.ts";
export { createLibrary, type Library } from "./library.ts";
export { createMigrating, type MigratingRounds, type MovedRun } from "./migrating/operations.ts";
export { addMigratingRoutes } from "./migrating/routes.ts";
export {
  makeMove,
  type Move,
  type MoveContext,
  type Moved,
  type MoveRefusal,
  type OpenMove,
  openMoves,
} from "./moves.ts";
export {
  createProcedures,
  loadLibrary,
  type Procedures,
  type Progress,
  type SavedRun,
  standardFolder,
  type StartRequest,
} from "./operations.ts";
export { isScript, logText, type Play, type PlayLine, playScript, readScript, type Script } from "./play.ts";
export {
  type FileProblem,
  isProcedure,
  linkProcedures,
  type ProcedureSource,
  readProcedure,
} from "./procedure-file.ts";
export type { Choice, FactSource, HandoffReason, Phrase, Procedure, Step } from "./procedure.ts";
export { type CaseOutcome, type Difference, type PastCase, rehearse, type Rehearsal } from "./rehearse.ts";
export { scriptFor, scriptTo } from "./replay.ts";
export { createReading, type Reading } from "./reading/operations.ts";
export { addAboveRoutes, type AboveRouteDeps } from "./release/above/routes.ts";
export { createReleases, type ReleaseDeps, type Releases } from "./release/operations.ts";
export { addReleaseRoutes, type ReleaseRouteDeps } from "./release/routes.ts";
export { addProcedureRoutes } from "./routes.ts";
export { createStudio, type Studio } from "./studio/operations.ts";
export { addStudioRoutes } from "./studio/routes.ts";
export {
  type Actor,
  type ActResult,
  type Effect,
  type FactRecord,
  type OfferedChoice,
  placeOf,
  type Run,
  type RunEvent,
  type RunState,
} from "./run.ts";
export type { Intent, LogLine } from "./store.ts";
export { formatCount, formatDuration, type Reader, variablesOfPhrase, word } from "./wording.ts";
