import { expect, test } from "vitest";
import { contractFindings } from "./action-contract.ts";
import { isProcedure, readProcedure } from "./procedure-file.ts";
import { smallProcedure } from "./testing.ts";

const source = readProcedure(smallProcedure);
if (!isProcedure(source)) throw new Error("The sample is no procedure.");
const acts = Object.values(source.steps).flatMap((step) => (step.kind === "act" ? [step] : []));
const [act] = acts;
if (!act) throw new Error("The sample does nothing.");
const undo = act.undo === "none" ? {} : { [act.undo.action]: { needs: [], may: Object.keys(act.undo.with) } };
const kept = Object.fromEntries(acts.map((each) => [each.action, { needs: Object.keys(each.with), may: [] }]));

test("a procedure that asks for what is done, with what it takes, has nothing found", () => {
  expect(contractFindings(source, { ...undo, ...kept })).toEqual([]);
});

test("what nobody carries out is found, with those there are", () => {
  expect(contractFindings(source, { bow: { needs: [], may: [] } })[0]).toMatchObject({
    rule: "action",
    message: `Nobody carries out "${act.action}"; there are bow.`,
  });
});

test("an input that is needed and lacks is found, and one that nobody looks at", () => {
  const other = { ...undo, ...kept, [act.action]: { needs: ["reason why"], may: [] } };
  const messages = contractFindings(source, other).map(({ message }) => message);
  expect(messages).toContain(`"${act.action}" needs "reason why", and is not given it.`);
  for (const name of Object.keys(act.with))
    expect(messages).toContain(`"${act.action}" does not look at "${name}"; take it out.`);
});
