import { disagreements, hitPolicies, randomTable } from "../foundation/decision/testing.ts";
import { seededRandom } from "@ruyi/kernel";

/** Compares analysis and executor with brute force: `node evaluation/check-tables.ts [TABLES] [SEED]`, each hit policy in turn. */
const [tables = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const random = seededRandom(seed);
const started = performance.now();
const wrong: unknown[] = [];
for (let turn = 0; turn < tables; turn += 1) {
  const table = randomTable(random, hitPolicies[turn % hitPolicies.length] ?? "unique");
  const found = disagreements(table);
  if (found.length > 0) wrong.push({ turn, found, source: table.source });
}
console.log(
  JSON.stringify(
    {
      tables,
      seed,
      disagreements: wrong.length,
      seconds: Math.round(performance.now() - started) / 1000,
      examples: wrong.slice(0, 3),
    },
    undefined,
    2,
  ),
);
process.exitCode = wrong.length === 0 ? 0 : 1;
