import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const limitMs = 6 * 60_000;

/** Where a browser is that tests and pictures can use; undefined where there is none. */
export const findBrowser = (): string | undefined =>
  [process.env["CHROMIUM"], ...browsers].find((path) => path !== undefined && existsSync(path));

/**
 * Installs Debian's Chromium and a Chinese font where that is possible, which is as root on Debian. Where it is not,
 * the browser's tests say themselves that they were skipped, and why.
 */
export function ensureBrowser(): void {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (findBrowser() !== undefined || !isRootOnDebian) return;
  console.log("Installing Chromium and a Chinese font for the browser's tests (once) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]]) {
    const { status } = spawnSync("apt-get", ["-qq", ...args], { env, stdio: "ignore", timeout: limitMs });
    if (status === 0) continue;
    console.log(`Chromium could not be installed: apt-get ${args[0]} failed.`);
    return;
  }
}
