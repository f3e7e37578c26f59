import type { Rehearsal } from "../../api/understanding.ts";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { useNameOf } from "./meaning.tsx";

/** Why a lesson did not go live, and which messages would be read otherwise. */
export function RefusedRehearsal({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const say = useSay(understandingWords);
  const nameOf = useNameOf();
  return (
    <div className="stack">
      <div className="notice warn" role="alert">
        <div>
          <p className="strong">{say("refusedTitle")}</p>
          <ul>
            {rehearsal.refusals.map(({ kind, count, of }) => (
              <li key={kind}>{say(kind, { count, of })}</li>
            ))}
          </ul>
        </div>
      </div>
      {rehearsal.changes.length > 0 && (
        <div className="scrollx" role="group" aria-label={say("changes")} tabIndex={0}>
          <table className="t tight">
            <caption className="vh">{say("changes")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("message")}</th>
                <th scope="col">{say("before")}</th>
                <th scope="col">{say("after")}</th>
                <th scope="col">{say("effect")}</th>
              </tr>
            </thead>
            <tbody>
              {rehearsal.changes.slice(0, 12).map(({ text, before, after, effect }) => (
                <tr key={text}>
                  <th scope="row">{text}</th>
                  <td>{nameOf(before, "led")}</td>
                  <td>{nameOf(after, "led")}</td>
                  <td>{say(effect)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
