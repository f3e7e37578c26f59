import type { ReactNode } from "react";

/** What heads a column; numbers and what is pressed stand at its end. */
export type Column = string | { readonly word: string; readonly isAtEnd: true };

export const atEnd = (word: string): Column => ({ word, isAtEnd: true });

type Needs = {
  /** Heard before its cells. */
  readonly name: string;
  /** The heading that names it, where one stands above. */
  readonly by?: string;
  /** To the edges of its card, in narrow rows, or both. */
  readonly look?: "edge" | "tight" | "edge tight";
  readonly columns: readonly Column[];
  /** Rows. */
  readonly children: ReactNode;
};

/** A table that scrolls sideways by itself where the page is narrow. */
export function Table({ name, by, look, columns, children }: Needs) {
  const named = by === undefined ? { "aria-label": name } : { "aria-labelledby": by };
  return (
    <div className="scrollx" role="group" tabIndex={0} {...named}>
      <table className={look === undefined ? "t" : `t ${look}`}>
        <caption className="vh">{name}</caption>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === "string" ? (
                <th key={column} scope="col">
                  {column}
                </th>
              ) : (
                <th key={column.word} scope="col" className="r">
                  {column.word}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
