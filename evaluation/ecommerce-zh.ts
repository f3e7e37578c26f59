import { pick, seededRandom, shuffle } from "@ruyi/kernel";
import {
  type EcommerceData,
  type EcommerceTask,
  inLayout,
  readEcommerce,
  readEcommerceTasks,
} from "./policy/ecommerce-data.ts";
import { isOwnNote, offerOf } from "./policy/ecommerce-requests.ts";
import { createEcommerceShop } from "./policy/ecommerce-shop.ts";
import { createEcommerceTools, judgeEcommerce } from "./policy/ecommerce-tools.ts";
import { type EcommerceVariant, ecommerceVariants } from "./policy/ecommerce-variants.ts";
import { createConversation } from "./policy/executor.ts";
import { readPack } from "./policy/pack.ts";
import { canonical } from "./policy/records.ts";
import {
  type Answer,
  scoreOf,
  type TaskScore,
  type Trial,
  triesOfEach,
  type TriedVariant,
  variantScoreOf,
  type VariantScore,
} from "./policy/trial.ts";

export type EcommerceReport = TaskScore & VariantScore & { readonly seconds: number };
type Bench = { readonly data: EcommerceData; readonly pack: ReturnType<typeof readPack> };

/** As `evaluateRetail`, for the Chinese shop; `tasksFile` and `db` are in the layout of ECom-Bench. */
export function evaluateEcommerceZh(options: {
  readonly db: string;
  readonly tasksFile: string;
  readonly variants?: number;
  readonly seed?: number;
}): { readonly report: EcommerceReport; readonly answers: readonly Answer[] } {
  const { db, tasksFile, variants, seed = 1 } = options;
  const began = performance.now();
  const bench: Bench = { data: readEcommerce(db), pack: readPack("ecommerce-zh") };
  const tasks = readEcommerceTasks(tasksFile);

  const trials = tasks.map((task, index): Trial => {
    const tries = Array.from({ length: triesOfEach }, (_, time) =>
      tryTask(bench, task, seed + index * triesOfEach + time),
    );
    return { tries, ...judgeEcommerce(bench.data, task) };
  });
  const random = seededRandom(seed);
  const made = shuffle(random, ecommerceVariants(bench.data, tasks, random));
  // When more are wanted than there are, some are tried again under other circumstances.
  const tried = Array.from({ length: made.length === 0 ? 0 : (variants ?? Math.max(1_000, made.length)) }, (_, index) =>
    tryEcommerceVariant(bench, made[index] ?? pick(random, made), seed + index),
  ).flat();
  const report = { ...scoreOf(trials), ...variantScoreOf(tried) };
  return {
    report: { ...report, seconds: Math.round((performance.now() - began) / 100) / 10 },
    answers: trials.flatMap(({ tries: [first] }) => (first ? { ...first, changed: inLayout(first.changed) } : [])),
  };
}

function openShop({ data, pack }: Bench, task: EcommerceTask, seed: number, isKnown = true) {
  const { shop, shopName, changed } = createEcommerceShop(data, task);
  const language = seed % 2 === 0 ? "zh" : "en";
  const conversation = createConversation({ procedures: pack, shop, language, zone: "Asia/Shanghai", seed });
  // The shop front says who its customer is, as a signed identity does.
  if (isKnown && data.base.users_info.has(task.userId)) {
    conversation.identify(task.userId, { id: task.userId, shop: shopName });
  }
  return { conversation, changed };
}

function tryTask(bench: Bench, task: EcommerceTask, seed: number): Answer {
  const { conversation, changed } = openShop(bench, task, seed);
  const refused = task.actions.flatMap((action, index) => {
    if (isOwnNote(action.name)) return [];
    const ending = conversation.offer(offerOf(action));
    if (ending.kind === "done") return [];
    const { why } = ending;
    const clause = typeof why === "object" && why !== null && "zh" in why ? { clause: String(why.zh) } : {};
    return [{ index, action: action.name, reasons: ending.reasons, ...clause }];
  });
  return { task: task.id, refused, changed: changed() };
}

/** Tries a variant against the procedures, and against the bare tools; not when what should come before is refused. */
function tryEcommerceVariant(bench: Bench, variant: EcommerceVariant, seed: number): TriedVariant[] {
  const { kind, task, before, action, manner = "yes", told = {}, expected, isKnown } = variant;
  const { conversation, changed } = openShop(bench, task, seed, isKnown);
  if (before.some((each) => conversation.offer(offerOf(each)).kind !== "done")) return [];
  const was = canonical(changed());
  const offer = offerOf(action);
  const ending = conversation.offer({ ...offer, told: { ...offer.told, ...told } }, manner);
  const tools = createEcommerceTools(bench.data, task);
  for (const each of before) tools.apply(each);
  const stood = canonical(tools.changed());
  tools.apply(action);
  const tried: TriedVariant = {
    kind,
    expected,
    reasons: ending.kind === "refused" ? ending.reasons : undefined,
    hasChanged: canonical(changed()) !== was,
    bareToolsChange: canonical(tools.changed()) !== stood,
  };
  return [tried];
}
