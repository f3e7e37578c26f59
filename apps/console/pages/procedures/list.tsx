import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { procedures, type Summary } from "../../api/procedures.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { studioWords } from "../../words/studio.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount, tellShare } from "./figures.ts";
import { procedureRoute, proceduresRoute, studioRoute } from "./route.ts";

/** All procedures of a shop: how often each ran, how it ended, and whether its check found anything. */
export function ProceduresPage() {
  const say = useSay(procedureWords);
  const api = useApi(procedures);
  const { merchant } = proceduresRoute.useParams();
  const mayWrite = useMe().permissions.includes("procedure.write");
  const list = useQuery({ queryKey: ["procedures", merchant], queryFn: () => api.list(merchant) });
  const items = list.data?.items ?? [];
  const inForce = items.filter((item) => item.inForce);
  // A part runs within the procedure that called it, so only those that people start are counted together.
  const runs = inForce.filter(({ kind }) => kind === "startable").reduce((sum, item) => sum + item.runs.in30Days, 0);
  const findings = inForce.reduce((sum, item) => sum + item.findings.length, 0);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <h1>{list.data ? say("listTitle", { n: inForce.length, findings, runs }) : say("procedures")}</h1>
          <p className="lede">{say("listLede")}</p>
        </div>
      </header>
      {list.error && <Failure error={list.error} onAgain={() => void list.refetch()} />}
      {list.isPending && <Skeleton lines={8} />}
      {list.isSuccess && items.length === 0 && <Empty line={say("none")} why={say("noneWhy")} />}
      <div className="stack xl">
        <Group id="startable" items={inForce.filter(({ kind }) => kind === "startable")} merchant={merchant} />
        <Group id="parts" items={inForce.filter(({ kind }) => kind === "part")} merchant={merchant} />
        <Group id="retired" items={items.filter((item) => !item.inForce)} merchant={merchant} />
        {list.isSuccess && mayWrite && <NewOne merchant={merchant} taken={items.map(({ id }) => id)} />}
        {list.data && <Counted until={list.data.countedUntil} />}
      </div>
    </main>
  );
}

function Counted({ until }: { readonly until: string | null }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const zone = useMerchant()?.zone;
  return (
    <p className="note faint">
      {until === null ? say("notCounted") : say("countedUntil", { time: tellTime(until, language, Date.now(), zone) })}
    </p>
  );
}

type GroupNeeds = {
  readonly id: "startable" | "parts" | "retired";
  readonly items: readonly Summary[];
  readonly merchant: string;
};

function Group({ id, items, merchant }: GroupNeeds) {
  const say = useSay(procedureWords);
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={id} tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id={id}>{say(id)}</h2>
      </div>
      <div className="card flush">
        <div className="scrollx" role="group" aria-labelledby={id} tabIndex={0}>
          <table className="t edge procedures">
            <caption className="vh">{say(id)}</caption>
            <thead>
              <tr>
                <th scope="col">{say("name")}</th>
                <th scope="col" className="r">
                  {say("in7")}
                </th>
                <th scope="col" className="r">
                  {say("in30")}
                </th>
                <th scope="col">{say("ends")}</th>
                <th scope="col" className="r">
                  {say("toPerson")}
                </th>
                <th scope="col" className="r">
                  {say("underWay")}
                </th>
                <th scope="col">{say("check")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row key={item.id} item={item} merchant={merchant} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

const endsShown = 2;

function Row({ item, merchant }: { readonly item: Summary; readonly merchant: string }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const { id, title, version, runs, outcomes, underWay, handedOver, findings } = item;
  const to = { to: procedureRoute.to, params: { merchant, procedure: id } } as const;
  const figure = (count: number, days: 7 | 30) =>
    count === 0 ? (
      <span className="faint">0</span>
    ) : (
      <Link {...to} search={{ days }}>
        {tellCount(count, language)}
      </Link>
    );
  return (
    <tr>
      <th scope="row">
        <Link {...to} className="tap">
          {title[language]}
        </Link>
        <div className="note faint">{say("version", { version })}</div>
      </th>
      <td className="r">{figure(runs.in7Days, 7)}</td>
      <td className="r">{figure(runs.in30Days, 30)}</td>
      <td>
        {outcomes.length === 0 && <span className="faint">{runs.in30Days === 0 ? say("noRuns") : say("noEnds")}</span>}
        {outcomes.slice(0, endsShown).map(({ outcome, words, runs: count }) => (
          <div key={outcome} className="way-row">
            <span>{words[language]}</span>
            <span className="num mute">{tellCount(count, language)}</span>
          </div>
        ))}
        {outcomes.length > endsShown && (
          <div className="note faint">{say("more", { n: outcomes.length - endsShown })}</div>
        )}
      </td>
      <td className="r">
        {handedOver === null ? (
          <span className="faint">–</span>
        ) : (
          <>
            {tellShare(handedOver.share, language)}
            <div className="note faint">
              <span className="vh">{say("interval", bounds(handedOver, language))}</span>
              <span aria-hidden="true">
                {tellShare(handedOver.low, language)}–{tellShare(handedOver.high, language)}
              </span>
            </div>
          </>
        )}
      </td>
      <td className="r">{underWay === 0 ? <span className="faint">0</span> : tellCount(underWay, language)}</td>
      <td>
        {findings.length === 0 ? (
          <span className="mute">{say("clean")}</span>
        ) : (
          <Link {...to} className="badge warn tap">
            {say("toMend", { n: findings.length })}
          </Link>
        )}
      </td>
    </tr>
  );
}

const bounds = ({ low, high }: { readonly low: number; readonly high: number }, language: "zh" | "en") => ({
  low: tellShare(low, language),
  high: tellShare(high, language),
});

/** A procedure of the shop's own begins with its name. */
function NewOne({ merchant, taken }: { readonly merchant: string; readonly taken: readonly string[] }) {
  const say = useSay(studioWords);
  const navigate = useNavigate();
  const [id, setId] = useState("");
  const [isTried, setTried] = useState(false);
  const isRight = /^[a-z][a-z0-9-]{1,59}$/.test(id) && !taken.includes(id);
  return (
    <details className="foldout new-one">
      <summary>{say("newTitle")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isRight) void navigate({ to: studioRoute.to, params: { merchant, procedure: id }, search: {} });
        }}
      >
        <Field
          label={say("newId")}
          {...(isTried && !isRight ? { error: say(taken.includes(id) ? "newIdTaken" : "newIdWrong") } : {})}
          value={id}
          maxLength={60}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setId(target.value.trim())}
        />
        <button type="submit" className="btn">
          {say("newGo")}
        </button>
      </form>
    </details>
  );
}
