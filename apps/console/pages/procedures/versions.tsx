import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { bpmnAddress, type Change, procedures, type Versions as VersionsBody } from "../../api/procedures.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount } from "./figures.ts";
import { procedureRoute } from "./route.ts";

type Version = VersionsBody["items"][number];

/** The versions this shop has used, and what changed between two of them. */
export function Versions() {
  const api = useApi(procedures);
  const { merchant, procedure } = procedureRoute.useParams();
  const { since } = procedureRoute.useSearch();
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const list = useQuery({
    queryKey: ["procedure-versions", merchant, procedure],
    queryFn: () => api.versions(merchant, procedure),
  });
  if (list.error) return <Failure error={list.error} onAgain={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={4} />;
  const { items } = list.data;
  const current = items.find(({ inForce }) => inForce) ?? items[0];
  const before = items.find(({ hash }) => hash === since) ?? items.find(({ hash }) => hash !== current?.hash);
  return (
    <div className="stack xl">
      <VersionTable items={items} compared={before?.hash} />
      <p>
        <a className="link" href={bpmnAddress(merchant, procedure, language)} download>
          {say("asBpmn")}
        </a>
      </p>
      {current && before ? <Difference from={before} to={current} /> : <OnlyOne />}
    </div>
  );
}

const OnlyOne = () => {
  const say = useSay(procedureWords);
  return <p className="mute measure">{say("oneVersion")}</p>;
};

function VersionTable({
  items,
  compared,
}: {
  readonly items: readonly Version[];
  readonly compared: string | undefined;
}) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const zone = useMerchant()?.zone;
  const now = Date.now();
  return (
    <div className="card flush">
      <div className="scrollx" role="group" aria-label={say("versions")} tabIndex={0}>
        <table className="t edge">
          <caption className="vh">{say("versions")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("versions")}</th>
              <th scope="col">{say("hash")}</th>
              <th scope="col">{say("firstUsed")}</th>
              <th scope="col">{say("lastUsed")}</th>
              <th scope="col" className="r">
                {say("runs")}
              </th>
              <th scope="col">
                <span className="vh">{say("compare")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.hash} className={item.hash === compared ? "sel" : undefined}>
                <th scope="row">
                  {say("version", { version: item.version })}{" "}
                  {item.inForce && <span className="badge good">{say("inForce")}</span>}
                </th>
                <td>
                  <span className="mono" title={item.hash}>
                    {item.hash.slice(0, 8)}
                  </span>
                </td>
                <td>
                  {item.firstUsedAt ? (
                    <time dateTime={item.firstUsedAt}>{tellTime(item.firstUsedAt, language, now, zone)}</time>
                  ) : (
                    <span className="faint">{say("neverUsed")}</span>
                  )}
                </td>
                <td className="num">
                  {item.lastUsedOn ? tellDate(item.lastUsedOn, language) : <span className="faint">–</span>}
                </td>
                <td className="r">{tellCount(item.runs, language)}</td>
                <td className="r">
                  {!item.inForce && (
                    <span className="row push-end">
                      <Link
                        from={procedureRoute.fullPath}
                        search={(before) => ({ ...before, section: "versions", since: item.hash })}
                        replace
                        resetScroll={false}
                      >
                        {say("compare")}
                      </Link>
                      <Link from={procedureRoute.fullPath} search={{ hash: item.hash }}>
                        {say("readIt")}
                      </Link>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Difference({ from, to }: { readonly from: Version; readonly to: Version }) {
  const say = useSay(procedureWords);
  const api = useApi(procedures);
  const { merchant, procedure } = procedureRoute.useParams();
  const changes = useQuery({
    queryKey: ["procedure-changes", merchant, procedure, from.hash, to.hash],
    queryFn: () => api.changes(merchant, procedure, { from: from.hash, to: to.hash }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (changes.error) return <Failure error={changes.error} onAgain={() => void changes.refetch()} />;
  if (!changes.data) return <Skeleton lines={6} />;
  return (
    <section aria-labelledby="changes">
      <div className="sec-head">
        <h2 id="changes">
          {say("changesTitle", {
            from: say("version", { version: from.version }),
            to: say("version", { version: to.version }),
            fromHash: from.hash.slice(0, 8),
            toHash: to.hash.slice(0, 8),
            n: changes.data.items.length,
          })}
        </h2>
      </div>
      <ol className="card changes">
        {changes.data.items.map((change, index) => (
          <ChangeItem key={index} change={change} procedure={procedure} />
        ))}
      </ol>
    </section>
  );
}

/** One change, as it was and as it is. */
export function ChangeItem({ change, procedure }: { readonly change: Change; readonly procedure: string }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const { words, before, after, in: part } = change;
  return (
    <li>
      <p className="strong">
        {words[language]}
        {part.id !== procedure && <span className="note faint"> {say("inPart", { title: part.title[language] })}</span>}
      </p>
      {before && (
        <p>
          <span className="vh">{say("before")}: </span>
          <del>{before[language]}</del>
        </p>
      )}
      {after && (
        <p>
          <span className="vh">{say("after")}: </span>
          <ins>{after[language]}</ins>
        </p>
      )}
    </li>
  );
}

/** A calendar day, `2026-11-24`, as people say it. */
function tellDate(day: string, language: "zh" | "en"): string {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T12:00:00Z`),
  );
}
