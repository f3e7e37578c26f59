import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Language } from "@ruyi/kernel";
import { type Change, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Choose, Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { actionNames, auditWords, fieldNames, subjectKinds } from "../../words/audit.ts";
import { roleNames } from "../../words/people.ts";
import { settingsWords } from "../../words/settings.ts";
import { tellTime } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import { differences } from "./diff.ts";
import { settingsRoute } from "./route.ts";
import { PartHead, type PartNeeds } from "./part.tsx";

/** What was changed at a shop: asked by who, what, to what and which day, a page at a time. */
export function AuditPart({ merchant }: PartNeeds) {
  const say = useSay(auditWords);
  const sayShared = useSay(settingsWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const navigate = useNavigate();
  const { by, action, subject, day } = settingsRoute.useSearch();
  const filter = { by, action, subject, day };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const list = useInfiniteQuery({
    queryKey: ["audit", merchant.slug, filter],
    queryFn: ({ pageParam }) => api.audit(merchant.slug, filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const values = useQuery({ queryKey: ["audit-values", merchant.slug], queryFn: () => api.auditValues(merchant.slug) });
  const put = (next: Partial<typeof filter>): void =>
    void navigate({ from: settingsRoute.fullPath, search: (before) => ({ ...before, ...next }), replace: true });
  if (list.error) return <Failure error={list.error} onAgain={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={8} />;
  const changes = list.data.pages.flatMap(({ items }) => items);
  const [latest] = changes;
  const title = isFiltered
    ? say("titleFiltered")
    : latest
      ? say("title", {
          who: whoOf(latest.by, say),
          action: named(actionNames, latest.action, language),
          when: tellTime(latest.at, language, Date.now()),
        })
      : say("titleNone");
  const others = (values.data?.actors ?? []).toSorted((a, b) => whoOf(a, say).localeCompare(whoOf(b, say)));
  return (
    <>
      <PartHead title={title} lede={say("lede")} />
      <div className="filters">
        <Choose label={say("who")} value={by ?? ""} onChange={({ target }) => put({ by: target.value || undefined })}>
          <option value="">{say("anyone")}</option>
          {others.map((actor) => (
            <option key={`${actor.kind}:${actor.id}`} value={`${actor.kind}:${actor.id}`}>
              {whoOf(actor, say)}
            </option>
          ))}
        </Choose>
        <Choose
          label={say("what")}
          value={action ?? ""}
          onChange={({ target }) => put({ action: target.value || undefined })}
        >
          <option value="">{say("anything")}</option>
          {(values.data?.actions ?? []).map((each) => (
            <option key={each} value={each}>
              {named(actionNames, each, language)}
            </option>
          ))}
        </Choose>
        <Field
          label={say("day")}
          type="date"
          value={day ?? ""}
          onChange={({ target }) => put({ day: target.value || undefined })}
        />
        {isFiltered && (
          <button
            type="button"
            className="btn quiet"
            onClick={() => put({ by: undefined, action: undefined, subject: undefined, day: undefined })}
          >
            {say("clear")}
          </button>
        )}
      </div>
      {changes.length === 0 ? (
        <Empty line={isFiltered ? say("none") : say("titleNone")} why={isFiltered ? say("noneWhy") : say("lede")} />
      ) : (
        <ChangeTable changes={changes} onSubject={(next) => put({ subject: next })} />
      )}
      {list.hasNextPage && (
        <div className="row">
          <button type="button" className="btn s" onClick={() => void list.fetchNextPage()}>
            {sayShared("more")}
          </button>
        </div>
      )}
    </>
  );
}

type TableNeeds = { readonly changes: readonly Change[]; readonly onSubject?: (subject: string) => void };

/** Changes in a table, newest first, each with what was before and what came after. */
export function ChangeTable({ changes, onSubject }: TableNeeds) {
  const say = useSay(auditWords);
  const { language } = useSetting();
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={say("list")}>
      <table className="t bare tight audit">
        <caption className="vh">{say("list")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("when")}</th>
            <th scope="col">{say("who")}</th>
            <th scope="col">{say("what")}</th>
            <th scope="col">{say("whom")}</th>
            <th scope="col">{say("change")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.id}>
              <td className="num mute">{tellTime(change.at, language, Date.now())}</td>
              <td>{whoOf(change.by, say)}</td>
              <td>{named(actionNames, change.action, language)}</td>
              <td>
                {onSubject ? (
                  <button
                    type="button"
                    className="link"
                    aria-label={say("about", { what: subjectOf(change, language) })}
                    onClick={() => onSubject(change.subject)}
                  >
                    {subjectOf(change, language)}
                  </button>
                ) : (
                  subjectOf(change, language)
                )}
              </td>
              <td>
                <Differences change={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function subjectOf({ subject, subjectName }: Change, language: Language): string {
  if (subjectName !== undefined) return subjectName;
  const [kind = "", id = ""] = subject.split(":");
  const what = named(subjectKinds, kind, language);
  return kind === "merchant" || kind === "business" ? what : `${what} ••${id.slice(-4)}`;
}

function whoOf({ kind, id, name }: Change["by"], say: Say<typeof auditWords>): string {
  if (name !== undefined) return name;
  if (kind === "system") return say("systemPart", { id });
  return kind === "api-key" ? `${say("program")} ••${id.slice(-4)}` : say("gone");
}

const shownAtMost = 4;
/** Names inside a change that say nothing to people: ids, and where they are told beside it. */
const dull = new Set(["businessId", "merchantId", "kind"]);

function Differences({ change }: { readonly change: Change }) {
  const say = useSay(auditWords);
  const { language } = useSetting();
  const all = differences(change.before, change.after).filter(({ path }) => !dull.has(path.at(-1) ?? ""));
  const shown = all.slice(0, shownAtMost);
  return (
    <ul className="diffs">
      {shown.map(({ path, before, after }) => (
        <li key={path.join(".")}>
          <span className="note faint">{path.map((name) => named(fieldNames, name, language)).join(" · ")}</span>{" "}
          {before !== undefined && <del>{short(valueOf(path, before, language))}</del>}{" "}
          {after !== undefined && <ins>{short(valueOf(path, after, language))}</ins>}
          {after === undefined && <span className="note faint"> → {say("nothingBefore")}</span>}
        </li>
      ))}
      {all.length > shown.length && (
        <li className="note faint">{say("moreFields", { n: all.length - shown.length })}</li>
      )}
    </ul>
  );
}

/** Codes are told by their names, milliseconds in hours. */
function valueOf(path: readonly string[], value: string, language: Language): string {
  const field = path.at(-1);
  if (field === "role") return named(roleNames, value, language);
  return field === "overlapMs" ? String(Number(value) / 3_600_000) : value;
}

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
