export { type Actor, actorOf, type AuditEntry, type AuditId, type AuditRecord } from "./audit.ts";
export { isFromOurPages } from "./caller.ts";
export { demoBusiness, demoHours, demoStaff } from "./demo.ts";
export { type Business, type Merchant, type MerchantSettings, placeOf } from "./directory/merchant.ts";
export type { MerchantChange, MerchantDraft, MerchantResult } from "./directory/operations.ts";
export type { BusinessHours } from "./hours/hours.ts";
export {
  addOpenTime,
  type Calendar,
  endOfWorkingDays,
  type Opening,
  openingAt,
  openTimeBetween,
} from "./hours/opening.ts";
export { type ApiKey, type ApiKeyId } from "./keys/api-key.ts";
export type { ConversationTicket } from "./keys/conversation-token.ts";
export { identityLifeMs, type IdentityRefusal } from "./keys/identity.ts";
export type { IdentitySecret, IdentitySecretId } from "./keys/identity-secret.ts";
export type { Identity, NewApiKey, NewIdentitySecret } from "./keys/operations.ts";
export { masterKeyIn } from "./keys/store.ts";
export { createTenancy, type Seed, seedTenancy, type Tenancy, type TenancyDeps } from "./operations.ts";
export {
  may,
  mayAppoint,
  type Permission,
  permissions,
  permissionsOf,
  type Post,
  type Role,
  roles,
} from "./permissions.ts";
export { allows, type Principal } from "./principal.ts";
export { type Call, type Callers, createCallers } from "./http/routes.ts";
export { startTenancyJobs } from "./jobs.ts";
export { addTenancyRoutes } from "./routes.ts";
export type { RandomBytes } from "./secret-text.ts";
export type { PasswordResult, SignedIn, SignInLink, SignInResult, StaffResult } from "./staff/operations.ts";
export type { Session, SessionId } from "./staff/session.ts";
export type { Staff } from "./staff/staff.ts";
export { audit, auditAt, type AuditQuery, auditTrail } from "./store.ts";
export { covers, type Place, platformPlace } from "./tree.ts";
