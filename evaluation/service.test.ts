import { expect, test } from "vitest";
import { fold } from "@ruyi/language";
import { aServer } from "./engine/testing.ts";
import { drawCases } from "./service/draw.ts";
import { goals, manners, personas, worlds } from "./service/goal.ts";
import { wishes } from "./service/speech.ts";
import { evaluateService } from "./service.ts";

const server = await aServer();
const busy = { timeout: 180_000 };

test(
  "60 customers, twice each, are served by the written policy, and nothing happens that never may",
  busy,
  async () => {
    const { report, answers } = await evaluateService(server, { cases: 60, trials: 2, seed: 11, half: "dev" });
    expect(answers).toHaveLength(120);
    expect(answers.filter(({ breaches }) => breaches.length > 0)).toEqual([]);
    expect(report.passHat1).toBeGreaterThanOrEqual(0.9);
    expect(report.passHat2).toBeGreaterThanOrEqual(0.85);
    expect(report.passHat1).toBeGreaterThan(report.alwaysHandOver);
  },
);

test("the cases go through every wish, person, order and manner", () => {
  const cases = drawCases(1_000, 1);
  expect(new Set(cases.map(({ goal }) => goal))).toEqual(new Set(goals));
  expect(new Set(cases.map(({ manner }) => manner))).toEqual(new Set(manners));
  expect(new Set(cases.map(({ persona }) => persona))).toEqual(new Set(personas));
  expect(new Set(cases.map(({ world }) => world))).toEqual(new Set(worlds));
  for (const { id } of server.house.library.startable) expect(cases.some(({ goal }) => goal === id)).toBe(true);
});

test("no customer says what the assistant has learnt by heart", () => {
  const bare = (text: string): string => fold(text.replaceAll("{g}", "")).replaceAll(/[^\p{L}\p{N}]+/gu, "");
  const learnt = new Set(
    server.house.library.startable.flatMap(({ examples }) => [...examples.zh, ...examples.en].map(bare)),
  );
  const spoken = Object.values(wishes).flatMap((each) =>
    Object.values(each).flatMap(({ dev, test: other }) => [...dev, ...other]),
  );
  expect(spoken.filter((text) => learnt.has(bare(text)))).toEqual([]);
  // Neither half says what the other says.
  expect(new Set(spoken.map(bare)).size).toBe(spoken.length);
});
