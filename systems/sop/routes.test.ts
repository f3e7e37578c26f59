import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  bytes16,
  createNewId,
  createTurnableClock,
  dayMs,
  type MerchantId,
  minuteMs,
  seededRandom,
} from "@ruyi/kernel";
import { createHttpServer, createLog, createMetrics, ProblemError } from "@ruyi/platform";
import { aDatabase } from "@ruyi/platform/testing";
import * as shape from "./contract.ts";
import { createHeat } from "./heat/operations.ts";
import { createLibrary } from "./library.ts";
import { whatSourcesSay } from "./library.fixture.ts";
import { createProcedures, loadLibrary } from "./operations.ts";
import type { Procedure } from "./procedure.ts";
import { createReading } from "./reading/operations.ts";
import { addProcedureRoutes } from "./routes.ts";
import { noon, procedureOf, smallProcedure, wander } from "./testing.ts";

const clock = createTurnableClock(new Date(noon));
const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(5)));
const shops: Readonly<Record<string, MerchantId>> = { yunshang: newId("merchant"), brightbyte: newId("merchant") };
const database = await aDatabase();
const standard = loadLibrary();
const old = procedureOf(smallProcedure);
const small = procedureOf(
  smallProcedure.replace("version: 1", "version: 2").replace("kept: { zh: 好，先不退。", "kept: { zh: 好的，先不退。"),
);
const retired = procedureOf(smallProcedure.replace("id: small", "id: retired"));
const library = createLibrary([small, ...standard.all]);
const heat = createHeat({
  database,
  versionOf: createProcedures({ library, database }).versionOf,
  onError: (error) => {
    throw error;
  },
});
const reading = createReading({ library, database, heat });
const app = await createHttpServer({
  log: createLog({ level: "silent" }),
  metrics: createMetrics(),
  clock,
  newRequestId: () => "request",
});
addProcedureRoutes(app, {
  reading,
  clock,
  readerOf: async ({ headers }, slug) => {
    if (headers.authorization === undefined) throw new ProblemError(401, "sign-in-needed", "Sign in.");
    const merchantId = shops[slug];
    if (!merchantId) throw new ProblemError(404, "no-such-merchant");
    return { merchantId, zone: "Asia/Shanghai" };
  },
});

const ask = async (path: string, headers: Record<string, string> = { authorization: "Bearer reader" }) => {
  const answer = await app.inject({ url: `/v1/merchants/${path}`, headers });
  return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
};
async function read<Shape extends z.ZodType>(answerShape: Shape, path: string): Promise<z.infer<Shape>> {
  const { status, body } = await ask(path);
  expect({ path, status, body: status === 200 ? {} : body }).toEqual({ path, status: 200, body: {} });
  return answerShape.parse(body);
}

/** A run of a version that its library has in force, begun some days ago and led by these choices. */
async function ran(
  procedure: Procedure,
  daysAgo: number,
  choices: readonly number[],
  shop = "yunshang",
): Promise<void> {
  const merchantId = shops[shop] ?? newId("merchant");
  const { run, trail } = wander(procedure, choices, whatSourcesSay, { id: newId("run") });
  const ago = (at: string): string => new Date(Date.parse(at) - daysAgo * dayMs).toISOString();
  const events = trail.map(({ run: then, event }) => ({ run: then, event: { ...event, at: ago(event.at) } }));
  const then = createProcedures({ library: createLibrary([procedure, ...standard.all]), database });
  await database.transact(merchantId, (tx) => then.save(tx, [{ merchantId, run, events }], new Date(ago(noon))));
}

/** In the small procedure: "small" ends it; "big" and nothing found brings a colleague. */
const endsItself = [1];
const asksAColleague = [0, 11];

beforeAll(async () => {
  for (let run = 0; run < 3; run += 1) await ran(small, 0, endsItself);
  await ran(small, 2, asksAColleague);
  await ran(old, 12, endsItself);
  await ran(old, 29, endsItself);
  await ran(old, 40, endsItself);
  await ran(retired, 3, endsItself);
  const returned = standard.byId("return-and-refund");
  if (returned) await ran(returned, 1, []);
  await ran(small, 1, endsItself, "brightbyte");
  clock.turn(5 * minuteMs);
  await heat.look(clock.now());
});

describe("a procedure for other tools", () => {
  test("is BPMN to be saved as a file, named in the language asked for", async () => {
    const url = "/v1/merchants/yunshang/procedures/small/bpmn?language=zh";
    const answer = await app.inject({ url, headers: { authorization: "Bearer reader" } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/xml; charset=utf-8");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="small.bpmn"');
    expect(answer.body).toContain('<bpmn:process id="process__small" name="小事" isExecutable="false">');
    expect((await ask("yunshang/procedures/nothing/bpmn")).status).toBe(404);
  });
});

describe("the list of procedures", () => {
  test("tells each one's runs, ends, hand-overs and findings; those a customer can start first", async () => {
    const { items, next, countedUntil } = await read(shape.ProcedureList, "yunshang/procedures");
    expect(next).toBeNull();
    expect(countedUntil).toBe(clock.now().toISOString());
    const order = items.map(({ id, kind, inForce }) => `${inForce ? "" : "retired "}${kind} ${id}`);
    expect(order.slice(0, 2)).toEqual(["startable accessibility-help", "startable account-takeover"]);
    expect(order.at(-1)).toBe("retired part retired");
    const found = items.find(({ id }) => id === "small");
    expect(found).toMatchObject({
      ...{ version: 2, hash: small.hash, title: { zh: "小事", en: "Small matter" } },
      runs: { in7Days: 4, in30Days: 6 },
      outcomes: [{ outcome: "ended", runs: 5 }],
      underWay: 1,
      handedOver: { count: 1, of: 6 },
    });
    expect(found?.handedOver?.low).toBeGreaterThan(0.02);
    expect(found?.handedOver?.high).toBeLessThan(0.6);
    expect(items.filter(({ inForce }) => inForce).find(({ id }) => id === "return-and-refund")?.findings).toEqual([]);
    expect(items.find(({ id }) => id === "find-order")).toMatchObject({ kind: "part", runs: { in7Days: 1 } });
  });

  test("of a shop without runs says so without a share of nothing", async () => {
    const { items } = await read(shape.ProcedureList, "brightbyte/procedures");
    expect(items.find(({ id }) => id === "cancel-order")).toMatchObject({
      ...{ runs: { in7Days: 0, in30Days: 0 }, outcomes: [], underWay: 0, handedOver: null },
    });
    expect(items.find(({ id }) => id === "small")?.runs).toEqual({ in7Days: 1, in30Days: 1 });
    expect(items.map(({ id }) => id)).not.toContain("retired");
  });

  test("comes in pages that make up the whole", async () => {
    const { items: whole } = await read(shape.ProcedureList, "yunshang/procedures");
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: z.infer<typeof shape.ProcedureList> = await read(
        shape.ProcedureList,
        `yunshang/procedures?limit=4${cursor && `&cursor=${cursor}`}`,
      );
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(ids).toEqual(whole.map(({ id }) => id));
  });
});

describe("one procedure", () => {
  test("is the version in force, with where it is called and what it calls", async () => {
    const view = await read(shape.ProcedureView, "yunshang/procedures/give-back");
    expect(view).toMatchObject({ kind: "part", inForce: true, calls: [] });
    expect(view.calledBy.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["damaged-or-missing", "return-and-refund"]),
    );
    const caller = await read(shape.ProcedureView, "yunshang/procedures/return-and-refund");
    expect(caller.calls.map(({ id }) => id).toSorted()).toEqual(["cancel-this", "find-order", "give-back"]);
    expect(caller.examples.zh).toBeGreaterThan(20);
  });

  test("is an older version when its hash is asked for, to the shop that used it", async () => {
    const path = `procedures/small?hash=${old.hash}`;
    expect(await read(shape.ProcedureView, `yunshang/${path}`)).toMatchObject({ version: 1, inForce: false });
    expect((await ask(`brightbyte/${path}`)).status).toBe(404);
  });

  test("that runs have used and that is gone can still be read", async () => {
    expect(await read(shape.ProcedureView, "yunshang/procedures/retired")).toMatchObject({ inForce: false });
    expect((await ask("brightbyte/procedures/retired")).status).toBe(404);
  });

  test.each(["procedures/no-such", "procedures/constructor", "procedures/no-such/heat", "procedures/no-such/versions"])(
    "%s is not there, in a problem that says so",
    async (path) => {
      const { status, body } = await ask(`yunshang/${path}`);
      expect({ status, type: body["type"] }).toMatchObject({
        status: 404,
        type: expect.stringMatching(/no-such-procedure$/) as unknown,
      });
    },
  );

  test.each([
    "procedures/small?hash=xyz",
    "procedures/small/heat?days=0",
    "procedures/small/heat?days=400",
    "procedures/small/changes?to=1",
  ])("%s is refused", async (path) => expect((await ask(`yunshang/${path}`)).status).toBe(400));

  test("is shown to nobody who has not signed in", async () => {
    for (const path of [
      "",
      "/small",
      "/small/versions",
      "/small/heat",
      `/small/changes?from=${old.hash}&to=${small.hash}`,
    ]) {
      expect((await ask(`yunshang/procedures${path}`, {})).status).toBe(401);
    }
  });
});

describe("the versions", () => {
  test("are those runs have pinned, with first and last use, and the one in force", async () => {
    const { items } = await read(shape.VersionList, "yunshang/procedures/small/versions");
    expect(items).toEqual([
      { hash: small.hash, version: 2, inForce: true, runs: 4, firstUsedAt: noon, lastUsedOn: "2026-11-24" },
      {
        ...{ hash: old.hash, version: 1, inForce: false, runs: 3, lastUsedOn: "2026-11-12" },
        firstUsedAt: new Date(Date.parse(noon) - 12 * dayMs).toISOString(),
      },
    ]);
  });

  test("of a part are those its callers have pinned; one nobody has used is there without a use", async () => {
    const { items } = await read(shape.VersionList, "yunshang/procedures/find-order/versions");
    expect(items).toMatchObject([{ hash: standard.byId("find-order")?.hash, inForce: true, runs: 1 }]);
    const { items: unused } = await read(shape.VersionList, "brightbyte/procedures/find-order/versions");
    expect(unused).toMatchObject([{ inForce: true, runs: 0, firstUsedAt: null, lastUsedOn: null }]);
  });

  test.each([`?from=${old.hash}&to=${small.hash}`, ""])(
    "differ in words, asked for by name or not: %s",
    async (asked) => {
      const path = `yunshang/procedures/small/changes${asked}`;
      const { from, to, items } = await read(shape.Changes, path);
      expect([from.version, to.version]).toEqual([1, 2]);
      expect(items.map(({ what, name, before, after }) => [what, name, before?.zh, after?.zh])).toEqual([
        ["procedure", "version", "第1版", "第2版"],
        ["phrase", "kept", "好，先不退。", "好的，先不退。"],
      ]);
    },
  );
});

describe("a version without one before it", () => {
  test("changed nothing", async () => {
    const { from, to, items } = await read(shape.Changes, "brightbyte/procedures/find-order/changes");
    expect({ same: from.hash === to.hash, items }).toEqual({ same: true, items: [] });
  });
});

describe("the heat", () => {
  test("tells how many runs passed each step and way, where they ended, stand and stayed", async () => {
    const heatOf = await read(shape.HeatView, "yunshang/procedures/small/heat?days=7");
    expect(heatOf).toMatchObject({ hash: small.hash, from: "2026-11-18", to: "2026-11-24", begun: 4, underWay: 1 });
    const steps = Object.fromEntries(heatOf.steps.map(({ step, ...figures }) => [step, figures]));
    expect(steps["ask"]).toMatchObject({ runs: 4, times: 4, ended: 0, standing: 0 });
    expect(steps["ask"]?.medianSeconds).toBeCloseTo(5, 0);
    expect(steps["end"]).toMatchObject({ runs: 3, ended: 3, medianSeconds: null });
    expect(steps["person"]).toMatchObject({ runs: 1, ended: 0, standing: 1 });
    expect(steps["wait"]).toMatchObject({ runs: 0, times: 0 });
    expect(heatOf.ways.find(({ from, to }) => from === "ask" && to === "kept")).toMatchObject({ runs: 3 });
  });

  test("is of one version and one shop", async () => {
    const path = `procedures/small/heat?days=60&hash=${old.hash}`;
    expect(await read(shape.HeatView, `yunshang/${path}`)).toMatchObject({ hash: old.hash, begun: 3, underWay: 0 });
    expect(await read(shape.HeatView, "brightbyte/procedures/small/heat")).toMatchObject({ begun: 1 });
  });
});
