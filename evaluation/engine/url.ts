/** What is needed to reach a PostgreSQL. */
type Address = {
  readonly user?: string | undefined;
  readonly password?: unknown;
  readonly database?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
};

/** Where a database is, as DATABASE_URL says it; a URL has no place for a socket's folder but its query. */
export function urlOf({ user, password, database, host, port }: Address): string {
  const secret = typeof password === "string" ? `:${encodeURIComponent(password)}` : "";
  return `postgresql://${String(user)}${secret}@localhost/${String(database)}?host=${encodeURIComponent(String(host))}&port=${String(port)}`;
}
