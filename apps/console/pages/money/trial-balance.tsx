import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { money, type Trials } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { accountNames, moneyWords } from "../../words/money.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { moneyRoute } from "./route.ts";

/** Debits against credits, and the sentence that says whether they are equal; of now, or of the end of a day. */
export function TrialBalance({ merchant }: { readonly merchant: string }) {
  const say = useSay(moneyWords);
  const navigate = useNavigate();
  const zone = useMerchant()?.zone ?? "UTC";
  const { day } = moneyRoute.useSearch();
  const api = useApi(money);
  const trial = useQuery({
    queryKey: ["trial", merchant, day],
    queryFn: () => api.trial(merchant, day),
    placeholderData: keepPreviousData,
  });
  const go = (to: string | undefined): void =>
    void navigate({
      to: moneyRoute.to,
      params: { merchant },
      search: (before) => ({ ...before, day: to }),
      resetScroll: false,
      replace: true,
    });
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(Date.now());
  return (
    <section className="section" aria-labelledby="trial" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="trial">{say("trial")}</h2>
      </div>
      <div className="asked">
        <Field
          label={say("asOf")}
          type="date"
          max={today}
          value={day ?? ""}
          onChange={(event) => go(event.target.value === "" ? undefined : event.target.value)}
        />
        {day === undefined ? (
          <span className="dense mute tap">{say("asOfNow")}</span>
        ) : (
          <button type="button" className="btn" onClick={() => go(undefined)}>
            {say("now")}
          </button>
        )}
      </div>
      {trial.error && <Failure error={trial.error} onAgain={() => void trial.refetch()} />}
      {trial.isPending && <Skeleton lines={5} />}
      {trial.data?.trials.length === 0 && (
        <div className="foot">
          <Empty line={say(day === undefined ? "noBooks" : "noBooksDay")} why={say("noBooksWhy")} />
        </div>
      )}
      {trial.data?.trials.map((each) => (
        <InCurrency key={each.currency} trial={each} />
      ))}
    </section>
  );
}

function InCurrency({ trial }: { readonly trial: Trials["trials"][number] }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const isEven = trial.difference.minor === 0;
  const name = `${say("trial")} ${trial.currency}`;
  return (
    <div className="foot">
      <p className={isEven ? "said" : "notice bad"} role={isEven ? undefined : "alert"}>
        {trial.sentence[language]}
      </p>
      <div className="card flush foot" role="group" aria-label={name} tabIndex={0}>
        <table className="t edge tight">
          <thead>
            <tr>
              <th scope="col">
                {say("account")} · {trial.currency}
              </th>
              <th scope="col" className="r">
                {say("debits")}
              </th>
              <th scope="col" className="r">
                {say("credits")}
              </th>
              <th scope="col" className="r">
                {say("balance")}
              </th>
            </tr>
          </thead>
          <tbody>
            {trial.accounts.map(({ account, debits, credits, balance }) => (
              <tr key={account}>
                <th scope="row">{named(accountNames, account, language)}</th>
                <td className="r">{tellMoney(debits, language)}</td>
                <td className="r">{tellMoney(credits, language)}</td>
                <td className="r">{tellMoney(balance, language)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say("total")}</th>
              <td className="r">{tellMoney(trial.debits, language)}</td>
              <td className="r">{tellMoney(trial.credits, language)}</td>
              <td className="r">{tellMoney(trial.difference, language)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </div>
  );
}
