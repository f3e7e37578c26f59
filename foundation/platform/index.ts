export { createDatabase, type Database, type DatabaseOptions, type Transaction } from "./database.ts";
export { createGatherer, type Gatherer, type GatherOptions } from "./gather.ts";
export { type Jobs, startJobs } from "./jobs.ts";
export { migrate, migrationFiles } from "./migrations.ts";
export { announce, type Announcement, type Fact, type FactReader, readOnce, type Relay, startRelay } from "./outbox.ts";
export { type Binaries, embeddedBinaries } from "./postgres/binaries.ts";
export { type Connection, type Postgres, type PostgresOptions, startPostgres } from "./postgres/supervisor.ts";
