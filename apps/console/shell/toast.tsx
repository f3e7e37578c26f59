import { createContext, type ReactNode, useContext, useState } from "react";
import { Toast } from "radix-ui";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";

type Told = { readonly text: string; readonly onUndo?: () => void };

const ToastContext = createContext<(told: Told) => void>(() => undefined);

/** Tells what happened, with a way back where there is one: `tell({ text, onUndo })`. Never for errors. */
export const useToast = (): ((told: Told) => void) => useContext(ToastContext);

/** One at a time, at the bottom start; stays while hovered or focused. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(shellWords);
  const [told, tell] = useState<Told & { readonly count: number }>();
  const show = (next: Told): void => tell((before) => ({ ...next, count: (before?.count ?? 0) + 1 }));
  return (
    <ToastContext value={show}>
      <Toast.Provider duration={8_000} label={say("commands")} swipeDirection="down">
        {children}
        {told && (
          <Toast.Root key={told.count} className="toast" onOpenChange={(isOpen) => !isOpen && tell(undefined)}>
            <Toast.Description>{told.text}</Toast.Description>
            {told.onUndo && (
              <Toast.Action className="btn quiet s" altText={say("undo")} onClick={told.onUndo}>
                {say("undo")}
              </Toast.Action>
            )}
          </Toast.Root>
        )}
        <Toast.Viewport className="toasts" />
      </Toast.Provider>
    </ToastContext>
  );
}
