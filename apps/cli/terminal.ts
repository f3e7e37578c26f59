import { createInterface } from "node:readline";

/** What a command speaks to. Results go to `out`, everything else to `err`. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Standard input, line by line. */
  readonly lines: () => AsyncIterable<string>;
  /** Whether a person types at it, and whether it shows colours. */
  readonly isTyped: boolean;
  readonly isColoured: boolean;
};

/** The call itself was wrong: exit 2. */
export class CallError extends Error {}

/** The process's own streams. A reader that has gone, as `head`, ends the process quietly. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
  return {
    env: process.env,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    isTyped: process.stdin.isTTY,
    isColoured: process.stdout.isTTY && !process.env["NO_COLOR"],
  };
}

/** A number a flag was given, within bounds; throws `CallError` for anything else. */
export function numberIn(
  values: Readonly<Record<string, string>>,
  name: string,
  bounds: { readonly from: number; readonly to: number; readonly whole?: boolean },
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  const fits =
    text.trim() !== "" && number >= bounds.from && number <= bounds.to && (!bounds.whole || Number.isInteger(number));
  if (fits) return number;
  throw new CallError(
    `--${name} is "${text}"; it takes ${bounds.whole ? "a whole number" : "a number"} from ${bounds.from} to ${bounds.to}.`,
  );
}

/** The address a server answers at, without a slash at its end; throws `CallError` for anything else. */
export function urlIn(values: Readonly<Record<string, string>>): string {
  const text = values["url"] ?? "";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol)) return url.href.replace(/\/+$/, "");
  throw new CallError(`--url is "${text}"; it takes an address as http://127.0.0.1:4000.`);
}
