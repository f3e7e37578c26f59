import type { MessageToRead, OpenMove } from "@ruyi/desk";
import { type Bilingual, customerId, type Language, type MerchantId, type RunId } from "@ruyi/kernel";
import type { Reading } from "@ruyi/language";
import type { ReaderNeeds } from "./reading/heard.ts";

/** Noon in Shanghai on an ordinary Tuesday. */
export const noon = new Date("2026-11-24T04:00:00Z");

const titles: Readonly<Record<string, Bilingual>> = {
  "where-is-my-parcel": { zh: "查包裹", en: "Where is my parcel" },
  "cancel-order": { zh: "取消订单", en: "Cancel an order" },
  "change-address": { zh: "改收货地址", en: "Change the delivery address" },
  "return-and-refund": { zh: "退货退款", en: "Return and refund" },
  "damaged-or-missing": { zh: "破损或少件", en: "Damaged or missing item" },
  "talk-to-a-person": { zh: "转人工", en: "Talk to a person" },
};

const words: readonly (readonly [string, RegExp])[] = [
  ["where-is-my-parcel", /到哪|快递|包裹|物流|where is|parcel|package/i],
  ["cancel-order", /取消|cancel/i],
  ["change-address", /地址|address/i],
  ["return-and-refund", /退货|退款|想退|要退|return|refund|send it back/i],
  ["damaged-or-missing", /坏|碎|破|少了|broken|damaged|missing/i],
  ["talk-to-a-person", /人工|human|person/i],
];

/** A classifier of few words: sure of one matter, in two minds between several, lost without any. */
export function classifyByWords(text: string): Reading {
  const found = words.filter(([, pattern]) => pattern.test(text)).map(([label]) => label);
  const confidence = found.length === 1 ? 0.9 : 0.9 / Math.max(1, found.length) - 0.05;
  return {
    top: found.map((label) => ({ label, confidence })),
    inScope: found.length > 0 ? 1 : 0,
    rejected: found.length === 0,
  };
}

export const testNeeds: ReaderNeeds = {
  classify: (_merchantId, text) => classifyByWords(text),
  titles: new Map(Object.entries(titles)),
};

export const aMessage = (text: string, but: Partial<MessageToRead> = {}): MessageToRead => ({
  merchantId: "01900000-0000-7000-8000-00000000000a" as MerchantId,
  text,
  customerId: customerId("mei"),
  now: noon,
  zone: "Asia/Shanghai",
  language: "zh",
  identified: true,
  merchantName: { zh: "云裳", en: "Yunshang" },
  memory: undefined,
  ...but,
});

type OpenRun = NonNullable<MessageToRead["run"]>;

export const anOpenRun = (
  procedure: string,
  state: string,
  open: readonly OpenMove[],
  but: Partial<OpenRun> = {},
): OpenRun => ({
  id: "01900000-0000-7000-8000-000000000001" as RunId,
  procedure,
  version: 1,
  step: "step",
  state,
  title: titles[procedure] ?? { zh: procedure, en: procedure },
  open,
  wasAskedLast: true,
  ...but,
});

const inWords = (language: Language, zh: string, en: string): string => (language === "zh" ? zh : en);

/** A read-back of a refund, as it stands open. */
export const atReadBack = (language: Language, but: Partial<OpenRun> = {}): OpenRun =>
  anOpenRun(
    "return-and-refund",
    "confirming",
    [
      { move: "confirm", action: "refund", label: inWords(language, "退款¥699.00", "Refund CN¥699.00") },
      { move: "decline", action: "refund", label: inWords(language, "先不退", "Not now") },
      { move: "stop" },
    ],
    but,
  );

export const atWhichOne = (language: Language): OpenRun =>
  anOpenRun("where-is-my-parcel", "asking", [
    {
      move: "answer",
      fact: "pick",
      of: "customer",
      freeText: false,
      choices: [
        { id: "o-1", label: inWords(language, "羊毛大衣，在路上", "Wool coat, on its way") },
        { id: "o-2", label: inWords(language, "牛仔裤，11月22日送到", "Blue jeans, arrived 22 Nov") },
        { id: "none", label: inWords(language, "都不是", "None of these") },
      ],
    },
    { move: "stop" },
  ]);

export const atAddress = (): OpenRun =>
  anOpenRun("change-address", "asking", [
    { move: "answer", fact: "address", of: "customer", freeText: true, choices: [] },
    { move: "stop" },
  ]);

export const atPerson = (): OpenRun =>
  anOpenRun("return-and-refund", "asking", [
    { move: "answer", fact: "decision", of: "agent", freeText: false, choices: [{ id: "approve", label: "马上退款" }] },
    { move: "stop" },
  ]);

export const lookingUp = (procedure: string): OpenRun => anOpenRun(procedure, "looking-up", [{ move: "stop" }]);
