import type { ReactNode } from "react";

type Needs = {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** What it is measured on, its interval, what it is compared with. */
  readonly note: ReactNode;
  /** The way to the cases behind it: a number that opens nothing is not shown. */
  readonly cases: ReactNode;
};

/** One number of a page. */
export const Figure = ({ name, value, unit, note, cases }: Needs) => (
  <div className="figure">
    <div className="k">{name}</div>
    <div className="v">
      {value}
      {unit !== undefined && <small>{unit}</small>}
    </div>
    <div className="n">{note}</div>
    <div className="dense">{cases}</div>
  </div>
);
