import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { browserRooms, type Exception, exceptions, floors, outbuildings, plausibleFiles, roles } from "./floors.ts";
import { type Rule, worldlyFolders } from "./floors.ts";
import { codeOf, importsOf, type Import, lineAt } from "./source.ts";

/** A breach of the house's order, with what to do about it. */
export type Finding = {
  readonly file: string;
  readonly line: number;
  readonly rule: Rule;
  readonly message: string;
};

const breach = (file: string, line: number, rule: Rule, message: string): Finding => ({ file, line, rule, message });

/** The files of a tree by path from its root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

export type HouseOptions = { readonly exceptions?: readonly Exception[] };

const rooms = floors.flat();
const floorOf = new Map(floors.flatMap((names, floor) => names.map((room) => [room, floor] as const)));
const roomNamed = new Map(rooms.map((room) => [`@ruyi/${posix.basename(room)}`, room]));
const pureLibraries = new Set(["foundation/kernel", "foundation/language", "foundation/decision"]);
const isSource = (file: string): boolean => /\.(?:ts|tsx|mts|js|jsx|mjs)$/.test(file);

/** Every breach in a tree, exceptions taken off; in the order of the files. */
export function checkHouse(tree: Tree, options: HouseOptions = {}): Finding[] {
  const allowed = options.exceptions ?? exceptions;
  const packages = readPackages(tree);
  const found = [
    ...checkLock(tree),
    ...[...tree].flatMap(([file, text]) => [
      ...checkText(file, text),
      ...(isSource(file) ? checkSource(file, text, packages) : []),
    ]),
  ];
  const isAllowed = (finding: Finding): boolean =>
    allowed.some(({ file, rule }) => file === finding.file && rule === finding.rule);
  const idle = allowed.filter(({ file, rule }) => !found.some((one) => one.file === file && one.rule === rule));
  return [
    ...found.filter((finding) => !isAllowed(finding)),
    ...idle.map(({ file, rule }) =>
      breach(file, 1, "exception", `Nothing needs this exception from "${rule}"; take it out of tools/floors.ts.`),
    ),
  ];
}

type Packages = ReadonlyMap<string, { readonly forUse: ReadonlySet<string>; readonly forTests: ReadonlySet<string> }>;

/** What each room's package.json declares; the root's under "". */
function readPackages(tree: Tree): Packages {
  const names = (list: unknown): string[] => Object.keys(list ?? {});
  return new Map(
    ["", ...rooms].flatMap((room) => {
      const text = tree.get(posix.join(room, "package.json"));
      if (text === undefined) return [];
      const { dependencies, optionalDependencies, peerDependencies, devDependencies } = JSON.parse(text);
      const forUse = [...names(dependencies), ...names(optionalDependencies), ...names(peerDependencies)];
      return [[room, { forUse: new Set(forUse), forTests: new Set([...forUse, ...names(devDependencies)]) }] as const];
    }),
  );
}

type Place = {
  readonly file: string;
  /** The room or outbuilding that the file belongs to; undefined for files of the root. */
  readonly room: string | undefined;
  readonly isTest: boolean;
};

function placeOf(file: string): Place {
  const room = [...rooms, ...outbuildings].find((folder) => file.startsWith(`${folder}/`));
  const name = posix.basename(file);
  const isTest =
    /(?:\.test|\.fixture|\.setup|-suite)\.\w+$/.test(name) ||
    /^testing\.\w+$/.test(name) ||
    /(?:^|\/)tests\//.test(file);
  return { file, room, isTest };
}

function checkSource(file: string, text: string, packages: Packages): Finding[] {
  const place = placeOf(file);
  const code = codeOf(text);
  const imports = importsOf(text, code);
  const inHouse = /^(?:apps|systems|foundation)\//.test(file);
  if (inHouse && place.room === undefined) {
    return [
      { file, line: 1, rule: "upward", message: "This room stands on no floor; give it one in tools/floors.ts." },
    ];
  }
  return [
    ...imports.flatMap((one) => checkImport(place, one, packages)),
    ...checkFolderReads(place, text, code),
    ...checkWorld(place, code, imports),
    ...checkTests(place, code),
  ];
}

function checkImport(place: Place, one: Import, packages: Packages): Finding[] {
  const { file, room } = place;
  const { specifier, line } = one;
  const finding = (rule: Rule, message: string): Finding[] => [breach(file, line, rule, message)];
  if (room === undefined || specifier.startsWith("node:")) return [];

  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    if (target.startsWith(`${room}/`)) return [];
    return finding("leaves-room", `"${specifier}" leaves ${room}; go through the other room's door.`);
  }
  if (builtinModules.includes(specifier)) {
    return finding("undeclared", `Write "node:${specifier}", so that it cannot be taken for a package.`);
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const undeclared = isDeclared(place, one, name, packages)
    ? []
    : finding("undeclared", `"${name}" is not declared in ${room}'s package.json.`);
  if (!name.startsWith("@ruyi/")) return undeclared;

  const target = roomNamed.get(name);
  if (target === undefined) return finding("upward", `There is no room "${name}" in tools/floors.ts.`);
  return [...undeclared, ...checkFloors(place, one, target), ...checkDoor(place, one, target)];
}

function isDeclared({ room, isTest }: Place, one: Import, name: string, packages: Packages): boolean {
  if (room === undefined) return true;
  if (outbuildings.includes(room)) return name.startsWith("@ruyi/") || Boolean(packages.get("")?.forTests.has(name));
  const own = packages.get(room);
  if (own?.forUse.has(name)) return true;
  const forTests = Boolean(own?.forTests.has(name) || packages.get("")?.forTests.has(name));
  return (isTest || one.typeOnly) && forTests;
}

function checkFloors({ file, room }: Place, { line, specifier }: Import, target: string): Finding[] {
  const from = floorOf.get(room ?? "");
  const to = floorOf.get(target) ?? 0;
  if (from === undefined || to > from) return [];
  if (to < from) {
    const message = `"${specifier}" stands above ${room}; take what it gives as an argument, or announce a fact.`;
    return [breach(file, line, "upward", message)];
  }
  const message =
    target === room
      ? `A room does not come in by its own door; import the file itself.`
      : `"${specifier}" stands on the floor of ${room}; let apps/server hand over the function, or announce a fact.`;
  return [breach(file, line, "sideways", message)];
}

function checkDoor({ file, room, isTest }: Place, { line, specifier }: Import, target: string): Finding[] {
  const door = specifier.split("/").slice(2).join("/");
  if (door !== "" && door !== "contract" && door !== "testing") {
    const message = `"${specifier}" passes the door; ${target} has "", "/contract" and "/testing".`;
    return [breach(file, line, "past-door", message)];
  }
  if (door === "testing" && !isTest) {
    return [breach(file, line, "testing-door", `"${specifier}" is for tests only.`)];
  }
  if (browserRooms.includes(room ?? "") && door !== "contract" && !pureLibraries.has(target)) {
    return [breach(file, line, "browser-door", `A browser knows ${target} by its "/contract" door only.`)];
  }
  return [];
}

/** Files read by a path beside the module must lie in the room too; imports that are computed cannot be checked. */
function checkFolderReads({ file, room }: Place, text: string, code: string): Finding[] {
  if (room === undefined || outbuildings.includes(room)) return [];
  const computed = [...code.matchAll(/(?<![\w$.])import\s*\(\s*[^"'`\s]/g)].map((match) =>
    breach(
      file,
      lineAt(code, match.index),
      "past-door",
      "A computed import cannot be checked; write the module's name.",
    ),
  );
  const reads = [...code.matchAll(/(?<![\w$.])new\s+URL\s*\(\s*["'`]/g)].flatMap((match) => {
    const open = match.index + match[0].length;
    const path = text.slice(open, code.indexOf(code[open - 1] ?? "", open));
    if (!path.startsWith(".") || `${posix.join(posix.dirname(file), path)}/`.startsWith(`${room}/`)) return [];
    const line = lineAt(code, match.index);
    return [breach(file, line, "leaves-room", `"${path}" leaves ${room}; be handed the folder.`)];
  });
  return [...computed, ...reads];
}

/** Node's own modules that compute and do nothing else. */
const pureModules = new Set([
  "assert",
  "buffer",
  "crypto",
  "events",
  "path",
  "punycode",
  "string_decoder",
  "url",
  "util",
]);
const chanceInCrypto =
  /^(?:\*|default|webcrypto|random\w*|getRandomValues|generate\w*|createDiffieHellman|createECDH)$/;

type Touch = { readonly pattern: RegExp; readonly what: string };

const clockTouches: readonly Touch[] = [
  { pattern: /(?<![\w$.])new\s+Date\b(?!\s*\(\s*[^\s)])/g, what: "new Date() reads the clock" },
  { pattern: /(?<![\w$.])(?<!new\s+)Date\s*\(/g, what: "Date() reads the clock" },
  { pattern: /(?<![\w$.])Date\s*\.\s*now\b/g, what: "Date.now reads the clock" },
  { pattern: /(?<![\w$.])Temporal\s*\.\s*Now\b/g, what: "Temporal.Now reads the clock" },
  { pattern: /(?<![\w$.])performance\s*\./g, what: "performance reads the clock" },
  { pattern: /(?<![\w$.])Math\s*\.\s*random\b/g, what: "Math.random is chance" },
  { pattern: /(?<![\w$.])crypto\s*\./g, what: "The global crypto is chance" },
];

const worldTouches: readonly Touch[] = [
  { pattern: /(?<![\w$.])process\s*[.[]/g, what: "process is the machine" },
  { pattern: /(?<![\w$.])console\s*\./g, what: "console writes to the terminal" },
  { pattern: /(?<![\w$.])fetch\s*\(/g, what: "fetch goes to the network" },
  { pattern: /(?<![\w$.])set(?:Timeout|Interval|Immediate)\b/g, what: "A timer waits on the clock" },
  { pattern: /(?<![\w$.])(?:globalThis|queueMicrotask)\b/g, what: "The global scope is the machine's" },
];

const onlyRoles = `only files named for a role (${roles.join(", ")}) may.`;

function checkWorld({ file, room, isTest }: Place, code: string, imports: readonly Import[]): Finding[] {
  if (room === undefined || isTest || worldlyFolders.some((folder) => `${room}/`.startsWith(`${folder}/`))) return [];
  const touches = (rule: Rule, list: readonly Touch[], instead: string): Finding[] =>
    list.flatMap(({ pattern, what }) =>
      [...code.matchAll(pattern)].map(({ index }) => breach(file, lineAt(code, index), rule, `${what}; ${instead}`)),
    );
  const chance = imports
    .filter(({ specifier, typeOnly }) => specifier === "node:crypto" && !typeOnly)
    .flatMap(({ names, line }) =>
      names
        .filter((name) => chanceInCrypto.test(name))
        .map((name) => breach(file, line, "clock", `"${name}" of node:crypto can give chance; be handed the bytes.`)),
    );
  const clock = [...touches("clock", clockTouches, "be handed it as an argument."), ...chance];
  if (roles.includes(posix.basename(file).split(".")[0] ?? "")) return clock;

  const worldly = imports
    .filter(({ typeOnly }) => !typeOnly)
    .filter(({ specifier }) =>
      specifier.startsWith("node:") ? !pureModules.has(specifier.slice(5).split("/")[0] ?? "") : isPlatform(specifier),
    )
    .map(({ specifier, line }) => breach(file, line, "world", `"${specifier}" touches the world; ${onlyRoles}`));
  return [...clock, ...worldly, ...touches("world", worldTouches, onlyRoles)];
}

const isPlatform = (specifier: string): boolean =>
  specifier === "@ruyi/platform" || specifier.startsWith("@ruyi/platform/");

function checkTests({ file, isTest }: Place, code: string): Finding[] {
  if (!isTest) return [];
  const all = (rule: Rule, pattern: RegExp, message: string): Finding[] =>
    [...code.matchAll(pattern)].map(({ index }) => breach(file, lineAt(code, index), rule, message));
  const reason = "A skipped test says why: context.skip(condition, reason).";
  return [
    ...all(
      "only",
      /(?<![\w$.])(?:test|it|describe|suite)(?:\.\w+)*\.only\b/g,
      "This keeps all other tests from running.",
    ),
    ...all(
      "skip-without-reason",
      /(?<![\w$.])(?:test|it|describe|suite)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo)\b/g,
      reason,
    ),
    ...all("skip-without-reason", /\.skip\(\s*\)/g, reason),
  ];
}

const registries =
  /(?:https?:)?\/\/[\w.-]*(?:registry|artifactory|nexus|verdaccio)[\w.-]*|\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)|pypi\.org|files\.pythonhosted|npm\.pkg\.github|proxy\.golang\.org)\b/gi;
const machinePaths = /(?<![\w.}-])\/(?:root\/|work\/(?:main|shared|\.)|tmp\/ruyi)/g;
const resolved = /"resolved":\s*"https?:/g;

function checkText(file: string, text: string): Finding[] {
  const all = (rule: Rule, pattern: RegExp, message: string): Finding[] =>
    [...text.matchAll(pattern)].map(({ index }) => breach(file, lineAt(text, index), rule, message));
  const lock = posix.basename(file) === "package-lock.json";
  return [
    ...all("registry", registries, "The repository names no package registry: every machine has its own."),
    ...all("machine-path", machinePaths, "This path exists on one machine only."),
    ...all("unmerged", /^(?:<{7}|>{7}) /gm, "Two versions stand here side by side; make one of them."),
    ...(lock ? all("lock", resolved, "The lockfile names no registry; .npmrc keeps it so: install again.") : []),
  ];
}

type Locked = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const lists = ["dependencies", "optionalDependencies", "devDependencies"] as const;

/**
 * `npm ci` refuses a lockfile that differs from a package.json, or that lacks a package some entry names as optional
 * (which happens when it was not published for every platform). Better to hear it here than in a fresh clone.
 */
function checkLock(tree: Tree): Finding[] {
  const file = "package-lock.json";
  const text = tree.get(file);
  if (text === undefined) return [];
  const locked: Readonly<Record<string, Locked>> = JSON.parse(text).packages;
  const nameOf = (path: string): string => path.split("node_modules/").at(-1) ?? path;
  const held = new Set(Object.keys(locked).map(nameOf));
  return Object.entries(locked).flatMap(([path, entry]) => {
    const lost = Object.keys(entry["optionalDependencies"] ?? {}).filter((name) => !held.has(name));
    const first = `${lost[0]}${lost.length > 1 ? ` and ${lost.length - 1} more` : ""}`;
    const incomplete = `${nameOf(path)} asks for ${first}, which it lacks; take a version published for all platforms.`;
    const source = path.includes("node_modules/") ? undefined : tree.get(posix.join(path, "package.json"));
    const own: Locked = source === undefined ? entry : JSON.parse(source);
    const differs = lists.filter((list) => !sameEntries(own[list], entry[list]));
    const stale = `${posix.join(path, "package.json")} has other ${differs.join(" and ")}; run npm install.`;
    return [
      ...(lost.length > 0 ? [breach(file, 1, "lock", incomplete)] : []),
      ...(differs.length > 0 ? [breach(file, 1, "lock", stale)] : []),
    ];
  });
}

const sameEntries = (one: object = {}, other: object = {}): boolean =>
  JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());

/** A tree as git lists it (tracked, or new and not ignored); where there is no git, as it lies in the folder. */
export function readTree(root: string): { readonly tree: Tree; readonly unread: readonly string[] } {
  const tree = new Map<string, string>();
  const unread: string[] = [];
  for (const file of listFiles(root)) {
    if (/\.(?:png|jpe?g|gif|ico|webp|woff2?|gz|zip|wasm|bin)$/.test(file)) continue;
    try {
      tree.set(file, readFileSync(join(root, file), "utf8"));
    } catch {
      unread.push(file);
    }
  }
  return { tree, unread };
}

function listFiles(root: string): string[] {
  const git = (...args: string[]): string[] | undefined => {
    // A clone that belongs to someone else is safe to list.
    const call = ["-c", "safe.directory=*", "-c", "core.quotePath=false", "ls-files", "-z", ...args];
    const done = spawnSync("git", call, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    return done.status === 0 ? done.stdout.split("\0").filter((file) => file !== "") : undefined;
  };
  const listed = git("--cached", "--others", "--exclude-standard");
  if (!listed) return walk(root, "");
  const deleted = new Set(git("--deleted"));
  return [...new Set(listed)].filter((file) => !deleted.has(file)).toSorted();
}

const notOurs = new Set(["node_modules", ".git", ".ruyi", ".cache", "dist", "coverage"]);

const walk = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });

/** The whole check of a checkout: its breaches, and the sentence to print when there are none. */
export function inspect(root: string): { readonly findings: readonly Finding[]; readonly summary: string } {
  const { tree, unread } = readTree(root);
  const sources = [...tree.keys()].filter(isSource).length;
  const lost = unread.map((file) => breach(file, 1, "unread", "git lists this file and it cannot be read."));
  const few: Finding[] =
    sources >= plausibleFiles
      ? []
      : [breach(".", 1, "unread", `Only ${sources} sources were read; expected ${plausibleFiles}.`)];
  return {
    findings: [...lost, ...few, ...checkHouse(tree)],
    summary: `${sources} source files of ${tree.size} read`,
  };
}

export const printFinding = ({ file, line, rule, message }: Finding): string => `${file}:${line}  ${rule}: ${message}`;

/** The root of the checkout that a tool belongs to. */
export const root: string = dirname(import.meta.dirname);

if (import.meta.main) {
  if (!existsSync(join(root, "package.json"))) throw new Error(`There is no house at ${root}.`);
  const { findings, summary } = inspect(root);
  for (const finding of findings) console.log(printFinding(finding));
  console.log(findings.length === 0 ? `The house stands: ${summary}.` : `${findings.length} breaches: ${summary}.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
