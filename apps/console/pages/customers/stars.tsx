import type { Rating } from "../../api/customers.ts";
import { Strokes } from "../../parts/strokes.tsx";
import { customerWords } from "../../words/customers.ts";
import { useSay } from "../../words/use-say.ts";

/** A standing in a row: strokes and the number, or the word for newcomers. */
export function Stars({ standing }: { readonly standing: Rating["standing"] }) {
  const say = useSay(customerWords);
  if (standing === "new") return <span className="badge">{say("isNew")}</span>;
  return (
    <span className="row">
      <Strokes stars={standing} label={say("ofFive", { n: standing })} />
      <span className="num" aria-hidden="true">
        {standing}/5
      </span>
    </span>
  );
}
