import { join } from "node:path";
import { languages, type ConversationId, type Language } from "@ruyi/kernel";
import { questionKinds } from "@ruyi/knowledge";
import type { RunningServer } from "@ruyi/server";
import { customerAt } from "./customer.ts";
import { readRecords } from "./data-files.ts";
import { prepareTwins } from "./engine/prepare.ts";

const none = "none";
const slug = "yunshang";

/** What the first words of a customer come to. */
export type Coming =
  | "begun"
  | "begun otherwise"
  | "offered"
  | "offered others"
  | "answered"
  | "person"
  | "said so that it does not know";
export type FirstWords = {
  readonly language: Language;
  readonly style: string;
  readonly text: string;
  readonly label: string;
  readonly coming: Coming;
  /** The procedure, the choices, the article or the words of the reply. */
  readonly what: string;
};
type Kind = "procedures" | "questions" | "none of these";
export type FirstWordsReport = {
  readonly messages: number;
  readonly byKind: Readonly<Record<string, Readonly<Partial<Record<Coming, number>>>>>;
  readonly seconds: number;
};

/** Says each message of our own sets as somebody's first words at a demo shop, over HTTP, and looks at what comes of it. */
export async function evaluateFirstWords(
  server: Pick<RunningServer, "url" | "house">,
  { split, atOnce = 8 }: { readonly split: "dev" | "test"; readonly atOnce?: number },
): Promise<{ readonly report: FirstWordsReport; readonly answers: readonly FirstWords[] }> {
  const began = performance.now();
  const { house } = server;
  const messages = (await Promise.all(languages.map((language) => messagesOf(language, split)))).flat();
  const cases = messages.map((message, number) => ({ ...message, number, slug, like: "mei" as const }));
  const waiting = await prepareTwins(house, cases, `first-words-${split}`);
  const merchant = await house.tenancy.merchantBySlug(slug);
  if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
  const secret = await house.tenancy.revealIdentitySecret({ kind: "system", name: "evaluation" }, merchant.id);

  const answers: FirstWords[] = [];
  const lane = async (): Promise<void> => {
    for (let twin = waiting.shift(); twin; twin = waiting.shift()) {
      const { language, text, label, style } = twin.case;
      const line = await customerAt(server, secret, { slug, language, customer: twin.customer });
      await line.says(text);
      const { events } = await house.desk.saidAfter(merchant.id, line.id as ConversationId, 0, 60_000);
      answers.push({ language, style, text, label, ...comingOf(events, label) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return {
    answers,
    report: {
      messages: answers.length,
      byKind: Object.fromEntries(
        [...Map.groupBy(answers, ({ language, label }) => `${language}, ${kindOf(label)}`)]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([kind, mine]) => [kind, countsOf(mine)]),
      ),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    },
  };
}

async function messagesOf(language: Language, split: string) {
  const rows = await readRecords(join(import.meta.dirname, "sets", `service-${language}`, `${split}.csv`));
  return rows.map((row) => ({
    ...{ language, text: String(row["text"]), label: String(row["label"]), style: String(row["style"]) },
  }));
}

const kindOf = (label: string): Kind =>
  label === none ? "none of these" : questionKinds.some((kind) => kind === label) ? "questions" : "procedures";

type Said = Awaited<ReturnType<RunningServer["house"]["desk"]["saidAfter"]>>["events"];

function comingOf(events: Said, label: string): Pick<FirstWords, "coming" | "what"> {
  const step = events.find((event) => event.kind === "step");
  if (step?.kind === "step")
    return { coming: step.procedure === label ? "begun" : "begun otherwise", what: step.procedure };
  const handoff = events.find((event) => event.kind === "handoff");
  if (handoff?.kind === "handoff") return { coming: "person", what: handoff.reason };
  const reply = events.findLast((event) => event.kind === "message" && event.from === "assistant");
  if (reply?.kind !== "message") return { coming: "said so that it does not know", what: "" };
  const [source] = reply.sources ?? [];
  if (source) return { coming: "answered", what: source.title };
  const offered = (reply.choices ?? []).map(({ id }) => id).filter((id) => id !== "talk-to-a-person" && id !== none);
  if (offered.length === 0) return { coming: "said so that it does not know", what: reply.text };
  return { coming: offered.includes(label) ? "offered" : "offered others", what: offered.join(" ") };
}

function countsOf(answers: readonly FirstWords[]): Partial<Record<Coming, number>> {
  const counts: Partial<Record<Coming, number>> = {};
  for (const { coming } of answers) counts[coming] = (counts[coming] ?? 0) + 1;
  return counts;
}
