import { CallError } from "./terminal.ts";

export type MerchantRoutes = ReturnType<typeof merchantRoutes>;

const waitMs = 120_000;

/** The routes of a merchant's own, by its key. What is refused throws with the server's words, which name the next step. */
export function merchantRoutes(base: string, key: string) {
  async function ask<Answer>(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      signal: AbortSignal.timeout(waitMs),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`${base} does not answer; is the server running, and --url right?`, { cause: error });
    });
    const answer = (await response.json().catch(() => ({}))) as { readonly title?: string; readonly detail?: string };
    if (response.ok) return answer as Answer;
    const said = answer.detail ?? answer.title ?? `The server answered ${response.status}.`;
    // A key or a name that is not right is a wrong call; what the server does not do now is not.
    if (response.status === 401) throw new CallError(`RUYI_KEY is no key of this merchant. ${said}`);
    if (response.status < 500 && response.status !== 409) throw new CallError(said);
    throw new Error(said);
  }
  return {
    get: <Answer>(path: string): Promise<Answer> => ask("GET", path),
    post: <Answer>(path: string, body: unknown): Promise<Answer> => ask("POST", path, body),
    /** All pages of a list; `path` ends in its query. */
    async all<Item>(path: string): Promise<readonly Item[]> {
      const found: Item[] = [];
      for (let next: string | null = ""; next !== null;) {
        const cursor = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
        const page: { items: Item[]; next: string | null } = await ask("GET", `${path}${cursor}`);
        found.push(...page.items);
        next = page.next;
      }
      return found;
    },
  };
}
