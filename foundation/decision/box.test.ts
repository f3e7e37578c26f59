import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Box, bareBoxes, boxesMeet, volume } from "./box.ts";
import { fullSpan, hasBit, noBits, setBit, spanOf } from "./span.ts";

const sizes = [4, 3, 5];
const space: Box = sizes.map(fullSpan);
const aBox = fc.tuple(...sizes.map((size) => fc.uniqueArray(fc.nat(size - 1), { minLength: 1 }))).map((members): Box =>
  members.map((indexes, dimension) => {
    const bits = noBits(sizes[dimension] ?? 0);
    for (const index of indexes) setBit(bits, index);
    return spanOf(bits);
  }),
);
const cells = sizes.reduce<number[][]>(
  (all, size) => all.flatMap((cell) => Array.from({ length: size }, (_, index) => [...cell, index])),
  [[]],
);
const holds = (box: Box, cell: readonly number[]): boolean =>
  box.every((span, dimension) => hasBit(span.bits, cell[dimension] ?? 0));

describe("boxes", () => {
  test("leave bare exactly what none of them holds", () => {
    fc.assert(
      fc.property(fc.array(aBox, { maxLength: 8 }), (boxes) => {
        const bare = bareBoxes(space, boxes, 1000, { left: 100_000 });
        for (const cell of cells) {
          expect(bare.some((box) => holds(box, cell))).toBe(!boxes.some((box) => holds(box, cell)));
        }
      }),
    );
  });

  test("meet when they share a cell, and their volume counts their cells", () => {
    fc.assert(
      fc.property(aBox, aBox, (a, b) => {
        expect(boxesMeet(a, b)).toBe(cells.some((cell) => holds(a, cell) && holds(b, cell)));
        expect(volume(a)).toBe(BigInt(cells.filter((cell) => holds(a, cell)).length));
      }),
    );
  });
});
