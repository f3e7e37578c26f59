import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { DecisionError, parseDmn, type TableInDmn, tablesOf } from "@ruyi/decision";
import {
  bpmnOf,
  checkProcedure,
  findingsOfTable,
  isProcedure,
  isScript,
  linkProcedures,
  logText,
  playScript,
  type Procedure,
  type ProcedureFinding,
  type ProcedureSource,
  readProcedure,
  readScript,
  scriptFor,
  standardFolder,
} from "@ruyi/sop";
import { CallError, type Terminal } from "./terminal.ts";

type Parts = ReadonlyMap<string, ProcedureSource>;
type FileFinding = { readonly file: string; readonly script?: string } & ProcedureFinding;
type Flags = {
  readonly values: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  readonly operands: readonly string[];
};

/** Checks files; a file that cannot be read is a wrong call, what it says wrongly is a finding. */
export async function check(terminal: Terminal, { operands: files, values, switches }: Flags): Promise<number> {
  const texts = files.map((file) => ({ file, text: textOf(file) }));
  const own = texts.filter(({ file }) => isYaml(file)).map(({ text }) => text);
  const parts = partsFor(files.map(dirname), own);
  const found = texts.flatMap(({ file, text }) => findingsIn(file, text, parts).map((each) => ({ file, ...each })));
  const folder = values["scripts"];
  const findings = folder === undefined ? found : withScripts(folder, found);

  if (switches.has("json")) terminal.out(JSON.stringify({ files: files.length, findings }));
  else for (const line of findingLines(files.length, findings)) terminal.out(line);
  return findings.length === 0 ? 0 : 1;
}

/** Writes a case for each finding that has one as a script, to be played with `procedure run`. */
function withScripts(folder: string, findings: readonly FileFinding[]): FileFinding[] {
  mkdirSync(folder, { recursive: true });
  return findings.map((finding, index) => {
    const { file } = finding;
    const procedure = isYaml(file) ? linkedOrNone(file) : undefined;
    const script = procedure && scriptFor(procedure, finding);
    if (!script) return finding;
    const path = join(folder, `${basename(file, extname(file))}-${index + 1}-${finding.rule}.json`);
    writeFileSync(path, `${JSON.stringify(script, undefined, 2)}\n`);
    return { ...finding, script: path };
  });
}

/** A procedure that cannot be joined to its parts cannot be played either. */
function linkedOrNone(file: string): Procedure | undefined {
  try {
    return linkedProcedure(file);
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

function findingsIn(file: string, text: string, parts: Parts): ProcedureFinding[] {
  if (extname(file) === ".dmn") {
    return dmnTables(file, text).flatMap(({ element, source }) => findingsOfTable(source, `decision "${element}"`));
  }
  if (!isYaml(file)) throw new CallError(`${file} is neither a procedure (.yaml) nor a decision model (.dmn).`);
  const source = readProcedure(text);
  if (isProcedure(source)) return checkProcedure(source, parts);
  const broken = source.find(({ at }) => at === "file");
  if (broken) throw new CallError(`${file} is no YAML: ${broken.message.split("\n")[0]}`);
  return source.map(({ at, message }) => ({ rule: ruleOfPlace(at), at, message: `${at}: ${message}.`, witness: {} }));
}

/** What a procedure lacks so much that it cannot be read is named like what the check would have said. */
function ruleOfPlace(at: string): string {
  if (/^steps\..+\.due$/.test(at)) return "promise";
  if (/^steps\..+\.key$/.test(at)) return "key";
  return "shape";
}

function dmnTables(file: string, text: string): TableInDmn[] {
  try {
    return tablesOf(parseDmn(text));
  } catch (error) {
    if (error instanceof DecisionError) throw new CallError(`${file} is no decision model: ${error.message}`);
    throw error;
  }
}

function findingLines(files: number, findings: readonly FileFinding[]): string[] {
  const lines = findings.flatMap(({ file, rule, at, message, witness, script }) => {
    const shown = Object.keys(witness).length === 0 ? [] : [`    for example ${JSON.stringify(witness)}`];
    const play = script === undefined ? [] : [`    to see it: ruyi procedure run ${file} --script ${script}`];
    return [`${file}: ${at}: ${rule}`, `    ${message}`, ...shown, ...play];
  });
  const checked = `${files} ${files === 1 ? "file" : "files"} checked`;
  return [...lines, findings.length === 0 ? `${checked}: nothing found.` : `${checked}: ${findings.length} found.`];
}

/** Plays a script; exit 1 when a move was not open. */
export async function run(terminal: Terminal, { operands: [file = ""], values, switches }: Flags): Promise<number> {
  const procedure = linkedProcedure(file);
  const scriptFile = values["script"] ?? "";
  const script = readScript(jsonIn(scriptFile));
  if (!isScript(script)) {
    const told = script.map(({ at, message }) => `${at === "" ? "" : `${at}: `}${message}`).join("; ");
    throw new CallError(`${scriptFile} is no script: ${told}. Its form: ruyi procedure run --help`);
  }

  const played = playScript(procedure, script);
  const { run: ran, kind, lines } = played;
  if (switches.has("json")) {
    const stuck =
      kind === "stuck" ? { move: played.move, why: played.why, open: played.open, awaits: played.awaits } : {};
    const outcome = ran.state.kind === "ended" ? { outcome: ran.state.outcome } : {};
    const { id, version } = procedure;
    terminal.out(JSON.stringify({ procedure: id, version, state: ran.state.kind, ...outcome, log: lines, ...stuck }));
  } else {
    terminal.out(logText(played).trimEnd());
  }
  if (kind === "played") return 0;
  terminal.err(`Move ${played.move + 1} of the script is not open (${played.why}).`);
  if (!switches.has("json")) {
    for (const open of played.open) terminal.err(`  open: ${JSON.stringify(open)}`);
    for (const awaited of played.awaits) terminal.err(`  awaits: ${awaited}`);
  }
  return 1;
}

/** Writes a procedure of a file, or of the library by its id, as BPMN. */
export async function exportAs(
  terminal: Terminal,
  { operands: [name = ""], values, switches }: Flags,
): Promise<number> {
  if (!switches.has("bpmn")) throw new CallError("Say as what to write it: --bpmn.");
  const { language = "en" } = values;
  if (language !== "zh" && language !== "en")
    throw new CallError(`There are no words in "${language}"; --language takes zh or en.`);
  const file = isYaml(name) ? name : join(standardFolder, `${basename(name)}.yaml`);
  terminal.out((await bpmnOf(linkedProcedure(file), language)).trimEnd());
  return 0;
}

function linkedProcedure(file: string): Procedure {
  const source = readProcedure(textOf(file));
  if (!isProcedure(source)) {
    const told = source
      .slice(0, 3)
      .map(({ at, message }) => `${at}: ${message}`)
      .join("; ");
    throw new CallError(`${file} is no procedure: ${told}. All of it: ruyi procedure check ${file}`);
  }
  const parts = new Map([...partsFor([dirname(file)], []), [source.id, source]]);
  try {
    const linked = linkProcedures(neededBy(source, parts)).find(({ id }) => id === source.id);
    if (linked) return linked;
  } catch (error) {
    throw new CallError(error instanceof Error ? error.message : String(error));
  }
  throw new Error(`Procedure "${source.id}" was lost on the way to be linked.`);
}

/** The procedure and all that it calls, however far down. */
function neededBy(source: ProcedureSource, parts: Parts): ProcedureSource[] {
  const needed = new Set([source]);
  for (const each of needed) {
    for (const step of Object.values(each.steps)) {
      const part = step.kind === "call" ? parts.get(step.procedure) : undefined;
      if (part) needed.add(part);
    }
  }
  return [...needed];
}

/** Procedures that may be called: those given, those beside them, and those that come with Ruyi; the nearest first. */
function partsFor(folders: readonly string[], own: readonly string[]): Parts {
  const parts = new Map<string, ProcedureSource>();
  const take = (text: string): void => {
    const source = readProcedure(text);
    if (isProcedure(source)) parts.set(source.id, source);
  };
  for (const folder of [standardFolder, ...new Set(folders)]) {
    for (const name of readdirSync(folder).filter(isYaml)) take(readFileSync(join(folder, name), "utf8"));
  }
  own.forEach(take);
  return parts;
}

const isYaml = (file: string): boolean => [".yaml", ".yml"].includes(extname(file));

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CallError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
}

function jsonIn(file: string): unknown {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CallError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
