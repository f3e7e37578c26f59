const chineseLead =
  /(?:(?:新|收货|收件|配送)?地址\s*(?:是|为|改成|改到|改为|换成|换到|:|：)|(?:改|寄|送|换|发|邮|派送?)\s*(?:成|到|往|去|至|为))\s*[:：]?\s*/g;
const chineseParts =
  /省|市|区|县|镇|乡|街道|路|大道|街|巷|弄|胡同|号|栋|幢|楼|室|单元|小区|花园|广场|大厦|公寓|村|苑|学校|大学|园区/g;
const englishStreet =
  /\b(?:(?:flat|apt\.?|apartment|unit|suite|room|floor)\s+\w{1,6},?\s+)?\d{1,6}[a-z]?\s+(?:[a-z][\w'.-]*\s+){1,5}?(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|court|ct|way|place|pl|close|crescent|boulevard|blvd|square|sq|terrace|gardens?|park|row|hill|highway|hwy|circle|cir|trail|parkway|pkwy|mews|walk|grove|gate|wharf|quay)\b\.?(?:\s*,?\s*(?!please|and |thanks|instead|not |rather)[\w'#.-]+(?: [\w'#.-]+){0,3}){0,5}/i;

const isPlace = (text: string): boolean => {
  const parts = text.match(chineseParts) ?? [];
  return parts.length >= 2 || (parts.length >= 1 && /\d/.test(text));
};

/** A delivery address in a message, as written; undefined when there is none. Names and telephones are left in. */
export function readAddress(text: string): string | undefined {
  const english = englishStreet.exec(text)?.[0];
  if (english) return english.replace(/[\s,.]+$/, "").replace(/\s+(?:please|instead|thanks|thank you|pls)$/i, "");
  if (!/\p{Script=Han}/u.test(text)) return undefined;

  for (const lead of text.matchAll(chineseLead)) {
    const candidate = upToEnd(text.slice(lead.index + lead[0].length));
    if (isPlace(candidate)) return candidate;
  }
  for (const clause of text.split(/[。！？!?；;\n]/)) {
    const candidate = upToEnd(clause.replace(/^.*?(?=[\p{Script=Han}]{2,8}(?:省|市|区|县))/u, ""));
    const parts = candidate.match(chineseParts) ?? [];
    if (parts.length >= 3 && /\d|[一二三四五六七八九十]/.test(candidate)) return candidate;
  }
  return undefined;
}

/** The address itself ends with the sentence, or with a request that follows it. */
const upToEnd = (text: string): string =>
  (
    text.split(
      /[。！？!?；;\n]|[,，]?\s?(?:谢谢|可以吗|行吗|好吗|麻烦|能改|可不可以|收件人|不是|而不是|别寄|不要寄|吧|呢|吗)/,
    )[0] ?? ""
  )
    .replace(/^[\s:：,，]+|[\s,，]+$/g, "")
    .slice(0, 200);
