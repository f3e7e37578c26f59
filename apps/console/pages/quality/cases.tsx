import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { type CaseOfQuality, quality } from "../../api/quality.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/inbox.ts";
import { deviationWords, groupWords, qualityWords } from "../../words/quality.ts";
import { tellTime } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { inboxRoute } from "../inbox/route.ts";
import { qualityRoute } from "./route.ts";

type Needs = { readonly merchant: string; readonly zone: string; readonly from: string; readonly to: string };

/** The cases behind the figure that is open, the latest first, each with the way to its conversation. */
export function Cases({ merchant, zone, from, to }: Needs) {
  const say = useSay(qualityWords);
  const api = useApi(quality);
  const { days, by, ...which } = qualityRoute.useSearch();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = usePages(["quality", merchant, "cases", from, to, JSON.stringify(which)], (cursor) =>
    api.cases(merchant, { from, to, ...which, cursor }),
  );
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card flush mb-8" aria-labelledby="cases">
      <div className="sec-head px-5 pt-4">
        <h2 id="cases" ref={heading} tabIndex={-1} className="text-read">
          {which.missed ? `${say("casesTitle")} · ${say(which.missed)}` : say("casesTitle")}
        </h2>
        <Link
          to={qualityRoute.to}
          params={{ merchant }}
          search={{ ...(days ? { days } : {}), ...(by ? { by } : {}) }}
          className="btn quiet s push"
          resetScroll={false}
        >
          {say("close")}
        </Link>
      </div>
      {list.isPending && <Skeleton lines={4} />}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.data && list.items.length === 0 && <p className="mute dense px-5 pb-4">{say("casesNone")}</p>}
      {list.items.length > 0 && (
        <div className="cases-scroll" tabIndex={0} role="group" aria-labelledby="cases">
          <table className="t edge tight">
            <caption className="vh">{say("casesTitle")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("when")}</th>
                <th scope="col">{say("procedure")}</th>
                <th scope="col">{say("executor")}</th>
                <th scope="col">{say("what")}</th>
                <th scope="col" className="r">
                  {say("open")}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((item) => (
                <Row key={item.run} item={item} merchant={merchant} zone={zone} />
              ))}
            </tbody>
          </table>
          <div className="px-5 py-3">
            <More more={list.more} word={say("more")} />
          </div>
        </div>
      )}
    </section>
  );
}

function Row({
  item,
  merchant,
  zone,
}: {
  readonly item: CaseOfQuality;
  readonly merchant: string;
  readonly zone: string;
}) {
  const say = useSay(qualityWords);
  const { language } = useSetting();
  const when = tellTime(item.endedAt, language, Date.now(), zone);
  const done = item.deviations.map((each) => named(deviationWords, each.split(" ")[0] ?? "", language));
  return (
    <tr>
      <th scope="row" className="num whitespace-nowrap">
        {when}
      </th>
      <td>{named(procedureWords, item.procedure, language)}</td>
      <td>{item.person?.name ?? named(groupWords, item.executor, language)}</td>
      <td>
        {done.length > 0 ? [...new Set(done)].join(" · ") : <span className="faint">{lastOf(item.outcome)}</span>}
      </td>
      <td className="r">
        <Link
          to={inboxRoute.to}
          params={{ merchant, view: "all", conversation: item.conversationId }}
          className="tap"
          aria-label={say("openOf", { when })}
        >
          {say("open")}
        </Link>
      </td>
    </tr>
  );
}

/** Of what was decided, the last. */
const lastOf = (outcome: string): string => outcome.split("\n").at(-1) ?? "";
