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
export { createOpenAiCompatibleModel, type OpenAiCompatibleOptions } from "./open-ai-compatible.ts";
export { createScriptedModel } from "./scripted.ts";
export { type Approved, type WordingOptions, wordOrKeep } from "./word-or-keep.ts";
