/*
 * "Hello, …, please": said around a wish in either language, it is no part of what the wish is about. In a sentence of the
 * other language a classifier would take it for half of the message.
 */
const before =
  /^\s*(?:(?:您好|你好|哈喽|嗨|亲亲?|在吗|请问(?:一下)?|麻烦(?:了|一下)?|hello|hi|hey|excuse me|good (?:morning|afternoon|evening))(?: there)?(?:\s*[,，.。!！?？~]+\s*|\s+(?=\p{Script=Han})))+/iu;
const after =
  /(?:[\s,，.。!！~]+(?:please|pls|plz|thanks(?: a lot)?|thank you(?: (?:so|very) much)?|thx|谢谢(?:您|你)?(?:了|啦)?|多谢|拜托(?:了)?|麻烦(?:了|您了))[\s.。!！~]*)+$/i;

/** The text without the greeting before it and the thanks after it; the text itself where too little would remain. */
export function withoutCourtesy(text: string): string {
  const rest = text.replace(before, "").replace(after, "").trim();
  return rest.length < 4 ? text : rest;
}
