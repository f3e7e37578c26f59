import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "../../shell/toast.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";

type Needs<T> = {
  /** What the server has. */
  readonly kept: T;
  /** Told once it is saved, and once it is put back. */
  readonly what: string;
  readonly save: (value: T) => Promise<unknown>;
  /** What to read again afterwards. */
  readonly reads: readonly (readonly unknown[])[];
};

/** A form's draft beside what the server has: saved as a whole, told once, and put back by one press. */
export function useSaved<T>({ kept, what, save, reads }: Needs<T>) {
  const say = useSay(settingsWords);
  const tell = useToast();
  const client = useQueryClient();
  const [draft, setDraft] = useState<T>();
  const value = draft ?? kept;
  const readAgain = async (): Promise<void> => {
    await Promise.all(reads.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  const putBack = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await readAgain();
      tell({ text: say("putBack", { what }) });
    },
  });
  const saving = useMutation({
    mutationFn: ({ next }: { next: T; before: T }) => save(next),
    onSuccess: async (_answer, { before }) => {
      await readAgain();
      setDraft(undefined);
      tell({ text: say("saved", { what }), onUndo: () => putBack.mutate(before) });
    },
  });
  return {
    value,
    change: (next: T): void => setDraft(next),
    isChanged: draft !== undefined && JSON.stringify(draft) !== JSON.stringify(kept),
    discard: (): void => {
      setDraft(undefined);
      saving.reset();
    },
    save: (): void => saving.mutate({ next: value, before: kept }),
    isSaving: saving.isPending,
    error: saving.error ?? putBack.error,
  };
}
