import { useQuery } from "@tanstack/react-query";
import { newsKinds } from "@ruyi/desk/contract";
import { assistant, type Modes, type News, type Rule } from "../../api/assistant.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { assistantWords } from "../../words/assistant.ts";
import { useSay } from "../../words/use-say.ts";
import { EffectBoard } from "./assistant-effect.tsx";
import { OnlyRead, PartHead, type PartNeeds } from "./part.tsx";
import { SaveBar } from "./save-bar.tsx";
import { useSaved } from "./use-saved.ts";

/** How far the assistant goes, what that comes to, and what it tells unasked. */
export function AssistantPart({ merchant, mayChange }: PartNeeds) {
  const api = useApi(assistant);
  const me = useMe();
  const modes = useQuery({ queryKey: ["modes", merchant.slug], queryFn: () => api.modes(merchant.slug) });
  const news = useQuery({ queryKey: ["news-choice", merchant.slug], queryFn: () => api.news(merchant.slug) });
  const error = modes.error ?? news.error;
  if (error) return <Failure error={error} onAgain={() => void Promise.all([modes.refetch(), news.refetch()])} />;
  if (!modes.data || !news.data) return <Skeleton lines={9} />;
  return (
    <>
      <ModesForm kept={modes.data} slug={merchant.slug} mayChange={mayChange} />
      {me.permissions.includes("report.read") && <EffectBoard merchant={merchant} choices={modes.data.choices} />}
      <NewsForm kept={news.data} slug={merchant.slug} mayChange={mayChange} />
    </>
  );
}

type Draft = Pick<Modes, "all" | "procedures"> & { readonly drawAnew?: boolean };
type Title = "titleFull" | "titleDraft" | "titleOff" | "titleShare";

function titleOf({ mode, share }: Rule): Title {
  if (share > 0 && share < 100) return "titleShare";
  return mode === "full" ? "titleFull" : mode === "draft" ? "titleDraft" : "titleOff";
}

const isShare = (share: number): boolean => Number.isInteger(share) && share >= 0 && share <= 100;

function ModesForm({
  kept,
  slug,
  mayChange,
}: {
  readonly kept: Modes;
  readonly slug: string;
  readonly mayChange: boolean;
}) {
  const say = useSay(assistantWords);
  const { language } = useSetting();
  const api = useApi(assistant);
  const form = useSaved<Draft>({
    kept: { all: kept.all, procedures: kept.procedures },
    what: say("what"),
    save: async (draft) => {
      // Put back by a press, what was saved meanwhile has a version of its own.
      const { version } = await api.modes(slug);
      return api.setModes(slug, { ...draft, version });
    },
    reads: [
      ["modes", slug],
      ["effect", slug],
    ],
  });
  const { value: draft, change } = form;
  const isInvalid = [draft.all, ...Object.values(draft.procedures)].some(({ share }) => !isShare(share));
  const withRule = (id: string, rule: Rule | undefined): Draft => {
    const { [id]: _before, ...rest } = draft.procedures;
    return { ...draft, procedures: rule ? { ...rest, [id]: rule } : rest };
  };
  return (
    <>
      <PartHead title={say(titleOf(kept.all), { share: kept.all.share })} lede={say("lede")} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isInvalid) form.save();
        }}
      >
        <div className="rules" tabIndex={0} role="group" aria-label={say("what")}>
          <table className="t tight">
            <thead>
              <tr>
                <th scope="col">{say("matter")}</th>
                <th scope="col">{say("mode")}</th>
                <th scope="col">{say("share")}</th>
                <th scope="col">{say("holdOut")}</th>
              </tr>
            </thead>
            <tbody>
              <RuleRow
                matter={say("all")}
                rule={draft.all}
                isOff={!mayChange}
                onChange={(rule) => rule && change({ ...draft, all: rule })}
              />
              {kept.choices.map(({ id, title }) => (
                <RuleRow
                  key={id}
                  matter={title[language]}
                  rule={draft.procedures[id]}
                  base={draft.all}
                  isOff={!mayChange}
                  onChange={(rule) => change(withRule(id, rule))}
                />
              ))}
            </tbody>
          </table>
        </div>
        <p className={isInvalid ? "hint bad" : "hint"} {...(isInvalid ? { role: "alert" } : {})}>
          {say(isInvalid ? "badShare" : "shareHint")}
        </p>
        {mayChange ? (
          <>
            <label className="radio">
              <input
                type="checkbox"
                checked={draft.drawAnew ?? false}
                onChange={({ target }) => {
                  const { drawAnew: _before, ...rest } = draft;
                  change(target.checked ? { ...rest, drawAnew: true } : rest);
                }}
              />
              {say("drawAnew")}
            </label>
            <SaveBar {...form} isInvalid={isInvalid} onDiscard={form.discard} />
          </>
        ) : (
          <OnlyRead />
        )}
      </form>
    </>
  );
}

type RowNeeds = {
  readonly matter: string;
  readonly rule: Rule | undefined;
  /** What holds where the matter has no rule of its own; undefined for the rule for all. */
  readonly base?: Rule;
  readonly isOff: boolean;
  readonly onChange: (rule: Rule | undefined) => void;
};

function RuleRow({ matter, rule, base, isOff, onChange }: RowNeeds) {
  const say = useSay(assistantWords);
  return (
    <tr>
      <th scope="row">{matter}</th>
      <td>
        <select
          className="input"
          aria-label={say("modeOf", { matter })}
          disabled={isOff}
          value={rule?.mode ?? ""}
          onChange={({ target }) => {
            const start = rule ?? base;
            const mode = (["full", "draft", "off"] as const).find((each) => each === target.value);
            onChange(mode && start && { ...start, mode });
          }}
        >
          {base && <option value="">{say("asAll")}</option>}
          {(["full", "draft", "off"] as const).map((mode) => (
            <option key={mode} value={mode}>
              {say(mode)}
            </option>
          ))}
        </select>
      </td>
      <td>
        {rule && (
          <input
            className="input num"
            type="number"
            min={0}
            max={100}
            step={1}
            aria-label={say("shareOf", { matter })}
            aria-invalid={!isShare(rule.share) || undefined}
            disabled={isOff}
            value={Number.isNaN(rule.share) ? "" : rule.share}
            onChange={({ target }) => onChange({ ...rule, share: target.valueAsNumber })}
          />
        )}
      </td>
      <td>
        {rule && rule.share !== 100 && (
          <select
            className="input"
            aria-label={say("holdOutOf", { matter })}
            disabled={isOff}
            value={rule.holdOut}
            onChange={({ target }) => onChange({ ...rule, holdOut: target.value === "off" ? "off" : "draft" })}
          >
            <option value="draft">{say("draft")}</option>
            <option value="off">{say("off")}</option>
          </select>
        )}
      </td>
    </tr>
  );
}

function NewsForm({
  kept,
  slug,
  mayChange,
}: {
  readonly kept: News;
  readonly slug: string;
  readonly mayChange: boolean;
}) {
  const say = useSay(assistantWords);
  const api = useApi(assistant);
  const form = useSaved<News>({
    kept,
    what: say("newsWhat"),
    save: (news) => api.setNews(slug, news),
    reads: [["news-choice", slug]],
  });
  const { value: news, change } = form;
  const { from, until } = news.quiet;
  return (
    <form
      className="form"
      aria-labelledby="news"
      onSubmit={(event) => {
        event.preventDefault();
        if (from && until) form.save();
      }}
    >
      <div className="sec-head">
        <h2 id="news">{say("news")}</h2>
      </div>
      <p className="dense mute">{say("newsLede")}</p>
      <fieldset className="field" disabled={!mayChange}>
        <legend className="vh">{say("news")}</legend>
        <div className="radios wrap">
          {newsKinds.map((kind) => (
            <label key={kind} className="radio">
              <input
                type="checkbox"
                checked={!news.off.includes(kind)}
                onChange={({ target }) => {
                  const rest = news.off.filter((each) => each !== kind);
                  change({ ...news, off: target.checked ? rest : [...rest, kind] });
                }}
              />
              {say(kind)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="row wrap">
        <Field
          label={say("quietFrom")}
          type="time"
          required
          disabled={!mayChange}
          value={from}
          onChange={({ target }) => change({ ...news, quiet: { from: target.value, until } })}
        />
        <Field
          label={say("quietUntil")}
          type="time"
          required
          disabled={!mayChange}
          value={until}
          onChange={({ target }) => change({ ...news, quiet: { from, until: target.value } })}
        />
      </div>
      {mayChange ? <SaveBar {...form} isInvalid={!from || !until} onDiscard={form.discard} /> : <OnlyRead />}
    </form>
  );
}
