import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskEmail, maskPhone } from "./mask.ts";

describe("a mask", () => {
  test.each([
    ["13900000001", "•••• 0001"],
    ["+1 (415) 555-0134", "•••• 0134"],
    ["12345", "••••"],
  ])("keeps the last four digits of %s", (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  test.each([
    ["mei@yunshang.example", "m•••@yunshang.example"],
    ["no mail", "•••"],
  ])("keeps of %s what tells two apart", (email, masked) => expect(maskEmail(email)).toBe(masked));

  test("never lets more than four digits of a phone through, nor a mailbox's name", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(maskPhone(text).replaceAll(/\D/g, "").length).toBeLessThanOrEqual(4);
        expect(maskEmail(`${text}@x.example`).length).toBeLessThanOrEqual(Math.max(3, 2 + 3 + "@x.example".length));
      }),
    );
  });
});
