import { readFileSync } from "node:fs";
import { CallError, numberIn, type Terminal, urlIn } from "./terminal.ts";
import { merchantRoutes, type MerchantRoutes } from "./merchant-routes.ts";

type Call = {
  readonly values: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
};
type Work = (terminal: Terminal, call: Call) => Promise<number>;

type Tally = { readonly known: number; readonly rightBefore: number; readonly rightAfter: number };
type Taught = {
  readonly kind: "live" | "rehearsed" | "refused";
  readonly version: number | null;
  readonly rehearsal: {
    readonly traffic: Tally;
    readonly library: Tally;
    readonly refusals: readonly { readonly kind: string; readonly count: number; readonly of: number }[];
  };
};
type Share = { readonly count: number; readonly of: number } | null;
type Figures = Readonly<Record<"begun" | "answered" | "offered" | "lost" | "person", Share>> & {
  readonly messages: number;
  readonly model: { readonly version: number; readonly ownExamples: number; readonly reviewed: number };
};
type Question = {
  readonly id: string;
  readonly title: string;
  readonly name: string | null;
  readonly messages: number;
  readonly suggestion: { readonly means: string } | null;
};

/** The own words a merchant's tests bring along: one JSON line each, `{"text": "…", "means": "exchange"}`. */
export type Example = { readonly text: string; readonly means: string };

/** How well a merchant's customers are understood. */
export const status: Work = async (terminal, call) => {
  const days = numberIn(call.values, "days", { from: 7, to: 28, whole: true }) ?? 28;
  if (days !== 7 && days !== 28) throw new CallError("--days is 7 or 28.");
  const figures = await routesFor(terminal, call).get<Figures>(`?days=${days}`);
  const { messages, model } = figures;
  const shares = (["begun", "answered", "offered", "lost", "person"] as const).map((name) => [
    name,
    counted(figures[name]),
  ]);
  const own = { version: model.version, ownExamples: model.ownExamples, reviewed: model.reviewed };
  show(terminal, call, figures, Object.entries({ days, messages, ...Object.fromEntries(shares), ...own }));
  return 0;
};

/** What was asked and not understood, the most asked first. */
export const groups: Work = async (terminal, call) => {
  const state = call.values["state"] ?? "open";
  if (!["open", "taught", "aside"].includes(state)) throw new CallError("--state is open, taught or aside.");
  const questions = await routesFor(terminal, call).all<Question>(`/questions?state=${state}&limit=100`);
  if (call.switches.has("json")) terminal.out(JSON.stringify(questions));
  else
    for (const { id, messages, name, title, suggestion } of questions)
      terminal.out(
        `${id}  ${String(messages).padStart(5)}  ${name ?? title}  ${suggestion ? `(${suggestion.means}?)` : ""}`.trim(),
      );
  return 0;
};

/** One edit; the answer is no when the rehearsal refuses it. */
export const teach: Work = (terminal, call) => taught(terminal, call, false);
/** The same edit, only rehearsed. */
export const rehearse: Work = (terminal, call) => taught(terminal, call, true);

async function taught(terminal: Terminal, call: Call, dry: boolean): Promise<number> {
  const { means, group: question, reason } = call.values;
  const texts = call.operands;
  if (question === undefined && texts.length === 0)
    throw new CallError(
      "There is nothing to teach: name a group with --group ID (ruyi understanding groups), or write TEXT…",
    );
  const wish = { means, texts, dry, ...(question ? { question } : {}), ...(reason ? { reason } : {}) };
  const answer = await routesFor(terminal, call).post<Taught>("/lessons", wish);
  tell(terminal, call, answer);
  return answer.kind === "refused" ? 1 : 0;
}

/** Back to a version in one move. */
export const back: Work = async (terminal, call) => {
  const version = numberIn(call.values, "version", { from: 0, to: 1_000_000, whole: true });
  const answer = await routesFor(terminal, call).post<{ version: number }>("/live", { version });
  show(terminal, call, answer, [["live", answer.version]]);
  return 0;
};

/** Whether what is live, with more examples beside it, may go out: rehearsed at the server, and played here. */
export const gate: Work = async (terminal, call) => {
  const file = call.values["examples"];
  const more = file === undefined ? [] : examplesIn(file);
  const cases = numberIn(call.values, "cases", { from: 0, to: 1_000, whole: true }) ?? 60;
  const routes = routesFor(terminal, call);
  const { kind, rehearsal } = await routes.post<Taught>("/rehearsals", { examples: more });
  const live = await routes.all<Example>("/examples?limit=100");
  const anew = new Set(more.map(({ text }) => text));
  const candidate = [...live.filter(({ text }) => !anew.has(text)), ...more];
  // Without anything new, what is live is held against the library alone.
  const before = file === undefined ? [] : live;
  const played = cases > 0 && candidate.length > 0 ? await playedWith(before, candidate, cases) : undefined;
  const isWorse = kind === "refused" || (played !== undefined && isPlayedWorse(played));
  const report = {
    ok: !isWorse,
    examples: candidate.length,
    rehearsal: { kind, ...rehearsal },
    played: played ?? null,
  };
  show(terminal, call, report, [
    [
      "rehearsal",
      [rightOf(rehearsal), ...rehearsal.refusals.map(({ kind: why, count, of }) => `${why} ${count} of ${of}`)].join(
        "; ",
      ),
    ],
    [
      "played",
      played
        ? `passed ${played.before.passed} before, ${played.after.passed} after, of ${played.after.of}; breaches ${played.after.breaches}`
        : "nothing to play",
    ],
    [
      "gate",
      isWorse ? "worse than what is live; teach more examples, or leave some out" : "not worse than what is live",
    ],
  ]);
  return isWorse ? 1 : 0;
};

type Played = { readonly passed: number; readonly of: number; readonly breaches: number };

/** One case, or a fiftieth of them, is what words and mishaps do by chance; a breach is none. */
export const isPlayedWorse = ({ before, after }: { readonly before: Played; readonly after: Played }): boolean =>
  after.breaches > before.breaches || before.passed - after.passed > Math.max(1, after.of / 50);

async function playedWith(before: readonly Example[], after: readonly Example[], cases: number) {
  const { playTaught } = await import("./evaluate.ts");
  return { before: await playTaught(before, cases), after: await playTaught(after, cases) };
}

/** Reads examples, a JSON line each; throws `CallError` that names the line. */
function examplesIn(file: string): readonly Example[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new CallError(
      `--examples is "${file}", which cannot be read; it takes a file of JSON lines {"text", "means"}.`,
    );
  }
  return text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    const example = exampleIn(line);
    if (!example) throw new CallError(`${file}, line ${at + 1}: write {"text": "…", "means": "a procedure or none"}.`);
    return [example];
  });
}

export function exampleIn(line: string): Example | undefined {
  try {
    const { text, means } = JSON.parse(line) as { readonly text?: unknown; readonly means?: unknown };
    return typeof text === "string" && text !== "" && typeof means === "string" && means !== ""
      ? { text, means }
      : undefined;
  } catch {
    return undefined;
  }
}

function routesFor({ env }: Terminal, { values }: Call): MerchantRoutes {
  const key = env["RUYI_KEY"];
  if (!key)
    throw new CallError(
      "RUYI_KEY is not set; it takes an API key of the merchant (console, Settings, API keys) with report.read and knowledge.write.",
    );
  return merchantRoutes(
    `${urlIn(values)}/v1/merchants/${encodeURIComponent(values["merchant"] ?? "")}/understanding`,
    key,
  );
}

const counted = (share: Share): string => (share ? `${share.count} of ${share.of}` : "0");

const rightOf = ({ traffic, library }: Taught["rehearsal"]): string =>
  `right ${traffic.rightBefore} before, ${traffic.rightAfter} after, of ${traffic.known} known messages; ` +
  `${library.rightBefore} before, ${library.rightAfter} after, of ${library.known} common examples`;

function tell(terminal: Terminal, call: Call, taught: Taught): void {
  const { kind, version, rehearsal } = taught;
  show(terminal, call, taught, [
    ["outcome", version === null ? kind : `${kind}, version ${version}`],
    ["rehearsal", rightOf(rehearsal)],
    ...rehearsal.refusals.map(
      ({ kind: why, count, of }) => ["refused", `${why} ${count} of ${of}; --reason REASON insists`] as const,
    ),
  ]);
}

function show(
  terminal: Terminal,
  { switches }: Call,
  whole: unknown,
  rows: readonly (readonly [string, unknown])[],
): void {
  if (switches.has("json")) return terminal.out(JSON.stringify(whole));
  for (const [name, value] of rows) terminal.out(`${name.padEnd(14)}${String(value)}`);
}
