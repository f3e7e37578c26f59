import { after, type Clock, hourMs, type MerchantId, minuteMs, secondMs } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import * as store from "./store.ts";
import { type Snippet, snippetOf, termsOf, type Wanted, wantedBy } from "./words.ts";

/** Numbers of one block; a number is its block and its place in it. */
const blockSize = 512;
/** Messages read into the index in one transaction. */
const readAtMost = 500;
/** How long one look may take when there is much to read: others want the machine too. */
const readForMs = 500;
/** Read again from this long before the last one: a turn is committed some time after it was decided. */
const secondLookMs = 5 * secondMs;
/** Blocks looked through for one page; where more would be needed, the page says where to go on. */
const blocksAtMost = 4_096;
/** Candidates whose words are read for one page. */
const candidatesAtMost = 1_000;

export type Hit = Omit<store.Found, "text"> & { readonly snippet: Snippet };
export type HitPage = { readonly hits: Hit[]; readonly next: number | undefined };

/**
 * Words of messages in both languages, merchant by merchant. What is said becomes findable after its commit, by whichever
 * server reads first; one that dies in the middle leaves nothing half done.
 */
export function createSearch({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
  /** Goes on from a moment, or from where reading ended; answers where it ended now, and whether there is more. */
  const readSome = (since?: Date): Promise<{ readonly to: Date; readonly isMore: boolean } | undefined> =>
    database.asPlatform(async (tx) => {
      const readTo = await store.holdProgress(tx, { isPatient: since !== undefined });
      if (!readTo) return undefined;
      const from = since ?? after(readTo, -secondLookMs);
      const said = await store.saidFrom(tx, from, readAtMost);
      const unread = said.filter(({ isRead }) => !isRead);
      for (const [merchantId, theirs] of Map.groupBy(unread, (each) => each.merchantId)) {
        await add(tx, merchantId, theirs);
      }
      const last = said.at(-1)?.at ?? from;
      if (last > readTo) await store.moveProgress(tx, last);
      const isMore = said.length === readAtMost;
      // As many as one look takes, all of one moment: they are read, and time goes on.
      return { to: isMore && last <= from ? after(from, 1) : last, isMore };
    });

  /** Reads on for a while; what is left then waits for the next look. */
  const readOn = async (since: Date | undefined, forMs: number): Promise<void> => {
    const until = clock.now().getTime() + forMs;
    for (let from = since; ;) {
      const read = await readSome(from);
      if (!read?.isMore || clock.now().getTime() >= until) return;
      from = read.to;
    }
  };

  async function add(tx: Transaction, merchantId: MerchantId, said: readonly store.Said[]): Promise<void> {
    const first = await store.nextNumber(tx, merchantId);
    const numbered = said.map((each, index) => ({ ...each, number: first + index }));
    await store.addMessages(
      tx,
      numbered.map(({ number, conversationId, offset }) => ({
        merchant_id: merchantId,
        number,
        conversation_id: conversationId,
        offset,
      })),
    );
    const places = new Map<string, { term: string; block: number; places: number[] }>();
    for (const { number, text } of numbered) {
      const block = Math.floor(number / blockSize);
      for (const term of termsOf(text)) {
        const key = `${block} ${term}`;
        const row = places.get(key) ?? { term, block, places: [] };
        row.places.push(number % blockSize);
        places.set(key, row);
      }
    }
    await store.addTerms(
      tx,
      Array.from(places.values(), (row) => ({ merchant_id: merchantId, ...row })),
    );
  }

  return {
    /** Reads what was said since the last look. */
    catchUp: (forMs = readForMs): Promise<void> => readOn(undefined, forMs),

    /** Looks once more at the last hours, for turns whose commit came later than any ordinary one. */
    lookAgain: (hours = 3, forMs = minuteMs): Promise<void> => readOn(after(clock.now(), -hours * hourMs), forMs),

    /** Messages that hold all that is looked for, the newest first; `before` goes on from there. */
    async find(
      merchantId: MerchantId,
      query: string,
      { limit, before }: { readonly limit: number; readonly before?: number | undefined },
    ): Promise<HitPage> {
      const wanted = wantedBy(query);
      if (!wanted) return { hits: [], next: undefined };
      return database.transact(merchantId, (tx) => hitsBefore(tx, merchantId, wanted, limit, before));
    },
  };
}

async function hitsBefore(
  tx: Transaction,
  merchantId: MerchantId,
  wanted: Wanted,
  limit: number,
  before: number | undefined,
): Promise<HitPage> {
  const end = before ?? (await store.nextNumber(tx, merchantId));
  const hits: Hit[] = [];
  let read = 0;
  let top = Math.floor((end - 1) / blockSize);
  for (let width = 4, looked = 0; top >= 0; looked += width, top -= width, width *= 4) {
    if (looked >= blocksAtMost) return { hits, next: (top + 1) * blockSize };
    const blocks = await store.blocksWith(tx, merchantId, wanted.terms, [Math.max(0, top - width + 1), top]);
    const numbers = blocks.flatMap((block) => numbersIn(block)).filter((number) => number < end);
    for (let from = 0; from < numbers.length; from += 2 * limit) {
      const some = numbers.slice(from, from + 2 * limit);
      for (const { text, ...found } of await store.messagesOf(tx, merchantId, some)) {
        const snippet = snippetOf(text, wanted);
        if (!snippet) continue;
        hits.push({ ...found, snippet });
        if (hits.length === limit) return { hits, next: found.number };
      }
      read += some.length;
      if (read >= candidatesAtMost) return { hits, next: some.at(-1) };
    }
  }
  return { hits, next: undefined };
}

/** The numbers at which all terms are, the newest first. */
function numbersIn({ block, places }: store.Block): number[] {
  const [first = [], ...others] = places.toSorted((one, other) => one.length - other.length);
  const sets = others.map((each) => new Set(each));
  return first
    .filter((place) => sets.every((set) => set.has(place)))
    .map((place) => block * blockSize + place)
    .toSorted((one, other) => other - one);
}
