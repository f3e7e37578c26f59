import { type FormEvent, useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { customers, type Found } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { useSay } from "../../words/use-say.ts";
import { customersRoute } from "./route.ts";
import { Stars } from "./stars.tsx";

/** Whom one is looking for; without a word, those who were refunded lately. */
export function CustomersPage() {
  const say = useSay(customerWords);
  const { merchant } = customersRoute.useParams();
  const { find } = customersRoute.useSearch();
  const api = useApi(customers);
  const found = useQuery({
    queryKey: ["customers", merchant, find],
    queryFn: () => api.find(merchant, find),
    placeholderData: keepPreviousData,
  });
  const n = found.data?.items.length ?? 0;
  const title = !found.data
    ? say("titleReading")
    : find === undefined
      ? say("titleLately", { n })
      : say("titleFound", { n, text: find });
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <h1>{title}</h1>
          <p className="lede">{say("listLede")}</p>
        </div>
      </header>
      <Search key={find ?? ""} />
      <section className="section" aria-label={say("page")} tabIndex={-1} data-part>
        {found.error && <Failure error={found.error} onAgain={() => void found.refetch()} />}
        {found.isPending && <Skeleton lines={5} />}
        {found.data?.shop.state === "unknown" && (
          <p className="notice warn">
            <CloudOff size={16} strokeWidth={1.5} aria-hidden="true" />
            {say("silentList")}
          </p>
        )}
        {found.data && n === 0 && found.data.shop.state === "known" && (
          <Empty
            line={find === undefined ? title : say("titleFound", { n: 0, text: find })}
            why={say(find === undefined ? "firstWhy" : "nobodyWhy")}
          />
        )}
        {n > 0 && <List merchant={merchant} items={found.data?.items ?? []} />}
      </section>
    </main>
  );
}

function Search() {
  const say = useSay(customerWords);
  const navigate = useNavigate();
  const { merchant } = customersRoute.useParams();
  const { find } = customersRoute.useSearch();
  const [text, setText] = useState(find ?? "");
  const go = (to: string | undefined): void =>
    void navigate({ to: customersRoute.to, params: { merchant }, search: { find: to } });
  return (
    <search>
      <form
        className="asked find"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          go(text.trim() === "" ? undefined : text.trim());
        }}
      >
        <Field
          label={say("find")}
          hint={say("findHint")}
          type="search"
          maxLength={120}
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-key="/"
        />
        <div className="row below-hint">
          <button type="submit" className="btn primary">
            {say("doFind")}
          </button>
          {find !== undefined && (
            <button type="button" className="btn quiet" onClick={() => go(undefined)}>
              {say("clear")}
            </button>
          )}
        </div>
      </form>
    </search>
  );
}

function List({ merchant, items }: { readonly merchant: string; readonly items: Found["items"] }) {
  const say = useSay(customerWords);
  useSetting();
  const unknown = <span className="dash">{say("unknown")}</span>;
  return (
    <div className="card flush" role="group" aria-label={say("page")} tabIndex={0}>
      <table className="t edge wide">
        <thead>
          <tr>
            <th scope="col">{say("customer")}</th>
            <th scope="col">{say("id")}</th>
            <th scope="col">{say("city")}</th>
            <th scope="col">{say("language")}</th>
            <th scope="col">{say("rating")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, name, city, language, standing }) => (
            <tr key={id}>
              <th scope="row">
                <Link className="tap" to="/console/$merchant/customers/$customer" params={{ merchant, customer: id }}>
                  {name ?? id}
                </Link>
              </th>
              <td className="num mute">{id}</td>
              <td>{city ?? unknown}</td>
              <td>{language ? say(language) : unknown}</td>
              <td>
                <Stars standing={standing} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
