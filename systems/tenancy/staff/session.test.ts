import { describe, expect, test } from "vitest";
import { after, dayMs, hourMs, minuteMs, type StaffId } from "@ruyi/kernel";
import { isLive, type Session, type SessionId } from "./session.ts";
import { accountName } from "./staff.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const aSession = (but: Partial<Session> = {}): Session => ({
  id: "s" as SessionId,
  staffId: "p" as StaffId,
  by: "password",
  device: "a browser",
  at: noon,
  seenAt: noon,
  ...but,
});

describe("a session", () => {
  test("ends twelve hours after it was last seen", () => {
    expect(isLive(aSession(), after(noon, 12 * hourMs - 1))).toBe(true);
    expect(isLive(aSession(), after(noon, 12 * hourMs))).toBe(false);
  });

  test("ends after a week, however busy", () => {
    const busy = aSession({ seenAt: after(noon, 7 * dayMs - minuteMs) });
    expect(isLive(busy, after(noon, 7 * dayMs - 1))).toBe(true);
    expect(isLive(busy, after(noon, 7 * dayMs))).toBe(false);
  });

  test("ends when it is revoked", () => {
    expect(isLive(aSession({ revokedAt: noon }), noon)).toBe(false);
  });
});

test("an account is the same however its e-mail is written", () => {
  expect(accountName(" Mei.Lan@Yunshang.Example ")).toBe("mei.lan@yunshang.example");
  expect(["", "mei", "mei@", "@shop", "a b@c.example", "a@b@c", "mei\u0000@c.example"].map(accountName)).toEqual(
    Array.from({ length: 7 }, () => undefined),
  );
});
