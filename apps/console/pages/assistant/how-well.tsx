import { useState } from "react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type HeardMessage, type Understood, understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Figure } from "../../parts/figure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { atEnd, Table } from "../../parts/table.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { tellRange, tellScore } from "../quality/tell.ts";
import { tellCount } from "../today/tell.ts";
import { Meaning, useNameOf } from "./meaning.tsx";
import { understandingRoute } from "./route.ts";
import type { PartNeeds } from "./part.ts";

const shares = ["begun", "answered", "offered", "lost", "person"] as const;
const freshMs = 60_000;

/** How many messages were understood, and which were taken for what. */
export function HowWell({ merchant, mayTeach }: PartNeeds) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const { language } = useSetting();
  const navigate = useNavigate({ from: understandingRoute.fullPath });
  const { days = "month" } = understandingRoute.useSearch();
  const length = days === "week" ? 7 : 28;
  const told = useQuery({
    queryKey: ["understanding", merchant, "figures", length],
    queryFn: () => api.figures(merchant, length),
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  const view = told.data;
  const title = view?.begun
    ? say("wellTitle", { days: say(days), share: tellScore(view.begun, language) })
    : say("wellNone", { days: say(days) });
  return (
    <>
      <header>
        <div>
          <h1>{view ? title : say("howWell")}</h1>
          <p className="lede">{say("wellLede")}</p>
        </div>
        <label className="shrink-0">
          <span className="vh">{say("days")}</span>
          <select
            className="input shop"
            value={days}
            onChange={({ target }) => void navigate({ search: target.value === "week" ? { days: "week" } : {} })}
          >
            <option value="week">{say("week")}</option>
            <option value="month">{say("month")}</option>
          </select>
        </label>
      </header>
      {told.error && <Failure error={told.error} onAgain={() => void told.refetch()} />}
      {told.isPending && <Skeleton lines={6} />}
      {view && view.messages > 0 && <Shares view={view} merchant={merchant} days={length} />}
      {view && view.procedures.length > 0 && <Begun view={view} />}
      {view && <Confusion view={view} />}
      <Review merchant={merchant} which="misread" mayTeach={mayTeach} />
      <Review merchant={merchant} which="sample" mayTeach={mayTeach} />
    </>
  );
}

function Shares({
  view,
  merchant,
  days,
}: {
  readonly view: Understood;
  readonly merchant: string;
  readonly days: number;
}) {
  const say = useSay(understandingWords);
  const { language } = useSetting();
  const changes = { more: "changeMore", fewer: "changeFewer", "within-chance": "changeNone" } as const;
  return (
    <div className="shares mb-8 border-b border-line pb-6">
      {shares.map((name) => {
        const share = view[name];
        if (!share) return null;
        const told = { count: tellCount(share.count, language), of: tellCount(share.of, language) };
        const range = say("range", { ...tellRange(share, language), ...told });
        const change = name === "begun" && view.change ? say(changes[view.change], { days }) : undefined;
        return (
          <Figure
            key={name}
            name={say(name)}
            value={tellScore(share, language)}
            note={change === undefined ? range : `${range}${language === "zh" ? "；" : "; "}${change}`}
            cases={
              name === "begun" ? (
                <a className="tap" href="#begun">
                  {say("toProcedures")}
                </a>
              ) : (
                <Link to={understandingRoute.to} params={{ merchant }} className="tap">
                  {say("toQuestions")}
                </Link>
              )
            }
          />
        );
      })}
    </div>
  );
}

function Begun({ view }: { readonly view: Understood }) {
  const say = useSay(understandingWords);
  const { language } = useSetting();
  const nameOf = useNameOf();
  return (
    <section className="mb-8" aria-labelledby="begun">
      <div className="sec-head">
        <h2 id="begun" tabIndex={-1} className="text-lead">
          {say("byProcedure")}
        </h2>
      </div>
      <div className="card flush">
        <Table
          name={say("byProcedure")}
          by="begun"
          look="edge"
          columns={[say("procedure"), atEnd(say("atOnce")), atEnd(say("afterChoice"))]}
        >
          {view.procedures.map(({ procedure, begun, chosen }) => (
            <tr key={procedure}>
              <th scope="row">{nameOf(procedure)}</th>
              <td className="r num">{tellCount(begun, language)}</td>
              <td className="r num">{tellCount(chosen, language)}</td>
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}

function Confusion({ view }: { readonly view: Understood }) {
  const say = useSay(understandingWords);
  const { language } = useSetting();
  const nameOf = useNameOf();
  return (
    <section className="mb-8" aria-labelledby="confusion">
      <div className="sec-head">
        <h2 id="confusion" className="text-lead">
          {say("confusion")}
        </h2>
      </div>
      <p className="measure mute mb-3">
        {view.reviewed > 0 ? say("confusionWhy", { n: view.reviewed }) : say("confusionNone")}
      </p>
      {view.confusion.length > 0 && (
        <div className="card flush">
          <Table
            name={say("confusion")}
            by="confusion"
            look="edge"
            columns={[say("known"), atEnd(say("right")), atEnd(say("askedInstead")), say("takenFor")]}
          >
            {view.confusion.map(({ known, right, asked, takenFor }) => (
              <tr key={known}>
                <th scope="row">{nameOf(known)}</th>
                <td className="r num">{right ? `${right.count} / ${right.of}` : say("nothing")}</td>
                <td className="r num">{tellCount(asked, language)}</td>
                <td>{takenFor.map(({ as, count }) => `${nameOf(as)} ${count}`).join(" · ") || say("nothing")}</td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  );
}

type ReviewNeeds = PartNeeds & { readonly which: "sample" | "misread" };

/** Kept messages to look at: those that were misread, or a sample of those the assistant was sure of. */
function Review({ merchant, which, mayTeach }: ReviewNeeds) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const list = usePages(["understanding", merchant, which], (cursor) => api.messages(merchant, { which }, cursor, 10));
  return (
    <section className="mb-8" aria-labelledby={which}>
      <div className="sec-head">
        <h2 id={which} className="text-lead">
          {say(which)}
        </h2>
      </div>
      {which === "sample" && <p className="measure mute mb-3">{say("sampleWhy")}</p>}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.data && list.items.length === 0 && (
        <p className="mute">{say(which === "sample" ? "sampleNone" : "misreadNone")}</p>
      )}
      <ul className="said-list">
        {list.items.map((message) => (
          <ReviewLine key={message.id} {...{ message, merchant, mayTeach, which }} />
        ))}
      </ul>
      <More more={list.more} word={say("more")} />
    </section>
  );
}

function ReviewLine({ message, merchant, which, mayTeach }: ReviewNeeds & { readonly message: HeardMessage }) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  const nameOf = useNameOf();
  const [means, setMeans] = useState(message.known ?? "");
  const review = useMutation({
    mutationFn: (known: string) => api.review(merchant, message.id, known),
    onSuccess: async () => {
      tell({ text: say("noted") });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant] });
    },
  });
  const { text, outcome } = message;
  return (
    <li>
      <span className="said-line">{text}</span>
      <span className="note mute">
        {say("readAs")} {nameOf(outcome, "led")}
      </span>
      {mayTeach ? (
        <span className="teach">
          {which === "sample" && (
            <button
              type="button"
              className="btn s"
              aria-label={say("itWasOf", { text })}
              disabled={review.isPending}
              onClick={() => review.mutate(outcome)}
            >
              {say("itWas")}
            </button>
          )}
          <Meaning
            merchant={merchant}
            label={say("meaningOf", { text })}
            value={means}
            onChoose={(chosen) => {
              setMeans(chosen);
              if (chosen !== "") review.mutate(chosen);
            }}
          />
        </span>
      ) : (
        message.known !== null && (
          <span className="note">
            {say("reallyMeant")} {nameOf(message.known)}
          </span>
        )
      )}
      {review.error && <Failure error={review.error} />}
    </li>
  );
}
