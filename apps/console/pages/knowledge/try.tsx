import { type FormEvent, useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { knowledge, type Tried } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { knowledgeWords } from "../../words/knowledge.ts";
import { tellDate } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import type { ArticlesOf } from "./place.ts";
import { articleRoute } from "./route.ts";

type Needs = { readonly place: ArticlesOf };
type Candidate = Tried["candidates"][number];

/** What the assistant would say to a customer's words now, and why. */
export function TryQuestion({ place }: Needs) {
  const say = useSay(knowledgeWords);
  const api = useApi(knowledge);
  const [text, setText] = useState("");
  const trying = useMutation({ mutationFn: (said: string) => api.tries(place.merchant, said) });
  return (
    <section className="card" aria-labelledby="try" tabIndex={-1} data-part>
      <form
        className="asked find"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (text.trim() !== "") trying.mutate(text.trim());
        }}
      >
        <Field
          label={say("tryTitle")}
          hint={say("tryHint")}
          maxLength={500}
          value={text}
          onChange={({ target }) => setText(target.value)}
          data-key="t"
        />
        <div className="row">
          <button type="submit" className="btn" disabled={trying.isPending}>
            {say("doTry")}
          </button>
        </div>
      </form>
      <h2 id="try" className="vh">
        {say("tryTitle")}
      </h2>
      <Failure error={trying.error} />
      <div role="status">
        {trying.data && <Result tried={trying.data} asked={trying.variables ?? ""} place={place} />}
      </div>
    </section>
  );
}

const outcomes = {
  answer: "wouldAnswer",
  choices: "wouldOffer",
  procedure: "wouldProceed",
  person: "wouldHand",
  declines: "wouldDecline",
  says: "wouldSay",
} as const;

function Result({ tried, asked, place }: Needs & { readonly tried: Tried; readonly asked: string }) {
  const say = useSay(knowledgeWords);
  const { language } = useSetting();
  const { merchant, mayWrite } = place;
  const { outcome, text, choices, source, procedure, candidates } = tried;
  const spoken = tried.language === "zh" ? "zh-CN" : "en";
  const share = (value: number): string => `${Math.round(value * 100)}%`;
  return (
    <div className="stack mt-4">
      <p className="label">{say(outcomes[outcome], { title: procedure?.title ?? "" })}</p>
      {text !== null && (
        <div className="msg we">
          <p className="say" lang={spoken}>
            {text}
          </p>
          {source && (
            <p className="note faint">
              {say("from", { title: source.title, date: tellDate(source.updatedAt, language, Date.now()) })}
            </p>
          )}
          {choices.length > 0 && (
            <p className="row wrap" lang={spoken}>
              {choices.map((label) => (
                <span key={label} className="badge">
                  {label}
                </span>
              ))}
            </p>
          )}
        </div>
      )}
      <p className="label">{say("why")}</p>
      {candidates.length === 0 && <p className="mute dense">{say("noCandidate")}</p>}
      <ul>
        {candidates.map((candidate) => (
          <li key={candidate.id} className="row dense">
            <Title candidate={candidate} place={place} />
            {candidate.holds === "unknown" && <span className="note faint">{say("mayHold")}</span>}
            <span className="num mute">{say("confidence", { share: share(candidate.confidence) })}</span>
          </li>
        ))}
      </ul>
      {procedure && (
        <p className="note faint">{say("readsLike", { title: procedure.title, share: share(procedure.confidence) })}</p>
      )}
      {mayWrite && outcome !== "answer" && outcome !== "procedure" && (
        <Link
          to={articleRoute.to}
          params={{ merchant, article: "new" }}
          search={{ asked }}
          className="btn s self-start"
        >
          {say("writeThis")}
        </Link>
      )}
    </div>
  );
}

/** Leads to the article where it stands; one from above only for who looks after that place. */
function Title({
  candidate: { id, from, title },
  place: { merchant, levels },
}: Needs & { readonly candidate: Candidate }) {
  const say = useSay(knowledgeWords);
  if (from === "merchant") {
    return (
      <Link to={articleRoute.to} params={{ merchant, article: id }} search={{}} className="tap grow trunc">
        {title}
      </Link>
    );
  }
  return (
    <>
      {levels.includes(from) ? (
        <Link to={articleRoute.to} params={{ merchant, article: id }} search={{ of: from }} className="tap grow trunc">
          {title}
        </Link>
      ) : (
        <span className="grow trunc">{title}</span>
      )}
      <span className="badge">{say(from === "business" ? "fromBusiness" : "fromPlatform")}</span>
    </>
  );
}
