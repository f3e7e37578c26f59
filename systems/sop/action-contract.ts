import type { ProcedureFinding } from "./finding.ts";
import type { ProcedureSource } from "./procedure-file.ts";

/** What somebody who carries out an action has to be given, and may be given besides, by the names of the inputs. */
export type ActionContract = { readonly needs: readonly string[]; readonly may: readonly string[] };

/** The actions that somebody carries out, by name. */
export type ActionContracts = Readonly<Record<string, ActionContract>>;

/** Where a procedure wishes for what nobody does, leaves out what it takes, or gives what is not looked at. Pure. */
export function contractFindings({ steps }: ProcedureSource, contracts: ActionContracts): ProcedureFinding[] {
  return Object.entries(steps).flatMap(([id, step]) => {
    if (step.kind !== "act") return [];
    const undo = step.undo === "none" ? [] : [[`steps.${id}.undo`, step.undo] as const];
    return [[`steps.${id}`, step] as const, ...undo].flatMap(([at, wish]) => breachesOf(wish, at, contracts));
  });
}

type Wish = { readonly action: string; readonly with: Readonly<Record<string, unknown>> };

function breachesOf({ action, with: inputs }: Wish, at: string, contracts: ActionContracts): ProcedureFinding[] {
  const contract = Object.hasOwn(contracts, action) ? contracts[action] : undefined;
  const breach = (place: string, message: string): ProcedureFinding => ({
    ...{ rule: "action", at: place, message },
    witness: { action, with: Object.keys(inputs) },
  });
  if (!contract) {
    const known = Object.keys(contracts).toSorted().join(", ");
    return [breach(`${at}.action`, `Nobody carries out "${action}"; there are ${known}.`)];
  }
  const { needs, may } = contract;
  const lacking = needs.filter((name) => !Object.hasOwn(inputs, name));
  const idle = Object.keys(inputs).filter((name) => !needs.includes(name) && !may.includes(name));
  return [
    ...lacking.map((name) => breach(`${at}.with`, `"${action}" needs "${name}", and is not given it.`)),
    ...idle.map((name) => breach(`${at}.with.${name}`, `"${action}" does not look at "${name}"; take it out.`)),
  ];
}
