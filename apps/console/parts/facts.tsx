import type { ReactNode } from "react";

export type Fact = {
  readonly label: string;
  /** Left out where it is not known: then it is drawn dashed, with `find` as the way to find out. */
  readonly value?: ReactNode;
  /** Where it comes from and how old it is. */
  readonly source?: ReactNode;
  readonly isStale?: boolean;
  readonly unknown?: string;
  readonly find?: ReactNode;
};

/** Stands below its label and its source, for beside them it would be a narrow column. */
const isSentence = (value: ReactNode): boolean => typeof value === "string" && value.length > 30;

/** What is known, by whom and since when. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(({ label, value, source, isStale, unknown, find }) => (
      <div key={label} className={isSentence(value) ? "sentence" : undefined}>
        <dt>{label}</dt>
        <dd>{value ?? <span className="dash">{unknown}</span>}</dd>
        <dd className={isStale ? "src old" : "src"}>{value === undefined ? find : source}</dd>
      </div>
    ))}
  </dl>
);
