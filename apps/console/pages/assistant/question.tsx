import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Question, type Rehearsal, understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Area } from "../../parts/field.tsx";
import { useToast } from "../../shell/toast.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { Meaning, useNameOf } from "./meaning.tsx";
import { Messages } from "./messages.tsx";
import { RefusedRehearsal } from "./rehearsal.tsx";
import { understandingRoute } from "./route.ts";
import { useTakeBack } from "./use-take-back.ts";

type Needs = { readonly question: Question; readonly merchant: string; readonly mayTeach: boolean };

/** One question: how often it was asked, what it may mean, its messages, and the edit. */
export function QuestionCard({ question, merchant, mayTeach }: Needs) {
  const say = useSay(understandingWords);
  const nameOf = useNameOf();
  const navigate = useNavigate({ from: understandingRoute.fullPath });
  const search = understandingRoute.useSearch();
  const [without, setWithout] = useState<readonly string[]>([]);
  const { id, title, name: called, messages, week, weekBefore, state, lesson, suggestion } = question;
  const isOpen = search.question === id;
  const toggle = (): void => {
    const { question: _open, ...rest } = search;
    void navigate({ search: isOpen ? rest : { ...rest, question: id }, resetScroll: false });
  };
  const name = suggestion ? nameOf(suggestion.means) : "";
  return (
    <article className="card stack" aria-labelledby={`q-${id}`}>
      <div>
        <h2 id={`q-${id}`} className="text-read">
          {called ?? title}
        </h2>
        {called !== null && <p className="mute dense">{say("namedByModel", { title })}</p>}
        <p className="mute dense">
          {say("asked", { n: messages })} · {say("trend", { week, before: weekBefore })}
        </p>
        {state === "open" && (
          <p className="dense">
            {suggestion ? say(suggestion.why, { n: suggestion.count, of: suggestion.of, name }) : say("noSuggestion")}
          </p>
        )}
      </div>
      {state === "open" && mayTeach && <Teaching question={question} merchant={merchant} without={without} />}
      {state === "taught" && lesson !== null && mayTeach && <TakingBack merchant={merchant} lesson={lesson} />}
      {state === "aside" && mayTeach && <Laying merchant={merchant} id={id} to="open" />}
      <div>
        <button type="button" className="btn quiet s" aria-expanded={isOpen} onClick={toggle}>
          {say(isOpen ? "hide" : "see")}
        </button>
      </div>
      {isOpen && (
        <Messages
          merchant={merchant}
          question={question}
          without={without}
          {...(state === "open" && mayTeach ? { onWithout: setWithout } : {})}
        />
      )}
    </article>
  );
}

function Teaching({
  question: { id, title, suggestion },
  merchant,
  without,
}: {
  readonly question: Question;
  readonly merchant: string;
  readonly without: readonly string[];
}) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  const takeBack = useTakeBack(merchant);
  const [means, setMeans] = useState(suggestion?.means ?? "");
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<Rehearsal>();
  const teach = useMutation({
    mutationFn: (why: string | undefined) =>
      api.teach(merchant, { question: id, without, means, ...(why === undefined ? {} : { reason: why }) }),
    onSuccess: async ({ kind, version, rehearsal }) => {
      if (kind !== "live" || version === null) return setRefused(rehearsal);
      setRefused(undefined);
      tell({ text: say("taughtToast"), onUndo: () => takeBack.mutate(version) });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant] });
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (means !== "") teach.mutate(refused ? reason.trim() : undefined);
      }}
    >
      <div className="teach">
        <Meaning
          merchant={merchant}
          label={`${say("means")}: ${title}`}
          value={means}
          onChoose={(chosen) => {
            setMeans(chosen);
            setRefused(undefined);
          }}
        />
        {!refused && (
          <button type="submit" className="btn primary" disabled={means === "" || teach.isPending}>
            {say("teach")}
          </button>
        )}
        <a className="btn quiet" href={`/console/${merchant}/knowledge/new?asked=${encodeURIComponent(title)}`}>
          {say("article")}
        </a>
        <Laying merchant={merchant} id={id} to="aside" />
      </div>
      <p className="mute dense" role="status">
        {teach.isPending ? say("teaching") : ""}
      </p>
      {teach.error && <Failure error={teach.error} />}
      {refused && (
        <>
          <RefusedRehearsal rehearsal={refused} />
          <Area
            label={say("insistReason")}
            hint={say("insistHint")}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <div className="teach">
            <button type="submit" className="btn" disabled={reason.trim().length < 3 || teach.isPending}>
              {say("insist")}
            </button>
            <button type="button" className="btn quiet" onClick={() => setRefused(undefined)}>
              {say("cancel")}
            </button>
          </div>
        </>
      )}
    </form>
  );
}

function TakingBack({ merchant, lesson }: { readonly merchant: string; readonly lesson: number }) {
  const say = useSay(understandingWords);
  const takeBack = useTakeBack(merchant);
  return (
    <div className="teach">
      <Link to={understandingRoute.to} params={{ merchant, part: "model" }} className="tap">
        {say("version")} {lesson}
      </Link>
      <button type="button" className="btn" disabled={takeBack.isPending} onClick={() => takeBack.mutate(lesson)}>
        {say("takeBack")}
      </button>
      {takeBack.error && <Failure error={takeBack.error} />}
    </div>
  );
}

function Laying({
  merchant,
  id,
  to,
}: {
  readonly merchant: string;
  readonly id: string;
  readonly to: "open" | "aside";
}) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  const lay = useMutation({
    mutationFn: (state: "open" | "aside") => api.lay(merchant, id, state),
    onSuccess: async (_question, state) => {
      if (state === "aside") tell({ text: say("laid"), onUndo: () => lay.mutate("open") });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant, "questions"] });
    },
  });
  return (
    <button type="button" className="btn quiet" disabled={lay.isPending} onClick={() => lay.mutate(to)}>
      {say(to === "aside" ? "lay" : "takeUp")}
    </button>
  );
}
