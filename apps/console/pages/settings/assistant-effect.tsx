import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { assistant, type EffectOf, type Measure, type Modes } from "../../api/assistant.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose } from "../../parts/field.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { atEnd, Table } from "../../parts/table.tsx";
import type { Merchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { effectWords } from "../../words/assistant.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { tellSpan } from "../today/tell.ts";
import { inboxRoute } from "../inbox/route.ts";

type Needs = { readonly merchant: Merchant; readonly choices: Modes["choices"] };
type Side = "served" | "held-out";
type Which = { readonly measure: Measure["name"]; readonly side: Side };

const weeks = 4;

/** Whom the assistant served beside whom it did not, measure by measure, and the people behind each figure. */
export function EffectBoard({ merchant, choices }: Needs) {
  const say = useSay(effectWords);
  const { language } = useSetting();
  const api = useApi(assistant);
  const [procedure, setProcedure] = useState<string>();
  const [which, open] = useState<Which>();
  const period = lastWeeks(merchant.zone);
  const effect = useQuery({
    queryKey: ["effect", merchant.slug, period.from, period.to, procedure],
    queryFn: () => api.effect(merchant.slug, { ...period, procedure }),
  });
  return (
    <section className="stack" aria-labelledby="effect">
      <div className="sec-head">
        <h2 id="effect">{say("title")}</h2>
      </div>
      <div className="filters">
        <Choose
          label={say("matter")}
          value={procedure ?? ""}
          onChange={({ target }) => {
            setProcedure(target.value === "" ? undefined : target.value);
            open(undefined);
          }}
        >
          <option value="">{say("everything")}</option>
          {choices.map(({ id, title }) => (
            <option key={id} value={id}>
              {title[language]}
            </option>
          ))}
        </Choose>
      </div>
      {effect.error && <Failure error={effect.error} onAgain={() => void effect.refetch()} />}
      {effect.isPending && <Skeleton lines={6} />}
      {effect.data && <Board effect={effect.data} onOpen={open} />}
      {which && (
        <Cases
          {...{ merchant, which, procedure, period }}
          currency={effect.data?.currency}
          onClose={() => open(undefined)}
        />
      )}
    </section>
  );
}

function Board({ effect, onOpen }: { readonly effect: EffectOf; readonly onOpen: (which: Which) => void }) {
  const say = useSay(effectWords);
  const { people, from, to, drafts } = effect;
  if (effect.draw === null) return <p className="dense mute">{say("nobody")}</p>;
  return (
    <>
      <p className="dense mute">
        {say("lede", { from, to, served: people.served, heldOut: people.heldOut })}
        {people.onBoth > 0 && ` ${say("onBoth", { n: people.onBoth })}`}
      </p>
      <div className="rules">
        <Table
          name={say("title")}
          by="effect"
          look="tight"
          columns={[say("measure"), say("served"), say("heldOut"), say("difference"), say("verdict")]}
        >
          {effect.measures.map((measure) => (
            <MeasureRow key={measure.name} measure={measure} effect={effect} onOpen={onOpen} />
          ))}
        </Table>
      </div>
      <p className="note faint">{say("drafts", drafts)}</p>
    </>
  );
}

function MeasureRow({
  measure,
  effect,
  onOpen,
}: {
  readonly measure: Measure;
  readonly effect: EffectOf;
  readonly onOpen: (which: Which) => void;
}) {
  const say = useSay(effectWords);
  const { language } = useSetting();
  const { name, difference, verdict, needed } = measure;
  const tell = (value: number): string => valueIn(name, value, effect.currency, language);
  const side = (which: Side, { people, estimate }: Measure["served"]) => (
    <td>
      {estimate ? <b className="num">{tell(estimate.value)}</b> : <span className="faint">{say("none")}</span>}
      {estimate && (
        <span className="note faint num">
          {" "}
          {say("between", { low: tell(estimate.low), high: tell(estimate.high) })}
        </span>
      )}{" "}
      {people > 0 && (
        <button
          type="button"
          className="btn quiet s"
          aria-label={say("openCases", {
            measure: say(name),
            side: say(which === "served" ? "served" : "heldOut"),
            n: people,
          })}
          onClick={() => onOpen({ measure: name, side: which })}
        >
          {say("of", { n: people })}
        </button>
      )}
    </td>
  );
  return (
    <tr>
      <th scope="row">{say(name)}</th>
      {side("served", measure.served)}
      {side("held-out", measure.heldOut)}
      <td className="num">
        {difference ? (
          <>
            {signed(difference.value, tell)}{" "}
            <span className="note faint">
              {say("between", { low: signed(difference.low, tell), high: signed(difference.high, tell) })}
            </span>
          </>
        ) : (
          "–"
        )}
      </td>
      <td>
        {say(verdict, { n: effect.fewest })}
        {needed !== null && verdict !== "more" && verdict !== "less" && (
          <p className="note faint">{say("needed", { n: needed })}</p>
        )}
      </td>
    </tr>
  );
}

function Cases({
  merchant,
  which,
  procedure,
  period,
  currency,
  onClose,
}: {
  readonly merchant: Merchant;
  readonly which: Which;
  readonly procedure: string | undefined;
  readonly period: { readonly from: string; readonly to: string };
  readonly currency: string | null | undefined;
  readonly onClose: () => void;
}) {
  const say = useSay(effectWords);
  const { language } = useSetting();
  const api = useApi(assistant);
  const { measure, side } = which;
  const list = usePages(["effect", merchant.slug, "cases", measure, side, procedure ?? ""], (cursor) =>
    api.effectCases(merchant.slug, { ...period, procedure, measure, side, cursor }),
  );
  const title = say("cases", { measure: say(measure), side: say(side === "served" ? "served" : "heldOut") });
  const isShare = measure === "resolved" || measure === "handed-over";
  return (
    <section className="card flush" aria-labelledby="effect-cases">
      <div className="sec-head px-5 pt-4">
        <h3 id="effect-cases">{title}</h3>
        <button type="button" className="btn quiet s push" onClick={onClose}>
          {say("close")}
        </button>
      </div>
      {list.isPending && <Skeleton lines={4} />}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.data && list.items.length === 0 && <p className="mute dense px-5 pb-4">{say("noCases")}</p>}
      {list.items.length > 0 && (
        <div className="rules">
          <Table
            name={title}
            by="effect-cases"
            look="edge tight"
            columns={[say("when"), say("value"), atEnd(say("open"))]}
          >
            {list.items.map(({ conversationId, at, value }) => {
              const when = tellTime(at, language, Date.now(), merchant.zone);
              return (
                <tr key={conversationId}>
                  <th scope="row" className="num">
                    {when}
                  </th>
                  <td className="num">
                    {isShare ? say(value === 1 ? "yes" : "no") : valueIn(measure, value, currency ?? null, language)}
                  </td>
                  <td className="r">
                    <Link
                      to={inboxRoute.to}
                      params={{ merchant: merchant.slug, view: "all", conversation: conversationId }}
                      className="tap"
                      aria-label={say("openOf", { when })}
                    >
                      {say("open")}
                    </Link>
                  </td>
                </tr>
              );
            })}
          </Table>
          <div className="px-5 py-3">
            <More more={list.more} word={say("show")} />
          </div>
        </div>
      )}
    </section>
  );
}

function valueIn(name: Measure["name"], value: number, currency: string | null, language: "zh" | "en"): string {
  switch (name) {
    case "resolved":
    case "handed-over":
      return `${(value * 100).toFixed(1)}%`;
    case "answered-after":
    case "refunded-after":
      return tellSpan(value, language);
    case "paid":
      return currency === null ? "0" : tellMoney({ minor: Math.round(value), currency }, language);
  }
}

const signed = (value: number, tell: (value: number) => string): string =>
  `${value < 0 ? "−" : value > 0 ? "+" : ""}${tell(Math.abs(value))}`;

/** The last four weeks of the merchant's calendar, today included. */
function lastWeeks(zone: string): { readonly from: string; readonly to: string } {
  const day = (at: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
  const now = Date.now();
  return { from: day(now - (weeks * 7 - 1) * 86_400_000), to: day(now) };
}
