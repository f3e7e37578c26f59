export { type Allowance, createAllowance } from "./allowance.ts";
export { keeps } from "./keeps.ts";
export {
  type Budget,
  builtInModel,
  chatBudget,
  type Completion,
  type Extraction,
  type GivenData,
  type LanguageModel,
  type ModelRequest,
  type None,
  type NoneReason,
} from "./language-model.ts";
export { nameGroup, type Named } from "./name.ts";
export { createOpenAiCompatibleModel, type OpenAiCompatibleOptions } from "./open-ai-compatible.ts";
export { type Choosable, type Meaning, proposeMeaning } from "./meaning.ts";
export { createScriptedModel } from "./scripted.ts";
export { summariseOrKeep, type ToSummarise } from "./summary.ts";
export { type Approved, type WordingOptions, wordOrKeep } from "./word-or-keep.ts";
