import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** One line said, why, and one next step. */
export const Empty = ({ line, why, children }: { line: string; why: string; children?: ReactNode }) => (
  <div className="empty">
    <Mark size={28} />
    <p className="said">{line}</p>
    <p className="mute">{why}</p>
    {children}
  </div>
);
