import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

// A lesson's thread learns to read the library first, which takes a busy machine its time.
vi.setConfig({ testTimeout: 180_000 });
const shop = await aShop();
const folder = mkdtempSync(join(tmpdir(), "ruyi-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { headers } = await shop.owner("yunshang");
const made = await call<{ secret: string }>(`${shop.url}/v1/merchants/yunshang/api-keys`, {
  headers,
  body: { name: "tests of the shop", permissions: ["report.read", "knowledge.write"] },
});

type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** `ruyi understanding …` as a merchant's own tests run it. */
const ruyi = (words: readonly string[], key: string | undefined = made.body.secret): Promise<Ran> =>
  new Promise((done) => {
    const main = join(import.meta.dirname, "../../apps/cli/main.ts");
    const [name = "", ...rest] = words;
    const args = [main, "understanding", name, "--url", shop.url, "--merchant", "yunshang", ...rest];
    const env = { ...process.env, RUYI_KEY: key };
    execFile(process.execPath, args, { env }, (error, out, err) =>
      done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });

const gift = ["养宠卡怎么转赠", "养宠卡要怎么转赠给朋友", "我想把养宠卡转赠给别人"];
const file = (name: string, examples: readonly object[]): string => {
  const path = join(folder, name);
  writeFileSync(path, examples.map((each) => `${JSON.stringify(each)}\n`).join(""));
  return path;
};

test("a group is seen, rehearsed, taught and gone back from", async () => {
  for (const text of gift) await (await shop.visitor("yunshang")).says(text);
  await shop.house.understanding.keep();
  const groups = await ruyi(["groups"]);
  expect(groups).toMatchObject({ code: 0, err: "" });
  const [id = ""] = groups.out.split(" ");
  expect(groups.out).toMatch(/ 3 +.*养宠卡/);

  const lesson = ["--means", "coupon-points-gift-card", "--group", id];
  expect(await ruyi(["rehearse", ...lesson])).toMatchObject({ code: 0, out: expect.stringContaining("rehearsed") });
  expect((await ruyi(["status"])).out).toMatch(/version +0\n/);
  expect(await ruyi(["teach", ...lesson])).toMatchObject({ code: 0, out: expect.stringContaining("live, version 1") });
  expect((await ruyi(["status"])).out).toMatch(/version +1\nownExamples +3\n/);
  expect(await ruyi(["back", "--version", "0"])).toMatchObject({ code: 0 });
  expect((await ruyi(["status"])).out).toMatch(/version +0\n/);
});

test("the gate lets good words through, stops those that spoil others, and writes nothing", async () => {
  const good = file(
    "good.jsonl",
    gift.map((text) => ({ text, means: "coupon-points-gift-card" })),
  );
  const passed = await ruyi(["gate", "--examples", good, "--cases", "0", "--json"]);
  expect(passed.code, passed.err).toBe(0);
  expect(JSON.parse(passed.out)).toMatchObject({ ok: true, examples: 3, rehearsal: { kind: "rehearsed" } });

  const harm = ["我的快递到哪了", "where is my parcel", "快递到哪里了", "track my parcel", "包裹到哪了"];
  const bad = file(
    "bad.jsonl",
    harm.map((text) => ({ text, means: "none" })),
  );
  const stopped = await ruyi(["gate", "--examples", bad, "--cases", "0"]);
  expect(stopped).toMatchObject({ code: 1, out: expect.stringContaining("library-worse") });
  expect((await ruyi(["status"])).out).toMatch(/version +0\n/);
});

test("a wrong call ends with 2 and says what to do", async () => {
  const wrong = async (words: readonly string[], key?: string) => {
    const { code, err } = await ruyi(words, key);
    return [code, err] as const;
  };
  expect(await wrong(["status"], "")).toEqual([2, expect.stringContaining("RUYI_KEY is not set")]);
  expect(await wrong(["status"], "nonsense")).toEqual([2, expect.stringContaining("RUYI_KEY is no key")]);
  expect(await wrong(["teach", "--means", "none"])).toEqual([2, expect.stringContaining("--group ID")]);
  expect(await wrong(["back", "--version", "9"])).toEqual([2, expect.stringContaining("Version 9 is not there")]);
  expect(await wrong(["gate", "--examples", join(folder, "none")])).toEqual([
    2,
    expect.stringContaining("cannot be read"),
  ]);
});
