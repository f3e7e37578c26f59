import { Empty } from "../parts/empty.tsx";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";

/** What stands where a page's own code failed: what is known, and a way to go on. */
export function Broken({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const say = useSay(shellWords);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <Empty line={say("broken")} why={say("brokenWhy")}>
        <p className="note mono">{error instanceof Error ? error.message : String(error)}</p>
        <button type="button" className="btn" onClick={reset}>
          {say("again")}
        </button>
      </Empty>
    </main>
  );
}
