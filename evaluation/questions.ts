import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse, readSettings, seedDemo } from "@ruyi/server";
import { type Language, type MerchantId } from "@ruyi/kernel";
import { type Place, type QuestionKind, questionKinds } from "@ruyi/knowledge";
import { readRecords } from "./data-files.ts";

/*
 * Which questions the articles of the demo shops answer. The messages of `evaluation/sets` that a shop may get are read as
 * the first of a talk: those of the eight kinds of questions, by whether an article of that kind answers, and all others,
 * by whether one answers that nobody asked for. Then each kind's articles are taken off the shelves in turn, and its messages
 * must be declined. `node evaluation/questions.ts` reads the development part, `… test` the test part.
 */

const split = process.argv[2] ?? "dev";
if (split !== "dev" && split !== "test") throw new Error(`The parts are "dev" and "test"; "${split}" is neither.`);

const shops = { yunshang: ["zh"], dailyfresh: ["zh", "en"], brightbyte: ["en"] } as const;

type Message = { readonly text: string; readonly label: string };
type Count = Record<"rightly" | "wrongly" | "offered" | "offeredOther" | "procedure" | "declined", number>;
const none = (): Count => ({ rightly: 0, wrongly: 0, offered: 0, offeredOther: 0, procedure: 0, declined: 0 });

const isKind = (label: string): label is QuestionKind => (questionKinds as readonly string[]).includes(label);

async function messagesIn(language: Language): Promise<readonly Message[]> {
  const file = join(import.meta.dirname, "sets", `service-${language}`, `${split}.csv`);
  return (await readRecords(file)).map(({ text, label }) => ({ text: String(text), label: String(label) }));
}

const home = mkdtempSync(join(tmpdir(), "ruyi-questions-"));
const house = await openHouse(readSettings({ RUYI_HOME: home, RUYI_DEMO_PAST: "0" }), { ownsFolder: true });
try {
  await seedDemo(house);
  for (const [slug, languages] of Object.entries(shops)) {
    const merchant = await house.tenancy.merchantBySlug(slug);
    if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
    const place: Place = { kind: "merchant", merchantId: merchant.id };
    const articles = await house.knowledge.list(place, { limit: 200 });
    const kindOf = new Map(
      articles.map(({ id, published }) => [
        `article:${id}`,
        published?.content.kind === "says" ? published.content.about : undefined,
      ]),
    );
    for (const language of languages) {
      const messages = await messagesIn(language);
      const asked = messages.filter(({ label }) => isKind(label));
      const others = messages.filter(({ label }) => !isKind(label));
      const tell = (what: string, of: number, count: Count): void =>
        console.log(JSON.stringify({ slug, language, what, of, ...count }));
      tell("asked", asked.length, await counted(merchant.id, language, asked, kindOf));
      tell("others", others.length, await counted(merchant.id, language, others, kindOf));
      const without = none();
      for (const kind of questionKinds) {
        const own = articles.filter(({ id }) => kindOf.get(`article:${id}`) === kind);
        for (const { id } of own) await house.knowledge.retire(place, id, "measured without it", "system:evaluation");
        const found = await counted(
          merchant.id,
          language,
          asked.filter(({ label }) => label === kind),
          kindOf,
        );
        for (const name of Object.keys(without) as (keyof Count)[]) without[name] += found[name];
        for (const { id } of own) {
          const now = await house.knowledge.byId(place, id);
          await house.knowledge.publish(place, id, { reason: "", revision: now?.revision ?? 0 }, "system:evaluation");
        }
      }
      tell("asked without an article", asked.length, without);
    }
  }
} finally {
  await house.close();
  rmSync(home, { recursive: true, force: true });
}

/** How these are answered as the first of a talk, by somebody who is known. */
async function counted(
  merchantId: MerchantId,
  language: Language,
  messages: readonly Message[],
  kindOf: ReadonlyMap<string, string | undefined>,
): Promise<Count> {
  await house.assistant.ready?.(merchantId);
  const merchant = await house.tenancy.merchantById(merchantId);
  if (!merchant) throw new Error(`There is no merchant ${merchantId}.`);
  const count = none();
  for (const { text, label } of messages) {
    const { proposals } = house.assistant.read({
      ...{ merchantId, text, language, now: house.clock.now(), zone: merchant.zone, merchantName: merchant.name },
      ...{ customerId: undefined, identified: true, memory: undefined },
    });
    const [first] = proposals;
    const said = first?.kind === "say" ? first : undefined;
    const source = said?.sources?.[0]?.id;
    const offered = (said?.choices ?? []).filter(({ id }) => id.startsWith("article:"));
    if (source !== undefined) count[kindOf.get(source) === label ? "rightly" : "wrongly"] += 1;
    else if (offered.length > 0)
      count[offered.some(({ id }) => kindOf.get(id) === label) ? "offered" : "offeredOther"] += 1;
    else count[first?.kind === "start" || (said?.choices?.length ?? 0) > 1 ? "procedure" : "declined"] += 1;
  }
  return count;
}
