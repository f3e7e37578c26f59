import { dayMs, hourMs, type Id, minuteMs, type StaffId } from "@ruyi/kernel";

export type SessionId = Id<"session">;

/** A signed-in browser or device. Its token is known to it alone; we keep a digest. */
export type Session = {
  readonly id: SessionId;
  readonly staffId: StaffId;
  readonly by: "password" | "link";
  /** What the device calls itself, for the list of one's sessions. */
  readonly device: string;
  readonly at: Date;
  /** To five minutes. */
  readonly seenAt: Date;
  readonly revokedAt?: Date;
};

/** A shift and its breaks: who was away longer signs in again. */
const idleMs = 12 * hourMs;
/** After this, everybody does; a browser may keep its cookie as long. */
export const longestMs = 7 * dayMs;
export const seenEveryMs = 5 * minuteMs;

export const sessionEndsAt = (session: Session): Date =>
  new Date(Math.min(session.seenAt.getTime() + idleMs, session.at.getTime() + longestMs));

export const isLive = (session: Session, at: Date): boolean => !session.revokedAt && at < sessionEndsAt(session);

/** Who has just come by a link may set a password without the old one; who came long ago may have left the desk. */
export const isFreshFromLink = (session: Session, at: Date): boolean =>
  session.by === "link" && at.getTime() - session.at.getTime() < hourMs;

/** How long a one-time sign-in link counts. */
export const linkLifeMs = { firstOwner: hourMs, colleague: dayMs } as const;
