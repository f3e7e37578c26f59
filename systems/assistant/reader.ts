import type { Assistant } from "@ruyi/desk";
import {
  detectLanguage,
  hear,
  readEntities,
  readMood,
  withoutCourtesy,
  withoutHearsay,
  withoutOrderNumber,
} from "@ruyi/language";
import type { Noticed } from "./noticed.ts";
import { questionIn } from "./questions.ts";
import { readQuestion } from "./reading/answered.ts";
import {
  type Came,
  confidenceOf,
  type Heard,
  memoryOf,
  type Read,
  type ReaderNeeds,
  wholeOf,
} from "./reading/heard.ts";
import { readReturn, takenUp, remembered } from "./reading/left-matter.ts";
import { readNewMatter } from "./reading/new-matter.ts";
import { readChoice, readForOpenRun } from "./reading/open-run.ts";
import { readWelfare, readWishForPerson } from "./reading/person.ts";
import { readRefundProgress } from "./reading/refund-progress.ts";
import { knocks } from "./reading/words.ts";

/** The reader of messages: proposes what to do, and nothing it says moves anything by itself. */
export function createReader(needs: ReaderNeeds): Assistant {
  return {
    ready: (merchantId) => needs.answers?.ready(merchantId),
    ...(needs.propose
      ? { thinkOver: ({ merchantId, text, memory }) => needs.propose?.(merchantId, wholeOf(memoryOf(memory), text)) }
      : {}),
    read(message) {
      const memory = memoryOf(message.memory);
      const language = detectLanguage(message.text, message.language);
      const entities = readEntities(message.text, message.now, message.zone);
      const about = withoutOrderNumber(withoutHearsay(message.text));
      const reading = needs.classify(message.merchantId, withoutCourtesy(about));
      const plain = hear(message.text).trim();
      const question = questionIn(plain, { reading, run: message.run, titles: needs.titles, before: memory });
      const heard: Heard = {
        ...message,
        plain,
        language,
        memory,
        mood: readMood(message.text),
        entities: {
          ...entities,
          wantsPerson: entities.wantsPerson && readEntities(about, message.now, message.zone).wantsPerson,
        },
        ...{ reading, question },
        found: needs.answers?.find({ ...message, language, question, procedure: confidenceOf(reading) }) ?? {
          kind: "none",
        },
      };
      const read = takenUp(readHeard(heard, needs), heard);
      const { came, isUnclear, ...said } = read;
      const noticed = came && noticedOf(heard, came);
      return {
        language,
        ...said,
        memory: { ...read.memory, ...remembered(heard, read) },
        ...(knocks.test(heard.plain) ? { knocks: true as const } : {}),
        ...(noticed ? { noticed } : {}),
        ...(isUnclear && needs.propose ? { isUnclear } : {}),
      };
    },
  };
}

/** Of a message, this much is kept for whoever teaches the assistant. */
const noticedLength = 500;

const noticedOf = ({ text, memory }: Heard, { to, procedure, reading }: Came): Noticed => ({
  text: text.slice(0, noticedLength),
  coming: to,
  ...(procedure === undefined ? {} : { procedure }),
  thought: reading.top.slice(0, 3),
  inScope: reading.inScope,
  rejected: reading.rejected,
  isAfterDoubt: memory.pending.length > 0,
});

function readHeard(heard: Heard, needs: ReaderNeeds): Read {
  return (
    readChoice(heard) ??
    readWelfare(heard) ??
    readWishForPerson(heard) ??
    readReturn(heard, needs) ??
    readQuestion(heard, needs) ??
    readRefundProgress(heard, needs) ??
    readForOpenRun(heard, needs) ??
    readNewMatter(heard, needs)
  );
}
