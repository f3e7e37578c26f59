import { type FormEvent, useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { money, type Posting } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Choose, Field } from "../../parts/field.tsx";
import { OpeningRow } from "../../parts/opening-row.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { accountNames, moneyWords, postingEvents } from "../../words/money.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { LinesTable } from "./lines-table.tsx";
import { type MoneySearch, moneyRoute } from "./route.ts";

/** What was written in the books, newest first; a row opens to its lines. */
export function Postings({ merchant }: { readonly merchant: string }) {
  const say = useSay(moneyWords);
  const api = useApi(money);
  const { account, customer } = moneyRoute.useSearch();
  const [opened, setOpened] = useState<string>();
  const list = usePages(["postings", merchant, account, customer], (cursor) =>
    api.postings(merchant, { account, customer }, cursor),
  );
  return (
    <section className="section" aria-labelledby="postings" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="postings">{say("postings")}</h2>
        <span className="dense mute">{say("postingsWhy")}</span>
      </div>
      <Filter key={`${account} ${customer}`} merchant={merchant} />
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={5} />}
      {list.isSuccess && list.items.length === 0 && (
        <div className="foot">
          <Empty line={say("noPostings")} why={say("noPostingsWhy")} />
        </div>
      )}
      {list.items.length > 0 && (
        <div className="card flush foot" role="group" aria-label={say("postings")} tabIndex={0}>
          <table className="t edge tight wide">
            <thead>
              <tr>
                <th scope="col">{say("what")}</th>
                <th scope="col">{say("customer")}</th>
                <th scope="col">{say("lines")}</th>
                <th scope="col">{say("when")}</th>
                <th scope="col" className="r">
                  {say("amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((posting) => (
                <Row
                  key={posting.key}
                  posting={posting}
                  isOpen={opened === posting.key}
                  onToggle={() => setOpened(opened === posting.key ? undefined : posting.key)}
                />
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

function Row({ posting, isOpen, onToggle }: { posting: Posting; isOpen: boolean; onToggle: () => void }) {
  const { language } = useSetting();
  const say = useSay(moneyWords);
  const debits = posting.lines.filter(({ amount }) => amount.minor > 0);
  const credits = posting.lines.filter(({ amount }) => amount.minor < 0);
  const name = (lines: Posting["lines"]): string =>
    lines.map(({ account }) => named(accountNames, account, language)).join(language === "zh" ? "、" : ", ");
  const currency = debits[0]?.amount.currency ?? "";
  return (
    <OpeningRow
      isOpen={isOpen}
      onToggle={onToggle}
      name={named(postingEvents, posting.event, language)}
      columns={5}
      cells={
        <>
          <td>{posting.lines.find(({ customerId }) => customerId !== null)?.customerId ?? "–"}</td>
          <td className="mute">{say("twoSides", { debit: name(debits), credit: name(credits) })}</td>
          <td>
            <When at={posting.at} />
          </td>
          <td className="r">
            {tellMoney({ minor: debits.reduce((sum, { amount }) => sum + amount.minor, 0), currency }, language)}
          </td>
        </>
      }
    >
      <LinesTable postings={[posting]} label={say("lines")} />
      <p className="note faint mono foot">{posting.key}</p>
    </OpeningRow>
  );
}

function Filter({ merchant }: { readonly merchant: string }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const search = moneyRoute.useSearch();
  const [customer, setCustomer] = useState(search.customer ?? "");
  const go = (to: Pick<MoneySearch, "account" | "customer">): void =>
    void navigate({
      to: moneyRoute.to,
      params: { merchant },
      search: (before) => ({ ...before, ...to }),
      resetScroll: false,
    });
  const isFiltered = search.account !== undefined || search.customer !== undefined;
  return (
    <form
      className="asked"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        go({ customer: customer.trim() === "" ? undefined : customer.trim() });
      }}
    >
      <Choose
        label={say("account")}
        value={search.account ?? ""}
        onChange={(event) => go({ account: (event.target.value || undefined) as MoneySearch["account"] })}
      >
        <option value="">{say("allAccounts")}</option>
        {Object.entries(accountNames).map(([account, name]) => (
          <option key={account} value={account}>
            {name[language]}
          </option>
        ))}
      </Choose>
      <Field
        label={say("customerId")}
        maxLength={120}
        value={customer}
        onChange={(event) => setCustomer(event.target.value)}
      />
      <button type="submit" className="btn">
        {say("filter")}
      </button>
      {isFiltered && (
        <button
          type="button"
          className="btn quiet"
          onClick={() => {
            setCustomer("");
            go({ account: undefined, customer: undefined });
          }}
        >
          {say("clear")}
        </button>
      )}
    </form>
  );
}
