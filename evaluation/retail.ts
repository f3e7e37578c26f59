import { readPack } from "./policy/pack.ts";
import { readRetail, readRetailTasks, type Task } from "./policy/retail-data.ts";
import { offerOf, ownNotes } from "./policy/retail-requests.ts";
import { identifyAs, openRetail, type RetailBench } from "./policy/retail-opening.ts";
import { judgeRetail } from "./policy/retail-tools.ts";
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
    return { tries, ...judgeRetail(data, task) };
  });
  const tried = retailVariants(data, tasks, { count: variants, seed }).flatMap((variant, index) =>
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
