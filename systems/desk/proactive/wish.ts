/** What a customer wants of messages they did not ask for. */
export type Wish = "stop" | "go-on";

const stopZh =
  /^(?:请|麻烦|拜托)?(?:你们|您)?(?:以后|今后|从现在起)?(?:(?:不要|别|甭|不用|不必|停止|关闭|关掉|取消)(?:再|继续)?(?:主动)?(?:给我|向我|跟我)?(?:发|推送|推)?(?:这些|这种|任何)?(?:主动)?(?:的)?(?:通知|提醒|消息推送|推送|短信|消息)(?:给)?(?:我)?了?|退订)[\s。.!！~]*$/;
const stopEn =
  /^(?:please[,\s]+)?(?:(?:stop|quit|no more)\s+(?:notif\w*|alert\w*|updating|updates|(?:sending|messaging)(?:\s+me)?(?:\s+(?:these|any|more))*(?:\s+(?:notifications?|alerts?|updates?|messages?))?)|(?:don'?t|do not)\s+(?:notify|alert|update|message|(?:send(?:\s+me)?(?:\s+(?:these|any|more))*\s+(?:notifications?|alerts?|updates?|messages?)))|turn\s+off\s+(?:the\s+|my\s+)?(?:notifications?|alerts?|updates?)|unsubscribe)(?:\s+me)?(?:\s+(?:any ?more|again|please|thanks?))*[\s.!]*$/i;
const goOnZh =
  /^(?:请|麻烦)?(?:继续|恢复|重新|打开|开启)(?:主动)?(?:给我)?(?:发)?(?:的)?(?:通知|提醒)(?:我)?(?:吧|了)?[\s。.!！~]*$/;
const goOnEn =
  /^(?:please[,\s]+)?(?:(?:notify|alert|update)\s+me\s+again|turn\s+(?:on|back on)\s+(?:the\s+|my\s+)?(?:notifications?|alerts?|updates?)(?:\s+again)?|(?:resume|restart)\s+(?:the\s+|my\s+)?(?:notifications?|updates?))(?:\s+please)?[\s.!]*$/i;

/**
 * The wish that a message is, where it is nothing else: "stop notifying me" is one, "don't notify me, refund me" is about
 * something more and is read as ever.
 */
export function wishIn(text: string): Wish | undefined {
  const said = text.trim().replaceAll("’", "'");
  if (said.length > 80) return undefined;
  if (stopZh.test(said) || stopEn.test(said)) return "stop";
  return goOnZh.test(said) || goOnEn.test(said) ? "go-on" : undefined;
}
