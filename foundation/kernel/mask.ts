/** A name as lists show it: enough to know somebody again. 周宁 is 周*, Ava Moore is Ava M. */
export function maskName(name: string): string {
  const [first = "", ...others] = name.trim().split(/\s+/);
  const last = others.at(-1);
  if (last !== undefined) return `${first} ${[...last][0] ?? ""}.`;
  const [initial = "", ...rest] = [...first];
  return rest.length === 0 ? "*" : `${initial}*`;
}

const personal: readonly (readonly [RegExp, string])[] = [
  [/\b(?:https?:\/\/|www\.)\S+/gi, "***"],
  [/[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu, "***"],
  // Telephone, card, order and parcel numbers, with the spaces and dashes people put in them.
  [/\+?(?=[\dA-Z]*\d{3})[\dA-Z]*\d(?:[ -]?[\dA-Z]*\d[\dA-Z]*){4,}/g, "***"],
  [/((?:我叫|我是叫|名字是|收件人(?:是|叫)?|姓名[:：是]?)\s*)\p{Script=Han}{2,4}/gu, "$1***"],
  [
    /(\b(?:[Mm]y name is|[Nn]ame's|[Tt]his is|[Ii] am called|[Rr]ecipient is) )\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)*/gu,
    "$1***",
  ],
  [/\p{Script=Han}{2,8}(?:省|市|区|县|镇|乡)[^，。！？,!?\n]{0,30}?(?:号|室|栋|单元|楼)(?:\d+)?/gu, "***"],
  [
    /\b\d+[A-Za-z]? (?:\p{Lu}[\p{L}'-]+ ){1,3}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Close|Way|Court)\b\.?/gu,
    "***",
  ],
];

/** A customer's words without what tells who they are: names they say, numbers, mail, links, addresses. Errs on the side of hiding. */
export const maskText = (text: string): string =>
  personal.reduce((masked, [pattern, instead]) => masked.replaceAll(pattern, instead), text);
