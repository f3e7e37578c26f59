import { after, type Clock, dayMs, type NewId, secondMs, type StaffId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { actorOf, type AuditEntry } from "../audit.ts";
import { createBoundedCache, createReader } from "../bounded-cache.ts";
import { mayAppoint, type Post } from "../permissions.ts";
import { postOf, type Principal } from "../principal.ts";
import { digestOf, type RandomBytes, secretText } from "../secret-text.ts";
import { auditAt } from "../store.ts";
import { covers, type Place, platformPlace } from "../tree.ts";
import { checkPassword, hashPassword, type PasswordRefusal, passwordRefusal } from "./password.ts";
import {
  isFreshFromLink,
  isLive,
  linkLifeMs,
  seenEveryMs,
  type Session,
  sessionEndsAt,
  type SessionId,
} from "./session.ts";
import { accountName, type ListedStaff, type Staff } from "./staff.ts";
import * as store from "./store.ts";
import { forgetAfterMs, nextAttempt } from "./throttle.ts";

export type StaffDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly randomBytes: RandomBytes;
};

/** Who is signed in, and by which session. */
export type SignedIn = { readonly staff: Staff; readonly session: Session };

export type SignInResult =
  /** The token is told here once and kept by nobody but the device. */
  | ({ readonly kind: "signed-in"; readonly token: string; readonly expiresAt: Date } & SignedIn)
  | { readonly kind: "refused"; readonly reason: "wrong-email-or-password" | "link-used-up" }
  | { readonly kind: "wait"; readonly until: Date };

/** A one-time sign-in link's token; whoever has it signs in as this person. */
export type SignInLink = { readonly staffId: StaffId; readonly token: string; readonly expiresAt: Date };

export type StaffRefusal =
  | "not-allowed"
  | "no-such-staff"
  | "no-such-place"
  | "no-such-session"
  | "email-shape"
  | "email-taken"
  | "last-owner";
type Refused = { readonly kind: "refused"; readonly reason: StaffRefusal };
export type StaffResult = { readonly kind: "done"; readonly staff: Staff } | Refused;

export type PasswordResult =
  | { readonly kind: "done"; readonly staff: Staff }
  | { readonly kind: "wait"; readonly until: Date }
  | {
      readonly kind: "refused";
      readonly reason: PasswordRefusal | "wrong-current-password" | "email-shape" | "email-taken";
    };

/** How long another server's end of a session may stay unseen here. */
const seenWithinMs = 5 * secondMs;

export const createStaffOperations = ({ database, clock, newId, randomBytes }: StaffDeps) => {
  const cache = createBoundedCache<string, Promise<SignedIn | undefined>>({ limit: 20_000, ageMs: seenWithinMs });
  const readSignedIn = createReader(cache, (digest) =>
    database.asPlatform(async (tx) => {
      const found = await store.findSession(tx, Buffer.from(digest, "base64url"));
      const at = clock.now();
      if (!found || found.staff.disabledAt || !isLive(found.session, at)) return undefined;
      if (at.getTime() - found.session.seenAt.getTime() < seenEveryMs) return found;
      await store.touchSession(tx, found.session.id, at);
      return { ...found, session: { ...found.session, seenAt: at } };
    }),
  );
  // Hashing fills a thread of the four everything else shares; two leave room for the others.
  const oneOfTwo = createGate(2);
  // What an unknown account is checked against, so that it takes as long as a known one.
  const nobodys = hashPassword(secretText(randomBytes), randomBytes(16));
  nobodys.catch(() => undefined);

  const note = (tx: Transaction, place: Place, entry: AuditEntry): Promise<void> =>
    auditAt(tx, place, entry, clock.now(), newId);

  const begin = async (tx: Transaction, staff: Staff, by: Session["by"], device: string): Promise<SignInResult> => {
    const at = clock.now();
    const token = secretText(randomBytes);
    const session: Session = {
      id: newId("session"),
      staffId: staff.id,
      by,
      device: device.slice(0, 200),
      at,
      seenAt: at,
    };
    await store.addSession(tx, session, digestOf(token));
    const person: Principal = { kind: "staff", staff };
    const entry = { by: actorOf(person), action: "staff.signed-in", subject: `staff:${staff.id}`, after: { by } };
    await note(tx, staff.post.at, entry);
    return { kind: "signed-in", token, expiresAt: sessionEndsAt(session), staff, session };
  };

  const freshLink = async (tx: Transaction, staffId: StaffId, lifeMs: number): Promise<SignInLink> => {
    const at = clock.now();
    const token = secretText(randomBytes);
    const expiresAt = after(at, lifeMs);
    await store.voidLinks(tx, staffId, at);
    await store.addLink(tx, { digest: digestOf(token), staffId, at, expiresAt });
    return { staffId, token, expiresAt };
  };

  /** Counts the attempt, then looks at the password; the transaction of neither is open while it is hashed. */
  const tryPassword = async (
    account: string,
    password: string,
  ): Promise<
    { kind: "wait"; until: Date } | { kind: "wrong" } | { kind: "right"; staffId: StaffId; digest: Buffer }
  > => {
    const digest = digestOf(account);
    const { throttle, known } = await database.asPlatform(async (tx) => {
      const at = clock.now();
      const throttle = nextAttempt(await store.lockAttempts(tx, digest, at), at);
      if (throttle.kind === "go") await store.saveAttempts(tx, digest, throttle.attempts);
      return { throttle, known: await store.passwordOf(tx, account) };
    });
    if (throttle.kind === "wait") return throttle;
    const kept = known?.kept ?? (await nobodys);
    const check = await oneOfTwo(() => checkPassword(kept, password));
    if (!known || !check.isRight) return { kind: "wrong" };
    if (check.needsRehash) {
      const better = await oneOfTwo(() => hashPassword(password, randomBytes(16)));
      await database.asPlatform((tx) => store.replaceHash(tx, known.staffId, known.kept, better));
    }
    return { kind: "right", staffId: known.staffId, digest };
  };

  /** Somebody the principal may appoint, or why not. Whoever may not see a person does not learn that there is one. */
  const manageable = async (
    tx: Transaction,
    by: Principal,
    staffId: StaffId,
    lock = false,
  ): Promise<{ readonly staff: Staff; readonly manager: Post } | Refused> => {
    const manager = postOf(by);
    const staff = await store.findStaff(tx, staffId, lock);
    if (!staff || !manager || !covers(manager.at, staff.post.at)) return { kind: "refused", reason: "no-such-staff" };
    return mayAppoint(manager, staff.post) ? { staff, manager } : { kind: "refused", reason: "not-allowed" };
  };

  /** Changes somebody the principal may appoint, under that row's lock. */
  const change = async (
    by: Principal,
    staffId: StaffId,
    apply: (tx: Transaction, staff: Staff, manager: Post) => Promise<StaffResult>,
  ): Promise<StaffResult> => {
    const result = await database.asPlatform(async (tx): Promise<StaffResult> => {
      await store.lockTop(tx);
      const found = await manageable(tx, by, staffId, true);
      return "kind" in found ? found : apply(tx, found.staff, found.manager);
    });
    cache.clear();
    return result;
  };

  /** True when nobody would be left who can sign in with a password and let the others in. */
  const isLastOwner = async (tx: Transaction, staff: Staff): Promise<boolean> => {
    if (staff.post.role !== "owner" || staff.post.at.kind !== "platform" || !staff.hasPassword) return false;
    const others = (await store.topOwners(tx)).filter((owner) => owner.hasPassword && owner.id !== staff.id);
    return others.length === 0 && staff.disabledAt === undefined;
  };

  return {
    /**
     * While no owner of the platform has a password, a fresh one-time link for one, made if need be; the links before
     * it die. Undefined once an owner has a password.
     */
    ensureFirstOwner: (): Promise<SignInLink | undefined> =>
      database.asPlatform(async (tx) => {
        await store.lockTop(tx);
        const owners = await store.topOwners(tx);
        if (owners.some((owner) => owner.hasPassword)) return undefined;
        const [known] = owners;
        const owner: Staff = known ?? {
          id: newId("staff"),
          name: "Owner",
          post: { role: "owner", at: platformPlace },
          hasPassword: false,
          at: clock.now(),
        };
        if (!known) await store.addStaff(tx, owner);
        return freshLink(tx, owner.id, linkLifeMs.firstOwner);
      }),

    /** Wrong, unknown and disabled look the same and take the same time. */
    async signIn(given: {
      readonly email: string;
      readonly password: string;
      readonly device: string;
    }): Promise<SignInResult> {
      const account = accountName(given.email);
      if (!account) return { kind: "refused", reason: "wrong-email-or-password" };
      const tried = await tryPassword(account, given.password);
      if (tried.kind === "wait") return tried;
      if (tried.kind === "wrong") return { kind: "refused", reason: "wrong-email-or-password" };
      return database.asPlatform(async (tx): Promise<SignInResult> => {
        const staff = await store.findStaff(tx, tried.staffId, true);
        if (!staff || staff.disabledAt) return { kind: "refused", reason: "wrong-email-or-password" };
        await store.forgetAttempts(tx, tried.digest);
        return begin(tx, staff, "password", given.device);
      });
    },

    /** A link signs in once. Answer it to a POST: what merely fetches addresses must not use it up. */
    signInWithLink: (given: { readonly token: string; readonly device: string }): Promise<SignInResult> =>
      database.asPlatform(async (tx): Promise<SignInResult> => {
        const staffId = await store.useLink(tx, digestOf(given.token), clock.now());
        const staff = staffId && (await store.findStaff(tx, staffId, true));
        if (!staff || staff.disabledAt) return { kind: "refused", reason: "link-used-up" };
        return begin(tx, staff, "link", given.device);
      }),

    /** Who holds this session token; undefined when it has ended or never was. At most five seconds old. */
    async signedIn(token: string): Promise<SignedIn | undefined> {
      if (token.length !== 43) return undefined;
      const at = clock.now();
      const found = await readSignedIn(digestOf(token).toString("base64url"), at.getTime());
      return found && isLive(found.session, at) ? found : undefined;
    },

    async signOut({ staff, session }: SignedIn): Promise<void> {
      await database.asPlatform((tx) => store.revokeSessions(tx, staff.id, { only: session.id }, clock.now()));
      cache.clear();
    },

    /** One's own sessions that still count, the newest first. */
    async sessionsOf(staffId: StaffId): Promise<Session[]> {
      const sessions = await database.asPlatform((tx) => store.sessionsOf(tx, staffId, 100));
      return sessions.filter((session) => isLive(session, clock.now()));
    },

    /** Ends one of one's own sessions; false when there is none such. */
    async revokeSession(staffId: StaffId, id: SessionId): Promise<boolean> {
      const count = await database.asPlatform((tx) => store.revokeSessions(tx, staffId, { only: id }, clock.now()));
      cache.clear();
      return count > 0;
    },

    /**
     * Sets one's own password and, where there is none yet, the e-mail to sign in with. Who has one says it, unless
     * they came by a link within the hour. All other sessions and open links end.
     */
    async setPassword(
      { staff, session }: SignedIn,
      given: { readonly password: string; readonly currentPassword?: string; readonly email?: string },
    ): Promise<PasswordResult> {
      const email = staff.email ?? accountName(given.email ?? "");
      if (!email) return { kind: "refused", reason: "email-shape" };
      const refusal = passwordRefusal(given.password, email);
      if (refusal) return { kind: "refused", reason: refusal };
      if (staff.hasPassword && !isFreshFromLink(session, clock.now())) {
        const tried = await tryPassword(email, given.currentPassword ?? "");
        if (tried.kind === "wait") return tried;
        if (tried.kind === "wrong") return { kind: "refused", reason: "wrong-current-password" };
      }
      const kept = await oneOfTwo(() => hashPassword(given.password, randomBytes(16)));
      const result = await database.asPlatform(async (tx): Promise<PasswordResult> => {
        const at = clock.now();
        // E-mails are given out one at a time, so that two who want the same are one and a refusal.
        await store.lockTop(tx);
        if (!(await store.savePassword(tx, staff.id, email, kept))) return { kind: "refused", reason: "email-taken" };
        await store.revokeSessions(tx, staff.id, { except: session.id }, at);
        await store.voidLinks(tx, staff.id, at);
        await store.forgetAttempts(tx, digestOf(email));
        const by = actorOf({ kind: "staff", staff });
        await note(tx, staff.post.at, { by, action: "staff.password-set", subject: `staff:${staff.id}` });
        return { kind: "done", staff: { ...staff, email, hasPassword: true } };
      });
      cache.clear();
      return result;
    },

    /** The people at and below a place, disabled ones included; the caller may look there. */
    listStaff: (place: Place, page: { readonly after?: StaffId; readonly limit: number }): Promise<ListedStaff[]> =>
      database.asPlatform((tx) => store.listStaff(tx, place, page, clock.now())),

    /** The sessions of somebody the principal may appoint that still count, the newest first. */
    async listSessions(
      by: Principal,
      staffId: StaffId,
    ): Promise<{ readonly kind: "done"; readonly sessions: Session[] } | Refused> {
      return database.asPlatform(async (tx) => {
        const found = await manageable(tx, by, staffId);
        if ("kind" in found) return found;
        const sessions = await store.sessionsOf(tx, staffId, 100);
        return { kind: "done", sessions: sessions.filter((session) => isLive(session, clock.now())) };
      });
    },

    /** Ends one session of a colleague, or all of them: a device is lost, or they forgot to sign out. */
    endSessions: (by: Principal, staffId: StaffId, only?: SessionId): Promise<StaffResult> =>
      change(by, staffId, async (tx, staff) => {
        const count = await store.revokeSessions(tx, staffId, only ? { only } : {}, clock.now());
        if (only && count === 0) return { kind: "refused", reason: "no-such-session" };
        const entry = { by: actorOf(by), action: "staff.sessions-ended", subject: `staff:${staffId}` };
        await note(tx, staff.post.at, { ...entry, after: { sessions: count } });
        return { kind: "done", staff };
      }),

    /** How many others may answer customers at a merchant. */
    countColleagues: (at: Extract<Place, { kind: "merchant" }>, but: StaffId): Promise<number> =>
      database.asPlatform((tx) => store.countColleagues(tx, at, but)),

    /** What these people are called, to show beside what they did; nothing is asked where nobody is named. */
    namesOf: async (ids: readonly StaffId[]): Promise<ReadonlyMap<StaffId, string>> =>
      ids.length === 0 ? new Map() : database.asPlatform((tx) => store.namesOf(tx, ids)),

    /** A new colleague has no password: hand them the link of `issueSignInLink`. */
    async createStaff(
      by: Principal,
      draft: { readonly name: string; readonly email: string; readonly post: Post },
    ): Promise<StaffResult> {
      const manager = postOf(by);
      if (!manager || !mayAppoint(manager, draft.post)) return { kind: "refused", reason: "not-allowed" };
      const email = accountName(draft.email);
      if (!email) return { kind: "refused", reason: "email-shape" };
      const { name, post } = draft;
      const staff: Staff = { id: newId("staff"), name, email, post, hasPassword: false, at: clock.now() };
      return database.asPlatform(async (tx): Promise<StaffResult> => {
        await store.lockTop(tx);
        if (!(await store.placeExists(tx, post.at))) return { kind: "refused", reason: "no-such-place" };
        if (!(await store.addStaff(tx, staff))) return { kind: "refused", reason: "email-taken" };
        const entry = {
          by: actorOf(by),
          action: "staff.created",
          subject: `staff:${staff.id}`,
          after: { name, email, post },
        };
        await note(tx, post.at, entry);
        return { kind: "done", staff };
      });
    },

    /** A fresh link for a colleague, to begin with or instead of a forgotten password; the ones before it die. */
    async issueSignInLink(
      by: Principal,
      staffId: StaffId,
    ): Promise<{ readonly kind: "done"; readonly link: SignInLink } | (StaffResult & { readonly kind: "refused" })> {
      let link: SignInLink | undefined;
      const result = await change(by, staffId, async (tx, staff) => {
        if (staff.disabledAt) return { kind: "refused", reason: "no-such-staff" };
        link = await freshLink(tx, staff.id, linkLifeMs.colleague);
        await note(tx, staff.post.at, { by: actorOf(by), action: "staff.link-issued", subject: `staff:${staff.id}` });
        return { kind: "done", staff };
      });
      if (result.kind === "refused") return result;
      if (!link) throw new Error(`The sign-in link of staff ${staffId} got lost; issue it again.`);
      return { kind: "done", link };
    },

    changePost: (by: Principal, staffId: StaffId, post: Post): Promise<StaffResult> =>
      change(by, staffId, async (tx, staff, manager) => {
        if (!mayAppoint(manager, post)) return { kind: "refused", reason: "not-allowed" };
        if (!(await store.placeExists(tx, post.at))) return { kind: "refused", reason: "no-such-place" };
        if (await isLastOwner(tx, staff)) return { kind: "refused", reason: "last-owner" };
        await store.savePost(tx, staff.id, post);
        const entry = { by: actorOf(by), action: "staff.post-changed", subject: `staff:${staff.id}` };
        await note(tx, staff.post.at, { ...entry, before: staff.post, after: post });
        return { kind: "done", staff: { ...staff, post } };
      }),

    /** Ends a person's sessions and links at once; the last owner of the platform stays. */
    disableStaff: (by: Principal, staffId: StaffId): Promise<StaffResult> =>
      change(by, staffId, async (tx, staff) => {
        if (staff.disabledAt) return { kind: "done", staff };
        if (await isLastOwner(tx, staff)) return { kind: "refused", reason: "last-owner" };
        const at = clock.now();
        await store.saveDisabled(tx, staff.id, at);
        await store.revokeSessions(tx, staff.id, {}, at);
        await store.voidLinks(tx, staff.id, at);
        await note(tx, staff.post.at, { by: actorOf(by), action: "staff.disabled", subject: `staff:${staff.id}` });
        return { kind: "done", staff: { ...staff, disabledAt: at } };
      }),

    enableStaff: (by: Principal, staffId: StaffId): Promise<StaffResult> =>
      change(by, staffId, async (tx, { disabledAt, ...staff }) => {
        if (!disabledAt) return { kind: "done", staff };
        await store.saveDisabled(tx, staff.id, null);
        await note(tx, staff.post.at, { by: actorOf(by), action: "staff.enabled", subject: `staff:${staff.id}` });
        return { kind: "done", staff };
      }),

    /** Takes away sessions, links and attempts long over. For a job once a day. */
    sweepSignIns: (): Promise<number> =>
      database.asPlatform((tx) => {
        const at = clock.now();
        return store.sweep(tx, { sessions: after(at, -30 * dayMs), attempts: after(at, -forgetAfterMs) });
      }),
  };
};

/** Lets so many run at a time; the others wait in line. */
function createGate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const line: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => line.push(enter));
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
