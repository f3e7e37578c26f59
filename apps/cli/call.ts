import { parseArgs } from "node:util";
import { nearest } from "./nearest.ts";

/** One flag of a command. */
export type Flag = {
  readonly name: string;
  /** What its value is, as `URL`; a flag without one is a switch. */
  readonly value?: string;
  readonly about: string;
  readonly required?: boolean;
};

/** A command as it is called and explained. Its name may be two words: `procedure check`. */
export type Command = {
  readonly name: string;
  readonly about: string;
  /** What follows the name besides flags, as `FILE…`; nothing when left out. */
  readonly operands?: { readonly text: string; readonly atLeast: number; readonly atMost: number };
  readonly flags: readonly Flag[];
  /** More lines of help: formats, examples. */
  readonly more?: string;
};

/** What a call means. */
export type Call =
  | {
      readonly kind: "run";
      readonly command: string;
      readonly values: Readonly<Record<string, string>>;
      readonly switches: ReadonlySet<string>;
      readonly operands: readonly string[];
    }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly message: string };

const helpFlag: Flag = { name: "help", about: "explain this" };

/** Reads the words after `ruyi`. */
export function readCall(words: readonly string[], commands: readonly Command[]): Call {
  const [first] = words;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    return { kind: "help", text: overview(commands) };
  }
  const command = commandIn(words, commands);
  if (!command) return notACommand(words, commands);
  const rest = words.slice(command.name.split(" ").length);
  const flags = [...command.flags, helpFlag];
  const { tokens } = parseArgs({
    args: rest,
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      flags.map(({ name, value }) => [name, { type: value ? "string" : "boolean" } as const]),
    ),
  });

  const values: Record<string, string> = {};
  const switches = new Set<string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    if (token.rawName === "-h") switches.add("help");
    else {
      const flag = flags.find(({ name }) => name === token.name && token.rawName.startsWith("--"));
      const problem = flag
        ? problemWith(flag, token.value, values, switches)
        : noSuchFlag(command, token.rawName, flags);
      if (problem) return wrong(command, problem);
      if (flag?.value === undefined) switches.add(token.name);
      else values[token.name] = token.value ?? "";
    }
  }
  if (switches.has("help")) return { kind: "help", text: helpOf(command) };
  const missing = command.flags.find(({ name, required }) => required && !(name in values));
  if (missing) return wrong(command, `--${missing.name} ${missing.value} is missing`);
  const { atLeast = 0, atMost = 0, text = "" } = command.operands ?? {};
  if (operands.length < atLeast) return wrong(command, `${text} is missing`);
  if (operands.length > atMost) return wrong(command, `"${operands[atMost]}" is one word too many`);
  return { kind: "run", command: command.name, values, switches, operands };
}

const commandIn = (words: readonly string[], commands: readonly Command[]): Command | undefined =>
  commands.find(({ name }) => name === words.slice(0, 2).join(" ")) ?? commands.find(({ name }) => name === words[0]);

function notACommand(words: readonly string[], commands: readonly Command[]): Call {
  const [first = "", second] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0 && (second === undefined || second === "--help" || second === "-h")) {
    const text = family.map(helpOf).join("\n");
    return second === undefined
      ? { kind: "wrong", message: `"${first}" is not a whole command.\n\n${text}` }
      : { kind: "help", text };
  }
  const said = family.length > 0 ? `${first} ${second}` : first;
  const names =
    family.length > 0
      ? family.map(({ name }) => name)
      : commands.flatMap(({ name }) => [name, name.split(" ")[0] ?? name]);
  const meant = nearest(said, names);
  return {
    kind: "wrong",
    message: `There is no command "${said}"${meant ? `; did you mean "${meant}"?` : "."} All commands: ruyi --help`,
  };
}

function problemWith(
  flag: Flag,
  value: string | undefined,
  values: Readonly<Record<string, string>>,
  switches: ReadonlySet<string>,
): string | undefined {
  if (flag.name in values || switches.has(flag.name)) return `--${flag.name} is given twice`;
  if (flag.value === undefined) return value === undefined ? undefined : `--${flag.name} takes no value`;
  return value === undefined || value === "" ? `--${flag.name} needs a value, ${flag.value}` : undefined;
}

function noSuchFlag({ name }: Command, raw: string, flags: readonly Flag[]): string {
  const meant = nearest(
    raw.replace(/^-+/, ""),
    flags.map((flag) => flag.name),
  );
  return `"${name}" has no ${raw}${meant ? `; did you mean --${meant}?` : ""}`;
}

const wrong = ({ name }: Command, problem: string): Call => ({
  kind: "wrong",
  message: `${problem}${/[?.]$/.test(problem) ? "" : "."} How to call it: ruyi ${name} --help`,
});

/** How a command is called, in one line. */
function usageOf({ name, operands, flags }: Command): string {
  const words = flags.map((flag) => {
    const text = flag.value === undefined ? `--${flag.name}` : `--${flag.name} ${flag.value}`;
    return flag.required ? text : `[${text}]`;
  });
  return ["ruyi", name, ...(operands ? [operands.text] : []), ...words].join(" ");
}

function helpOf(command: Command): string {
  const flags = [...command.flags, helpFlag].map(
    (flag) => [`  --${flag.name}${flag.value === undefined ? "" : ` ${flag.value}`}`, flag.about] as const,
  );
  const lines = [usageOf(command), "", command.about, "", ...inColumns(flags)];
  return `${[...lines, ...(command.more ? ["", command.more.trim()] : [])].join("\n")}\n`;
}

function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, about }) => [`  ${name}`, about] as const);
  return [
    "Ruyi 如一: the open service system for commerce.",
    "",
    "ruyi COMMAND [flags]",
    "",
    ...inColumns(rows),
    "",
    "ruyi COMMAND --help explains one. --json prints JSON and nothing else on standard output.",
    'Exit: 0 done, 1 the answer is "no", 2 the call was wrong.',
    "",
  ].join("\n");
}

function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, about]) => `${name.padEnd(width)}${about}`);
}
