const chineseDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const chineseUnits: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000 };

export const englishNumbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
};

/** The pieces of a pattern that match a written number: digits, or Chinese numerals. */
export const numeralPattern = "(?:\\d{1,6}|[零〇一二两俩三四五六七八九十百千万]{1,9})";

/** The value of a numeral as written in digits, Chinese ("一百二十") or English ("three"); undefined otherwise. */
export function readNumeral(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (englishNumbers[text] !== undefined) return englishNumbers[text];
  if (text === "" || text.length > 9) return undefined;
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  for (const character of text) {
    const value = chineseDigits[character];
    const unit = chineseUnits[character];
    if (value !== undefined) digit = value;
    else if (unit === 10_000) {
      total += (section + (digit ?? 0)) * unit;
      section = 0;
      digit = undefined;
    } else if (unit !== undefined) {
      section += (digit ?? 1) * unit;
      digit = undefined;
    } else return undefined;
  }
  return total + section + (digit ?? 0);
}
