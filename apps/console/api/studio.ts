import {
  DraftView,
  MigratingView,
  MigrationView,
  RehearsalView,
  ReleaseView,
  type StudioFinding,
  StudioPlay,
  StudioReading,
  StudioTexts,
} from "@ruyi/sop/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Texts = z.infer<typeof StudioTexts>;
export type Reading = z.infer<typeof StudioReading>;
export type Finding = z.infer<typeof StudioFinding>;
export type PlayLine = z.infer<typeof StudioPlay>["lines"][number];
export type Rehearsal = z.infer<typeof RehearsalView>;
export type Release = z.infer<typeof ReleaseView>;
/** What is kept of a draft: the procedure's text, and those of the parts it changes. */
export type Content = {
  readonly kind: "text";
  readonly text: string;
  readonly parts: Readonly<Record<string, string>>;
};

const page = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Where a procedure is written: its texts, what is said of them, rehearsals, releases. */
export function studio(call: Call) {
  const at = (merchant: string, id: string, ...rest: readonly string[]) => [
    ...["merchants", merchant, "procedures", id],
    ...rest,
  ];
  return {
    texts: (merchant: string, id: string, of: "draft" | "in-force" | number) =>
      call(StudioTexts, "GET", pathOf(at(merchant, id, "text"), { of })),
    read: (merchant: string, id: string, content: Content) =>
      call(StudioReading, "POST", pathOf(at(merchant, id, "draft", "reading")), content),
    play: (merchant: string, id: string, content: Content, { rule, at: place }: Pick<Finding, "rule" | "at">) =>
      call(StudioPlay, "POST", pathOf(at(merchant, id, "draft", "play")), {
        content,
        finding: { rule, at: place },
      }),
    save: (merchant: string, id: string, content: Content) =>
      call(DraftView, "PUT", pathOf(at(merchant, id, "draft")), content),
    discard: (merchant: string, id: string) => call(z.null(), "DELETE", pathOf(at(merchant, id, "draft"))),
    rehearse: (merchant: string, id: string) =>
      call(RehearsalView, "POST", pathOf(at(merchant, id, "draft", "rehearsal"))),
    releases: (merchant: string, id: string) =>
      call(page(ReleaseView), "GET", pathOf(at(merchant, id, "releases"), { limit: 50 })),
    waiting: (merchant: string, id: string) =>
      call(page(MigrationView), "GET", pathOf(at(merchant, id, "migration"), { limit: 50 })),
    rounds: (merchant: string, id: string) =>
      call(page(MigratingView), "GET", pathOf(at(merchant, id, "migrations"), { limit: 1 })),
    bring: (merchant: string, id: string, reason: string) =>
      call(MigratingView, "POST", pathOf(at(merchant, id, "migrations")), { reason }),
    release: (merchant: string, id: string, body: { readonly reason: string; readonly effectiveAt?: string }) =>
      call(ReleaseView, "POST", pathOf(at(merchant, id, "releases")), body),
    rollBack: (merchant: string, id: string, reason: string) =>
      call(ReleaseView, "POST", pathOf(at(merchant, id, "rollback")), { reason }),
  };
}
