import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type QualitySearch, qualityRoute } from "./route.ts";

type Opened = Pick<QualitySearch, "missed" | "only" | "deviation" | "equal">;

/** The way from a figure to its cases, and back when they are open: the address says which. */
export function Way({
  merchant,
  to,
  className = "tap",
  children,
}: {
  readonly merchant: string;
  readonly to: Opened;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const { days, by, ...open } = qualityRoute.useSearch();
  const isOpen = Object.keys(to).length > 0 && JSON.stringify(sorted(open)) === JSON.stringify(sorted(to));
  const search: QualitySearch = { ...(days ? { days } : {}), ...(by ? { by } : {}), ...(isOpen ? {} : to) };
  return (
    <Link
      to={qualityRoute.to}
      params={{ merchant }}
      search={search}
      className={className}
      aria-expanded={isOpen}
      resetScroll={false}
    >
      {children}
    </Link>
  );
}

const sorted = (open: Readonly<Record<string, unknown>>) =>
  Object.entries(open)
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
