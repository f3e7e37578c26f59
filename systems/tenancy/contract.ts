import { z } from "zod";
import { firstStepIds } from "./directory/first-steps.ts";
import { isDate, isSpan, type Weekday } from "./hours/hours.ts";
import { type Accent, accentNames } from "./look/accent.ts";
import { isHex } from "./look/colour.ts";
import { offers, sides } from "./look/look.ts";
import { permissions, roles } from "./permissions.ts";

export {
  type BusinessHours,
  type DayOfYear,
  daysOfYear,
  hoursRefusal,
  type Span,
  type SpecialDay,
  usualHours,
  type Weekday,
  weekdayOf,
  weekdays,
} from "./hours/hours.ts";
export { type HolidaySet, holidaySets } from "./hours/holidays.ts";
export { accentNames, accentRefusal, accents, contrastOf, themeOf } from "./look/accent.ts";
export { offers, plainLook, sides } from "./look/look.ts";
export { grantable, permissions, permissionsOf, roles } from "./permissions.ts";

// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !control.test(value), "Must be one line.");
const Instant = z.iso.datetime();

export const Language = z.enum(["zh", "en"]);
export const Bilingual = z.strictObject({ zh: line(80), en: line(80) });
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;
export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

/** A node of the tree, with the way down to it. */
export const Place = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("platform") }),
  z.strictObject({ kind: z.literal("business"), businessId: z.uuid() }),
  z.strictObject({ kind: z.literal("merchant"), businessId: z.uuid(), merchantId: z.uuid() }),
]);
export const Post = z.strictObject({ role: Role, at: Place });

export const Staff = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().exactOptional(),
  post: Post,
  hasPassword: z.boolean(),
  at: Instant,
  disabledAt: Instant.exactOptional(),
});
export type StaffBody = z.infer<typeof Staff>;

/** In a list, with when they last came and until when a link would let them in. */
export const ListedStaff = Staff.extend({
  seenAt: Instant.exactOptional(),
  linkUntil: Instant.exactOptional(),
  /** True where the caller may change, invite or part with them. */
  isManageable: z.boolean(),
});
export type ListedStaffBody = z.infer<typeof ListedStaff>;

export const NewStaff = z.strictObject({ name: line(80), email: line(254), post: Post });

/** How the session travels: in a cookie for browsers, or as a token for programs. */
const carried = { carry: z.enum(["cookie", "token"]).default("cookie") };
export const SignIn = z.strictObject({ email: z.string().max(254), password: z.string().max(1_024), ...carried });
export const SignInByLink = z.strictObject({ token: z.string().min(1).max(128), ...carried });
export const SignedIn = z.object({
  staff: Staff,
  permissions: z.array(Permission),
  expiresAt: Instant,
  /** Only when it was asked for, and only now. */
  token: z.string().exactOptional(),
});

export const NewPassword = z.strictObject({
  password: z.string().max(1_024),
  /** For those who signed in with the old one. */
  currentPassword: z.string().max(1_024).exactOptional(),
  /** For those who have no e-mail yet: the first owner. */
  email: z.string().max(254).exactOptional(),
});

export const Session = z.object({
  id: z.uuid(),
  by: z.enum(["password", "link"]),
  device: z.string(),
  at: Instant,
  seenAt: Instant,
  isThisOne: z.boolean(),
});

export const SignInLink = z.object({ staffId: z.uuid(), token: z.string(), expiresAt: Instant });

export const Business = z.object({ id: z.uuid(), name: Bilingual });
export const NewBusiness = z.strictObject({ name: Bilingual });

const Settings = z.record(z.string().min(1).max(60), z.unknown());
const merchantFields = {
  name: Bilingual,
  defaultLanguage: Language,
  languages: z.array(Language).min(1).max(2),
  zone: z.string().max(60),
  currency: z.string().length(3),
};
export const Merchant = z.object({
  id: z.uuid(),
  businessId: z.uuid(),
  slug: z.string(),
  ...merchantFields,
  settings: Settings,
});
export const NewMerchant = z.strictObject({ businessId: z.uuid(), slug: z.string().max(40), ...merchantFields });
/** Settings are changed name by name; `null` takes one away. */
export const MerchantChange = z.strictObject({
  name: merchantFields.name.exactOptional(),
  defaultLanguage: merchantFields.defaultLanguage.exactOptional(),
  languages: merchantFields.languages.exactOptional(),
  zone: merchantFields.zone.exactOptional(),
  currency: merchantFields.currency.exactOptional(),
  settings: Settings.exactOptional(),
});

const Weekday = z.union([1, 2, 3, 4, 5, 6, 7].map((day) => z.literal(day as Weekday)));
const Span = z
  .strictObject({
    from: z
      .string()
      .max(5)
      .meta({ examples: ["09:00"] }),
    to: z
      .string()
      .max(5)
      .meta({ examples: ["18:00"] }),
  })
  .refine(isSpan, "Times are HH:MM; a span may end at 24:00, or the next day.");
const Spans = z.array(Span).max(4);
const aDay = {
  date: z
    .string()
    .max(10)
    .refine(isDate, "A date is written 2026-10-01.")
    .meta({ examples: ["2026-10-01"] }),
  name: Bilingual,
};
export const Hours = z.strictObject({
  /** Monday's spans first. */
  week: z.array(Spans).length(7),
  workdays: z.array(Weekday).max(7),
  /** Holidays, days worked to make up for them, and days with hours of their own; some years of them. */
  days: z
    .array(
      z.discriminatedUnion("kind", [
        z.strictObject({ ...aDay, kind: z.literal("closed") }),
        z.strictObject({ ...aDay, kind: z.literal("like"), weekday: Weekday }),
        z.strictObject({ ...aDay, kind: z.literal("hours"), spans: Spans }),
      ]),
    )
    .max(300),
});
export type HoursBody = z.infer<typeof Hours>;

/** Whether people are there now; without an end or a next time where none is in sight. */
export const Opening = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("open"), until: Instant.exactOptional() }),
  z.object({ kind: z.literal("closed"), opensAt: Instant.exactOptional() }),
]);

/** What a new merchant still lacks before its first customer, made of what is so now. */
export const FirstSteps = z.object({
  steps: z.array(z.object({ id: z.enum(firstStepIds), isDone: z.boolean() })),
  shop: z.object({ kind: z.enum(["none", "demo", "connected"]), orders: z.int() }),
  colleagues: z.int(),
});
export type FirstStepsBody = z.infer<typeof FirstSteps>;

/** A name of the set, or a colour of one's own; which of those can be read is decided with the rest. */
const Accent = z
  .string()
  .max(20)
  .refine((text): text is Accent => isHex(text) || accentNames.some((name) => name === text), "Write #rrggbb.")
  .meta({ examples: ["celadon"] });
export const Offer = z.enum(offers);
export const WidgetLook = z.strictObject({
  accent: Accent,
  side: z.enum(sides),
  name: z.strictObject({ zh: line(40), en: line(40) }).exactOptional(),
  greeting: z.strictObject({ zh: line(60), en: line(120) }).exactOptional(),
  offers: z.array(Offer).max(offers.length),
});
export type WidgetLookBody = z.infer<typeof WidgetLook>;

/** Each the value of the widget's custom property of that name. */
const Tones = z.object({
  accent: z.string(),
  "accent-hover": z.string(),
  "accent-press": z.string(),
  "on-accent": z.string(),
  "accent-ink": z.string(),
  "accent-wash": z.string(),
  "accent-mark": z.string(),
});
/** What the widget reads before it is drawn; nothing in it is about a person. */
export const ShownLook = z.object({
  merchant: z.string(),
  name: Bilingual,
  /** Absent where the shop has none of its own. */
  greeting: Bilingual.exactOptional(),
  side: z.enum(sides),
  accent: z.object({ light: Tones, dark: Tones }),
  offers: z.array(Offer),
  /** Absent while the shop has not said when its people are there. */
  people: Opening.exactOptional(),
});
export type ShownLookBody = z.infer<typeof ShownLook>;

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  permissions: z.array(Permission),
  at: Instant,
  expiresAt: Instant.exactOptional(),
  lastUsedAt: Instant.exactOptional(),
  revokedAt: Instant.exactOptional(),
});
export const NewApiKey = z.strictObject({
  name: line(80),
  permissions: z.array(Permission).min(1).max(permissions.length),
  expiresAt: Instant.exactOptional(),
});
/** `secret` is the whole key, told this once. */
export const MadeApiKey = z.object({ key: ApiKey, secret: z.string() });

export const IdentitySecret = z.object({ id: z.uuid(), at: Instant, acceptedUntil: Instant.exactOptional() });
export const Rotation = z.strictObject({
  /** How long the secret before is still accepted; a day unless told otherwise, 0 when it has leaked. */
  overlapSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .exactOptional(),
});
/** `text` is the secret, told this once; its UTF-8 bytes are the HS256 key. */
export const MadeIdentitySecret = z.object({ secret: IdentitySecret, text: z.string() });

/** `name` is what a person or key is called today; the system's parts have none. */
export const AuditActor = z.object({
  kind: z.enum(["staff", "api-key", "system"]),
  id: z.string(),
  name: z.string().exactOptional(),
});
export const AuditRecord = z.object({
  id: z.uuid(),
  at: Instant,
  by: AuditActor,
  action: z.string(),
  subject: z.string(),
  subjectName: z.string().exactOptional(),
  before: z.record(z.string(), z.unknown()).exactOptional(),
  after: z.record(z.string(), z.unknown()).exactOptional(),
});
