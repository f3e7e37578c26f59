import { useEffect, useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Rehearsal, studio } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { Failure } from "../../../parts/failure.tsx";
import { useSetting } from "../../../shell/setting.tsx";
import { studioWords } from "../../../words/studio.ts";
import { tellMoney } from "../../../words/tell.ts";
import { useSay } from "../../../words/use-say.ts";
import { studioRoute } from "../route.ts";
import { ChangeItem } from "../versions.tsx";
import type { Draft } from "./draft.ts";

type Rehearsed = { readonly report: Rehearsal; readonly hash: string | null };
type Needs = {
  readonly draft: Draft;
  readonly rehearsed: Rehearsed | undefined;
  readonly onRehearsed: (rehearsed: Rehearsed) => void;
};

/** Past cases played in the draft: who would be decided otherwise, what it costs, which words change. */
export function RehearsalPart({ draft, rehearsed, onRehearsed }: Needs) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const { merchant, procedure } = studioRoute.useParams();
  const { reading, saving, isOld } = draft;
  const hash = reading?.hash ?? null;
  const rehearse = useMutation({
    mutationFn: () => api.rehearse(merchant, procedure),
    onSuccess: (report) => onRehearsed({ report, hash }),
  });
  const isUnsound = !reading || reading.findings.length > 0 || hash === null;
  const why = isUnsound ? say("notBeforeSound") : saving.kind !== "saved" ? say("notBeforeSaved") : undefined;
  return (
    <div className="stack xl">
      <div className="stack">
        <p className="mute measure">{say("rehearsalWhy")}</p>
        <div className="row wrap">
          <button
            type="button"
            className="btn primary"
            disabled={why !== undefined || isOld || rehearse.isPending}
            onClick={() => rehearse.mutate()}
          >
            {say(rehearsed ? "rehearseAgain" : "rehearse")}
          </button>
          <span className="note mute" role="status">
            {rehearse.isPending ? <Elapsed /> : (why ?? "")}
          </span>
        </div>
        <Failure error={rehearse.error} />
      </div>
      {rehearsed && <Report rehearsed={rehearsed} isStale={hash !== rehearsed.hash} draft={draft} />}
    </div>
  );
}

function Elapsed() {
  const say = useSay(studioWords);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <>{say("rehearsing", { seconds })}</>;
}

type ReportNeeds = { readonly rehearsed: Rehearsed; readonly isStale: boolean; readonly draft: Draft };

function Report({ rehearsed: { report }, isStale, draft }: ReportNeeds) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const { cases, changed, reworded, cost, moves } = report;
  const spoken = (draft.reading?.changes ?? []).filter(({ what }) => what === "phrase");
  const costs = Object.entries(cost).filter(([, minor]) => minor !== 0);
  if (cases === 0) return <p className="mute">{say("noCases")}</p>;
  return (
    <section aria-labelledby="report" className="stack xl">
      <div className="stack">
        <h2 id="report" className="big-said">
          {changed.length + reworded === 0
            ? say("reportSame", { cases })
            : say("report", { cases, n: changed.length, reworded })}
        </h2>
        <p className="strong">
          {costs.length === 0
            ? say("costsNothing")
            : costs
                .map(([currency, minor]) =>
                  say(minor > 0 ? "costs" : "saves", {
                    amount: tellMoney({ minor: Math.abs(minor), currency }, language),
                  }),
                )
                .join(language === "zh" ? "，" : ", ")}
        </p>
        {isStale && <p className="notice warn">{say("stale")}</p>}
      </div>
      {moves.length > 0 && (
        <section aria-labelledby="moves">
          <div className="sec-head">
            <h3 id="moves">{say("moves")}</h3>
          </div>
          <div className="card flush">
            <table className="t edge tight">
              <caption className="vh">{say("moves")}</caption>
              <thead>
                <tr>
                  <th scope="col">{say("from")}</th>
                  <th scope="col">{say("to")}</th>
                  <th scope="col" className="r">
                    {say("cases")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {moves.map(({ from, to, cases: count }) => (
                  <tr key={`${from} ${to}`}>
                    <td>
                      <Named report={report} draft={draft} name={from} />
                    </td>
                    <td>
                      <b>
                        <Named report={report} draft={draft} name={to} />
                      </b>
                    </td>
                    <td className="r">{count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {spoken.length > 0 && (
        <section aria-labelledby="spoken">
          <div className="sec-head">
            <h3 id="spoken">{say("phrasesChanged")}</h3>
          </div>
          <ol className="card changes">
            {spoken.map((change) => (
              <ChangeItem key={`${change.in.id} ${change.name}`} change={change} procedure={draft.texts.procedure} />
            ))}
          </ol>
        </section>
      )}
      {changed.length > 0 && <Cases report={report} draft={draft} />}
    </section>
  );
}

/** An outcome as it is called; a case about which the past has nothing more to say stands at a step. */
function Named({ report, name, draft }: { readonly report: Rehearsal; readonly name: string; readonly draft: Draft }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const open = /^open at (.*)$/.exec(name)?.[1];
  if (open === undefined) return <>{report.words[`outcome ${name}`]?.[language] ?? name}</>;
  const [procedure, id] = open.split("/");
  const { portrait } = draft;
  const step = portrait?.id === procedure ? portrait?.steps.find((each) => each.id === id) : undefined;
  return <>{say("standsAt", { step: step?.title[language] ?? open })}</>;
}

type Outcome = Rehearsal["changed"][number]["before"];

function Cases({ report, draft }: { readonly report: Rehearsal; readonly draft: Draft }) {
  const say = useSay(studioWords);
  const { merchant } = studioRoute.useParams();
  return (
    <section aria-labelledby="cases">
      <div className="sec-head">
        <h3 id="cases">{say("casesTitle")}</h3>
      </div>
      <div className="card flush">
        <div className="scrollx" role="group" aria-labelledby="cases" tabIndex={0}>
          <table className="t edge">
            <caption className="vh">{say("casesTitle")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("from")}</th>
                <th scope="col">{say("to")}</th>
                <th scope="col">
                  <span className="vh">{say("theConversation")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {report.changed.map(({ run, conversationId, before, after }) => (
                <tr key={run}>
                  <td>
                    <OutcomeOf report={report} draft={draft} outcome={before} />
                  </td>
                  <td>
                    <OutcomeOf report={report} draft={draft} outcome={after} />
                  </td>
                  <td className="r">
                    <Link
                      to="/console/$merchant/inbox/$view/{-$conversation}"
                      params={{ merchant, view: "all", conversation: conversationId }}
                      className="whole"
                    >
                      {say("theConversation")}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

function OutcomeOf({
  report,
  draft,
  outcome,
}: {
  readonly report: Rehearsal;
  readonly draft: Draft;
  readonly outcome: Outcome;
}) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const { ended, openAt, acts, handOffs } = outcome;
  return (
    <>
      <div className="strong">
        <Named report={report} draft={draft} name={ended ?? `open at ${openAt}`} />
      </div>
      {acts.map(({ action, amount }, index) => (
        <div key={index} className="note mute">
          {report.words[`action ${action}`]?.[language] ?? action}
          {amount && <span className="num"> {tellMoney(amount, language)}</span>}
        </div>
      ))}
      {handOffs.map((reason, index) => (
        <div key={index} className="note mute">
          {say("handedOver", { reason: report.words[`reason ${reason}`]?.[language] ?? reason })}
        </div>
      ))}
    </>
  );
}
