import type { Language } from "@ruyi/kernel";
import type { Share } from "../../api/quality.ts";
import { tellShare } from "../today/tell.ts";

/** As few as these are told by their interval alone. */
const few = 30;

/** A share in whole percent: neither all nor none unless it is so. */
export function tellWhole(share: number, language: Language): string {
  if (share > 0 && share < 0.005) return `<${tellShare(0.01, language, 0)}`;
  if (share < 1 && share >= 0.995) return `>${tellShare(0.99, language, 0)}`;
  return tellShare(share, language, 0);
}

export const tellRange = ({ low, high }: Pick<Share, "low" | "high">, language: Language) => ({
  low: tellWhole(low, language).replace("%", ""),
  high: tellWhole(high, language),
});

/** A score as one reads it first: of few cases the range it may lie in, for a hundred of three is no hundred. */
export function tellScore(score: Share, language: Language): string {
  if (score.of >= few) return tellWhole(score.share, language);
  const { low, high } = tellRange(score, language);
  return `${low}–${high}`;
}
