import { createContext, useContext, useMemo } from "react";
import type { Call } from "./call.ts";

const CallContext = createContext<Call | undefined>(undefined);
export const CallProvider = CallContext.Provider;

/** The operations of one area: `useApi(customers)`, where `customers` is a function from a `Call` to operations. */
export function useApi<T>(area: (call: Call) => T): T {
  const call = useContext(CallContext);
  if (!call) throw new Error("This part stands outside the console; put it inside <CallProvider>.");
  return useMemo(() => area(call), [area, call]);
}
