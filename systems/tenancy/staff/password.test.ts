import { describe, expect, test } from "vitest";
import { checkPassword, hashPassword, passwordRefusal } from "./password.ts";

const salt = new Uint8Array(16).fill(9);

describe("a password", () => {
  test("is kept as argon2id with a salt of its own and recognised again", async () => {
    const kept = await hashPassword("seven quiet lanterns", salt);
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await checkPassword(kept, "seven quiet lanterns")).toEqual({ isRight: true, needsRehash: false });
    expect(await checkPassword(kept, "seven quiet lantern")).toEqual({ isRight: false, needsRehash: false });
    expect(await hashPassword("seven quiet lanterns", new Uint8Array(16).fill(8))).not.toBe(kept);
  });

  test("is the same whichever way the keyboard composes its letters", async () => {
    const kept = await hashPassword("café au lait ２０", salt);
    expect((await checkPassword(kept, "cafe\u0301 au lait 20")).isRight).toBe(true);
  });

  test("says when it was kept more cheaply than today", async () => {
    const { hash } = await import("@node-rs/argon2");
    const cheap = await hash("seven quiet lanterns", { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect(await checkPassword(cheap, "seven quiet lanterns")).toEqual({ isRight: true, needsRehash: true });
  });

  test("may be any twelve characters but those tried first", () => {
    const refusals = {
      "short one": "too-short",
      一二三四五六七八九十天地玄黄: undefined,
      aaaaaaaaaaaaab: "too-simple",
      abcdefghijklmn: "too-simple",
      "1234567890123": "too-simple",
      "mei.lan is great": "like-your-email",
      "seven quiet lanterns": undefined,
      ["long ".repeat(60)]: "too-long",
    };
    for (const [password, refusal] of Object.entries(refusals)) {
      expect([password, passwordRefusal(password, "mei.lan@yunshang.example")]).toEqual([password, refusal]);
    }
  });
});
