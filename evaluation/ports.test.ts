import { expect, test } from "vitest";
import { aServer } from "./engine/testing.ts";
import { evaluatePorts } from "./ports.ts";

const server = await aServer();
const busy = { timeout: 120_000 };

test(
  "96 cases leave equal logs whoever carries them out: the assistant, a colleague, an outside AI, the customer on a form",
  busy,
  async () => {
    const { report, answers } = await evaluatePorts(server, { cases: 96, seed: 7 });
    expect(answers.filter(({ equal }) => !equal)).toEqual([]);
    expect(report).toMatchObject({ cases: 96, equal: 96, unequal: 0 });
    // Every procedure is tried, and in each port somebody moves.
    expect(new Set(answers.map(({ procedure }) => procedure)).size).toBe(32);
    for (const moves of Object.values(report.moves)) expect(moves).toBeGreaterThan(15);
    expect(new Set(answers.map(({ outcome }) => outcome)).size).toBeGreaterThan(5);
  },
);
