import { defineConfig } from "vitest/config";
import { findBrowser } from "./tools/browser.ts";

export default defineConfig({
  test: {
    include: ["{foundation,systems,apps,tools,tests,evaluation}/**/*.test.ts"],
    globalSetup: ["./tests/database.setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Which browser the tests use; empty where there is none.
    env: { CHROMIUM: findBrowser() ?? "" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    watch: false,
    // What will be so soon may take longer on a busy machine; a wrong page is as wrong after half a minute.
    expect: { poll: { timeout: 30_000, interval: 100 } },
  },
});
