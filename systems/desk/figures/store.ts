import { sql } from "kysely";
import type { ConversationId, CustomerId, Language, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { HandoffReason } from "../needs.ts";
import { asContact, type Concern, type Contact, type Happening, type HappeningKind, joined } from "./happening.ts";
import { quietDays, type Window } from "./period.ts";

/** Adds what is not there yet, and counts what was added: told twice it counts once. */
export async function addHappenings(
  tx: Transaction,
  merchantId: MerchantId,
  happenings: readonly Happening[],
): Promise<void> {
  if (happenings.length === 0) return;
  const rows = happenings.map(({ kind, at, conversationId, subject, detail }) => ({
    ...{ kind, at, conversation_id: conversationId, subject, detail },
  }));
  await sql`
    with added as (
      insert into desk.happening (merchant_id, kind, at, conversation_id, subject, detail)
      select ${merchantId}::uuid, kind, at, conversation_id, subject, detail
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as told (
        kind text, at timestamptz, conversation_id uuid, subject text, detail text
      )
      on conflict do nothing
      returning kind, at, detail
    )
    insert into desk.tally (merchant_id, kind, slot, detail, count)
    select ${merchantId}::uuid, kind, date_bin('15 minutes', at, 'epoch'), detail, count(*)::integer
    from added group by 2, 3, 4 order by 2, 3, 4
    on conflict (merchant_id, kind, slot, detail) do update set count = tally.count + excluded.count`.execute(tx);
}

/**
 * Adds sittings about orders, joining what belongs to one that is there, and marks who came back. Told twice, or in
 * another order, it comes to the same.
 */
export async function addConcerns(
  tx: Transaction,
  merchantId: MerchantId,
  concerns: readonly Concern[],
): Promise<void> {
  if (concerns.length === 0) return;
  const pairs = [
    ...new Map(concerns.map(({ customerId, orderId }) => [`${customerId} ${orderId}`, { customerId, orderId }])),
  ]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair);
  const customers = pairs.map(({ customerId }) => customerId);
  const orders = pairs.map(({ orderId }) => orderId);
  // Two sittings about one order may be told to two servers at once; neither would see the other's row.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${merchantId} || ' ' || customer || ' ' || the_order, 0))
    from unnest(${customers}::text[], ${orders}::text[]) with ordinality as pair (customer, the_order, place)
    order by place`.execute(tx);
  const known = await contactsAbout(tx, merchantId, customers, orders);
  const whole = joined([...known, ...concerns.map(asContact)]);
  const before = new Map(known.map((contact) => [nameOf(contact), contact.lastAt.getTime()]));
  const after = new Set(whole.map(nameOf));
  const gone = known.filter((contact) => !after.has(nameOf(contact)));
  if (gone.length > 0) {
    await sql`
      delete from desk.contact c using unnest(
        ${gone.map(({ conversationId }) => conversationId)}::uuid[], ${gone.map(({ orderId }) => orderId)}::text[],
        ${gone.map(({ customerId }) => customerId)}::text[], ${gone.map(({ at }) => at)}::timestamptz[]
      ) as gone (conversation_id, order_id, customer_id, at)
      where c.merchant_id = ${merchantId} and c.customer_id = gone.customer_id and c.order_id = gone.order_id
        and c.conversation_id = gone.conversation_id and c.at = gone.at`.execute(tx);
  }
  const changed = whole.filter((contact) => before.get(nameOf(contact)) !== contact.lastAt.getTime());
  await sql`
    insert into desk.contact (merchant_id, customer_id, order_id, conversation_id, at, last_at)
    select ${merchantId}::uuid, * from unnest(
      ${changed.map(({ customerId }) => customerId)}::text[], ${changed.map(({ orderId }) => orderId)}::text[],
      ${changed.map(({ conversationId }) => conversationId)}::uuid[], ${changed.map(({ at }) => at)}::timestamptz[],
      ${changed.map(({ lastAt }) => lastAt)}::timestamptz[]
    )
    on conflict (merchant_id, customer_id, order_id, conversation_id, at) do update set last_at = excluded.last_at`.execute(
    tx,
  );
  await sql`
    update desk.contact c set back_at = back.at
    from unnest(${customers}::text[], ${orders}::text[]) as pair (customer_id, order_id)
    join desk.contact earlier on earlier.merchant_id = ${merchantId} and earlier.customer_id = pair.customer_id
      and earlier.order_id = pair.order_id
    cross join lateral (
      select min(later.at) as at from desk.contact later
      where later.merchant_id = ${merchantId} and later.customer_id = pair.customer_id
        and later.order_id = pair.order_id and later.at > earlier.last_at
        and later.at < earlier.at + ${`${quietDays} days`}::interval
    ) as back
    where c.merchant_id = earlier.merchant_id and c.customer_id = earlier.customer_id and c.order_id = earlier.order_id
      and c.conversation_id = earlier.conversation_id and c.at = earlier.at and c.back_at is distinct from back.at`.execute(
    tx,
  );
}

const nameOf = ({ customerId, orderId, conversationId, at }: Contact): string =>
  [customerId, orderId, conversationId, at.getTime()].join(" ");

async function contactsAbout(
  tx: Transaction,
  merchantId: MerchantId,
  customers: readonly string[],
  orders: readonly string[],
): Promise<Contact[]> {
  const { rows } = await sql<Contact>`
    select c.customer_id as "customerId", c.order_id as "orderId", c.conversation_id as "conversationId", c.at,
      c.last_at as "lastAt"
    from unnest(${customers}::text[], ${orders}::text[]) as pair (customer_id, order_id)
    join desk.contact c on c.merchant_id = ${merchantId} and c.customer_id = pair.customer_id
      and c.order_id = pair.order_id`.execute(tx);
  return rows;
}

/** What happened in a window, by what it is told apart by. */
export async function countBy(
  tx: Transaction,
  merchantId: MerchantId,
  kind: HappeningKind,
  { from, until }: Window,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ detail: string; count: number }>`
    select detail, sum(count)::integer as count from desk.tally
    where merchant_id = ${merchantId} and kind = ${kind} and slot >= ${from} and slot < ${until}
    group by detail`.execute(tx);
  return new Map(rows.map(({ detail, count }) => [detail, count]));
}

/** What happened between each two neighbouring bounds of each list: one list of counts a list. */
export async function countBetween(
  tx: Transaction,
  merchantId: MerchantId,
  kind: HappeningKind,
  bounds: readonly (readonly Date[])[],
): Promise<number[][]> {
  const spans = bounds.flatMap((list) => list.slice(1).map((until, index) => ({ from: list[index] ?? until, until })));
  const { rows } = await sql<{ count: number }>`
    select coalesce(part.count, 0)::integer as count
    from unnest(${spans.map(({ from }) => from)}::timestamptz[], ${spans.map(({ until }) => until)}::timestamptz[])
      with ordinality as span (from_at, until_at, place)
    cross join lateral (
      select sum(t.count) as count from desk.tally t
      where t.merchant_id = ${merchantId} and t.kind = ${kind} and t.slot >= span.from_at and t.slot < span.until_at
    ) as part
    order by span.place`.execute(tx);
  let place = 0;
  return bounds.map((list) => list.slice(1).map(() => rows[place++]?.count ?? 0));
}

export type ContactCount = { readonly contacts: number; readonly cameBack: number };

export async function countContacts(
  tx: Transaction,
  merchantId: MerchantId,
  { from, until }: Window,
): Promise<ContactCount> {
  const { rows } = await sql<ContactCount>`
    select count(*)::integer as contacts, count(back_at)::integer as "cameBack" from desk.contact
    where merchant_id = ${merchantId} and at >= ${from} and at < ${until}`.execute(tx);
  return rows[0] ?? { contacts: 0, cameBack: 0 };
}

export type PromiseCount = {
  readonly made: number;
  readonly kept: number;
  readonly late: number;
  readonly withdrawn: number;
  readonly open: number;
  /** Open, and due already. */
  readonly overdue: number;
};

/** What became of the promises made in a window. */
export async function countPromises(
  tx: Transaction,
  merchantId: MerchantId,
  { from, until }: Window,
  now: Date,
): Promise<PromiseCount> {
  const { rows } = await sql<PromiseCount>`
    select count(*)::integer as made, count(*) filter (where p.state = 'kept')::integer as kept,
      count(*) filter (where p.state = 'late')::integer as late,
      count(*) filter (where p.state = 'withdrawn')::integer as withdrawn,
      count(*) filter (where p.state = 'open' and p.due_at >= ${now})::integer as open,
      count(*) filter (where p.state = 'open' and p.due_at < ${now})::integer as overdue
    from desk.happening h
    join desk.promise p on p.merchant_id = h.merchant_id and p.key = h.subject
    where h.merchant_id = ${merchantId} and h.kind = 'promise-made' and h.at >= ${from} and h.at < ${until}`.execute(
    tx,
  );
  return rows[0] ?? { made: 0, kept: 0, late: 0, withdrawn: 0, open: 0, overdue: 0 };
}

export type WaitingRow = {
  readonly language: Language;
  readonly reason: HandoffReason | null;
  readonly count: number;
  readonly longestSince: Date;
};

/** Who waits for a person now, by language and why; who waits longest first. */
export async function waitingNow(tx: Transaction, merchantId: MerchantId): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select language, reason, count(*)::integer as count, min(queued_at) as "longestSince" from desk.conversation
    where merchant_id = ${merchantId} and list = 'queue'
    group by language, reason order by 4, 1, 2`.execute(tx);
  return rows;
}

export type Case = {
  readonly conversationId: ConversationId;
  readonly at: Date;
  readonly detail: string;
  readonly customerId: CustomerId | null;
  readonly language: Language;
};

/** After which case a page goes on. */
export type CaseCursor = { readonly at: Date; readonly conversationId: string };

const afterCursor = (cursor: CaseCursor | undefined) =>
  cursor ? sql`and (c.at, c.conversation_id) < (${cursor.at}, ${cursor.conversationId}::uuid)` : sql``;

const withConversation = sql`
  join desk.conversation v on v.merchant_id = c.merchant_id and v.id = c.conversation_id`;

/** The conversations in which something happened in a window, the latest first. */
export async function happeningCases(
  tx: Transaction,
  merchantId: MerchantId,
  of: { readonly kind: HappeningKind; readonly detail?: string | undefined; readonly window: Window },
  page: { readonly limit: number; readonly after: CaseCursor | undefined },
): Promise<Case[]> {
  const { kind, detail, window } = of;
  const { rows } = await sql<Case>`
    select c.conversation_id as "conversationId", c.at, c.detail, v.customer_id as "customerId", v.language
    from desk.happening c ${withConversation}
    where c.merchant_id = ${merchantId} and c.kind = ${kind} and c.at >= ${window.from} and c.at < ${window.until}
      ${detail === undefined ? sql`` : sql`and c.detail = ${detail}`} ${afterCursor(page.after)}
    order by c.at desc, c.conversation_id desc limit ${page.limit}`.execute(tx);
  return rows;
}

/** Promises made in a window that stand as asked, the latest first; `detail` is what was said. */
export async function promiseCases(
  tx: Transaction,
  merchantId: MerchantId,
  of: { readonly broken: boolean; readonly window: Window; readonly now: Date },
  page: { readonly limit: number; readonly after: CaseCursor | undefined },
): Promise<Case[]> {
  const { broken, window, now } = of;
  const { rows } = await sql<Case>`
    select c.conversation_id as "conversationId", c.at, p.text as detail, v.customer_id as "customerId", v.language
    from desk.happening c ${withConversation}
    join desk.promise p on p.merchant_id = c.merchant_id and p.key = c.subject
    where c.merchant_id = ${merchantId} and c.kind = 'promise-made' and c.at >= ${window.from} and c.at < ${window.until}
      ${broken ? sql`and (p.state = 'late' or (p.state = 'open' and p.due_at < ${now}))` : sql``} ${afterCursor(page.after)}
    order by c.at desc, c.conversation_id desc limit ${page.limit}`.execute(tx);
  return rows;
}

/** Sittings in a window after which the customer came back about the same order, the latest first; `detail` is the order. */
export async function returnCases(
  tx: Transaction,
  merchantId: MerchantId,
  { from, until }: Window,
  page: { readonly limit: number; readonly after: CaseCursor | undefined },
): Promise<Case[]> {
  const { rows } = await sql<Case>`
    select c.conversation_id as "conversationId", c.at, c.order_id as detail, v.customer_id as "customerId", v.language
    from desk.contact c ${withConversation}
    where c.merchant_id = ${merchantId} and c.at >= ${from} and c.at < ${until} and c.back_at is not null
      ${afterCursor(page.after)}
    order by c.at desc, c.conversation_id desc limit ${page.limit}`.execute(tx);
  return rows;
}
