import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskName, maskText } from "./mask.ts";

test.each([
  ["周梅", "周*"],
  ["欧阳明月", "欧*"],
  ["Mei Zhou", "Mei Z."],
  ["Ana María de la Cruz", "Ana C."],
  ["梅", "*"],
  ["", "*"],
])("a masked name shows “%s” as %s", (name, masked) => expect(maskName(name)).toBe(masked));

describe("maskText", () => {
  test.each([
    ["我叫李林，电话138 0013 8000，订单YS20261103021没到", "我叫***，电话***，订单***没到"],
    ["My name is Mei Chen, write to mei@example.com", "My name is ***, write to ***"],
    ["寄到杭州市余杭区青禾路1号", "***"],
    ["send it to 14 Mill Lane", "send it to ***"],
    ["card 4111-1111-1111-1111 was charged twice", "card *** was charged twice"],
    ["see https://shop.example/o?t=1", "see ***"],
  ])("hides who says %j", (text, masked) => expect(maskText(text)).toBe(masked));

  test.each(["退699元", "this is broken", "2 items on the way", "charged 89.00 on 11/24", "iPhone 15 Pro Max 256GB"])(
    "leaves %j as it is",
    (text) => expect(maskText(text)).toBe(text),
  );

  test("leaves no number of five digits or more, wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 10_000 }), fc.string(), (before, number, after) => {
        expect(maskText(`${before} ${number} ${after}`)).not.toContain(String(number));
      }),
    );
  });
});
