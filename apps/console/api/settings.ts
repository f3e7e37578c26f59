import {
  ApiKey,
  AuditActor,
  AuditRecord,
  Business,
  FirstSteps,
  Hours,
  type HoursBody,
  IdentitySecret,
  ListedStaff,
  MadeApiKey,
  MadeIdentitySecret,
  Merchant,
  Opening,
  type Permission,
  type Post,
  Session,
  SignInLink,
  Staff,
  WidgetLook,
  type WidgetLookBody,
} from "@ruyi/tenancy/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

const page = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().nullable() });
const Kept = z.object({ look: WidgetLook, isChosen: z.boolean() });
const KeptHours = z.object({
  hours: Hours,
  isSet: z.boolean(),
  zone: z.string(),
  opening: Opening.exactOptional(),
});
const AuditValues = z.object({ actors: z.array(AuditActor), actions: z.array(z.string()) });

export type Colleague = z.infer<typeof ListedStaff>;
export type Change = z.infer<typeof AuditRecord>;
export type Key = z.infer<typeof ApiKey>;
export type Secret = z.infer<typeof IdentitySecret>;
export type OpenSession = z.infer<typeof Session>;
export type KeptHours = z.infer<typeof KeptHours>;
export type Shop = z.infer<typeof Merchant>;
export type ShopChange = Partial<Pick<Shop, "name" | "defaultLanguage" | "languages" | "zone" | "currency">>;
export type AuditFilter = {
  readonly by?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly day?: string | undefined;
};
type PostBody = z.infer<typeof Post>;

/** Everything an owner sets: the shop, its hours and look, its people, keys and secrets, and what was changed. */
export function settings(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => pathOf(["merchants", merchant, ...rest]);
  return {
    shop: (merchant: string) => call(Merchant, "GET", at(merchant)),
    changeShop: (merchant: string, change: ShopChange) => call(Merchant, "PATCH", at(merchant), change),
    hours: (merchant: string) => call(KeptHours, "GET", at(merchant, "hours")),
    setHours: (merchant: string, hours: HoursBody) => call(KeptHours, "PUT", at(merchant, "hours"), hours),
    look: (merchant: string) => call(Kept, "GET", at(merchant, "look")),
    setLook: (merchant: string, look: WidgetLookBody) => call(Kept, "PUT", at(merchant, "look"), look),

    people: (merchant: string, cursor?: string) =>
      call(page(ListedStaff), "GET", pathOf(["staff"], { merchant, cursor, limit: 100 })),
    peopleBelow: (cursor?: string) => call(page(ListedStaff), "GET", pathOf(["staff"], { cursor, limit: 100 })),
    welcome: (person: { readonly name: string; readonly email: string; readonly post: PostBody }) =>
      call(Staff, "POST", pathOf(["staff"]), person),
    linkFor: (id: string) => call(SignInLink, "POST", pathOf(["staff", id, "sign-in-link"]), {}),
    changePost: (id: string, post: PostBody) => call(Staff, "PUT", pathOf(["staff", id, "post"]), post),
    disable: (id: string) => call(Staff, "POST", pathOf(["staff", id, "disable"]), {}),
    enable: (id: string) => call(Staff, "POST", pathOf(["staff", id, "enable"]), {}),
    sessionsOf: (id: string) => call(z.object({ items: z.array(Session) }), "GET", pathOf(["staff", id, "sessions"])),
    endSession: (id: string, session: string) => call(z.null(), "DELETE", pathOf(["staff", id, "sessions", session])),
    endSessions: (id: string) => call(z.null(), "DELETE", pathOf(["staff", id, "sessions"])),

    keys: (merchant: string) => call(page(ApiKey), "GET", `${at(merchant, "api-keys")}?limit=100`),
    makeKey: (
      merchant: string,
      key: {
        readonly name: string;
        readonly permissions: readonly z.infer<typeof Permission>[];
        readonly expiresAt?: string;
      },
    ) => call(MadeApiKey, "POST", at(merchant, "api-keys"), key),
    revokeKey: (merchant: string, id: string) => call(ApiKey, "DELETE", at(merchant, "api-keys", id)),

    secrets: (merchant: string) =>
      call(z.object({ items: z.array(IdentitySecret) }), "GET", at(merchant, "identity-secrets")),
    rotate: (merchant: string, overlapSeconds: number) =>
      call(MadeIdentitySecret, "POST", at(merchant, "identity-secrets"), { overlapSeconds }),
    endSecret: (merchant: string, id: string) => call(z.null(), "DELETE", at(merchant, "identity-secrets", id)),

    audit: (merchant: string, filter: AuditFilter, cursor?: string) =>
      call(page(AuditRecord), "GET", pathOf(["merchants", merchant, "audit"], { ...filter, cursor, limit: 50 })),
    auditValues: (merchant: string) => call(AuditValues, "GET", at(merchant, "audit", "values")),
    auditAbove: (cursor?: string) => call(page(AuditRecord), "GET", pathOf(["audit"], { cursor, limit: 20 })),

    businesses: () => call(page(Business), "GET", pathOf(["businesses"], { limit: 100 })),
    shops: (cursor?: string) => call(page(Merchant), "GET", pathOf(["merchants"], { cursor, limit: 100 })),
    makeBusiness: (name: Shop["name"]) => call(Business, "POST", pathOf(["businesses"]), { name }),
    makeShop: (shop: Omit<Shop, "id" | "settings">) => call(Merchant, "POST", pathOf(["merchants"]), shop),

    firstSteps: (merchant: string) => call(FirstSteps, "GET", at(merchant, "first-steps")),
    mySessions: () => call(z.object({ items: z.array(Session) }), "GET", pathOf(["me", "sessions"])),
    endMySession: (id: string) => call(z.null(), "DELETE", pathOf(["me", "sessions", id])),
  };
}
