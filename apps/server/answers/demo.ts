import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ArticleSeed, QuestionKind } from "@ruyi/knowledge";

type Told = { readonly title: string; readonly asked: readonly string[]; readonly answer: string };

/** The articles of a demo shop, by its slug; of the business above them as "market". */
export function demoArticles(name: string): readonly ArticleSeed[] {
  const file = join(import.meta.dirname, "demo", `${name}.yaml`);
  const articles = parse(readFileSync(file, "utf8")) as readonly {
    readonly key: string;
    readonly about?: QuestionKind;
    readonly zh?: Told;
    readonly en?: Told;
  }[];
  return articles.map(({ key, about, zh, en }) => ({
    key,
    content: {
      kind: "says",
      words: { ...(zh ? { zh } : {}), ...(en ? { en } : {}) },
      conditions: {},
      ...(about ? { about } : {}),
      checkEveryDays: 180,
    },
  }));
}
