import type { ListWishes, Summary } from "../../api/conversations.ts";

/** Whether a conversation, as it now stands, belongs in a view. */
export function belongs({ list, agentId, language, reason }: Summary, wishes: ListWishes, me: string): boolean {
  if (wishes.language !== undefined && language !== wishes.language) return false;
  if (wishes.reason !== undefined && reason !== wishes.reason) return false;
  switch (wishes.view) {
    case "all":
      return true;
    case "mine":
      return list === "agent" && agentId === me;
    case "team":
      return list === "agent" && agentId !== me;
    default:
      return list === wishes.view;
  }
}

/**
 * The rows of a view: its newest page first as it was last asked for, then the pages read on; each as it became since,
 * and none that has left the view. A row is there once.
 */
export function rowsOf(
  head: readonly Summary[],
  pages: readonly (readonly Summary[])[],
  changed: ReadonlyMap<string, Summary>,
  wishes: ListWishes,
  me: string,
): Summary[] {
  const rows = new Map<string, Summary>();
  for (const row of [...head, ...pages.flat()]) {
    const now = newer(row, changed.get(row.id));
    if (!rows.has(row.id) && belongs(now, wishes, me)) rows.set(row.id, now);
  }
  return [...rows.values()];
}

/** What was told live may be older than what was just asked for. */
const newer = (row: Summary, told: Summary | undefined): Summary =>
  told && told.nextOffset >= row.nextOffset && told.updatedAt >= row.updatedAt ? { ...told, here: row.here } : row;
