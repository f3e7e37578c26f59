import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type QualityOf, quality, type ScoreName, type Scores, type Share } from "../../api/quality.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Figure } from "../../parts/figure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { atEnd, Table } from "../../parts/table.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/inbox.ts";
import { deviationWords, groupWords, qualityWords } from "../../words/quality.ts";
import { named, useSay } from "../../words/use-say.ts";
import { procedures } from "../../api/procedures.ts";
import { procedureRoute } from "../procedures/route.ts";
import { daysBefore } from "../today/days.ts";
import { tellCount, tellDays } from "../today/tell.ts";
import { Cases } from "./cases.tsx";
import { qualityRoute } from "./route.ts";
import { inWords, partOf } from "./in-words.ts";
import { tellRange, tellScore, tellWhole } from "./tell.ts";
import { Way } from "./way.tsx";

const freshMs = 60_000;
const lengths = { week: 7, month: 28, quarter: 84 } as const;
const scoreNames = ["order", "decisions", "timing", "phrases"] as const;
const groupings = ["executor", "person", "shift", "channel", "procedure"] as const;

/** How well procedures are followed, whoever executes them. */
export function QualityPage() {
  const me = useMe();
  const merchant = useMerchant();
  const say = useSay(qualityWords);
  if (!merchant) return null;
  if (!me.permissions.includes("report.read")) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("quality")}</h1>
        <Empty line={say("notForYou")} why={say("notForYouWhy")} />
      </main>
    );
  }
  return <Board merchant={merchant.slug} zone={merchant.zone} />;
}

function Board({ merchant, zone }: { readonly merchant: string; readonly zone: string }) {
  const say = useSay(qualityWords);
  const api = useApi(quality);
  const { days = "month", by = "executor", missed, only, deviation, equal } = qualityRoute.useSearch();
  const to = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date());
  const from = daysBefore(to, lengths[days] - 1);
  const told = useQuery({
    queryKey: ["quality", merchant, from, to, by],
    queryFn: () => api.of(merchant, { from, to, by }),
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  const view = told.data;
  const isOpen = [missed, only, deviation, equal].some((each) => each !== undefined);
  return (
    <main className="page" id="main" tabIndex={-1}>
      {view ? <Head view={view} /> : <h1 className="vh">{say("quality")}</h1>}
      {!view &&
        (told.error ? <Failure error={told.error} onAgain={() => void told.refetch()} /> : <Skeleton lines={8} />)}
      {view && view.total.cases === 0 && <Empty line={say("emptyLine")} why={say("emptyWhy")} />}
      {view && view.total.cases > 0 && (
        <>
          <div className="grid4 mb-8 border-b border-line pb-6">
            {scoreNames.map((name) => (
              <Score key={name} name={name} scores={view.total} merchant={merchant} />
            ))}
          </div>
          {isOpen && (
            <Cases
              key={[missed, only, deviation, equal].join("\n")}
              merchant={merchant}
              zone={zone}
              from={view.from}
              to={view.to}
            />
          )}
          <AsOne view={view} />
          <Groups view={view} merchant={merchant} />
          <Disagreements view={view} merchant={merchant} />
          <Deviations view={view} merchant={merchant} />
        </>
      )}
    </main>
  );
}

function Head({ view }: { readonly view: QualityOf }) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const navigate = useNavigate({ from: qualityRoute.fullPath });
  const { days = "month", by } = qualityRoute.useSearch();
  const { cases: n, order } = view.total;
  const missed = order ? order.of - order.count : 0;
  return (
    <header>
      <div>
        <h1>
          {n === 0 ? say("quality") : say("sentence", { n, missed, days: tellDays(view.from, view.to, language) })}
        </h1>
        <p className="lede">{say("lede")}</p>
      </div>
      <label className="shrink-0">
        <span className="vh">{say("period")}</span>
        <select
          className="input shop"
          value={days}
          onChange={({ target }) => {
            const chosen = (["week", "quarter"] as const).find((each) => each === target.value);
            void navigate({ search: { ...(chosen ? { days: chosen } : {}), ...(by ? { by } : {}) } });
          }}
        >
          {(["week", "month", "quarter"] as const).map((each) => (
            <option key={each} value={each}>
              {say(each)}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

function Score({
  name,
  scores,
  merchant,
}: {
  readonly name: ScoreName;
  readonly scores: Scores;
  readonly merchant: string;
}) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const score = scores[name];
  if (!score) {
    return (
      <div className="figure">
        <div className="k">{say(name)}</div>
        <div className="v">
          <small className="dash">{say("none")}</small>
        </div>
        <div className="n">{say("noneWhy")}</div>
      </div>
    );
  }
  const missed = score.of - score.count;
  const range = say("range", {
    ...tellRange(score, language),
    count: tellCount(score.count, language),
    of: tellCount(score.of, language),
  });
  const fits = name === "order" && scores.fitness !== null;
  const counted = name === "order" || name === "decisions";
  return (
    <Figure
      name={say(name)}
      value={tellScore(score, language)}
      note={
        fits
          ? `${range}${language === "zh" ? "；" : "; "}${say("fits", { share: tellWhole(scores.fitness ?? 0, language) })}`
          : range
      }
      cases={
        missed === 0 ? (
          <span className="faint">{say("noMissed")}</span>
        ) : (
          <Way merchant={merchant} to={{ missed: name }}>
            {counted ? say("missedCases", { count: tellCount(missed, language) }) : say("missedOpen")}
          </Way>
        )
      }
    />
  );
}

function AsOne({ view }: { readonly view: QualityOf }) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const { ofPeople, ...all } = view.asOne;
  const told = (word: "asOneIndex" | "asOnePeople", of: typeof ofPeople): string | undefined => {
    if (of.index === null) return undefined;
    const { low, high } = of;
    const range =
      low === null || high === null ? say("asOneNoRange") : say("asOneRange", tellRange({ low, high }, language));
    return say(word, { pairs: tellCount(of.pairs, language), share: tellWhole(of.index, language), range });
  };
  return (
    <section className="mb-8" aria-labelledby="as-one">
      <div className="sec-head">
        <h2 id="as-one" className="text-lead">
          {say("asOne")}
        </h2>
      </div>
      <p className="measure">{told("asOneIndex", all) ?? say("asOneNone")}</p>
      {ofPeople.index !== null && <p className="measure mute">{told("asOnePeople", ofPeople)}</p>}
    </section>
  );
}

function Groups({ view, merchant }: { readonly view: QualityOf; readonly merchant: string }) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const navigate = useNavigate({ from: qualityRoute.fullPath });
  const { days } = qualityRoute.useSearch();
  const nameOf = ({ value, name }: QualityOf["groups"][number]): string =>
    name ?? named(view.by === "procedure" ? procedureWords : groupWords, value, language);
  return (
    <section className="mb-8" aria-labelledby="groups">
      <div className="sec-head">
        <h2 id="groups" className="text-lead">
          {say("by")}
        </h2>
        <label className="push">
          <span className="vh">{say("by")}</span>
          <select
            className="input"
            value={view.by}
            onChange={({ target }) => {
              const chosen = groupings.find((each) => each === target.value);
              const next = chosen === undefined || chosen === "executor" ? {} : { by: chosen };
              void navigate({ search: { ...(days ? { days } : {}), ...next }, resetScroll: false });
            }}
          >
            {groupings.map((each) => (
              <option key={each} value={each}>
                {say(each)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="card flush">
        <Table
          name={say("by")}
          by="groups"
          look="edge"
          columns={[say(view.by), atEnd(say("cases")), ...scoreNames.map((name) => atEnd(say(name)))]}
        >
          {view.groups.map((group) => (
            <tr key={group.value}>
              <th scope="row">{nameOf(group)}</th>
              <td className="r num">
                <Way merchant={merchant} to={{ only: `${view.by}:${group.value}` }}>
                  <span className="vh">
                    {say("casesOf", { name: nameOf(group), count: tellCount(group.scores.cases, language) })}
                  </span>
                  <span aria-hidden="true">{tellCount(group.scores.cases, language)}</span>
                </Way>
              </td>
              {scoreNames.map((name) => (
                <td key={name} className="r num">
                  <Cell score={group.scores[name]} />
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}

function Cell({ score }: { readonly score: Share | null }) {
  const { language } = useSetting();
  const say = useSay(qualityWords);
  if (!score) return <span className="dash">{say("none")}</span>;
  const { low, high } = tellRange(score, language);
  const value = tellScore(score, language);
  const range = `${low}–${high}`;
  return (
    <>
      {value} {value !== range && <span className="faint">{range}</span>}
    </>
  );
}

function Disagreements({ view, merchant }: { readonly view: QualityOf; readonly merchant: string }) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const told = useWordsOf(
    merchant,
    view.disagreements.flatMap(({ facts, outcomes }) => [
      ...facts,
      ...outcomes.flatMap(({ outcome }) => outcome.split("\n")),
    ]),
  );
  return (
    <section className="mb-8" aria-labelledby="disagreements">
      <div className="sec-head">
        <h2 id="disagreements" className="text-lead">
          {say("disagreements")}
        </h2>
      </div>
      {view.disagreements.length === 0 ? (
        <p className="mute dense">{say("disagreementsNone")}</p>
      ) : (
        <>
          <p className="mute dense measure mb-3">{say("disagreementsWhy")}</p>
          <div className="card flush">
            <Table
              name={say("disagreements")}
              by="disagreements"
              look="edge"
              columns={[say("procedure"), say("facts"), say("decided"), atEnd(say("cases"))]}
            >
              {view.disagreements.map(({ key, procedure, facts, outcomes }) => (
                <tr key={key}>
                  <th scope="row">{named(procedureWords, procedure, language)}</th>
                  <td className="note">{facts.map(told).join(" · ")}</td>
                  <td className="note">
                    {outcomes
                      .map(({ outcome, cases }) => `${outcome.split("\n").map(told).join(" → ")} × ${cases}`)
                      .join(" · ")}
                  </td>
                  <td className="r">
                    <Way merchant={merchant} to={{ equal: key }}>
                      {say("see", {
                        count: tellCount(
                          outcomes.reduce((sum, { cases }) => sum + cases, 0),
                          language,
                        ),
                      })}
                    </Way>
                  </td>
                </tr>
              ))}
            </Table>
          </div>
        </>
      )}
    </section>
  );
}

/** Lines of facts and decisions in words, as their procedures have them; in ids until those have come. */
function useWordsOf(merchant: string, lines: readonly string[]): (line: string) => string {
  const { language } = useSetting();
  const api = useApi(procedures);
  const ids = [...new Set(lines.flatMap((line) => partOf(line)?.procedure ?? []))];
  const read = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["procedure", merchant, id, undefined],
      queryFn: () => api.one(merchant, id, undefined),
      staleTime: freshMs,
    })),
  });
  const known = new Map(read.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
  return (line) => inWords(line, known, language);
}

function Deviations({ view, merchant }: { readonly view: QualityOf; readonly merchant: string }) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  return (
    <section aria-labelledby="deviations">
      <div className="sec-head">
        <h2 id="deviations" className="text-lead">
          {say("deviations")}
        </h2>
      </div>
      {view.deviations.length === 0 ? (
        <p className="mute dense">{say("deviationsNone")}</p>
      ) : (
        <>
          <p className="mute dense measure mb-3">{say("deviationsWhy")}</p>
          <div className="card flush">
            <Table
              name={say("deviations")}
              by="deviations"
              look="edge"
              columns={[say("what"), say("where"), atEnd(say("howOften")), atEnd(say("cases"))]}
            >
              {view.deviations.map(({ deviation, kind, procedure, step, id, cases }) => (
                <tr key={`${deviation} ${cases.of}`}>
                  <th scope="row">
                    {named(deviationWords, kind, language)}
                    {id === null ? "" : ` · ${id}`}
                  </th>
                  <td>
                    <Link to={procedureRoute.to} params={{ merchant, procedure }} className="link">
                      {named(procedureWords, procedure, language)}
                    </Link>{" "}
                    <span className="mono note">{step}</span>
                  </td>
                  <td className="r num">
                    <Cell score={cases} />
                  </td>
                  <td className="r">
                    <Way merchant={merchant} to={{ deviation }}>
                      {say("see", { count: tellCount(cases.count, language) })}
                    </Way>
                  </td>
                </tr>
              ))}
            </Table>
          </div>
        </>
      )}
    </section>
  );
}
