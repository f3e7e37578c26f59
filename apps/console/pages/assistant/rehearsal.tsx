import type { Rehearsal } from "../../api/understanding.ts";
import { Table } from "../../parts/table.tsx";
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
        <Table
          name={say("changes")}
          look="tight"
          columns={[say("message"), say("before"), say("after"), say("effect")]}
        >
          {rehearsal.changes.slice(0, 12).map(({ text, before, after, effect }) => (
            <tr key={text}>
              <th scope="row">{text}</th>
              <td>{nameOf(before, "led")}</td>
              <td>{nameOf(after, "led")}</td>
              <td>{say(effect)}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
