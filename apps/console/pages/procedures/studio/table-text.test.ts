import { describe, expect, test } from "vitest";
import { cellsOfGap, opensTable, tablesIn, withEdit } from "./table-text.ts";

const text = `# A shop's own.
id: small
open: [tables.fits]
tables:
  fits:
    inputs:
      - { expression: order.state, type: string }
      - { expression: order.days, type: number }
    outputs: [{ name: outcome }]
    rows:
      # The law gives seven days.
      - { when: ['"delivered"', "<= 7"], then: ['"yes"'] } # always
      - when: ['"delivered"', "> 7"]
        then: ['"no"']

      - { when: ['not("delivered")', "-"], then: ['"wait"'] }
phrases: {}   # odd   spacing
`;
const rowsOf = (changed: string | undefined) => tablesIn(changed ?? "")[0]?.rows.map((row) => row.join(" | "));
const edit = (one: Parameters<typeof withEdit>[2]): string | undefined => withEdit(text, "fits", one);

describe("a table within its text", () => {
  test("is read cell by cell", () => {
    expect(tablesIn(text)).toEqual([
      {
        name: "fits",
        inputs: ["order.state", "order.days"],
        outputs: ["outcome"],
        rows: [
          ['"delivered"', "<= 7", '"yes"'],
          ['"delivered"', "> 7", '"no"'],
          ['not("delivered")', "-", '"wait"'],
        ],
      },
    ]);
    expect(tablesIn("tables: [")).toEqual([]);
    expect([opensTable(text, "fits"), opensTable(text, "other")]).toEqual([true, false]);
  });

  test("changes in one cell, and nothing else of the text", () => {
    const changed = edit({ kind: "cell", row: 1, column: 1, feel: "> 14" });
    expect(changed).toBe(text.replace('"> 7"', '"> 14"'));
    expect(edit({ kind: "cell", row: 0, column: 2, feel: '"it\'s"' })).toContain(`then: ['"it''s"']`);
  });

  test("moves a row with its comments, and no other line", () => {
    const changed = edit({ kind: "move", row: 0, by: 1 });
    expect(rowsOf(changed)?.[0]).toBe('"delivered" | > 7 | "no"');
    expect(changed?.split("\n").toSorted()).toEqual(text.split("\n").toSorted());
    const [law, row] = ["# The law gives seven days.", "# always"].map((each) => changed?.indexOf(each) ?? -1);
    expect(row).toBeGreaterThan(law ?? 0);
    expect(edit({ kind: "move", row: 0, by: -1 })).toBeUndefined();
    expect(edit({ kind: "move", row: 2, by: 1 })).toBeUndefined();
  });

  test("takes rows in and out", () => {
    const added = edit({ kind: "add", after: 0, cells: ['"delivered"', "8", '"yes"'] });
    expect(rowsOf(added)).toEqual([
      '"delivered" | <= 7 | "yes"',
      '"delivered" | 8 | "yes"',
      '"delivered" | > 7 | "no"',
      'not("delivered") | - | "wait"',
    ]);
    expect(rowsOf(edit({ kind: "remove", row: 1 }))).toHaveLength(2);
    expect(edit({ kind: "remove", row: 1 })).toContain("phrases: {}   # odd   spacing");
    expect(withEdit("tables: [", "fits", { kind: "remove", row: 0 })).toBeUndefined();
  });

  test("takes the cells of a row that would cover a gap from what the check says", () => {
    const inputs = ["order.state", "order.returnable", "order.days"];
    expect(
      cellsOfGap(
        'table "fits": No row decides order.state is "delivered" and order.returnable is true and order.days in (14..15].',
        inputs,
      ),
    ).toEqual(['"delivered"', "true", "(14..15]"]);
    expect(cellsOfGap("No row decides order.state is some other text and order.days > 30.", inputs)).toEqual([
      ...["-", "-", "> 30"],
    ]);
  });
});
