import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { type Content, type Reading, studio, type Texts } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { begun, type Edit, edited, type History } from "./history.ts";

export type Saving =
  | { readonly kind: "saved"; readonly at: string | undefined }
  | { readonly kind: "unsaved" | "saving" | "failed" };

export type Draft = {
  readonly texts: Texts;
  readonly history: History;
  readonly edit: (edit: Edit) => void;
  readonly content: Content;
  readonly saving: Saving;
  /** What is not kept yet is not to be kept any more. */
  readonly abandon: () => void;
  /** What the service reads in the text, or last read; `isOld` while a newer text is not read yet. */
  readonly reading: Reading | undefined;
  readonly isOld: boolean;
  /** The last reading that had a drawing. */
  readonly portrait: Reading["portrait"];
  readonly error: unknown;
  readonly again: () => void;
};

const readAfterMs = 300;
const saveAfterMs = 900;
const saveAgainAfterMs = 5_000;

/** What is kept of the files: the procedure's own, and the parts that differ from what stood there or were changed before. */
function contentOf({ procedure, files }: Texts, texts: Readonly<Record<string, string>>): Content {
  const parts = files.filter(({ id, own, text }) => id !== procedure && (own || texts[id] !== text));
  return {
    kind: "text",
    // An empty text is one that says nothing yet, and is told so by the check.
    text: texts[procedure] || "\n",
    parts: Object.fromEntries(parts.map(({ id }) => [id, texts[id] || "\n"])),
  };
}

/** A draft in the hands of its author: read and kept as it is written. */
export function useDraft(merchant: string, texts: Texts): Draft {
  const api = useApi(studio);
  const id = texts.procedure;
  const [history, edit] = useReducer(edited, texts, (each) =>
    begun(Object.fromEntries(each.files.map((file) => [file.id, file.text]))),
  );
  const { files } = history;
  const settled = useSettled(files, readAfterMs);
  const reading = useQuery({
    queryKey: ["studio-reading", merchant, id, settled],
    queryFn: () => api.read(merchant, id, contentOf(texts, settled)),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: 1,
  });
  const [saving, abandon] = useSaving(merchant, texts, files);
  const [portrait, setPortrait] = useState<Reading["portrait"]>(null);
  const fresh = reading.data?.portrait;
  if (fresh && fresh !== portrait) setPortrait(fresh);
  return {
    ...{ texts, history, edit, portrait, saving, abandon },
    content: contentOf(texts, files),
    reading: reading.data,
    isOld: reading.isPlaceholderData || settled !== files,
    error: reading.error,
    again: () => void reading.refetch(),
  };
}

/** A value once it has stood still. */
function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Keeps what is written a moment after it stands still, one after the other, and again where it failed. */
function useSaving(
  merchant: string,
  texts: Texts,
  files: Readonly<Record<string, string>>,
): [saving: Saving, abandon: () => void] {
  const api = useApi(studio);
  const [state, setState] = useState<Saving>({ kind: "saved", at: texts.at ?? undefined });
  const kept = useRef(files);
  const newest = useRef(files);
  const isBusy = useRef(false);
  const save = useCallback(async (): Promise<void> => {
    if (isBusy.current || kept.current === newest.current) return;
    isBusy.current = true;
    const sent = newest.current;
    setState({ kind: "saving" });
    try {
      const { at } = await api.save(merchant, texts.procedure, contentOf(texts, sent));
      kept.current = sent;
      setState(newest.current === sent ? { kind: "saved", at } : { kind: "unsaved" });
    } catch {
      setState({ kind: "failed" });
    } finally {
      isBusy.current = false;
    }
  }, [api, merchant, texts]);
  useEffect(() => {
    newest.current = files;
    if (kept.current === files) return undefined;
    setState((before) => (before.kind === "saving" ? before : { kind: "unsaved" }));
    const timer = setTimeout(() => void save(), saveAfterMs);
    return () => clearTimeout(timer);
  }, [files, save]);
  useEffect(() => {
    // What was written while it was being kept, and what could not be kept, is kept a little later.
    if (state.kind !== "unsaved" && state.kind !== "failed") return undefined;
    const timer = setTimeout(() => void save(), state.kind === "failed" ? saveAgainAfterMs : saveAfterMs);
    return () => clearTimeout(timer);
  }, [state, save]);
  useEffect(() => {
    // Leaving the page keeps what is written; leaving the browser asks first.
    const ask = (event: BeforeUnloadEvent): void => {
      if (kept.current !== newest.current) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
      void save();
    };
  }, [save]);
  const abandon = useCallback(() => {
    kept.current = newest.current;
  }, []);
  return [state, abandon];
}
