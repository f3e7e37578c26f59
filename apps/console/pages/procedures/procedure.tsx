import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { type Heat, type Procedure, procedures } from "../../api/procedures.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { findingRules, procedureWords } from "../../words/procedures.ts";
import { studioWords } from "../../words/studio.ts";
import { named, useSay } from "../../words/use-say.ts";
import { Acts } from "./acts.tsx";
import { tellShare } from "./figures.ts";
import { Phrases } from "./phrases.tsx";
import { periods, procedureRoute, proceduresRoute, sections, studioRoute } from "./route.ts";
import { Steps } from "./steps.tsx";
import { Tables } from "./tables.tsx";
import { Versions } from "./versions.tsx";

/** One procedure: how its runs went, then its steps, tables, words, acts and versions. */
export function ProcedurePage() {
  const say = useSay(procedureWords);
  const api = useApi(procedures);
  const { language } = useSetting();
  const sayStudio = useSay(studioWords);
  const mayWrite = useMe().permissions.includes("procedure.write");
  const { merchant, procedure: id } = procedureRoute.useParams();
  const { hash, days = 30, section = "steps" } = procedureRoute.useSearch();
  const one = useQuery({
    queryKey: ["procedure", merchant, id, hash],
    queryFn: () => api.one(merchant, id, hash),
    staleTime: 60_000,
  });
  const heat = useQuery({
    queryKey: ["procedure-heat", merchant, id, hash, days],
    queryFn: () => api.heat(merchant, id, { hash, days }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const procedure = one.data;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <nav className="crumb" aria-label={say("procedures")}>
            <Link to={proceduresRoute.to} params={{ merchant }}>
              {say("procedures")}
            </Link>
            <span aria-hidden="true">/</span>
            <span>{procedure?.title[language] ?? id}</span>
          </nav>
          <h1>{procedure?.title[language] ?? id}</h1>
          {heat.data && heat.data.hash === procedure?.hash && <Lede heat={heat.data} days={days} />}
        </div>
        {procedure && (
          <div className="head-end">
            {mayWrite && (
              <Link to={studioRoute.to} params={{ merchant, procedure: id }} search={{}} className="btn">
                {sayStudio("write")}
              </Link>
            )}
            <Period days={days} />
          </div>
        )}
      </header>
      {one.error && <Failure error={one.error} onAgain={() => void one.refetch()} />}
      {one.isPending && <Skeleton lines={8} />}
      {procedure && (
        <>
          {!procedure.inForce && <Old />}
          <Glance procedure={procedure} merchant={merchant} />
          <Findings procedure={procedure} />
          <Sections current={section} />
          {heat.error && <Failure error={heat.error} onAgain={() => void heat.refetch()} />}
          {section === "steps" && <Steps procedure={procedure} heat={heat.data} />}
          {section === "tables" && <Tables procedure={procedure} />}
          {section === "phrases" && <Phrases procedure={procedure} />}
          {section === "acts" && <Acts procedure={procedure} />}
          {section === "versions" && <Versions />}
        </>
      )}
    </main>
  );
}

/** What is true now, in one or two sentences. */
function Lede({ heat, days }: { readonly heat: Heat; readonly days: number }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  if (heat.begun === 0) return <p className="lede">{say("ledeNone", { days })}</p>;
  const ended = heat.outcomes.reduce((sum, { runs }) => sum + runs, 0);
  const [most] = heat.outcomes;
  return (
    <p className="lede">
      {say("lede", {
        ...{ days, n: heat.begun, asked: heat.handedOver?.count ?? 0, open: heat.underWay },
        outcome: most?.words[language] ?? "",
        ended: most && ended > 0 ? tellShare(most.runs / ended, language) : "none",
      })}
    </p>
  );
}

/** Links here differ by their query alone. */
const exactly = { exact: true, includeSearch: true } as const;

function Period({ days }: { readonly days: number }) {
  const say = useSay(procedureWords);
  return (
    <nav className="period" aria-label={say("period")}>
      {periods.map((each) => (
        <Link
          key={each}
          from={procedureRoute.fullPath}
          search={(before) => ({ ...before, days: each })}
          activeOptions={exactly}
          aria-current={each === days ? "true" : undefined}
          replace
          resetScroll={false}
        >
          {say("days", { n: each })}
        </Link>
      ))}
    </nav>
  );
}

function Old() {
  const say = useSay(procedureWords);
  return (
    <div className="notice">
      <p>{say("oldVersion")}</p>
      <Link from={procedureRoute.fullPath} search={(before) => ({ ...before, hash: undefined })} className="push">
        {say("toCurrent")}
      </Link>
    </div>
  );
}

/** One line of what stands fast: the check, the version, who can start it, what it uses. */
function Glance({ procedure, merchant }: { readonly procedure: Procedure; readonly merchant: string }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const { findings, version, inForce, kind, examples, calls, calledBy } = procedure;
  const links = (list: Procedure["calls"]) =>
    list.map(({ id, title }, index) => (
      <span key={id}>
        {index > 0 && (language === "zh" ? "、" : ", ")}
        <Link to={procedureRoute.to} params={{ merchant, procedure: id }} search={{}}>
          {title[language]}
        </Link>
      </span>
    ));
  return (
    <ul className="glance" aria-label={say("summary")}>
      {findings.length === 0 && (
        <li>
          <Check size={16} strokeWidth={1.5} aria-hidden="true" />
          {say("clean")}
        </li>
      )}
      <li>
        {say("version", { version })} {inForce && <span className="badge good">{say("inForce")}</span>}
      </li>
      <li>{kind === "startable" ? say("exampleCount", { zh: examples.zh, en: examples.en }) : say("partOnly")}</li>
      {calls.length > 0 && (
        <li>
          <span>
            {say("calls")}
            {links(calls)}
          </span>
        </li>
      )}
      {calledBy.length > 0 && (
        <li>
          <span>
            {say("calledBy")}
            {links(calledBy)}
          </span>
        </li>
      )}
    </ul>
  );
}

/** What the check found, each with a case that shows it. */
function Findings({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  if (procedure.findings.length === 0) return null;
  return (
    <section aria-labelledby="findings" className="stack findings">
      <h2 id="findings">{say("findingsTitle", { n: procedure.findings.length })}</h2>
      {procedure.findings.map(({ rule, at, message, witness }) => (
        <div key={`${rule} ${at}`} className="witness">
          <div className="strong">
            {named(findingRules, rule, language)} <span className="mono note">{say("findingAt", { at })}</span>
          </div>
          <p lang="en">{message}</p>
          {Object.keys(witness).length > 0 && (
            <dl>
              <div>
                <dt>{say("forExample")}</dt>
                <dd />
              </div>
              {Object.entries(witness).map(([name, value]) => (
                <div key={name}>
                  <dt className="mono">{name}</dt>
                  <dd className="mono">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      ))}
    </section>
  );
}

function Sections({ current }: { readonly current: (typeof sections)[number] }) {
  const say = useSay(procedureWords);
  return (
    <nav className="tabs" aria-label={say("sections")}>
      {sections.map((section) => (
        <Link
          key={section}
          from={procedureRoute.fullPath}
          search={(before) => ({ ...before, section: section === "steps" ? undefined : section })}
          activeOptions={exactly}
          aria-current={section === current ? "page" : undefined}
          resetScroll={false}
        >
          {say(section)}
        </Link>
      ))}
    </nav>
  );
}
