import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { customers, type Order } from "../../api/customers.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { OpeningRow } from "../../parts/opening-row.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords, orderStates, parcelStates, scanKinds } from "../../words/customers.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { customerRoute } from "./route.ts";

const shownAtFirst = 8;

/** Orders as the shop has them, newest first; a row opens to its goods and where its parcels are. */
export function Orders({ merchant, customer }: { readonly merchant: string; readonly customer: string }) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const { order: opened } = customerRoute.useSearch();
  const api = useApi(customers);
  const told = useQuery({ queryKey: ["orders", merchant, customer], queryFn: () => api.orders(merchant, customer) });
  const all = told.data?.value ?? [];
  const [isWhole, setWhole] = useState(false);
  const orders = isWhole ? all : all.filter(({ id }, place) => place < shownAtFirst || id === opened);
  const readAt = told.data?.readAt;
  const open = (id: string): void =>
    void navigate({
      to: customerRoute.to,
      params: { merchant, customer },
      search: (before) => ({ ...before, order: opened === id ? undefined : id }),
      resetScroll: false,
      replace: true,
    });
  const goods = ({ lines: [first, ...others] }: Order): string =>
    !first
      ? ""
      : others.length === 0
        ? first.title[language]
        : say("andMore", { title: first.title[language], n: language === "zh" ? others.length + 1 : others.length });
  return (
    <section className="section" aria-labelledby="orders" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="orders">{say("orders")}</h2>
        {readAt && told.data?.state === "known" && <span className="push note faint">{say("justNow")}</span>}
      </div>
      {told.error && <Failure error={told.error} onAgain={() => void told.refetch()} />}
      {told.isPending && <Skeleton lines={4} />}
      {told.data?.state === "unknown" && (
        <p className="dense">{<span className="dash">{say("ordersUnknown")}</span>}</p>
      )}
      {readAt && told.data?.state === "last-known" && (
        <p className="notice warn">{say("ordersOld", { time: tellTime(readAt, language, Date.now()) })}</p>
      )}
      {told.data?.state !== "unknown" && told.isSuccess && orders.length === 0 && (
        <p className="dense mute">{say("noOrders")}</p>
      )}
      {orders.length > 0 && (
        <div className="card flush" role="group" aria-label={say("orders")} tabIndex={0}>
          <table className="t edge tight wide">
            <thead>
              <tr>
                <th scope="col">{say("number")}</th>
                <th scope="col">{say("goods")}</th>
                <th scope="col">{say("state")}</th>
                <th scope="col">{say("when")}</th>
                <th scope="col" className="r">
                  {say("paid")}
                </th>
                <th scope="col" className="r">
                  {say("refunded")}
                </th>
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => (
                <OpeningRow
                  key={order.id}
                  isOpen={opened === order.id}
                  onToggle={() => open(order.id)}
                  name={<span className="num">{order.number}</span>}
                  columns={6}
                  cells={
                    <>
                      <td>{goods(order)}</td>
                      <td>{named(orderStates, order.state, language)}</td>
                      <td>
                        <When at={order.placedAt} isDay />
                      </td>
                      <td className="r">{tellMoney(order.amount, language)}</td>
                      <td className="r">
                        {order.refunded.minor === 0 ? (
                          <span className="faint">–</span>
                        ) : (
                          tellMoney(order.refunded, language)
                        )}
                      </td>
                    </>
                  }
                >
                  <Opened order={order} />
                </OpeningRow>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {orders.length < all.length && (
        <p className="foot">
          <button type="button" className="btn s" onClick={() => setWhole(true)}>
            {say("allOrders", { n: all.length })}
          </button>
        </p>
      )}
    </section>
  );
}

function Opened({ order }: { readonly order: Order }) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const now = Date.now();
  return (
    <div className="case">
      <section aria-label={say("lines")}>
        <h3>{say("lines")}</h3>
        <table className="t tight bare">
          <thead>
            <tr>
              <th scope="col">{say("goods")}</th>
              <th scope="col" className="r">
                {say("quantity")}
              </th>
              <th scope="col" className="r">
                {say("paid")}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map(({ id, title, variant, quantity, paid, isCancelled }) => (
              <tr key={id}>
                <th scope="row">
                  {title[language]}
                  {variant && <span className="note faint"> {variant[language]}</span>}{" "}
                  {isCancelled && <span className="badge">{say("cancelled")}</span>}
                </th>
                <td className="r">{quantity}</td>
                <td className="r">{tellMoney(paid, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section aria-label={say("parcels")}>
        <h3>{say("parcels")}</h3>
        {order.parcels.length === 0 && (
          <p className="dense mute">
            {say("noParcel")} {say("promisedBy", { time: tellTime(order.promisedBy, language, now) })}
          </p>
        )}
        {order.parcels.map(({ id, carrier, trackingNumber, state, expectedAt, deliveredAt, scans }) => (
          <div key={id} className="foot">
            <p className="dense">
              <span className="badge">{named(parcelStates, state, language)}</span> {carrier[language]}{" "}
              <span className="num mute">{trackingNumber}</span>{" "}
              <span className="faint">
                {deliveredAt
                  ? say("delivered", { time: tellTime(deliveredAt, language, now) })
                  : expectedAt && say("expected", { time: tellTime(expectedAt, language, now) })}
              </span>
            </p>
            {scans.length === 0 ? (
              <p className="dense">
                <span className="dash">{say("noScans")}</span>
              </p>
            ) : (
              <ol className="tl scans">
                {scans.map(({ at, place, kind }, index) => (
                  <li key={at + kind} className={index === 0 ? "now" : undefined}>
                    <span>
                      {named(scanKinds, kind, language)} · {place[language]}
                    </span>{" "}
                    <span className="note faint">
                      <When at={at} />
                    </span>
                  </li>
                ))}
              </ol>
            )}
          </div>
        ))}
      </section>
    </div>
  );
}
