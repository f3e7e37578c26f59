import { useNavigate } from "@tanstack/react-router";
import type { Refund } from "../../api/customers.ts";
import { Failure } from "../../parts/failure.tsx";
import { OpeningRow } from "../../parts/opening-row.tsx";
import { More, type usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { refundStates } from "../../words/money.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { RefundCase } from "../money/refund-case.tsx";
import { customerRoute } from "./route.ts";

const looks: Readonly<Record<string, string>> = {
  done: "badge good",
  failed: "badge bad",
  reversed: "badge bad",
  unknown: "badge unknown",
  "waiting-person": "badge warn",
  "waiting-scan": "badge warn",
};

/** Refunds, newest first; a row opens to its reasons, the versions it was decided on, rulings and lines in the books. */
export function Refunds({
  merchant,
  list,
}: {
  readonly merchant: string;
  readonly list: ReturnType<typeof usePages<Refund>>;
}) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const { customer } = customerRoute.useParams();
  const { refund: opened } = customerRoute.useSearch();
  const open = (id: string): void =>
    void navigate({
      to: customerRoute.to,
      params: { merchant, customer },
      search: (before) => ({ ...before, refund: opened === id ? undefined : id }),
      resetScroll: false,
      replace: true,
    });
  return (
    <section className="section" aria-labelledby="refunds" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="refunds">{say("refunds")}</h2>
      </div>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={3} />}
      {list.isSuccess && list.items.length === 0 && <p className="dense mute">{say("noRefunds")}</p>}
      {list.items.length > 0 && (
        <div className="card flush" role="group" aria-label={say("refunds")} tabIndex={0}>
          <table className="t edge">
            <thead>
              <tr>
                <th scope="col">{say("when")}</th>
                <th scope="col">{say("reason")}</th>
                <th scope="col">{say("state")}</th>
                <th scope="col" className="r">
                  {say("amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((refund) => (
                <OpeningRow
                  key={refund.id}
                  isOpen={opened === refund.id}
                  onToggle={() => open(refund.id)}
                  name={<When at={refund.at} />}
                  columns={4}
                  cells={
                    <>
                      <td>{refund.reasons.map(({ fact }) => fact[language]).join(" ")}</td>
                      <td>
                        <span className={looks[refund.state] ?? "badge"}>
                          {named(refundStates, refund.state, language)}
                        </span>
                      </td>
                      <td className="r strong">{tellMoney(refund.amount, language)}</td>
                    </>
                  }
                >
                  <RefundCase merchant={merchant} id={refund.id} />
                </OpeningRow>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="foot">
        <More more={list.more} word={say("more")} />
      </p>
    </section>
  );
}
