import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { type TodaySearch, todayRoute } from "./route.ts";

/** The way from a figure to its cases, and back when they are open: the address says which. */
export function Way({
  merchant,
  cases,
  reason,
  className = "tap",
  label,
  children,
}: {
  readonly merchant: string;
  readonly cases: NonNullable<TodaySearch["cases"]>;
  readonly reason?: TodaySearch["reason"];
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const search = todayRoute.useSearch();
  const isOpen = search.cases === cases && search.reason === reason;
  const next: TodaySearch = {
    ...(search.days ? { days: search.days } : {}),
    ...(isOpen ? {} : { cases, ...(reason ? { reason } : {}) }),
  };
  return (
    <Link
      to={todayRoute.to}
      params={{ merchant }}
      search={next}
      className={className}
      aria-expanded={isOpen}
      aria-label={label}
      resetScroll={false}
    >
      {children}
    </Link>
  );
}
