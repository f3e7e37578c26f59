import { type Bilingual, type Random, after, between, hourMs, parcelId, pick } from "@ruyi/kernel";
import type { Address, DeliveryProof, OrderLine, Parcel, Scan, ScanKind } from "./market.ts";

type Carrier = { readonly code: string; readonly name: Bilingual; readonly prefix: string };

const carriers = {
  swallow: { code: "swallow", name: { zh: "飞燕速运", en: "Swallow Express" }, prefix: "SW" },
  bluebird: { code: "bluebird", name: { zh: "青鸟快递", en: "Bluebird Parcel" }, prefix: "BB" },
  chill: { code: "chill", name: { zh: "小满冷链", en: "Xiaoman Chilled" }, prefix: "XM" },
  harbor: { code: "harbor", name: { zh: "港湾包裹", en: "Harbor Parcel" }, prefix: "HP" },
  meadowlark: { code: "meadowlark", name: { zh: "草地邮递", en: "Meadowlark Post" }, prefix: "ML" },
  tidewater: { code: "tidewater", name: { zh: "潮汐国际", en: "Tidewater International" }, prefix: "TW" },
} satisfies Record<string, Carrier>;

const cities: Readonly<Record<string, string>> = {
  杭州市: "Hangzhou",
  上海市: "Shanghai",
  北京市: "Beijing",
  深圳市: "Shenzhen",
  成都市: "Chengdu",
  武汉市: "Wuhan",
  西安市: "Xi'an",
  大理州: "Dali",
  哈尔滨市: "Harbin",
  乌鲁木齐市: "Urumqi",
  泉州市: "Quanzhou",
  遵义市: "Zunyi",
};

const depot = (zh: string, en: string): Bilingual => ({ zh: `${zh}分拨中心`, en: `${en} depot` });
const station = (address: Address): Bilingual => ({
  zh: `${address.city}${address.district}营业部`,
  en: `${cities[address.city] ?? address.city} delivery station`,
});

/** The depots a parcel passes on its way from the shop's region to the address. */
function routeTo(address: Address): readonly Bilingual[] {
  const last = station(address);
  if (address.country === "CN") {
    const arrival = depot(address.city, cities[address.city] ?? address.city);
    return [
      { zh: "嘉兴云仓", en: "Jiaxing warehouse" },
      depot("嘉兴", "Jiaxing"),
      depot("南京", "Nanjing"),
      arrival,
      last,
    ];
  }
  const start = [{ zh: "纽瓦克仓库", en: "Newark warehouse" }, depot("纽瓦克", "Newark")];
  if (address.country !== "US") return [...start, { zh: "目的国海关", en: `Customs, ${address.country}` }, last];
  return [...start, depot("哥伦布", "Columbus"), depot(address.city, address.city), last];
}

/** How a journey stands now. Times are the shop's and the carrier's own. */
export type Journey =
  | { readonly kind: "waiting" }
  | { readonly kind: "moving"; readonly lastScanAt: Date; readonly expectedAt: Date }
  | { readonly kind: "customs-held"; readonly lastScanAt: Date; readonly reason: "identity-paper" | "duty-unpaid" }
  | { readonly kind: "out-for-delivery"; readonly lastScanAt: Date; readonly expectedAt: Date }
  | { readonly kind: "delivered"; readonly deliveredAt: Date; readonly proof: DeliveryProof }
  | { readonly kind: "lost"; readonly lastScanAt: Date; readonly admittedAt?: Date };

export type Shipment = {
  readonly id: string;
  readonly lines: readonly OrderLine[];
  readonly address: Address;
  readonly chilled: boolean;
  readonly collectedAt: Date;
  readonly journey: Journey;
  /** Grams that left the shop's scales but never reached the belt: something was not packed. */
  readonly shortGrams?: number;
};

function carrierFor(random: Random, { address, chilled }: Shipment): Carrier {
  if (address.country === "CN") return chilled ? carriers.chill : pick(random, [carriers.swallow, carriers.bluebird]);
  return address.country === "US" ? pick(random, [carriers.harbor, carriers.meadowlark]) : carriers.tidewater;
}

const needs: Record<"identity-paper" | "duty-unpaid", Bilingual> = {
  "identity-paper": { zh: "收件人身份证明", en: "Proof of the recipient's identity" },
  "duty-unpaid": { zh: "缴纳进口税", en: "Payment of import duty" },
};

/** Scans spread evenly along the route, the last at `end`; `stops` says how many places have been reached. */
function trail(shipment: Shipment, places: readonly Bilingual[], stops: number, end: Date, grams: number): Scan[] {
  const start = shipment.collectedAt.getTime();
  const passed = places.slice(0, stops);
  const kindAt = (index: number): ScanKind => {
    const place = passed[index];
    if (index === 0) return "collected";
    if (place?.zh === "目的国海关") return "customs-entered";
    if (index === places.length - 1) return "arrived";
    return index % 2 === 1 ? "departed" : "arrived";
  };
  return passed.map((place, index) => {
    const share = passed.length === 1 ? 1 : index / (passed.length - 1);
    const at = new Date(Math.round(start + (end.getTime() - start) * share));
    return { at, place, kind: kindAt(index), ...(index === 1 ? { weightGrams: grams } : {}) };
  });
}

/** Packs lines into a parcel and writes the scans that its journey has left behind. */
export function ship(random: Random, shipment: Shipment): Parcel {
  const { journey, lines, address, collectedAt } = shipment;
  const carrier = carrierFor(random, shipment);
  const places = routeTo(address);
  const boxGrams = between(random, 60, 240);
  const goodsGrams = lines.reduce((all, line) => all + line.weightGrams * line.quantity, 0);
  const weightGrams = goodsGrams + boxGrams;
  const beltGrams = Math.max(boxGrams, weightGrams - (shipment.shortGrams ?? 0) + between(random, -8, 8));
  const lastPlace = places.at(-1) ?? station(address);
  const base = {
    id: parcelId(shipment.id),
    trackingNumber: `${carrier.prefix}${String(between(random, 10_000_000, 99_999_999))}${between(random, 1_000, 9_999)}`,
    carrier: carrier.code,
    carrierName: carrier.name,
    crossBorder: carrier === carriers.tidewater,
    lines: lines.map((line) => ({ lineId: line.id, quantity: line.quantity })),
    weightGrams,
  };
  const until = (at: Date, stops: number): Scan[] => trail(shipment, places, stops, at, beltGrams);
  const customs = { zh: "目的国海关", en: `Customs, ${address.country}` };

  switch (journey.kind) {
    case "waiting":
      return { ...base, state: "waiting", scans: [] };
    case "moving": {
      const reached = between(random, 2, places.length - 1);
      return {
        ...base,
        state: "in-transit",
        scans: until(journey.lastScanAt, reached),
        expectedAt: journey.expectedAt,
      };
    }
    case "customs-held": {
      const waited = journey.lastScanAt.getTime() - collectedAt.getTime();
      const before = until(after(collectedAt, waited / 2), 2);
      const scans: Scan[] = [...before, { at: journey.lastScanAt, place: customs, kind: "customs-held" }];
      return { ...base, state: "customs-held", scans, held: { reason: journey.reason, needs: needs[journey.reason] } };
    }
    case "out-for-delivery": {
      const before = until(after(journey.lastScanAt, -2 * hourMs), places.length);
      const scans: Scan[] = [...before, { at: journey.lastScanAt, place: lastPlace, kind: "out-for-delivery" }];
      return { ...base, state: "out-for-delivery", scans, expectedAt: journey.expectedAt };
    }
    case "delivered": {
      const { deliveredAt, proof } = journey;
      const out = new Date(Math.max(collectedAt.getTime(), deliveredAt.getTime() - between(random, 2, 5) * hourMs));
      const before = until(new Date((collectedAt.getTime() + 3 * out.getTime()) / 4), places.length);
      const scans: Scan[] = [
        ...before,
        { at: out, place: lastPlace, kind: "out-for-delivery" },
        { at: deliveredAt, place: proof.place, kind: "delivered" },
      ];
      return { ...base, state: "delivered", scans, deliveredAt, deliveryProof: proof };
    }
    case "lost": {
      const before = until(journey.lastScanAt, between(random, 2, places.length - 1));
      const { admittedAt } = journey;
      if (!admittedAt) return { ...base, state: "in-transit", scans: before };
      const place = before.at(-1)?.place ?? lastPlace;
      return { ...base, state: "lost", scans: [...before, { at: admittedAt, place, kind: "lost" }] };
    }
  }
}

/** A hand-over the customer took part in or agreed to: signature, photo at the agreed door, or an opened locker. */
export function goodProof(random: Random, address: Address, deliveredAt: Date): DeliveryProof {
  const chance = random();
  if (chance < 0.6)
    return { kind: "signature", place: { zh: "本人签收", en: "Handed to the recipient" }, agreed: true };
  if (chance < 0.8 || address.country !== "CN") {
    return { kind: "photo", place: { zh: "家门口", en: "At the front door" }, agreed: true };
  }
  const lockerOpenedAt = after(deliveredAt, between(random, 1, 20) * hourMs);
  return { kind: "locker", place: { zh: "小区快递柜", en: "Parcel locker downstairs" }, agreed: true, lockerOpenedAt };
}

/** A "delivered" that proves little: nobody signed, or a locker nobody agreed to and nobody opened. */
export const weakProof = (random: Random): DeliveryProof =>
  pick<DeliveryProof>(random, [
    { kind: "none", place: { zh: "街角便利店", en: "Corner shop" }, agreed: false },
    { kind: "locker", place: { zh: "隔壁楼快递柜", en: "Locker in the next building" }, agreed: false },
    { kind: "photo", place: { zh: "单元楼大厅", en: "Lobby of the building" }, agreed: false },
  ]);

/** In person, with a signature: leaves no doubt who has the goods. */
export const signed: DeliveryProof = {
  kind: "signature",
  place: { zh: "本人签收", en: "Handed to the recipient" },
  agreed: true,
};
