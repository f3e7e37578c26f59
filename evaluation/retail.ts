import type { Language } from "@ruyi/kernel";
import { type Conversation, createConversation, type Ending } from "./policy/executor.ts";
import { readPack } from "./policy/pack.ts";
import { type Action, readRetail, readRetailTasks, type RetailData, type Task } from "./policy/retail-data.ts";
import { offerOf, ownNotes } from "./policy/retail-requests.ts";
import { createRetailShop } from "./policy/retail-shop.ts";
import { createReferenceTools } from "./policy/retail-tools.ts";
import { retailVariants, tryVariant } from "./policy/retail-variants.ts";
import {
  type Answer,
  scoreOf,
  type TaskScore,
  type Trial,
  triesOfEach,
  variantScoreOf,
  type VariantScore,
} from "./policy/trial.ts";

export type RetailReport = TaskScore & VariantScore & { readonly seconds: number };

/**
 * Offers each task's actions, in their order, to the procedures that the written policy became, with understanding
 * given; then tries variants that break the policy. `tasksFile` and `db` are in the layout of τ-bench retail.
 */
export function evaluateRetail(options: {
  readonly db: string;
  readonly tasksFile: string;
  readonly variants?: number;
  readonly seed?: number;
}): { readonly report: RetailReport; readonly answers: readonly Answer[] } {
  const { db, tasksFile, variants = 2_000, seed = 1 } = options;
  const began = performance.now();
  const data = readRetail(db);
  const pack = readPack("retail");
  const tasks = readRetailTasks(tasksFile);

  const trials = tasks.map((task, index): Trial => {
    const tries = Array.from({ length: triesOfEach }, (_, time) =>
      tryTask({ data, pack }, task, seed + index * triesOfEach + time),
    );
    const referenceWithout = (refused: ReadonlySet<number>) => referenceEnd(data, task.actions, refused);
    return { tries, actions: task.actions.length, reference: referenceWithout(new Set()), referenceWithout };
  });
  const tried = retailVariants(data, tasks, { count: variants, seed }).map((variant, index) =>
    tryVariant({ data, pack }, variant, seed + index),
  );
  return {
    report: {
      ...scoreOf(trials),
      ...variantScoreOf(tried),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    },
    answers: trials.flatMap(({ tries: [first] }) => first ?? []),
  };
}

export type RetailBench = { readonly data: RetailData; readonly pack: ReturnType<typeof readPack> };

/** A shop and a conversation in it; the circumstances hang on the seed. */
export function openRetail({ data, pack }: RetailBench, seed: number) {
  const { shop, changed } = createRetailShop(data);
  const language: Language = seed % 2 === 0 ? "en" : "zh";
  const conversation = createConversation({ procedures: pack, shop, language, zone: "America/New_York", seed });
  return { conversation, changed };
}

/** The customer says who they are, one way or the other; the procedures find the account. */
export function identifyAs(conversation: Conversation, data: RetailData, userId: string, seed: number): Ending {
  const user = data.base.users.get(userId);
  const byEmail = { by: "email", email: user?.email };
  const byName = {
    by: "name",
    firstName: user?.name.first_name,
    lastName: user?.name.last_name,
    zip: user?.address["zip"],
  };
  const isEmail = user !== undefined && user.email !== "" && seed % 3 !== 0;
  return identifyWith(conversation, isEmail ? byEmail : byName);
}

export function identifyWith(conversation: Conversation, told: Readonly<Record<string, unknown>>): Ending {
  const ending = conversation.offer({ procedure: "identify", told });
  const match = ending.kind === "done" ? ending.run.facts["match"]?.value : undefined;
  if (typeof match === "object" && match !== null && "id" in match) conversation.identify(String(match.id));
  return ending;
}

function tryTask(bench: RetailBench, task: Task, seed: number): Answer {
  const { conversation, changed } = openRetail(bench, seed);
  identifyAs(conversation, bench.data, task.userId, seed);
  const refused = task.actions.flatMap((action, index) => {
    if (ownNotes.has(action.name)) return [];
    const ending = conversation.offer(offerOf(action));
    if (ending.kind === "done") return [];
    return [{ index, action: action.name, reasons: ending.reasons, ...clauseOf(ending.why) }];
  });
  return { task: task.id, refused, changed: changed() };
}

function clauseOf(why: unknown): { clause?: string } {
  if (typeof why !== "object" || why === null || !("en" in why)) return {};
  return { clause: String(why.en) };
}

export function referenceEnd(data: RetailData, actions: readonly Action[], without: ReadonlySet<number>) {
  const tools = createReferenceTools(data);
  for (const [index, action] of actions.entries()) if (!without.has(index)) tools.apply(action);
  return tools.changed();
}
