import { TriangleAlert } from "lucide-react";
import { ApiError } from "../api/call.ts";
import { useSetting } from "../shell/setting.tsx";
import { problemText } from "../words/problems.ts";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";

/** What went wrong, what to do, and the code that support asks for. */
export function Failure({ error, onAgain }: { readonly error: unknown; readonly onAgain?: () => void }) {
  const { language } = useSetting();
  const say = useSay(shellWords);
  if (error === null || error === undefined) return null;
  const known = error instanceof ApiError ? error : new ApiError("unexpected", 500, String(error));
  return (
    <div className="notice bad" role="alert">
      <TriangleAlert size={16} strokeWidth={1.5} aria-hidden="true" />
      <div>
        <p>{problemText(known, language)}</p>
        <p className="note mono">{known.code}</p>
      </div>
      {onAgain && (
        <button type="button" className="btn s push" onClick={onAgain}>
          {say("again")}
        </button>
      )}
    </div>
  );
}
