import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { customers, type Order, type Rating } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { orderStates } from "../../words/customers.ts";
import { inboxWords } from "../../words/inbox.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { Stars } from "../customers/stars.tsx";
import { customerRoute } from "../customers/route.ts";

const shownOrders = 3;
const shownReasons = 4;
/** A rating and orders change seldom while one talks. */
const freshMs = 60_000;

type Needs = { readonly merchant: string; readonly customer: string };

/** Who it is to the shop: the rating with its reasons, and the latest orders; each opens to the whole. */
export function CustomerPart({ merchant, customer }: Needs) {
  const say = useSay(inboxWords);
  const { permissions } = useMe();
  const api = useApi(customers);
  const mayRead = permissions.includes("customer.read");
  const rating = useQuery({
    queryKey: ["rating", merchant, customer],
    queryFn: () => api.rating(merchant, customer),
    staleTime: freshMs,
    enabled: mayRead,
  });
  const orders = useQuery({
    queryKey: ["orders", merchant, customer],
    queryFn: () => api.orders(merchant, customer),
    staleTime: freshMs,
    enabled: mayRead && permissions.includes("order.read"),
  });
  if (!mayRead) return null;
  return (
    <>
      <section className="panel-sec">
        <div className="row base">
          <h2>{say("aboutCustomer")}</h2>
          {rating.data && (
            <span className="push">
              <Stars standing={rating.data.standing} />
            </span>
          )}
          <Link className="dense tap" to={customerRoute.to} params={{ merchant, customer }}>
            {say("openCustomer")}
          </Link>
        </div>
        {rating.error && <Failure error={rating.error} onAgain={() => void rating.refetch()} />}
        {rating.isPending && <Skeleton lines={2} />}
        {rating.data && <Standing rating={rating.data} />}
      </section>
      <section className="panel-sec">
        <h2>{say("orders")}</h2>
        {orders.error && <Failure error={orders.error} onAgain={() => void orders.refetch()} />}
        {orders.isPending && <Skeleton lines={2} />}
        {orders.data?.state === "unknown" && (
          <p className="dense">
            <span className="dash">{say("ordersUnknown")}</span>
          </p>
        )}
        {orders.data?.value?.length === 0 && <p className="dense mute">{say("noOrders")}</p>}
        <ul className="orders">
          {(orders.data?.value ?? []).slice(0, shownOrders).map((order) => (
            <OrderLine key={order.id} order={order} merchant={merchant} customer={customer} />
          ))}
        </ul>
      </section>
    </>
  );
}

const signed = (points: number): string => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");

function Standing({ rating }: { readonly rating: Rating }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const [first] = rating.limits;
  return (
    <>
      <p className="dense mute num">
        {first
          ? say("limitInUse", { limit: tellMoney(first.limit, language), inUse: tellMoney(first.inUse, language) })
          : say("noLimit")}
      </p>
      <ul className="reasons">
        {rating.reasons.slice(0, shownReasons).map(({ code, record, points, fact }) => (
          <li key={record ?? code}>
            <span className="pt num">{signed(points)}</span>
            <span>{fact[language]}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function OrderLine({ order, merchant, customer }: Needs & { readonly order: Order }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const [first, ...others] = order.lines;
  const title = first?.title[language] ?? order.number;
  const goods =
    others.length === 0 ? title : say("andMore", { title, n: language === "zh" ? others.length + 1 : others.length });
  return (
    <li>
      <Link className="tap" to={customerRoute.to} params={{ merchant, customer }} search={{ order: order.id }}>
        <span className="trunc">{goods}</span>
      </Link>
      <span className="num push">{tellMoney(order.amount, language)}</span>
      <span className="note faint">
        {named(orderStates, order.state, language)} · <span className="num">··{order.number.slice(-4)}</span>
      </span>
    </li>
  );
}
