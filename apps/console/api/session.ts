import { Merchant, Permission, SignedIn, Staff } from "@ruyi/tenancy/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

const Me = z.object({ staff: Staff, permissions: z.array(Permission), merchants: z.array(Merchant) });
export type Me = z.infer<typeof Me>;

/** Who one is, and coming and going. */
export const session = (call: Call) => ({
  me: () => call(Me, "GET", pathOf(["me"])),
  signIn: (email: string, password: string) => call(SignedIn, "POST", pathOf(["sign-in"]), { email, password }),
  signInByLink: (token: string) => call(SignedIn, "POST", pathOf(["sign-in", "link"]), { token, carry: "cookie" }),
  setPassword: (change: { readonly password: string; readonly currentPassword?: string; readonly email?: string }) =>
    call(Staff, "POST", pathOf(["me", "password"]), change),
  signOut: () => call(z.null(), "POST", pathOf(["sign-out"]), {}),
});
