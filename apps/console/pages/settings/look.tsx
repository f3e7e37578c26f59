import { useQuery } from "@tanstack/react-query";
import { ArrowUp } from "lucide-react";
import type { Bilingual } from "@ruyi/kernel";
import { accentNames, accentRefusal, accents, contrastOf, offers, type WidgetLookBody } from "@ruyi/tenancy/contract";
import { settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { lookWords, offerNames } from "../../words/look.ts";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";
import { Copy } from "./copy.tsx";
import { LookPreview } from "./look-preview.tsx";
import { SaveBar } from "./save-bar.tsx";
import { OnlyRead, PartHead, type PartNeeds } from "./part.tsx";
import { scriptTag } from "./tag.ts";
import { useSaved } from "./use-saved.ts";

/** How the widget looks and begins, with a picture of it beside, and the line to put on a page. */
export function LookPart({ merchant, mayChange }: PartNeeds) {
  const api = useApi(settings);
  const look = useQuery({ queryKey: ["look", merchant.slug], queryFn: () => api.look(merchant.slug) });
  if (look.error) return <Failure error={look.error} onAgain={() => void look.refetch()} />;
  return look.data ? (
    <LookForm kept={look.data.look} merchant={merchant} mayChange={mayChange} />
  ) : (
    <Skeleton lines={8} />
  );
}

/** A pair of texts of which both are there or none: half a pair is still being written. */
type Pair = { readonly zh: string; readonly en: string };
const isHalf = ({ zh, en }: Pair): boolean => (zh.trim() === "") !== (en.trim() === "");
const pairOf = (text: Bilingual | undefined): Pair => text ?? { zh: "", en: "" };

function withPair(look: WidgetLookBody, field: "name" | "greeting", pair: Pair): WidgetLookBody {
  const { [field]: _before, ...rest } = look;
  return pair.zh === "" && pair.en === "" ? rest : { ...rest, [field]: pair };
}

/** As it is sent: without texts that are only spaces. */
function tidied(look: WidgetLookBody): WidgetLookBody {
  const trimmed = (text: Bilingual | undefined): Pair => {
    const { zh, en } = pairOf(text);
    return { zh: zh.trim(), en: en.trim() };
  };
  return withPair(withPair(look, "name", trimmed(look.name)), "greeting", trimmed(look.greeting));
}

function LookForm({ kept, merchant, mayChange }: PartNeeds & { readonly kept: WidgetLookBody }) {
  const say = useSay(lookWords);
  const { language, theme } = useSetting();
  const api = useApi(settings);
  const form = useSaved<WidgetLookBody>({
    kept,
    what: say("what"),
    save: (look) => api.setLook(merchant.slug, tidied(look)),
    reads: [["look", merchant.slug]],
  });
  const { value: look, change } = form;
  const refusal = accentRefusal(look.accent);
  const isInvalid = refusal !== undefined || isHalf(pairOf(look.name)) || isHalf(pairOf(look.greeting));
  const shown = refusal ? { ...look, accent: kept.accent } : look;
  const other = theme === "dark" ? "light" : "dark";
  return (
    <>
      <PartHead title={say(look.side === "end" ? "titleEnd" : "titleStart")} lede={say("lede")} />
      <div className="look-lay">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isInvalid) form.save();
          }}
        >
          <AccentChoice look={look} isOff={!mayChange} onChange={change} />
          <fieldset className="field" disabled={!mayChange}>
            <legend className="label">{say("side")}</legend>
            <div className="radios">
              {(["end", "start"] as const).map((side) => (
                <label key={side} className="radio">
                  <input
                    type="radio"
                    name="side"
                    checked={look.side === side}
                    onChange={() => change({ ...look, side })}
                  />
                  {say(side)}
                </label>
              ))}
            </div>
          </fieldset>
          <PairField
            field="name"
            hint={say("nameHint", { name: merchant.name[language] })}
            most={40}
            {...{ look, change, mayChange }}
          />
          <PairField field="greeting" hint={say("greetingHint")} most={60} {...{ look, change, mayChange }} />
          <Offers look={look} isOff={!mayChange} onChange={change} />
          {mayChange ? <SaveBar {...form} isInvalid={isInvalid} onDiscard={form.discard} /> : <OnlyRead />}
        </form>
        <section className="previews" aria-label={say("preview")}>
          <h2>{say("preview")}</h2>
          {([theme, other] as const).map((each) => (
            <figure key={each}>
              <LookPreview look={shown} shopName={merchant.name[language]} theme={each} />
              <figcaption className="note faint">{say(each === "dark" ? "previewDark" : "previewLight")}</figcaption>
            </figure>
          ))}
        </section>
      </div>
      <section className="form" aria-labelledby="tag">
        <h2 id="tag">{say("tag")}</h2>
        <p className="dense mute">{say("tagWhy")}</p>
        <Copy text={scriptTag(location.origin, merchant.slug)} label={say("tagCode")} />
      </section>
    </>
  );
}

type ChoiceNeeds = {
  readonly look: WidgetLookBody;
  readonly isOff: boolean;
  readonly onChange: (look: WidgetLookBody) => void;
};

function AccentChoice({ look, isOff, onChange }: ChoiceNeeds) {
  const say = useSay(lookWords);
  const { language } = useSetting();
  const isOwn = !accentNames.some((name) => name === look.accent);
  const refusal = accentRefusal(look.accent);
  const set = (accent: string): void => onChange({ ...look, accent: accent as WidgetLookBody["accent"] });
  const nearest = refusal?.reason === "accent-contrast" ? refusal.nearest : undefined;
  const error =
    refusal?.reason === "accent-contrast"
      ? say("badContrast", { ratio: rounded(refusal.contrast), nearest: refusal.nearest })
      : refusal && say("badShape");
  return (
    <fieldset className="field" disabled={isOff}>
      <legend className="label">{say("accent")}</legend>
      <div className="swatches">
        {accentNames.map((name) => (
          <label key={name} className="swatch">
            <input type="radio" name="accent" checked={look.accent === name} onChange={() => set(name)} />
            <i style={{ background: accents[name].hex }} />
            {accents[name].name[language]}
          </label>
        ))}
        <label className="swatch">
          <input
            type="radio"
            name="accent"
            checked={isOwn}
            onChange={() => set(isOwn ? look.accent : accents[look.accent as keyof typeof accents].hex)}
          />
          <i
            className="own"
            {...(isOwn && refusal?.reason !== "accent-shape" ? { style: { background: look.accent } } : {})}
          />
          {say("own")}
        </label>
      </div>
      {isOwn && (
        <div className="row own-colour">
          <Field
            label={say("own")}
            hint={
              refusal ? "" : `${say("goodContrast", { ratio: rounded(contrastOf(look.accent)) })} ${say("ownHint")}`
            }
            value={look.accent}
            spellCheck={false}
            maxLength={7}
            onChange={({ target }) => set(target.value.toLowerCase())}
            {...(error ? { error } : {})}
          />
          {nearest !== undefined && (
            <button type="button" className="btn s" onClick={() => set(nearest)}>
              <i className="chip" style={{ background: nearest }} />
              {say("takeNearest", { nearest })}
            </button>
          )}
        </div>
      )}
    </fieldset>
  );
}

/** Down, so that 4.49 is not told as enough. */
const rounded = (ratio: number): string => (Math.floor(ratio * 10) / 10).toFixed(1);

type PairNeeds = {
  readonly field: "name" | "greeting";
  readonly hint: string;
  readonly most: number;
  readonly look: WidgetLookBody;
  readonly mayChange: boolean;
  readonly change: (look: WidgetLookBody) => void;
};

function PairField({ field, hint, most, look, mayChange, change }: PairNeeds) {
  const say = useSay(lookWords);
  const sayShared = useSay(settingsWords);
  const pair = pairOf(look[field]);
  return (
    <div className="pair">
      {(["zh", "en"] as const).map((language) => (
        <Field
          key={language}
          label={sayShared(language === "zh" ? "inZh" : "inEn", { what: say(field) })}
          lang={language === "zh" ? "zh-CN" : "en"}
          hint={hint}
          value={pair[language]}
          maxLength={language === "zh" ? most : Math.max(most, field === "greeting" ? 120 : 40)}
          disabled={!mayChange}
          onChange={({ target }) => change(withPair(look, field, { ...pair, [language]: target.value }))}
          {...(isHalf(pair) && pair[language].trim() === "" ? { error: say("bothOrNone") } : {})}
        />
      ))}
    </div>
  );
}

/** What is offered first: those ticked, in their order, above those that are not. */
function Offers({ look, isOff, onChange }: ChoiceNeeds) {
  const say = useSay(lookWords);
  const sayOffer = useSay(offerNames);
  const chosen = look.offers;
  const rest = offers.filter((offer) => !chosen.includes(offer));
  const toggle = (offer: (typeof offers)[number], isOn: boolean): void =>
    onChange({ ...look, offers: isOn ? [...chosen, offer] : chosen.filter((each) => each !== offer) });
  const up = (at: number): void => {
    const [before, here] = [chosen[at - 1], chosen[at]];
    if (before && here) onChange({ ...look, offers: chosen.with(at - 1, here).with(at, before) });
  };
  return (
    <fieldset className="field" disabled={isOff}>
      <legend className="label">{say("offers")}</legend>
      <ul className="offers">
        {[...chosen, ...rest].map((offer, at) => {
          const isOn = at < chosen.length;
          const what = sayOffer(offer);
          return (
            <li key={offer}>
              <label className="radio">
                <input
                  type="checkbox"
                  className="tick"
                  checked={isOn}
                  onChange={({ target }) => toggle(offer, target.checked)}
                />
                {what}
              </label>
              {isOn && at > 0 && (
                <button
                  type="button"
                  className="btn quiet icon s"
                  aria-label={say("moveUp", { what })}
                  onClick={() => up(at)}
                >
                  <ArrowUp size={14} strokeWidth={1.75} aria-hidden="true" />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <p className="hint">{say("offersHint")}</p>
    </fieldset>
  );
}
