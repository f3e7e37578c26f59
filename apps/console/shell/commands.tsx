import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

/** Something one can do from the palette. */
export type Command = {
  readonly id: string;
  readonly name: string;
  /** The key that does the same. */
  readonly keys?: readonly string[];
  readonly run: () => void;
};

type Offer = (owner: object, list: readonly Command[]) => () => void;

const OfferContext = createContext<Offer>(() => () => undefined);
const OfferedContext = createContext<readonly Command[]>([]);

/** Gathers what the shown page offers beside what can be done everywhere. */
export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [byOwner, setByOwner] = useState<ReadonlyMap<object, readonly Command[]>>(new Map());
  const offer = useCallback<Offer>((owner, list) => {
    setByOwner((before) => new Map(before).set(owner, list));
    return () =>
      setByOwner((before) => {
        const after = new Map(before);
        after.delete(owner);
        return after;
      });
  }, []);
  const commands = useMemo(() => [...byOwner.values()].flat(), [byOwner]);
  return (
    <OfferContext value={offer}>
      <OfferedContext value={commands}>{children}</OfferedContext>
    </OfferContext>
  );
}

export const useOfferedCommands = (): readonly Command[] => useContext(OfferedContext);

/** Offers commands in the palette while the calling part is shown. `list` must be memoised. */
export function useCommands(list: readonly Command[]): void {
  const offer = useContext(OfferContext);
  const [owner] = useState(() => ({}));
  useEffect(() => offer(owner, list), [offer, list, owner]);
}
