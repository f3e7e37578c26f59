import { expect, test } from "vitest";
import { maskName } from "./mask.ts";

test.each([
  ["周梅", "周*"],
  ["欧阳明月", "欧*"],
  ["Mei Zhou", "Mei Z."],
  ["Ana María de la Cruz", "Ana C."],
  ["梅", "*"],
  ["", "*"],
])("a masked name shows “%s” as %s", (name, masked) => expect(maskName(name)).toBe(masked));
