import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";

type Needs = {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** What the button that opens it says. */
  readonly name: ReactNode;
  /** The other cells of the row. */
  readonly cells: ReactNode;
  /** How many columns the table has, the first included. */
  readonly columns: number;
  readonly children: ReactNode;
};

/** A row of a table that opens in place: pressing its first cell shows what is behind it, below. */
export function OpeningRow({ isOpen, onToggle, name, cells, columns, children }: Needs) {
  const id = useId();
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <tr className={isOpen ? "sel" : undefined}>
        <th scope="row">
          <button
            type="button"
            className="opens"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={onToggle}
          >
            <Sign size={14} strokeWidth={1.75} aria-hidden="true" />
            <span>{name}</span>
          </button>
        </th>
        {cells}
      </tr>
      {isOpen && (
        <tr className="opened">
          <td id={id} colSpan={columns}>
            {children}
          </td>
        </tr>
      )}
    </>
  );
}
