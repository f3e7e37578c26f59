import { createIndex } from "@ruyi/language";
import { answerOn } from "../answer-on.ts";

/** The thread that prepares articles for the search; it keeps nothing of any merchant. */
answerOn(createIndex, { givesAway: true });
