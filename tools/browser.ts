import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Chromium without a window of its own: it draws the same pages in half the time of one that draws its frame too. */
const headless = "/usr/bin/chromium-headless-shell";
const browsers = [headless, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const limitMs = 6 * 60_000;

/** Where a browser is that tests and pictures can use; undefined where there is none. */
export const findBrowser = (): string | undefined =>
  [process.env["CHROMIUM"], ...browsers].find((path) => path !== undefined && existsSync(path));

/**
 * Installs Debian's headless Chromium and a Chinese font where that is possible, which is as root on Debian. Where it is not,
 * the browser's tests say themselves that they were skipped, and why.
 */
export function ensureBrowser(): void {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (existsSync(headless) || !isRootOnDebian) return;
  const isThere = findBrowser() !== undefined;
  console.log("Installing Chromium's headless shell and a Chinese font for the browser's tests (once) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Where a Chromium is already, a quicker one is worth a minute and no more.
  const timeout = isThere ? 60_000 : limitMs;
  const apt = (...args: string[]): boolean =>
    spawnSync("apt-get", ["-qq", ...args], { env, stdio: "ignore", timeout }).status === 0;
  const install = (browser: string): boolean =>
    apt("install", "-y", "--no-install-recommends", browser, "fonts-noto-cjk");
  // The lists of packages may be old or none, and old systems have no shell alone.
  const shell = "chromium-headless-shell";
  if (install(shell)) return;
  if (!isThere && apt("update") && (install(shell) || install("chromium"))) return;
  console.log(
    isThere
      ? "It could not be installed; the Chromium that is here does as well, slower."
      : "It could not be installed.",
  );
}
