import { readSettings } from "./settings.ts";
import { startServer } from "./server.ts";

/** Serves until it is told to stop; says in one sentence why when it cannot start. */
async function main(): Promise<void> {
  const began = performance.now();
  const settings = readSettings(process.env);
  const server = await startServer(settings);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`Ruyi is ready at ${server.url}`);
  console.log(`  API description  ${server.url}/openapi.json`);
  if (settings.demo)
    console.log(`  Talk as a customer  npx ruyi chat --url ${server.url} --merchant yunshang --customer mei`);
  if (server.signInLink) console.log(`  One-time sign-in link for the owner, 1 use  ${server.signInLink}`);
  console.log(`  Started in ${seconds} s; data in ${settings.home}; stop with Ctrl+C`);

  let stopping = false;
  const stop = (): void => {
    if (stopping) return process.exit(130);
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("Ruyi did not stop cleanly; nothing committed is lost.", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

try {
  await main();
} catch (error) {
  console.error(`Ruyi cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
