import type { JSX } from "preact";
import { formatMoney } from "@ruyi/kernel";
import { type Say, useChat } from "./chat.ts";
import { Icon } from "./icons.tsx";
import { type Order, wayOf } from "./order.ts";
import { Track } from "./track.tsx";

/** An order: what, how much, where it is, and its number's end. */
export function OrderLine({ order }: { readonly order: Order }): JSX.Element {
  const { language, say, day } = useChat();
  const { quantity = 1, price, note } = order;
  return (
    <div class="order">
      <span class="pic">
        <Icon name="parcel" size={24} />
      </span>
      <p class="name" dir="auto">
        {order.title[language.value]}
        {quantity > 1 && <span class="num mute"> {say("pieces", { n: quantity })}</span>}
      </p>
      {price && <p class="num name">{formatMoney(price, language.value)}</p>}
      <p class="note sub">
        {inRow(note?.[language.value] ?? stateOf(order, say, day), say("orderTail", { tail: tailOf(order) }))}
      </p>
    </div>
  );
}

/** An order that the conversation is about, with the way of its parcel. */
export function OrderCard({ order }: { readonly order: Order }): JSX.Element {
  const { language, say, day } = useChat();
  const way = wayOf(order);
  const title = order.title[language.value];
  return (
    <section class="card" aria-label={say("orderCard", { title })}>
      <OrderLine order={order} />
      {way.length > 0 && (
        <Track
          label={inRow(say("way"), order.parcel?.carrier?.[language.value])}
          stages={way.map(({ name, is, at }) => ({
            name: say(name),
            is,
            note: at && (is === "to-come" ? say("due", { date: day(at) }) : day(at)),
          }))}
        />
      )}
    </section>
  );
}

/** Small texts in a row. */
export const inRow = (...texts: readonly (string | undefined)[]): string => texts.filter(Boolean).join(" · ");

export const tailOf = ({ number }: Order): string => number.slice(-4);

/** Where an order is, in few words. */
export function stateOf(
  { state, placedAt, deliveredAt, parcel }: Order,
  say: Say,
  day: (iso: string) => string,
): string {
  const due = parcel?.state === "moving" ? parcel.expectedAt : undefined;
  switch (state) {
    case "unpaid":
    case "cancelled":
    case "returned":
      return say(state);
    case "paid":
    case "picking":
      return placedAt ? say("paid", { date: day(placedAt) }) : "";
    case "shipped":
      return due ? say("shippedDue", { date: day(due) }) : say("shipped");
    case "delivered":
      return deliveredAt ? say("delivered", { date: day(deliveredAt) }) : say("arrived");
    default:
      return "";
  }
}
