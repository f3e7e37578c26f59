import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";

/** The shape of what comes; shown after 200 ms. */
export function Skeleton({ lines }: { readonly lines: number }) {
  const say = useSay(shellWords);
  return (
    <div className="skeleton" role="status">
      <span className="vh">{say("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="sk" aria-hidden="true" />
      ))}
    </div>
  );
}
