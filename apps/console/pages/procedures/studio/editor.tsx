import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { studioWords } from "../../../words/studio.ts";
import { useSay } from "../../../words/use-say.ts";
import type { Edit } from "./history.ts";

/** A line to be shown, and how often it was asked for. */
export type Jump = { readonly line: number; readonly count: number };

type Needs = {
  readonly file: string;
  readonly title: string;
  readonly text: string;
  /** Lines on which the check found something. */
  readonly marked: ReadonlySet<number>;
  readonly jump: Jump | undefined;
  readonly onEdit: (edit: Edit) => void;
};

const lineHeightPx = 20;

/** A text with its lines numbered. Undo is the draft's own, so that it goes back through tables too. */
export function Editor({ file, title, text, marked, jump, onEdit }: Needs) {
  const say = useSay(studioWords);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const [leaves, setLeaves] = useState(false);
  useEffect(() => {
    const field = area.current;
    if (!jump || !field) return;
    const lines = field.value.split("\n");
    const start = lines.slice(0, jump.line - 1).join("\n").length + (jump.line > 1 ? 1 : 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[jump.line - 1]?.length ?? 0));
    field.scrollTop = Math.max(0, (jump.line - 6) * lineHeightPx);
    field.scrollLeft = 0;
  }, [jump]);

  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { key, ctrlKey, metaKey, shiftKey, currentTarget } = event;
    const isCommand = ctrlKey || metaKey;
    if (isCommand && key.toLowerCase() === "z") {
      event.preventDefault();
      onEdit({ kind: shiftKey ? "redo" : "undo" });
    } else if (isCommand && key.toLowerCase() === "y") {
      event.preventDefault();
      onEdit({ kind: "redo" });
    } else if (key === "Tab" && !shiftKey && !leaves && !isCommand) {
      event.preventDefault();
      insert(currentTarget, "  ");
    } else if (key === "Enter" && !isCommand) {
      // A new line begins below the one before it.
      event.preventDefault();
      const before = currentTarget.value.slice(0, currentTarget.selectionStart);
      insert(
        currentTarget,
        `\n${/[ ]*$/.exec(/^[ ]*/.exec(before.slice(before.lastIndexOf("\n") + 1))?.[0] ?? "")?.[0] ?? ""}`,
      );
    }
    setLeaves(key === "Escape");
  };

  const insert = (field: HTMLTextAreaElement, what: string): void => {
    field.setRangeText(what, field.selectionStart, field.selectionEnd, "end");
    onEdit({ kind: "typed", file, text: field.value, at: performance.now() });
  };

  const count = text.split("\n").length;
  return (
    <div className="editor">
      <label className="vh" htmlFor={id}>
        {say("editor", { title })}
      </label>
      <div className="gutter" aria-hidden="true" ref={gutter}>
        {Array.from({ length: count }, (_, index) => (
          <span key={index} className={marked.has(index + 1) ? "found" : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        id={id}
        ref={area}
        className="mono"
        lang="en"
        aria-describedby={`${id}-hint`}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        onKeyDown={onKey}
        onChange={({ target }) => onEdit({ kind: "typed", file, text: target.value, at: performance.now() })}
        onScroll={({ currentTarget }) => {
          if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
      <p className="hint" id={`${id}-hint`}>
        {say("editorHint")}
      </p>
    </div>
  );
}
