import { allGates, askAll } from "./gate.ts";

const startedAt = performance.now();
const failed = await askAll(allGates);
const took = `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
console.log(
  failed === 0 ? `All ${allGates.length} gates passed in ${took}.` : `${failed} of ${allGates.length} gates failed.`,
);
process.exitCode = failed === 0 ? 0 : 1;
