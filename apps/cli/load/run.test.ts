import { afterEach, describe, expect, test } from "vitest";
import { seededRandom } from "@ruyi/kernel";
import { type Misbehaviour, type PretendedServer, pretendServer } from "../testing.ts";
import { simulateCustomer } from "./customer.ts";
import { type LoadReport, runLoad } from "./run.ts";

const servers: PretendedServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** One customer's load on a server of one conversation. */
async function loadOn(
  how: Misbehaviour,
  options: { readonly rate?: number; readonly twiceEvery?: number } = {},
): Promise<LoadReport> {
  const server = await pretendServer(how);
  servers.push(server);
  const { hostname, port } = new URL(server.url);
  let count = 0;
  return runLoad({
    conversations: 1,
    seconds: 0.4,
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    open: () =>
      Promise.resolve(
        simulateCustomer({
          place: { host: hostname, port: Number(port), path: "" },
          conversationId: "c-1",
          token: "t",
          language: "zh",
          confirmShare: 0,
          random: seededRandom(1),
          newMessageId: () => `m-${(count += 1)}`,
          answerMs: 300,
          twiceEvery: options.twiceEvery ?? 0,
          onRetry: () => undefined,
        }),
      ),
  });
}

describe("runLoad", () => {
  test("counts every turn of a server that keeps its word", async () => {
    const report = await loadOn({}, { twiceEvery: 2 });
    expect(report).toMatchObject({ lost: 0, duplicated: 0 });
    expect(report.acknowledged).toBeGreaterThan(5);
    expect(report.stored).toBe(report.acknowledged);
    expect(report.turnsPerSecond).toBeGreaterThan(5);
    expect(report.p99Ms).toBeGreaterThanOrEqual(report.p50Ms);
  });

  test("loses nothing when acknowledgements are cut off, for the client id makes a second try safe", async () => {
    expect(await loadOn({ cutPosts: 1 })).toMatchObject({ lost: 0, duplicated: 0 });
  });

  test("finds what was acknowledged and not kept", async () => {
    let said = 0;
    const report = await loadOn({ forgets: () => (said += 1) === 3 });
    expect(report.lost).toBeGreaterThan(0);
  });

  test("finds what was kept twice", async () => {
    const report = await loadOn({ storesAgain: true }, { twiceEvery: 2 });
    expect(report.duplicated).toBeGreaterThan(0);
  });

  test("keeps a pace, and measures from when a turn was due", async () => {
    const report = await loadOn({ answerMs: 50 }, { rate: 40 });
    // One customer manages 20 turns a second: every second turn waits for its predecessor, each longer than the last.
    expect(report.p99Ms).toBeGreaterThan(120);
    expect(report.behind).toBeGreaterThan(0);
  });
});
