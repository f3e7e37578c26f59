import { covers, type Place } from "./tree.ts";

/** What somebody may do, named `what.act`. Levels of refund authority: R1 agent, R2 lead, R3 owner or duty officer. */
export const permissions = [
  "conversation.read",
  "conversation.handle",
  "customer.read",
  "order.read",
  "knowledge.read",
  "knowledge.write",
  "procedure.read",
  "procedure.write",
  "procedure.release",
  "refund.decide.R1",
  "refund.decide.R2",
  "refund.decide.R3",
  "appeal.decide",
  "problem.read",
  "problem.handle",
  "report.read",
  "ledger.read",
  "audit.read",
  "merchant.read",
  "merchant.change",
  "merchant.create",
  "staff.read",
  "staff.manage",
  "api-key.manage",
  "secret.read",
  "secret.rotate",
] as const;
export type Permission = (typeof permissions)[number];

export const roles = ["owner", "admin", "author", "agent", "auditor"] as const;
export type Role = (typeof roles)[number];

const reading: readonly Permission[] = [
  "conversation.read",
  "customer.read",
  "order.read",
  "knowledge.read",
  "procedure.read",
  "problem.read",
  "merchant.read",
];
const onlyOwners: readonly Permission[] = ["refund.decide.R3"];

/** The whole table of who may do what. A lead (R2) is an admin; whoever answers for the shop's money (R3) an owner. */
const table: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  admin: new Set(permissions.filter((permission) => !onlyOwners.includes(permission))),
  author: new Set([...reading, "knowledge.write", "procedure.write", "procedure.release", "report.read"]),
  agent: new Set([...reading, "conversation.handle", "refund.decide.R1", "problem.handle"]),
  auditor: new Set([...reading, "report.read", "ledger.read", "audit.read", "staff.read", "secret.read"]),
};

export const permissionsOf = (role: Role): readonly Permission[] =>
  permissions.filter((permission) => table[role].has(permission));

/** A role at a place; it counts there and everywhere below. */
export type Post = { readonly role: Role; readonly at: Place };

export const may = (post: Post, permission: Permission, place: Place): boolean =>
  table[post.role].has(permission) && covers(post.at, place);

/** Nobody gives, changes or takes away a post that can do more than their own. */
export const mayAppoint = (manager: Post, post: Post): boolean =>
  may(manager, "staff.manage", post.at) && table[manager.role].isSupersetOf(table[post.role]);

/** What a program may never hold, however great its maker: people answer for people and for keys. */
const neverForKeys: ReadonlySet<Permission> = new Set([
  "staff.manage",
  "api-key.manage",
  "secret.rotate",
  "secret.read",
]);

/** What a program may be given at most. */
export const grantable: readonly Permission[] = permissions.filter((permission) => !neverForKeys.has(permission));

export type GrantRefusal = "not-yours-to-give" | "never-for-keys" | "nothing-granted";

/** Why these permissions cannot be given to an API key of a merchant; undefined when they can. */
export function grantRefusal(maker: Post, granted: readonly Permission[], merchant: Place): GrantRefusal | undefined {
  if (granted.length === 0) return "nothing-granted";
  if (granted.some((permission) => neverForKeys.has(permission))) return "never-for-keys";
  if (granted.some((permission) => !may(maker, permission, merchant))) return "not-yours-to-give";
  return undefined;
}
