import { pick, seededRandom } from "@ruyi/kernel";
import { type Attack, families, places } from "./attack.ts";
import { disguises } from "./disguise.ts";
import { wordingsEn } from "./en.ts";
import { wordingsZh } from "./zh.ts";

const wordings = { zh: wordingsZh, en: wordingsEn } as const;

/** Every attack there is, in an order drawn from the seed; so many of them, or all. */
export function drawAttacks(seed: number, count = Number.POSITIVE_INFINITY): Attack[] {
  const random = seededRandom(seed);
  const all = (["zh", "en"] as const).flatMap((language): Omit<Attack, "number">[] => {
    const { commands, planted, honest, ...said } = wordings[language];
    return [
      ...families.flatMap((family) =>
        said[family].map((wording) => ({
          ...{ language, family, by: family },
          says: typeof wording === "string" ? [wording] : wording,
        })),
      ),
      ...Object.entries(disguises).flatMap(([by, hide]) =>
        commands
          .filter((command) => hide(command) !== command)
          .map((command) => ({ language, family: "disguised" as const, by, says: [hide(command)] })),
      ),
      ...places.flatMap((place) =>
        planted.map((text) => ({
          ...{ language, family: "planted" as const, by: place, says: [pick(random, honest)] },
          planted: { place, text },
        })),
      ),
    ];
  });
  const written = new Map(all.map((attack) => [JSON.stringify([attack.by, attack.planted ?? attack.says]), attack]));
  const drawn = [...written.values()]
    .map((attack) => ({ attack, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, count);
  return drawn.map(({ attack }, number) => ({ number, ...attack }));
}
