import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { customers } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { usePages } from "../../parts/pages.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { tellMoney, tellTime, tellWait } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { Orders } from "./orders.tsx";
import { Conversations, Promises } from "./past.tsx";
import { Profile } from "./profile.tsx";
import { RatingOf } from "./rating.tsx";
import { Refunds } from "./refunds.tsx";
import { customerRoute, customersRoute } from "./route.ts";

/** Not at an end yet: somebody waits, or nobody knows. */
const isUnfinished = (state: string): boolean =>
  ["waiting-scan", "waiting-person", "approved", "sent", "unknown"].includes(state);

/** One customer with everything known: what is ours at once, what the shop says as it comes, each with its source and age. */
export function CustomerPage() {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const { merchant, customer } = customerRoute.useParams();
  const api = useApi(customers);
  const profile = useQuery({ queryKey: ["customer", merchant, customer], queryFn: () => api.one(merchant, customer) });
  const rating = useQuery({ queryKey: ["rating", merchant, customer], queryFn: () => api.rating(merchant, customer) });
  const refunds = usePages(["customer-refunds", merchant, customer], (cursor) =>
    api.refunds(merchant, customer, cursor),
  );
  const told = profile.data?.profile;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <nav className="crumb" aria-label={say("back")}>
        <Link to={customersRoute.to} params={{ merchant }}>
          {say("back")}
        </Link>
        <span aria-hidden="true">·</span>
        <span className="num">{customer}</span>
      </nav>
      <header>
        <div>
          <h1>{title()}</h1>
          {refunds.isSuccess && <p className="lede">{lede()}</p>}
        </div>
      </header>
      {profile.error && <Failure error={profile.error} onAgain={() => void profile.refetch()} />}
      {told && told.state !== "known" && (
        <p className="notice warn">
          <CloudOff size={16} strokeWidth={1.5} aria-hidden="true" />
          <span>{silence(told)}</span>
          <button type="button" className="btn s push" onClick={() => void profile.refetch()}>
            {say("again")}
          </button>
        </p>
      )}
      <div className="lay-side">
        <div>
          <Refunds merchant={merchant} list={refunds} />
          <Orders merchant={merchant} customer={customer} />
          <Conversations merchant={merchant} customer={customer} />
          <Promises merchant={merchant} customer={customer} />
        </div>
        <aside className="side" aria-label={say("rating")} tabIndex={-1} data-part>
          <RatingOf rating={rating} />
          <Profile merchant={merchant} customer={customer} told={told} isPending={profile.isPending} />
        </aside>
      </div>
    </main>
  );

  /** Who it is and what one can do for them now. */
  function title(): string {
    const name = told?.value?.name ?? customer;
    const limit = rating.data?.limits[0];
    if (!rating.data || !limit) return say("titleName", { name });
    const left = tellMoney(limit.left, language);
    const { standing } = rating.data;
    return standing === "new" ? say("titleNew", { name, left }) : say("titleStars", { name, n: standing, left });
  }

  function lede(): string {
    const open = refunds.items.filter(({ state }) => isUnfinished(state));
    const oldest = open.at(-1);
    if (oldest) return say("ledeOpen", { n: open.length, age: tellWait(oldest.at, language, Date.now()) });
    return say(refunds.items.length === 0 ? "ledeNever" : "ledeQuiet");
  }

  function silence({ state, readAt }: { readonly state: string; readonly readAt: string | null }): string {
    if (state === "absent") return say("absent");
    return readAt === null ? say("silentNever") : say("silent", { time: tellTime(readAt, language, Date.now()) });
  }
}
