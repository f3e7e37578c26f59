import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

export type HeldFolder = { readonly release: () => void };

/**
 * Makes sure that one server at a time serves from a data folder. Throws, naming the process, when another does;
 * a name left by a process that was killed counts for nothing.
 */
export function holdFolder(home: string): HeldFolder {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, "server.pid");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = openSync(file, "wx", 0o600);
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = Number(readFileSync(file, "utf8"));
      if (pid !== process.pid && isServer(pid)) {
        throw new Error(
          `Another Ruyi (process ${pid}) serves from ${home}; stop it first, or set RUYI_HOME to another folder.`,
          {
            cause: error,
          },
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Error(`The data folder ${home} is being taken by several servers at once; start one.`);
}

/** A number may by now be another program's; where the system tells, only a node process counts. */
function isServer(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
    return state !== "Z" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("node");
  } catch {
    return process.platform !== "linux";
  }
}
