import type { Clock, Language, MerchantId, NewId } from "@ruyi/kernel";
import type { Classifier } from "@ruyi/language";
import type { Database, Transaction } from "@ruyi/platform";
import type { Learned, Lesson } from "../learning/lesson.ts";

export type UnderstandingDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  /** How everybody is read, and a name that changes with what it was taught. */
  readonly classifier: Classifier;
  readonly common: string;
  /** Ordinary messages: what words are common is known from them. */
  readonly ordinary: readonly string[];
  /** Learns a lesson beside the replies, in a thread of its own. */
  readonly learn: (lesson: Lesson) => Promise<Learned>;
  /** Whether the assistant can begin a procedure of this name. */
  readonly isOurs: (procedure: string) => boolean;
  /** Writes who taught what into the merchant's audit, in the same transaction. */
  readonly audited: (
    tx: Transaction,
    merchantId: MerchantId,
    entry: { readonly action: string; readonly subject: string; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
  /** Names what masked messages ask alike, in bounded time; undefined where it cannot be asked now. Left out without a model. */
  readonly nameOf?: (
    merchantId: MerchantId,
    messages: readonly string[],
    language: Language,
  ) => Promise<{ readonly name: string | null } | undefined>;
  readonly onError: (error: unknown, doing: string) => void;
};
