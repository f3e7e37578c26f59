export { HeardView, LessonsView, QuestionView, TaughtView, UnderstandingView } from "./coach/contract.ts";
export { ModeRule, ModesText, ModesView } from "./modes/contract.ts";
