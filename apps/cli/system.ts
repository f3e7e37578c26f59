import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createNewId, formatMoney, money } from "@ruyi/kernel";
import { createDatabase, type Database, startPostgres } from "@ruyi/platform";
import {
  demoCustomers,
  demoView,
  type House,
  openHouse,
  poolFor,
  readSettings,
  seedDemo,
  type Settings,
  startServer,
} from "@ruyi/server";
import { createTenancy, masterKeyIn, type Tenancy } from "@ruyi/tenancy";
import { CallError, type Terminal } from "./terminal.ts";

export { demoCustomers };

type Flags = { readonly switches: ReadonlySet<string> };

/** Serves until it is told to stop. */
export async function start(terminal: Terminal): Promise<number> {
  const settings = settingsIn(terminal);
  const server = await startServer(settings);
  terminal.out(`Ruyi is ready at ${server.url}`);
  if (server.signInLink) terminal.out(`  One-time sign-in link for the owner  ${server.signInLink}`);
  terminal.out(`  Data in ${settings.home}; stop with Ctrl+C`);
  await new Promise<void>((stopped) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopped);
  });
  await server.stop();
  return 0;
}

export async function migrate(terminal: Terminal, { switches }: Flags): Promise<number> {
  const migrated = await withHouse(terminal, "may-be-new", (house) => Promise.resolve(house.migrated));
  if (switches.has("json")) terminal.out(JSON.stringify({ migrated }));
  else terminal.out(migrated.length === 0 ? "The database is up to date." : `Migrated: ${migrated.join(", ")}.`);
  return 0;
}

export async function seed(terminal: Terminal, { switches }: Flags): Promise<number> {
  const seeded = await withHouse(terminal, "may-be-new", seedDemo);
  if (switches.has("json")) terminal.out(JSON.stringify({ seeded }));
  else terminal.out(seeded ? "The demo market is loaded." : "The demo market was there already.");
  return 0;
}

export async function demo(terminal: Terminal, { switches }: Flags): Promise<number> {
  const view = await withHouse(terminal, "must-exist", demoView);
  if (switches.has("json")) {
    terminal.out(JSON.stringify(view));
    return 0;
  }
  for (const { slug, name, languages, identitySecret } of view.merchants) {
    terminal.out(`${slug}  ${name.zh} ${name.en}  (${languages.join(", ")})  identity secret ${identitySecret}`);
    for (const customer of view.customers.filter(({ merchant }) => merchant === slug)) {
      terminal.out(`  ${customer.id}  ${customer.stars === "new" ? "new" : `${customer.stars} stars`}`);
      for (const { id, number, state, items, amount, deliveredAt } of customer.orders) {
        const titles = items.map(({ title, quantity }) => `${quantity} × ${title.en}`).join(", ");
        const delivered = deliveredAt === null ? "" : ` ${deliveredAt.slice(0, 10)}`;
        terminal.out(
          `    ${number}  ${state}${delivered}  ${formatMoney(money(amount.minor, amount.currency), "en")}  ${titles}  (${id})`,
        );
      }
    }
  }
  return 0;
}

/** Opens the house on the data of `RUYI_HOME` or `DATABASE_URL` for as long as `work` takes, beside a server or alone. */
async function withHouse<T>(
  terminal: Terminal,
  data: "must-exist" | "may-be-new",
  work: (house: House) => Promise<T>,
): Promise<T> {
  const settings = { ...settingsIn(terminal), logLevel: "silent" as const };
  mustExist(settings, data);
  const house = await openHouse(settings);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** Opens no more than the merchants and their keys: enough to sign an identity, in a fraction of the time. */
export async function withTenancy<T>(
  terminal: Terminal,
  work: (tenancy: Tenancy, database: Database) => Promise<T>,
): Promise<T> {
  const settings = settingsIn(terminal);
  mustExist(settings, "must-exist");
  const postgres =
    settings.databaseUrl === undefined ? await startPostgres({ folder: join(settings.home, "postgres") }) : undefined;
  const database = createDatabase(postgres ? { ...postgres.connection } : poolFor(settings.databaseUrl ?? ""));
  const clock = { now: () => new Date() };
  const newId = createNewId(
    () => Date.now(),
    () => randomBytes(16),
  );
  try {
    return await work(
      createTenancy({ database, clock, newId, randomBytes, masterKey: masterKeyIn(settings.home, randomBytes) }),
      database,
    );
  } finally {
    await database.close();
    if (postgres?.launched) await postgres.stop();
  }
}

/** Says so when there is nothing to look at, rather than making it. */
function mustExist(settings: Settings, data: "must-exist" | "may-be-new"): void {
  if (data === "may-be-new" || settings.databaseUrl !== undefined) return;
  if (!existsSync(join(settings.home, "postgres"))) {
    throw new CallError(`There is no system in ${settings.home}; start one with npm start, or set RUYI_HOME.`);
  }
}

function settingsIn(terminal: Terminal): Settings {
  try {
    return readSettings(terminal.env);
  } catch (error) {
    throw new CallError(error instanceof Error ? error.message : String(error));
  }
}
