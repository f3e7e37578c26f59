/** The texts of a draft by procedure, and the ways back and forth through what was written. */
export type Files = Readonly<Record<string, string>>;
export type History = {
  readonly files: Files;
  readonly past: readonly Files[];
  readonly future: readonly Files[];
  /** When and where it was last typed: what is typed on, within a moment, is one step back. */
  readonly typed: { readonly file: string; readonly at: number } | undefined;
};

export type Edit =
  | { readonly kind: "typed"; readonly file: string; readonly text: string; readonly at: number }
  | { readonly kind: "put"; readonly file: string; readonly text: string }
  | { readonly kind: "undo" | "redo" };

const oneStepMs = 800;
const stepsAtMost = 200;

export const begun = (files: Files): History => ({ files, past: [], future: [], typed: undefined });

/** What an edit makes of the texts. Pure. */
export function edited(history: History, edit: Edit): History {
  const { files, past, future, typed } = history;
  switch (edit.kind) {
    case "undo": {
      const before = past.at(-1);
      if (!before) return history;
      return { files: before, past: past.slice(0, -1), future: [files, ...future], typed: undefined };
    }
    case "redo": {
      const [next, ...rest] = future;
      return next ? { files: next, past: [...past, files], future: rest, typed: undefined } : history;
    }
    case "typed":
    case "put": {
      const { file, text } = edit;
      if (files[file] === text) return history;
      const now = edit.kind === "typed" ? { file, at: edit.at } : undefined;
      const goesOn = now !== undefined && typed?.file === file && now.at - typed.at < oneStepMs;
      return {
        files: { ...files, [file]: text },
        past: goesOn ? past : [...past, files].slice(-stepsAtMost),
        future: [],
        typed: now,
      };
    }
  }
}
