import { lines } from "../lines.ts";
import { type Heard, propose, type Read, type ReaderNeeds, saidLength } from "./heard.ts";

const asksForRefund =
  /^(?:我的?|那)?钱呢[?？!！]*$|(?:退款|退的?钱|钱|款)[^不]{0,6}(?:到账|到了[吗么没]|到没到|退了[吗么没]|没到|没收到|到哪|进度|什么时候到|几天到)|(?:怎么)?还(?:没|不)(?:给我?)?退(?:款|钱|给我|$)|上次(?:的)?退|\b(?:where(?:'?s| is)|did|has|when will)\b.{0,16}\brefund|\brefund\b.{0,24}\b(?:go through|gone through|status|progress|arrived?|come through|not here|yet)|\b(?:still )?waiting (?:for|on) (?:my |the )?refund/i;

const refundProgress = "refund-progress";

/**
 * "Is my money there yet?" asks about a refund of before and wishes for no new one. Where no procedure can look that up
 * a person does; what this conversation is paying back itself says where it is.
 */
export function readRefundProgress({ text, plain, language, run }: Heard, needs: ReaderNeeds): Read | undefined {
  if (!asksForRefund.test(plain) || run?.state === "acting") return undefined;
  if (needs.titles.has(refundProgress))
    return propose({ kind: "start", procedure: refundProgress, facts: { said: text.slice(0, saidLength) } });
  if (run?.state === "waiting") return undefined;
  return propose({
    kind: "hand-off",
    reason: "technical",
    reasons: ["refund-progress"],
    text: lines.refundProgress[language],
  });
}
