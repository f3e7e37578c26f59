/** "…, order ending 3021": which order is meant is read elsewhere (`readEntities`), and says nothing of the matter. */
const reference =
  /[，,、。]?\s*(?:我的?)?(?:订单|訂單|单子)?的?(?:尾号|尾號|末四位)[是为為:：]?\s*\d{3,}|[,.]?\s*(?:(?:for|of|with|it's|its) )?(?:my |the )?order (?:number )?end(?:ing|s)(?: in| with)? \d{3,}/gi;

/** The text without the number of an order; the text itself where nothing else is said. */
export function withoutOrderNumber(text: string): string {
  const rest = text.replaceAll(reference, " ").trim();
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}
