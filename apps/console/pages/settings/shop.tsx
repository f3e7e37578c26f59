import { useQuery } from "@tanstack/react-query";
import { settings, type Shop } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose, Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { settingsWords, shopWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";
import { SaveBar } from "./save-bar.tsx";
import { OnlyRead, PartHead, type PartNeeds } from "./part.tsx";
import { useSaved } from "./use-saved.ts";

/** The shop itself: what it is called, in which languages and by which clock. */
export function ShopPart({ merchant, mayChange }: PartNeeds) {
  const api = useApi(settings);
  const shop = useQuery({ queryKey: ["shop", merchant.slug], queryFn: () => api.shop(merchant.slug) });
  if (shop.error) return <Failure error={shop.error} onAgain={() => void shop.refetch()} />;
  return shop.data ? <ShopForm shop={shop.data} mayChange={mayChange} /> : <Skeleton lines={6} />;
}

type Draft = Pick<Shop, "name" | "defaultLanguage" | "languages" | "zone" | "currency">;
type LanguageSet = "both" | "zhOnly" | "enOnly";

const setOf = ({ languages }: Draft): LanguageSet =>
  languages.length === 2 ? "both" : languages[0] === "zh" ? "zhOnly" : "enOnly";

function withSet(draft: Draft, set: LanguageSet): Draft {
  if (set === "both") return { ...draft, languages: ["zh", "en"] };
  const language = set === "zhOnly" ? "zh" : "en";
  return { ...draft, languages: [language], defaultLanguage: language };
}

function ShopForm({ shop, mayChange }: { readonly shop: Shop; readonly mayChange: boolean }) {
  const say = useSay(shopWords);
  const sayShared = useSay(settingsWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const { name, defaultLanguage, languages, zone, currency } = shop;
  const form = useSaved<Draft>({
    kept: { name, defaultLanguage, languages, zone, currency },
    what: say("theShop"),
    save: (draft) => api.changeShop(shop.slug, draft),
    reads: [["shop", shop.slug], ["me"], ["hours", shop.slug]],
  });
  const { value: draft, change } = form;
  const badCurrency = !/^[A-Z]{3}$/.test(draft.currency);
  const badZone = !zones.includes(draft.zone) && draft.zone !== zone;
  const isInvalid = badCurrency || badZone || draft.name.zh.trim() === "" || draft.name.en.trim() === "";
  const off = { disabled: !mayChange };
  const needed = (text: string) => (text.trim() === "" ? { error: sayShared("needed") } : {});
  return (
    <>
      <PartHead title={say("title", { name: name[language], language: say(setOf(shop)), zone })} lede={say("lede")} />
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isInvalid) form.save();
        }}
      >
        <div className="pair">
          <Field
            label={sayShared("inZh", { what: say("name") })}
            lang="zh-CN"
            value={draft.name.zh}
            onChange={({ target }) => change({ ...draft, name: { ...draft.name, zh: target.value } })}
            maxLength={80}
            {...needed(draft.name.zh)}
            {...off}
          />
          <Field
            label={sayShared("inEn", { what: say("name") })}
            lang="en"
            value={draft.name.en}
            onChange={({ target }) => change({ ...draft, name: { ...draft.name, en: target.value } })}
            maxLength={80}
            {...needed(draft.name.en)}
            {...off}
          />
        </div>
        <div className="pair">
          <Choose
            label={say("languages")}
            hint={say("languagesHint")}
            value={setOf(draft)}
            onChange={({ target }) => change(withSet(draft, target.value as LanguageSet))}
            {...off}
          >
            {(["both", "zhOnly", "enOnly"] as const).map((set) => (
              <option key={set} value={set}>
                {say(set)}
              </option>
            ))}
          </Choose>
          <Choose
            label={say("first")}
            value={draft.defaultLanguage}
            onChange={({ target }) => change({ ...draft, defaultLanguage: target.value === "zh" ? "zh" : "en" })}
            disabled={!mayChange || draft.languages.length === 1}
          >
            {draft.languages.map((each) => (
              <option key={each} value={each}>
                {sayShared(each)}
              </option>
            ))}
          </Choose>
        </div>
        <div className="pair">
          <Choose
            label={say("zone")}
            hint={say("zoneHint")}
            value={draft.zone}
            onChange={({ target }) => change({ ...draft, zone: target.value })}
            {...off}
          >
            {(zones.includes(zone) ? zones : [zone, ...zones]).map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Choose>
          <Field
            label={say("currency")}
            hint={say("currencyHint")}
            value={draft.currency}
            onChange={({ target }) => change({ ...draft, currency: target.value.toUpperCase().slice(0, 3) })}
            spellCheck={false}
            {...(badCurrency ? { error: say("badCurrency") } : {})}
            {...off}
          />
        </div>
        <dl className="facts">
          <div>
            <dt>{say("slug")}</dt>
            <dd className="mono">{shop.slug}</dd>
          </div>
        </dl>
        {mayChange ? <SaveBar {...form} isInvalid={isInvalid} onDiscard={form.discard} /> : <OnlyRead />}
      </form>
    </>
  );
}

/** Every zone the browser knows by name. */
const zones: readonly string[] = Intl.supportedValuesOf("timeZone");
