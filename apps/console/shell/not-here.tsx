import { Empty } from "../parts/empty.tsx";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";

/** What stands where an address leads nowhere. */
export function NotHere() {
  const say = useSay(shellWords);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <Empty line={say("notHere")} why={say("notHereWhy")} />
    </main>
  );
}
