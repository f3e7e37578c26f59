import { readCall } from "./call.ts";
import { commands } from "./commands.ts";
import { CallError, processTerminal, type Terminal } from "./terminal.ts";

type Work = (
  terminal: Terminal,
  call: {
    readonly values: Readonly<Record<string, string>>;
    readonly switches: ReadonlySet<string>;
    readonly operands: readonly string[];
  },
) => Promise<number>;

// Each is loaded when it is called: help and checks need no server.
const works: Readonly<Record<string, () => Promise<Work>>> = {
  start: async () => (await import("./system.ts")).start,
  migrate: async () => (await import("./system.ts")).migrate,
  seed: async () => (await import("./system.ts")).seed,
  demo: async () => (await import("./system.ts")).demo,
  chat: async () => (await import("./chat/command.ts")).chatCommand,
  load: async () => (await import("./load/command.ts")).loadCommand,
  "understanding status": async () => (await import("./understanding.ts")).status,
  "understanding groups": async () => (await import("./understanding.ts")).groups,
  "understanding teach": async () => (await import("./understanding.ts")).teach,
  "understanding rehearse": async () => (await import("./understanding.ts")).rehearse,
  "understanding back": async () => (await import("./understanding.ts")).back,
  "understanding gate": async () => (await import("./understanding.ts")).gate,
  "procedure check": async () => (await import("./procedure.ts")).check,
  "procedure export": async () => (await import("./procedure.ts")).exportAs,
  "procedure run": async () => (await import("./procedure.ts")).run,
  "evaluate intents": async () => (await import("./evaluate.ts")).intents,
  "evaluate retrieval": async () => (await import("./evaluate.ts")).retrieval,
  "evaluate checks": async () => (await import("./evaluate.ts")).checks,
  "evaluate decisions": async () => (await import("./evaluate.ts")).decisions,
  "evaluate retail": async () => (await import("./evaluate.ts")).retail,
  "evaluate ecommerce-zh": async () => (await import("./evaluate.ts")).ecommerceZh,
  "evaluate ports": async () => (await import("./evaluate.ts")).ports,
  "evaluate service": async () => (await import("./evaluate.ts")).service,
  "evaluate first-words": async () => (await import("./evaluate.ts")).firstWords,
  "evaluate red-team": async () => (await import("./evaluate.ts")).redTeam,
  "evaluate crashes": async () => (await import("./evaluate.ts")).crashes,
  "evaluate replay": async () => (await import("./evaluate.ts")).replay,
  "evaluate waits": async () => (await import("./evaluate.ts")).waits,
  "evaluate ledger": async () => (await import("./evaluate.ts")).ledger,
};

/** Runs one call and answers its exit code: 0 done, 1 the answer is "no", 2 the call was wrong. */
async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(words, commands);
  if (call.kind === "help") {
    terminal.out(call.text.trimEnd());
    return 0;
  }
  if (call.kind === "wrong") {
    terminal.err(call.message);
    return 2;
  }
  const work = works[call.command];
  if (!work) throw new Error(`Command "${call.command}" is described in commands.ts and main.ts has no work for it.`);
  try {
    return await (
      await work()
    )(terminal, call);
  } catch (error) {
    terminal.err(error instanceof Error ? error.message : String(error));
    if (!(error instanceof CallError) && terminal.env["RUYI_DEBUG"]) terminal.err(String((error as Error).stack));
    return error instanceof CallError ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
