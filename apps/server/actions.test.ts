import { expect, test } from "vitest";
import { contractFindings, loadLibrary, standardFolder } from "@ruyi/sop";
import { actionContracts } from "./actions.ts";

test("every act of the library, and what takes it back, is carried out here and given what it takes", () => {
  const found = [...loadLibrary(standardFolder).sources.values()].flatMap((source) =>
    contractFindings(source, actionContracts).map(({ at, message }) => `${source.id} ${at}: ${message}`),
  );
  expect(found).toEqual([]);
});
