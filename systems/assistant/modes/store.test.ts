import { describe, expect, test } from "vitest";
import { bytes16, createNewId, type MerchantId, minuteMs, secondMs, seededRandom } from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { noon } from "../testing.ts";
import type { Drawn, Rule } from "./mode.ts";
import { createModes } from "./operations.ts";

const database = await aDatabase();
const newId = createNewId(() => noon.getTime(), bytes16(seededRandom(41)));
let now = noon;
const audits: object[] = [];
const aServer = () =>
  createModes({
    database,
    clock: { now: () => now },
    onError: (error) => {
      throw error;
    },
    audited: async (_tx, merchantId, change, by) => void audits.push({ merchantId, by, ...change }),
  });
const off: Rule = { mode: "off", share: 100, holdOut: "off" };
const full: Rule = { mode: "full", share: 100, holdOut: "draft" };
const someone = (merchantId: MerchantId): Drawn => ({ merchantId, id: newId("conversation"), customerId: undefined });

describe("a merchant's choice", () => {
  test("is full for all until it is made, and then kept with what it was before", async () => {
    const [modes, merchantId] = [aServer(), newId("merchant")];
    await modes.ready(merchantId);
    expect(modes.serving(someone(merchantId), "refund").mode).toBe("full");
    const changed = await modes.change(
      merchantId,
      { version: 0, all: full, procedures: { refund: off } },
      "staff:ning",
    );
    expect(changed).toMatchObject({ kind: "done", kept: { version: 1 } });
    expect(modes.serving(someone(merchantId), "refund").mode).toBe("off");
    expect(modes.serving(someone(merchantId), "cancel").mode).toBe("full");
    expect(audits.at(-1)).toEqual({ merchantId, by: "staff:ning", before: { refund: null }, after: { refund: off } });
  });

  test("asks the database nothing once it is at hand", async () => {
    const [modes, merchantId] = [aServer(), newId("merchant")];
    await modes.ready(merchantId);
    expect(modes.ready(merchantId)).toBeUndefined();
  });

  test("reaches the other server with its next look, and is not undone by an older answer", async () => {
    const [one, other, merchantId] = [aServer(), aServer(), newId("merchant")];
    await Promise.all([one.ready(merchantId), other.ready(merchantId)]);
    now = new Date(now.getTime() + 2 * secondMs);
    await one.change(merchantId, { version: 0, all: off, procedures: {} }, "staff:ning");
    expect(other.serving(someone(merchantId), undefined).mode).toBe("full");
    await other.hearOthers();
    expect(other.serving(someone(merchantId), undefined).mode).toBe("off");
    await other.change(merchantId, { version: 1, all: full, procedures: {} }, "staff:ning");
    await other.hearOthers();
    expect(other.serving(someone(merchantId), undefined).mode).toBe("full");
  });

  test("is read again after a minute even where the word of it was lost", async () => {
    const [one, other, merchantId] = [aServer(), aServer(), newId("merchant")];
    await other.ready(merchantId);
    await one.change(merchantId, { version: 0, all: off, procedures: {} }, "staff:ning");
    now = new Date(now.getTime() + 2 * minuteMs);
    expect(other.ready(merchantId)).toBeUndefined();
    await expect.poll(() => other.serving(someone(merchantId), undefined).mode).toBe("off");
  });

  test("is not overwritten by who has not seen it, however many choose at once", async () => {
    const merchantId = newId("merchant");
    const servers = Array.from({ length: 4 }, aServer);
    const answers = await Promise.all(
      servers.map((modes) => modes.change(merchantId, { version: 0, all: off, procedures: {} }, "staff:ning")),
    );
    expect(answers.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === "refused")).toHaveLength(3);
    expect(await aServer().of(merchantId)).toMatchObject({ version: 1 });
  });

  test("draws people anew when that is wished for, and only then", async () => {
    const [modes, merchantId] = [aServer(), newId("merchant")];
    const half = { mode: "full", share: 50, holdOut: "off" } as const;
    await modes.change(merchantId, { version: 0, all: half, procedures: {} }, "staff:ning");
    await modes.change(merchantId, { version: 1, all: full, procedures: {} }, "staff:ning");
    expect((await modes.of(merchantId)).modes.draw).toBe(1);
    await modes.change(merchantId, { version: 2, all: half, procedures: {}, drawAnew: true }, "staff:ning");
    expect((await modes.of(merchantId)).modes.draw).toBe(2);
  });
});
