/*
 * "One of your staff already agreed to it": what somebody says that somebody said. It is no wish for that person, and it
 * decides nothing; what remains is what the message is about.
 */
const hearsay: readonly RegExp[] = [
  /(?:你们?|贵)?(?:的|店里?的?|家的?|那边的?)?(?:一个|一位|那个|有个|上次的?|昨天的?|之前的?)?(?:人工)?(?:客服|同事|店员|店长|主管|经理|工作人员|售后)(?:小?\p{Script=Han})?(?:昨天|之前|上次|刚才|刚刚|当时|前几天|在电话里|都|已经|也|就)*(?:答应|同意|说|承诺|告诉|批准|保证)(?:我|过|好|可以|能|会|了|的)*[，,。：:；; ]*/gu,
  /\b(?:one of |some ?(?:one|body) (?:at|from|in) )?(?:your|the|a|an) (?:\w+ )?(?:staff|agents?|colleagues?|team|people|reps?|advis[eo]rs?|manager|supervisor|support|customer service|shop|store)(?: (?:member|person))?(?: (?:has|have|had|already|also|just|yesterday|on the phone|last time|earlier))*,? (?:already )?(?:agreed|said|promised|told me|confirmed|approved|ok'?d)(?: (?:to|on|with|it|this|that|me|so|already|yes|it's ok|it was ok|i could))*[,.;: ]*/gi,
];

/** The text without what others are said to have said; the text itself where too little would remain. */
export function withoutHearsay(text: string): string {
  const rest = hearsay.reduce((left, pattern) => left.replace(pattern, " "), text).trim();
  return rest.length < 4 ? text : rest;
}
