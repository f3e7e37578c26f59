export {
  Means,
  QuestionStates,
  QuestionView,
  HeardView,
  RehearsalView,
  TaughtView,
  LessonView,
  LessonsView,
  UnderstandingView,
} from "./coach/contract.ts";
export { ModeRule, ModesText, ModesView } from "./modes/contract.ts";
