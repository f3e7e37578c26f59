import { expect, test } from "vitest";
import type { MerchantId } from "@ruyi/kernel";
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

test("runs that were brought to other versions replay each in the version of its time", async () => {
  const { rows: open } = await house.database.ownerPool.query<{ merchantId: MerchantId; procedure: string }>(
    `select distinct merchant_id as "merchantId", procedure from sop.run where state <> 'ended'`,
  );
  let moved = 0;
  for (const { merchantId, procedure: id } of open) {
    const phrases = Object.entries(house.library.byId(id)?.phrases ?? {});
    const [phrase, words] = phrases.find(([, { strict }]) => !strict) ?? [];
    if (phrase === undefined || !words) continue;
    const content = {
      kind: "adaptation",
      changes: {
        [id]: {
          settings: {},
          tables: {},
          locks: [],
          phrases: { [phrase]: { ...words, en: `${words.en} Thank you.` } },
        },
      },
    } as const;
    const place = { kind: "merchant", merchantId } as const;
    const made = await house.releases.release(place, id, content, { by: "staff:ada", reason: "kinder" });
    expect(made.kind).toBe("released");
    const round = await house.migrating.begin(merchantId, id, { by: "staff:ada", reason: "kinder for all" });
    await house.migrating.work();
    moved += (round && (await house.migrating.round(merchantId, id, round.id)))?.moved ?? 0;
  }
  expect(moved).toBeGreaterThan(0);
  const { identical, runs, findings } = await evaluateReplay(house, { runs: 10_000 });
  expect(findings).toEqual([]);
  expect(identical).toBe(runs);
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
