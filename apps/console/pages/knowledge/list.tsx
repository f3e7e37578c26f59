import { type FormEvent, useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Above, type Article, knowledge } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { atEnd, Table } from "../../parts/table.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { knowledgeWords, stateWords } from "../../words/knowledge.ts";
import { tellDate } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { BringInForm } from "./bring-in.tsx";
import { titleOf } from "./content.ts";
import { type ArticlesOf, useArticlesOf } from "./place.ts";
import { articleRoute, knowledgeRoute } from "./route.ts";
import { TryQuestion } from "./try.tsx";

/** What the shop tells its customers: how old each article is, and how often it answered. */
export function KnowledgePage() {
  const say = useSay(knowledgeWords);
  const { merchant } = knowledgeRoute.useParams();
  const { of } = knowledgeRoute.useSearch();
  const place = useArticlesOf(merchant, of);
  const { level, at, mayRead, mayWrite } = place;
  const api = useApi(knowledge);
  const counts = useQuery({ queryKey: ["articles", at, "counts"], queryFn: () => api.counts(at), enabled: mayRead });
  if (!mayRead) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("knowledge")}</h1>
        <Empty line={say("notForYou")} why={say("notForYouWhy")} />
      </main>
    );
  }
  const { published = 0, toReview = 0 } = counts.data ?? {};
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <h1>{counts.data ? say(sentences[level], { n: published, review: toReview }) : say("knowledge")}</h1>
          <p className="lede">{say(level === "shop" ? "lede" : "ledeAbove")}</p>
          <Levels place={place} />
        </div>
        {mayWrite && (
          <Link
            to={articleRoute.to}
            params={{ merchant, article: "new" }}
            search={place.search}
            className="btn primary shrink-0"
            data-key="n"
          >
            {say("write")}
          </Link>
        )}
      </header>
      <div className="stack xl">
        {level === "shop" && <TryQuestion place={place} />}
        <Articles place={place} />
        {level === "shop" && <AboveThem place={place} />}
        {level === "shop" && mayWrite && <BringInForm merchant={merchant} />}
      </div>
    </main>
  );
}

const sentences = { shop: "sentence", business: "sentenceBusiness", platform: "sentencePlatform" } as const;
const levelWords = { shop: "ofShop", business: "ofBusiness", platform: "ofPlatform" } as const;

/** Whose articles are shown, for whoever looks after more than the shop. */
function Levels({ place: { merchant, levels, level } }: { readonly place: ArticlesOf }) {
  const say = useSay(knowledgeWords);
  if (levels.length < 2) return null;
  return (
    <nav className="tabs close mt-3" aria-label={say("whose")}>
      {levels.map((each) => (
        <Link
          key={each}
          to={knowledgeRoute.to}
          params={{ merchant }}
          search={each === "shop" ? {} : { of: each }}
          aria-current={each === level ? "page" : undefined}
          activeOptions={{ exact: true }}
        >
          {say(levelWords[each])}
        </Link>
      ))}
    </nav>
  );
}

const filters = ["published", "draft", "review", "retired"] as const;

function Articles({ place }: { readonly place: ArticlesOf }) {
  const { merchant, at, level } = place;
  const say = useSay(knowledgeWords);
  const api = useApi(knowledge);
  const { show, find } = knowledgeRoute.useSearch();
  const list = usePages(["articles", at, "list", show, find], (cursor) =>
    api.list(at, {
      ...(show === "review" ? { review: "yes" as const } : { state: show }),
      ...{ text: find, cursor },
    }),
  );
  const isAll = show === undefined && find === undefined;
  return (
    <section aria-label={say("knowledge")} tabIndex={-1} data-part>
      <nav className="tabs close" aria-label={say("filters")}>
        {[undefined, ...filters].map((each) => (
          <Link
            key={each ?? "all"}
            to={knowledgeRoute.to}
            params={{ merchant }}
            search={{ ...place.search, ...(each ? { show: each } : {}), ...(find === undefined ? {} : { find }) }}
            aria-current={each === show ? "page" : undefined}
            activeOptions={{ exact: true }}
            resetScroll={false}
          >
            {say(each ?? "all")}
          </Link>
        ))}
      </nav>
      <Find key={find ?? ""} place={place} />
      {list.isPending && <Skeleton lines={6} />}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.data && list.items.length === 0 && (
        <Empty
          line={say(isAll ? "empty" : "none")}
          why={say(isAll ? (level === "shop" ? "emptyWhy" : "emptyAboveWhy") : "noneWhy")}
        />
      )}
      {list.items.length > 0 && (
        <div className="card flush">
          <Table
            name={say("knowledge")}
            look="edge"
            columns={[say("title"), say("state"), say("checked"), ...(level === "shop" ? [atEnd(say("uses"))] : [])]}
          >
            {list.items.map((article) => (
              <Row key={article.id} article={article} place={place} />
            ))}
          </Table>
          {list.more && (
            <div className="px-5 py-3">
              <More more={list.more} word={say("more")} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function Row({ article, place }: { readonly article: Article; readonly place: ArticlesOf }) {
  const say = useSay(knowledgeWords);
  const { language } = useSetting();
  const { state, origin, draft, published, ageDays, isStale, uses } = article;
  const tone = state === "published" ? "good" : state === "draft" ? "accent" : "";
  const note =
    state === "draft" && origin.kind !== "written"
      ? say("broughtIn")
      : draft && published
        ? say("changedDraft")
        : undefined;
  return (
    <tr>
      <th scope="row">
        <Link
          to={articleRoute.to}
          params={{ merchant: place.merchant, article: article.id }}
          search={place.search}
          className="tap"
        >
          {titleOf(article, language)}
        </Link>
      </th>
      <td className="whitespace-nowrap">
        <span className={`badge ${tone}`}>{named(stateWords, state, language)}</span>
        {note !== undefined && <span className="note faint"> {note}</span>}
      </td>
      <td className="whitespace-nowrap">
        {ageDays === 0 ? say("today") : say("daysAgo", { n: ageDays })}{" "}
        {isStale && <span className="badge warn">{say("stale")}</span>}
      </td>
      {uses !== null && <td className="r num">{uses}</td>}
    </tr>
  );
}

function Find({ place }: { readonly place: ArticlesOf }) {
  const say = useSay(knowledgeWords);
  const navigate = useNavigate();
  const { show, find } = knowledgeRoute.useSearch();
  const [text, setText] = useState(find ?? "");
  return (
    <search>
      <form
        className="asked find my-3"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          const wanted = text.trim() === "" ? {} : { find: text.trim() };
          const search = { ...place.search, ...(show ? { show } : {}), ...wanted };
          void navigate({ to: knowledgeRoute.to, params: { merchant: place.merchant }, search, resetScroll: false });
        }}
      >
        <Field
          label={say("find")}
          type="search"
          maxLength={100}
          value={text}
          onChange={({ target }) => setText(target.value)}
          data-key="/"
        />
        <div className="row">
          <button type="submit" className="btn">
            {say("doFind")}
          </button>
        </div>
      </form>
    </search>
  );
}

/** What is told here without the shop having written it. */
function AboveThem({ place: { merchant, at, mayWrite } }: { readonly place: ArticlesOf }) {
  const say = useSay(knowledgeWords);
  const { language } = useSetting();
  const api = useApi(knowledge);
  const client = useQueryClient();
  const tell = useToast();
  const above = useQuery({ queryKey: ["articles", at, "above"], queryFn: () => api.above(merchant) });
  const hide = useMutation({
    mutationFn: async ({ key }: Above) => {
      const { id, revision } = await api.write(at, { kind: "hides" }, key);
      return api.publish(at, id, revision, "");
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["articles", at] });
      tell({ text: say("hidden") });
    },
  });
  const items = above.data?.items.filter(({ content }) => content.kind === "says") ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="above" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="above">{say("above")}</h2>
      </div>
      <p className="mute dense mb-3">{say("aboveWhy")}</p>
      <Failure error={hide.error ?? above.error} />
      <ul className="card stack">
        {items.map((item) => (
          <li key={item.id} className="row wrap">
            <span className="grow">
              <span className="strong">{titleOf({ key: item.key, draft: null, published: item }, language)}</span>{" "}
              <span className="badge">{say(item.from === "business" ? "fromBusiness" : "fromPlatform")}</span>
              <span className="note faint block">
                {say(item.replacedBy === null ? "mayReplace" : "isReplaced", {
                  date: tellDate(item.checkedAt, language, Date.now()),
                })}
              </span>
            </span>
            {item.replacedBy !== null ? (
              <Link
                to={articleRoute.to}
                params={{ merchant, article: item.replacedBy }}
                search={{}}
                className="tap dense"
              >
                {say("replaced")}
              </Link>
            ) : (
              mayWrite && (
                <>
                  <Link
                    to={articleRoute.to}
                    params={{ merchant, article: "new" }}
                    search={{ key: item.key }}
                    className="btn s"
                  >
                    {say("ownWords")}
                  </Link>
                  <button
                    type="button"
                    className="btn quiet s"
                    onClick={() => hide.mutate(item)}
                    disabled={hide.isPending}
                  >
                    {say("hide")}
                  </button>
                </>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
