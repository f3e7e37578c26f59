import { createContext, useContext } from "react";
import { useParams } from "@tanstack/react-router";
import type { Me } from "../api/session.ts";

const MeContext = createContext<Me | undefined>(undefined);
export const MeProvider = MeContext.Provider;

/** Who is signed in; only parts behind the door ask. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("This part stands before the door; put it under the route of those who entered.");
  return me;
}

export type Merchant = Me["merchants"][number];

/** The shop the address names; undefined when it is not one of this person's. */
export function useMerchant(): Merchant | undefined {
  const { merchants } = useMe();
  const { merchant } = useParams({ strict: false });
  return merchants.find(({ slug }) => slug === merchant);
}
