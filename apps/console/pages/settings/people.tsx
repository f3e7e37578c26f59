import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Search } from "lucide-react";
import { roles } from "@ruyi/tenancy/contract";
import { type Colleague, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { peopleWords, roleMeanings, roleNames } from "../../words/people.ts";
import { settingsWords } from "../../words/settings.ts";
import { tellTime } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { Invite, LinkToHand } from "./invite.tsx";
import { Person } from "./person.tsx";
import type { Handed } from "./places.ts";
import { settingsRoute } from "./route.ts";
import { PartHead, type PartNeeds } from "./part.tsx";

/** Who works here: found, welcomed, and each opened in place. */
export function PeoplePart({ merchant }: PartNeeds) {
  const say = useSay(peopleWords);
  const sayShared = useSay(settingsWords);
  const { language } = useSetting();
  const api = useApi(settings);
  const me = useMe();
  const mayManage = me.permissions.includes("staff.manage");
  const [asked, ask] = useState("");
  const [isInviting, invite] = useState(false);
  const [handed, hand] = useState<Handed>();
  const list = useInfiniteQuery({
    queryKey: ["people", merchant.slug],
    queryFn: ({ pageParam }) => api.people(merchant.slug, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  if (list.error) return <Failure error={list.error} onAgain={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={6} />;
  const people = list.data.pages.flatMap(({ items }) => items);
  const active = people.filter(({ disabledAt }) => disabledAt === undefined).length;
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = people.filter(({ name, email = "" }) =>
    words.every((word) => `${name} ${email}`.toLowerCase().includes(word)),
  );
  const shop = merchant.name[language];
  return (
    <>
      <PartHead title={active === 0 ? say("titleOne", { shop }) : say("title", { n: active, shop })} lede={say("lede")}>
        {mayManage && (
          <button type="button" className="btn primary" onClick={() => invite(true)} disabled={isInviting}>
            <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
            {say("invite")}
          </button>
        )}
      </PartHead>
      {handed && <LinkToHand {...handed} onDone={() => hand(undefined)} />}
      {isInviting && (
        <Invite
          merchant={merchant}
          onCancel={() => invite(false)}
          onMade={(made) => {
            invite(false);
            hand(made);
          }}
        />
      )}
      {people.length === 0 ? (
        !isInviting && !handed && <Empty line={say("alone")} why={say("aloneWhy")} />
      ) : (
        <div className="stack">
          {people.length > 6 && (
            <label className="search find">
              <span className="vh">{say("find")}</span>
              <Search size={16} strokeWidth={1.5} aria-hidden="true" />
              <input value={asked} placeholder={say("find")} onChange={({ target }) => ask(target.value)} />
            </label>
          )}
          {found.length === 0 ? (
            <p className="mute">{say("noneFound", { text: asked })}</p>
          ) : (
            <PeopleTable people={found} slug={merchant.slug} onLink={hand} />
          )}
          {list.hasNextPage && (
            <button type="button" className="btn s" onClick={() => void list.fetchNextPage()}>
              {sayShared("more")}
            </button>
          )}
        </div>
      )}
      <RoleList />
    </>
  );
}

type TableNeeds = {
  readonly people: readonly Colleague[];
  readonly slug: string;
  readonly onLink: (handed: Handed) => void;
};

/** People in a table; the one that the address names is open below its row. */
export function PeopleTable({ people, slug, onLink }: TableNeeds) {
  const say = useSay(peopleWords);
  const sayRole = useSay(roleNames);
  const { language } = useSetting();
  const { staff: me } = useMe();
  const navigate = useNavigate();
  const { person } = settingsRoute.useSearch();
  const open = (id: string | undefined): void =>
    void navigate({ from: settingsRoute.fullPath, search: (before) => ({ ...before, person: id }), replace: true });
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={say("list")}>
      <table className="t bare people">
        <caption className="vh">{say("list")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("name")}</th>
            <th scope="col">{say("role")}</th>
            <th scope="col" className="r">
              {say("seen")}
            </th>
            <th scope="col">
              <span className="vh">{say("actions")}</span>
            </th>
          </tr>
        </thead>
        {people.map((each) => {
          const isOpen = each.id === person;
          return (
            <tbody key={each.id} className={isOpen ? "open" : undefined}>
              <tr>
                <th scope="row">
                  <span className="row">
                    <span className="av s" aria-hidden="true">
                      {each.name.slice(0, 1)}
                    </span>
                    <span className="who">
                      <span>
                        {each.name}
                        {each.id === me.id && <span className="faint"> · {say("you")}</span>}
                      </span>
                      <span className="note faint">{each.email}</span>
                    </span>
                  </span>
                </th>
                <td>{sayRole(each.post.role)}</td>
                <td className="r mute">
                  <Seen person={each} language={language} />
                </td>
                <td className="r act">
                  {each.id !== me.id && (
                    <button
                      type="button"
                      className="btn quiet s"
                      aria-label={isOpen ? say("close") : say("manage", { name: each.name })}
                      aria-expanded={isOpen}
                      onClick={() => open(isOpen ? undefined : each.id)}
                    >
                      {isOpen ? say("close") : say("open")}
                    </button>
                  )}
                </td>
              </tr>
              {isOpen && (
                <tr className="below">
                  <td colSpan={4}>
                    <Person person={each} slug={slug} onLink={onLink} onClose={() => open(undefined)} />
                  </td>
                </tr>
              )}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

function Seen({ person, language }: { readonly person: Colleague; readonly language: "zh" | "en" }) {
  const say = useSay(peopleWords);
  const time = (at: string): string => tellTime(at, language, Date.now());
  if (person.disabledAt) return <span className="badge">{say("disabled")}</span>;
  if (person.seenAt) return <>{time(person.seenAt)}</>;
  if (person.linkUntil)
    return <span className="badge unknown">{say("waiting", { until: time(person.linkUntil) })}</span>;
  return <span className="badge unknown">{say("never")}</span>;
}

function RoleList() {
  const say = useSay(peopleWords);
  const sayRole = useSay(roleNames);
  const sayMeaning = useSay(roleMeanings);
  return (
    <section aria-labelledby="roles">
      <div className="sec-head">
        <h2 id="roles">{say("roles")}</h2>
      </div>
      <dl className="meanings">
        {roles.map((role) => (
          <div key={role}>
            <dt>{sayRole(role)}</dt>
            <dd>{sayMeaning(role)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
