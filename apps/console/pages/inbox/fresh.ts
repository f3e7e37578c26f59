import { useEffect, useState } from "react";

/** How often the console asks what is new. */
export const freshMs = 2_000;

/** The time, told anew every half minute: ages grow while one looks. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
