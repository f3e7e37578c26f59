import type { Posting } from "../../api/money.ts";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { accountNames, moneyWords, postingEvents } from "../../words/money.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";

/** Postings as lines in debit and credit; each posting's lines sum to zero. */
export function LinesTable({ postings, label }: { readonly postings: readonly Posting[]; readonly label: string }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  return (
    <div className="scrollx" role="group" aria-label={label} tabIndex={0}>
      <table className="t tight bare lines">
        <thead>
          <tr>
            <th scope="col">{say("what")}</th>
            <th scope="col">{say("account")}</th>
            <th scope="col" className="r">
              {say("debit")}
            </th>
            <th scope="col" className="r">
              {say("credit")}
            </th>
          </tr>
        </thead>
        {postings.map(({ key, at, event, lines }) => (
          <tbody key={key}>
            {lines.map(({ account, amount }, line) => (
              <tr key={`${account} ${amount.minor}`} className={line === 0 ? undefined : "more"}>
                {line === 0 && (
                  <td rowSpan={lines.length}>
                    {named(postingEvents, event, language)}
                    <div className="note faint">
                      <When at={at} />
                    </div>
                  </td>
                )}
                <td>{named(accountNames, account, language)}</td>
                <td className="r">{amount.minor > 0 ? tellMoney(amount, language) : ""}</td>
                <td className="r">
                  {amount.minor < 0 ? tellMoney({ ...amount, minor: -amount.minor }, language) : ""}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
