import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { demoMerchants, episodesOf, pastDays } from "@ruyi/simulation";

const heldOut = join(import.meta.dirname, "..", "..", "..", "foundation", "language", "held-out");
const bare = (text: string): string => text.toLowerCase().replaceAll(/[\s\p{P}]/gu, "");

test("the demo's customers say nothing that is kept apart to measure the reader with", () => {
  const kept = new Set(
    readdirSync(heldOut).flatMap((file) =>
      Object.values(parse(readFileSync(join(heldOut, file), "utf8")) as Record<string, string[]>)
        .flat()
        .map(bare),
    ),
  );
  const plan = { seed: 423, now: new Date("2026-11-24T04:00:00Z"), conversations: 10_000 };
  const days = Array.from({ length: pastDays + 1 }, (_, daysAgo) => daysAgo);
  const said = demoMerchants.flatMap((merchant, place) =>
    days.flatMap((daysAgo) =>
      episodesOf(plan, merchant, place, daysAgo).flatMap(({ talks }) =>
        talks.flatMap(({ opening, rephrased }) => [...opening, rephrased]),
      ),
    ),
  );
  expect(kept.size).toBeGreaterThan(200);
  expect(said.length).toBeGreaterThan(10_000);
  // Words everybody says ("transfer me to a person") are nobody's; a sentence is.
  const same = [...new Set(said)].filter((text) => kept.has(bare(text)) && bare(text).length > 4);
  expect(same).toEqual([]);
});
