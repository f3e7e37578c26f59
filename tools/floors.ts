/**
 * The floors of the house, highest first. A room imports only from floors below its own; rooms on one floor do not know
 * each other and are brought together by `apps/server`.
 */
export const floors: readonly (readonly string[])[] = [
  ["apps/cli", "apps/console", "apps/widget"],
  ["apps/server"],
  ["systems/assistant", "systems/workforce", "systems/reflex", "systems/quality", "systems/advisor", "systems/academy"],
  ["systems/desk", "systems/sop", "systems/trust"],
  ["systems/tenancy", "systems/commerce", "systems/ledger", "systems/knowledge", "systems/simulation"],
  ["foundation/platform"],
  ["foundation/language", "foundation/decision"],
  ["foundation/kernel"],
];

/** Folders beside the house: they look at all of it, and no room looks back. */
export const outbuildings: readonly string[] = ["tests", "tools", "evaluation"];

/** Rooms that run in a browser: of other rooms they know the `contract` doors, and the pure libraries. */
export const browserRooms: readonly string[] = ["apps/console", "apps/widget"];

/** Where the machine's clock, chance, files and network are met; everything else is handed what it needs. */
export const worldlyFolders: readonly string[] = ["apps", "foundation/platform", ...outbuildings];

/** Files of these names may call on the database and the network through `@ruyi/platform`. */
export const roles: readonly string[] = ["index", "contract", "operations", "store", "routes", "jobs", "testing"];

/** The fewest source files a reading of this house can find; fewer means that the reading went wrong. */
export const plausibleFiles = 200;

export type Rule =
  | "unread"
  | "upward"
  | "sideways"
  | "past-door"
  | "testing-door"
  | "browser-door"
  | "leaves-room"
  | "undeclared"
  | "world"
  | "clock"
  | "only"
  | "skip-without-reason"
  | "registry"
  | "machine-path"
  | "unmerged"
  | "lock"
  | "exception";

export type Exception = { readonly file: string; readonly rule: Rule; readonly reason: string };

/** What is allowed all the same, each with its reason. An exception that nothing needs any more is itself a finding. */
export const exceptions: readonly Exception[] = [
  {
    file: "apps/cli/ruyi.mjs",
    rule: "leaves-room",
    reason: "The launcher runs before anything is installed, so it cannot be a package with a door.",
  },
  {
    file: "apps/cli/evaluate.ts",
    rule: "leaves-room",
    reason: "`ruyi evaluate` runs the measurements, which stand beside the house and have no door.",
  },
  {
    file: "evaluation/customer.ts",
    rule: "leaves-room",
    reason: "It speaks to a server as the stories do, with their clients; a second set would drift from the first.",
  },
  {
    file: "evaluation/ports.ts",
    rule: "leaves-room",
    reason: "It speaks to a server as the stories do, with their clients; a second set would drift from the first.",
  },
  {
    file: "evaluation/red-team/presses.ts",
    rule: "leaves-room",
    reason: "It speaks to a server as the stories do, with their clients; a second set would drift from the first.",
  },
  {
    file: "tests/red-team.test.ts",
    rule: "leaves-room",
    reason: "The gate plays some of the attacks that `ruyi evaluate red-team` plays all of; a second set would drift.",
  },
  {
    file: "evaluation/ledger.ts",
    rule: "testing-door",
    reason: "The storm pays through the same pretended payment side as trust's own tests.",
  },
];
