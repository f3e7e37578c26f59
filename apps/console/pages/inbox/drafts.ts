/** What is being written, by conversation, on this device only: it is still there after the page was closed. */

const key = "ruyi.console.drafts";
const draftsAtMost = 60;

/** What is for the customer and what is for colleagues are two things: one must never be sent as the other. */
export type Draft = { readonly reply: string; readonly note: string; readonly isNote: boolean };
const nothing: Draft = { reply: "", note: "", isNote: false };
type Drafts = Readonly<Record<string, Draft>>;

export type Shelf = Pick<Storage, "getItem" | "setItem">;

function all(shelf: Shelf): Drafts {
  try {
    const read: unknown = JSON.parse(shelf.getItem(key) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Drafts) : {};
  } catch {
    return {};
  }
}

export function draftOf(shelf: Shelf, conversation: string): Draft {
  const { reply, note, isNote } = { ...nothing, ...all(shelf)[conversation] };
  return { reply: String(reply), note: String(note), isNote: isNote === true };
}

/** Keeps a draft, the newest last; an empty one is taken away. False where the browser keeps nothing. */
export function keepDraft(shelf: Shelf, conversation: string, draft: Draft): boolean {
  const { [conversation]: _before, ...others } = all(shelf);
  const isEmpty = draft.reply === "" && draft.note === "";
  const kept = Object.entries(isEmpty ? others : { ...others, [conversation]: draft }).slice(-draftsAtMost);
  try {
    shelf.setItem(key, JSON.stringify(Object.fromEntries(kept)));
    return true;
  } catch {
    return false;
  }
}
