import { HeardView, LessonsView, QuestionView, TaughtView, UnderstandingView } from "@ruyi/assistant/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Question = z.infer<typeof QuestionView>;
export type HeardMessage = z.infer<typeof HeardView>;
export type Taught = z.infer<typeof TaughtView>;
export type Rehearsal = Taught["rehearsal"];
export type Lesson = z.infer<typeof LessonsView>["items"][number];
export type Understood = z.infer<typeof UnderstandingView>;
export type QuestionState = Question["state"];

export type Wish = {
  readonly question: string;
  readonly without: readonly string[];
  readonly means: string;
  readonly reason?: string;
};

const list = <Shape extends z.ZodType>(shape: Shape) =>
  z.object({ items: z.array(shape), next: z.string().nullable() });

/** What a shop's assistant understands and does not, and the teaching of it. */
export function understanding(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "understanding", ...rest];
  return {
    figures: (merchant: string, days: number) => call(UnderstandingView, "GET", pathOf(at(merchant), { days })),
    questions: (merchant: string, state: QuestionState, cursor: string | undefined) =>
      call(list(QuestionView), "GET", pathOf(at(merchant, "questions"), { state, cursor, limit: 20 })),
    lay: (merchant: string, question: string, state: "open" | "aside") =>
      call(QuestionView, "POST", pathOf(at(merchant, "questions", question, "state")), { state }),
    messages: (
      merchant: string,
      which: { readonly question: string } | { readonly which: "sample" | "misread" },
      cursor: string | undefined,
      limit: number,
    ) => call(list(HeardView), "GET", pathOf(at(merchant, "messages"), { ...which, cursor, limit })),
    review: (merchant: string, message: string, means: string) =>
      call(z.null(), "POST", pathOf(at(merchant, "messages", message, "meaning")), { means }),
    teach: (merchant: string, wish: Wish) => call(TaughtView, "POST", pathOf(at(merchant, "lessons")), wish),
    takeBack: (merchant: string, version: number) =>
      call(TaughtView, "POST", pathOf(at(merchant, "lessons", String(version), "take-back"))),
    lessons: (merchant: string, cursor: string | undefined) =>
      call(LessonsView, "GET", pathOf(at(merchant, "lessons"), { cursor, limit: 20 })),
    goBack: (merchant: string, version: number) =>
      call(z.object({ version: z.int() }), "POST", pathOf(at(merchant, "live")), { version }),
    calibrate: (merchant: string) => call(TaughtView, "POST", pathOf(at(merchant, "calibrations"))),
  };
}
