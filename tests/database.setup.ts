/** Filled in with the platform's database: starts one PostgreSQL for all test files. */
export function setup(): void {}
