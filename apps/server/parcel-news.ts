import type { Order, Parcel } from "@ruyi/commerce";
import type { News } from "@ruyi/desk";
import type { Bilingual } from "@ruyi/kernel";

/* What has become of an order's parcels, as news for its customer. Pure. */

/** One piece of news a parcel: how it stands now. What is only packed, or nobody has a record of, is none. */
export function parcelNews(order: Order): News[] {
  return order.parcels.flatMap((parcel) => {
    const happened = happenedTo(parcel);
    if (!happened) return [];
    const { kind, at, place } = happened;
    const body = {
      number: order.number,
      title: titleOf(order, parcel),
      carrier: parcel.carrierName,
      ...(place ? { place } : {}),
      ...(parcel.expectedAt ? { expectedAt: parcel.expectedAt.toISOString() } : {}),
      ...(kind === "held" && parcel.held ? { needs: parcel.held.needs } : {}),
    };
    return [{ subject: parcel.id, kind, happenedAt: at.toISOString(), body }];
  });
}

type Happened = { readonly kind: News["kind"]; readonly at: Date; readonly place?: Bilingual };

function happenedTo({ state, scans, deliveredAt }: Parcel): Happened | undefined {
  const last = (...kinds: readonly Parcel["scans"][number]["kind"][]) =>
    scans.findLast(({ kind }) => kinds.includes(kind));
  const from = (kind: News["kind"], scan: Parcel["scans"][number] | undefined): Happened | undefined =>
    scan && { kind, at: scan.at, place: scan.place };
  switch (state) {
    case "waiting":
      return undefined;
    case "in-transit":
      // On its way it stays shipped, wherever it is seen.
      return from("shipped", scans.find(({ kind }) => kind === "collected") ?? scans[0]);
    case "customs-held":
      return from("held", last("customs-held"));
    case "out-for-delivery":
      return from("out-for-delivery", last("out-for-delivery"));
    case "delivered": {
      const scan = last("delivered");
      const at = deliveredAt ?? scan?.at;
      return at && { kind: "delivered", at, ...(scan ? { place: scan.place } : {}) };
    }
    case "lost":
      return from("lost", last("lost"));
    case "returned":
      return from("returning", last("returned"));
  }
}

/** What is in the parcel, by its first goods. */
function titleOf({ lines }: Order, parcel: Parcel): Bilingual {
  const inside = lines.filter(({ id }) => parcel.lines.some(({ lineId }) => lineId === id));
  const [first = lines[0], ...others] = inside;
  if (!first) return { zh: "您的包裹", en: "Your parcel" };
  const { zh, en } = first.title;
  return others.length === 0 ? { zh, en } : { zh: `${zh}等${inside.length}样`, en: `${en} and ${others.length} more` };
}
