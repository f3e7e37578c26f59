import { Choose, Field } from "../../parts/field.tsx";
import { articleWords } from "../../words/knowledge.ts";
import { useSay } from "../../words/use-say.ts";
import type { Fields } from "./content.ts";

type Needs = { readonly fields: Fields; readonly isOff: boolean; readonly onChange: (fields: Fields) => void };

const named = ["from", "until", "stars", "regions", "categories", "products", "appFrom", "appTo"] as const;

/** When an article is said, and to whom; open where something is set. */
export function ConditionFields({ fields, isOff, onChange }: Needs) {
  const say = useSay(articleWords);
  const text = (name: keyof Fields) => ({
    value: String(fields[name]),
    disabled: isOff,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      onChange({ ...fields, [name]: target.value }),
  });
  return (
    <details className="foldout" open={named.some((name) => fields[name] !== "")}>
      <summary>{say("conditions")}</summary>
      <div className="stack mt-3">
        <p className="mute dense">{say("conditionsWhy")}</p>
        <div className="pair">
          <Field label={say("validFrom")} type="date" {...text("from")} />
          <Field label={say("validUntil")} type="date" {...text("until")} />
          <Choose label={say("starsFrom")} {...text("stars")}>
            <option value="">{say("starsAny")}</option>
            {[1, 2, 3, 4, 5].map((stars) => (
              <option key={stars} value={stars}>
                {stars}
              </option>
            ))}
          </Choose>
          <Field label={say("regions")} hint={say("regionsHint")} maxLength={500} {...text("regions")} />
          <Field label={say("categories")} hint={say("categoriesHint")} maxLength={500} {...text("categories")} />
          <Field label={say("products")} hint={say("productsHint")} maxLength={500} {...text("products")} />
          <Field label={say("appFrom")} hint={say("appHint")} placeholder="8.2" maxLength={20} {...text("appFrom")} />
          <Field label={say("appTo")} placeholder="9" maxLength={20} {...text("appTo")} />
          <Field label={say("url")} type="url" placeholder="https://" maxLength={500} {...text("url")} />
          <Field label={say("checkEvery")} type="number" min={1} max={1_000} {...text("checkEveryDays")} />
        </div>
      </div>
    </details>
  );
}
