import { readEntities } from "@ruyi/language";
import { type Heard, saidLength } from "./heard.ts";

export const joinedSaid = (before: unknown, after: string): string =>
  `${typeof before === "string" ? before : ""}\n${after}`.slice(-saidLength);

export const saidIn = ({ said }: Readonly<Record<string, unknown>>): string => (typeof said === "string" ? said : "");

/** What a procedure may be told beforehand, for whoever is asked to point at it. */
export const factsPointedAt: Readonly<Record<string, string>> = {
  address: "the whole address that something is to go to",
  problem: "what is wrong with the goods",
  wish: "whether the customer wants their money or the goods once more",
};

/** What a message tells besides its words. */
export function toldIn(heard: Heard, procedure: string): Record<string, unknown> {
  const { said: _said, spokenOf: _spokenOf, ...told } = factsFrom(heard, procedure, heard.text);
  return told;
}

/** What we ourselves read in the passages that somebody else pointed to. */
export function factsQuoted(heard: Heard, procedure: string): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [name, passage] of Object.entries(heard.memory.quoted)) {
    const entities = readEntities(passage, heard.now, heard.zone);
    const { said: _said, ...read } = factsFrom({ ...heard, entities }, procedure, passage);
    if (name in read) facts[name] = read[name];
  }
  return facts;
}

/** What the customer has said already and a procedure would ask for. */
export function factsFrom({ entities, spokenOf }: Heard, procedure: string, said: string): Record<string, unknown> {
  const facts: Record<string, unknown> = { said: said.slice(-saidLength) };
  if (spokenOf !== undefined) facts["spokenOf"] = spokenOf;
  if (procedure === "change-address" && entities.address !== undefined) facts["address"] = entities.address;
  if (procedure === "damaged-or-missing") {
    const problem = problemIn(said);
    if (problem) facts["problem"] = problem;
  }
  if (procedure === "exchange") {
    const variant = variantIn(said);
    if (variant !== undefined) facts["variant"] = variant;
  }
  if (procedure === "invoice") {
    const whom = invoiceForIn(said);
    if (whom) facts["invoiceFor"] = whom;
  }
  if (asksResendOrRefund.has(procedure)) {
    const wish = wishIn(said);
    if (wish) facts["wish"] = wish;
  }
  return facts;
}

/** "Not black, in white": what is not wanted is not what it is changed for. */
const variants =
  /(?<![不别])(?:换|要|改)(?:成|为|个|一?件|到|一)*\s*((?:[大小]一?(?:号|码)|(?:x{0,3}[sml]|\d{2,3})\s?(?:码|号)?|(?:浅|深|米|藏|卡|酒)?(?:黑|白|红|蓝|绿|灰|粉|黄|紫|棕|橙|咖啡|驼)色?)(?:的)?)(?![\p{L}\p{N}])|\b(?:(?:exchange|swap|change|switch)\b.{0,40}?\b(?:for|to|into)|instead in|same in|need (?:it|them|these|those) in) (?:an? |the )?((?:(?:bigger|larger|smaller)(?: size| one)?|size (?:x{0,3}[sml]|\d{1,3})|(?:x{0,3}[sml]|\d{1,3})|small|medium|large|black|white|red|blue|green|gr[ae]y|pink|yellow|purple|brown|navy|beige)(?: one)?)(?![\p{L}\p{N}])/iu;

/** What the goods are to be changed for, where it is said with the wish. */
function variantIn(said: string): string | undefined {
  const [, zh, en] = variants.exec(said) ?? [];
  return (zh ?? en)?.trim();
}

const forPerson =
  /^[\s,，。]*(?:开)?(?:给)?(?:我)?(?:个人|私人)(?:的|抬头|发票)*[\s。.!！]*$|^(?:a |for )?(?:person|personal|myself|me)[\s.!]*$/i;
const forCompany =
  /^[\s,，。]*(?:开)?(?:给)?(?:我们?)?(?:公司|单位|企业)(?:的|抬头|发票)*[\s。.!！]*$|^(?:a |for )?(?:my |our |the )?company[\s.!]*$/i;

/** Whom an invoice is for, where that is all that is said of it. */
function invoiceForIn(said: string): "person" | "company" | undefined {
  if (forPerson.test(said)) return "person";
  return forCompany.test(said) ? "company" : undefined;
}

/** Procedures that ask whether to send again or to refund. */
const asksResendOrRefund = new Set(["damaged-or-missing", "delivered-not-received", "lost-parcel", "wrong-item"]);

const missing =
  /少了|少发|少寄|漏发|漏寄|漏了|缺了|缺件|少件|没装|空盒|空包|missing|left out|not in the (?:box|parcel|package)|wasn'?t in|short(?:ed)? (?:me )?(?:one|two|an?)\b|empty box|only (?:got|received)/i;

const damaged =
  /坏|破|碎|裂|断了|断开|开线|开胶|脱胶|脱落|发霉|馊|变质|酸了|损|漏液|变形|压扁|不能用|用不了|开不了机|没声音|\bdead\b|broken|damaged|smashed|cracked|crushed|shattered|dead on arrival|(?:does|do|did)n'?t work|not working|stopped working|won'?t (?:turn on|start|charge)|faulty|defective|torn|leak|snapped|came off|fell (?:off|apart)|mou?ldy|rotten|gone (?:off|bad|sour)/i;

const refund = /退款|退钱|退货|把钱|还钱|我要退|refund|money back|return/i;

const resend =
  /补发|补寄|重发|重寄|再发|再寄|换一个|换个新|换新|换货|replace|resend|send (?:me )?(?:another|a new|it again)|new one|exchange/i;

/** Undefined when the words say neither, or both. */
function problemIn(said: string): "damaged" | "missing" | undefined {
  const [isMissing, isDamaged] = [missing.test(said), damaged.test(said)];
  if (isMissing === isDamaged) return undefined;
  return isMissing ? "missing" : "damaged";
}

function wishIn(said: string): "refund" | "resend" | undefined {
  const [isRefund, isResend] = [refund.test(said), resend.test(said)];
  if (isRefund === isResend) return undefined;
  return isRefund ? "refund" : "resend";
}
