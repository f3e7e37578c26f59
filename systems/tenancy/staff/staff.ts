import type { StaffId } from "@ruyi/kernel";
import type { Post } from "../permissions.ts";

/** A person who works here. Nothing in it is secret. */
export type Staff = {
  readonly id: StaffId;
  readonly name: string;
  /** What they sign in with, in small letters; the first owner has none until they choose it. */
  readonly email?: string;
  readonly post: Post;
  readonly hasPassword: boolean;
  readonly at: Date;
  readonly disabledAt?: Date;
};

/** A colleague in a list, with what tells whether they have come and may still come. */
export type ListedStaff = Staff & {
  /** When one of their sessions was last used, to five minutes; of the last thirty days. */
  readonly seenAt?: Date;
  /** Until when a one-time link of theirs can be used. */
  readonly linkUntil?: Date;
};

/** The form in which an e-mail address names an account; undefined when it is none. */
export function accountName(email: string): string | undefined {
  const name = email.normalize("NFKC").trim().toLowerCase();
  return name.length <= 254 && /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,250}$/u.test(name) ? name : undefined;
}
