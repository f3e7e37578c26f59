import { matchProducts, namesOtherGoods } from "@ruyi/language";
import { confidenceOf, type Heard, sureToLeave } from "./heard.ts";
import { wishes } from "./words.ts";

/** A name of goods and no wish, none of which these lines are of. */
export const isBareGoods = (
  { text, reading }: Pick<Heard, "text" | "reading">,
  lines: readonly { readonly words: readonly string[] }[],
): boolean => confidenceOf(reading) < sureToLeave && bareWords(text) && namesOtherGoods(text, lines);

const bareWords = (text: string): boolean =>
  /^(?:不是?|那|这|我的?|是)*[\p{Script=Han}]{1,6}[。.!！]*$|^(?:(?:no|it'?s|its|i mean|the|my|that|those|these|a|an),? )*[a-z-]{2,}(?: [a-z-]{2,}){0,2}[.!]*$/iu.test(
    text.trim(),
  ) &&
  !wishes.test(text.trim()) &&
  !happens.test(text.trim());

/** "The belt snapped" tells what happened to it. */
const happens =
  /[了过着]$|[没不坏断裂破碎漏酸臭霉错少缺]|\b(?:(?:do|does|did|is|are|was|were|has|have|wo)n'?t|not|is|are|was|were|broke\w*|stopped|snapped|came|wrong|missing|late|dead|faulty|empty)\b/i;

const shortName = 24;

/** "The headphones", when headphones are what is read back: the same matter, and no yes yet. */
export function namesItsGoods(text: string, run: Heard["run"]): boolean {
  if (!run?.goods || text.trim().length > shortName || wishes.test(text.trim())) return false;
  const words = Object.values(run.goods).flatMap((name) => [
    name,
    ...name.split(/\s+/).filter((one) => one.length > 2),
  ]);
  const [best] = matchProducts(text, [{ id: run.id, words }]);
  return best !== undefined && best.score >= 0.8;
}
