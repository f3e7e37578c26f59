import { expect, test } from "vitest";
import { loadDemoPast, planDemoPast } from "@ruyi/server";
import { aHouse } from "./engine/testing.ts";
import { evaluateReplay } from "./replay.ts";

const { house } = await aHouse();
await planDemoPast(house, 120);
await loadDemoPast(house, new AbortController().signal);

test("stored runs replay from their logs to where they stand, with every effect and word as it was told", async () => {
  const { runs, identical, findings, effects } = await evaluateReplay(house, { runs: 10_000 });
  expect(findings).toEqual([]);
  expect(identical).toBe(runs);
  expect(runs).toBeGreaterThan(60);
  expect(effects).toBeGreaterThan(runs);
});

test("a run that was changed behind its log is found", async () => {
  const changed = await house.database.ownerPool.query<{ id: string }>(
    `update sop.run set body = jsonb_set(body, '{state,outcome}', '"otherwise"')
     where id = (select id from sop.run where state = 'ended' order by id limit 1) returning id`,
  );
  const { different, findings } = await evaluateReplay(house, { runs: 10_000 });
  expect(different).toBe(1);
  expect(findings[0]).toContain(changed.rows[0]?.id ?? "nobody");
});
