import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import { aCoach } from "../fixtures/coach.ts";
import { aShop } from "../fixtures/shop.ts";

// A lesson's thread learns to read the library first, which takes a busy machine its time.
vi.setConfig({ testTimeout: 180_000 });
const shop = await aShop();
const { understanding, assistant, library } = shop.house;
const { id: merchantId, zone, defaultLanguage: language, name: merchantName } = shop.merchant("yunshang");

type Message = { readonly text: string; readonly means: string };

/** Messages that nothing was taught from, with what each is about. */
const messages: readonly Message[] = ["zh", "en"].flatMap((each) => {
  const file = join(import.meta.dirname, `../../evaluation/sets/service-${each}/dev.csv`);
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(1);
  return lines.map((line) => {
    const [, quoted, plain, label = ""] = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*),[^,]*$/.exec(line) ?? [];
    const text = quoted?.replaceAll('""', '"') ?? plain ?? "";
    return { text, means: library.startable.some(({ id }) => id === label) ? label : "none" };
  });
});
/** Two in three are said, each by two customers. */
const said = messages.filter((_, at) => at % 3 !== 0);
/** What articles answer, and what goes to a person at once, is not kept, so nobody can review it, here neither. */
const heldOut = messages.filter(({ text }, at) => at % 3 === 0 && ![undefined, "answered"].includes(comingOf(text)));

/** What the reader thinks of a text that opens a conversation. */
function read(text: string) {
  const message = { merchantId, text, now: shop.clock.now(), zone, language, merchantName };
  return assistant.read({ ...message, customerId: undefined, identified: true, memory: undefined }).noticed;
}
function comingOf(text: string): string | undefined {
  return (read(text) as { readonly coming: string } | undefined)?.coming;
}

/** How surprising it is, by the confidence of first choices, which of them were right (logarithmic loss, in nats). */
function surpriseAt(shopId: MerchantId): number {
  const surprises = heldOut.map(({ text, means }) => {
    const [first] = understanding.read(shopId, text).top;
    const sure = Math.min(0.999, Math.max(0.001, first?.confidence ?? 0));
    return -Math.log(first?.label === means ? sure : 1 - sure);
  });
  return surprises.reduce((sum, each) => sum + each, 0) / surprises.length;
}

/** Customers say all this, each in a conversation of their own. */
async function heard(): Promise<void> {
  for (const { text } of [...said, ...said]) {
    const noticed = read(text);
    const conversationId = shop.house.newId("conversation") as ConversationId;
    assistant.noticed?.({ merchantId, conversationId, at: shop.clock.now(), noticed });
  }
  await understanding.keep();
}

test("from fifty reviewed messages on, how sure is sure is a shop's own: better on messages nobody reviewed, and undone in one move", async () => {
  const coach = aCoach(shop.url, "yunshang", await shop.owner("yunshang"));
  await heard();
  expect(await coach.calibrates()).toMatchObject({ status: 409, body: { type: expect.stringContaining("too-few") } });

  const meaning = new Map(said.map(({ text, means }) => [text, means]));
  let about = 0;
  for (const { id, text } of [...(await coach.doubtful()), ...(await coach.sample())]) {
    const means = meaning.get(text);
    if (means === undefined) continue;
    await coach.reviews(id, means);
    if (means !== "none") about += 1;
  }
  expect(about).toBeGreaterThanOrEqual(50);

  const [before, elsewhere] = [surpriseAt(merchantId), surpriseAt(shop.merchant("brightbyte").id)];
  const calibrated = await coach.calibrates();
  expect(calibrated).toMatchObject({ status: 201, body: { kind: "live", version: 1 } });
  const after = surpriseAt(merchantId);
  expect(after, `${before} before`).toBeLessThan(before * 0.99);
  expect(calibrated.body.rehearsal.library).toMatchObject({ known: expect.any(Number) });
  expect(calibrated.body.rehearsal.refusals).toEqual([]);
  expect(await coach.figures()).toMatchObject({ model: { version: 1, reviewed: expect.any(Number) } });
  expect(surpriseAt(shop.merchant("brightbyte").id)).toBe(elsewhere);

  await coach.goesBackTo(0);
  expect(surpriseAt(merchantId)).toBe(before);
  expect(await coach.figures()).toMatchObject({ model: { version: 0, reviewed: 0 } });
  await coach.goesBackTo(1);
  await understanding.ready(merchantId);
  expect(surpriseAt(merchantId)).toBe(after);
});
