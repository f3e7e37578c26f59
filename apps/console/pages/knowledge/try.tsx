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
import { articleRoute } from "./route.ts";

type Needs = { readonly merchant: string; readonly mayWrite: boolean };

/** What the assistant would say to a customer's words now, and why. */
export function TryQuestion({ merchant, mayWrite }: Needs) {
  const say = useSay(knowledgeWords);
  const api = useApi(knowledge);
  const [text, setText] = useState("");
  const trying = useMutation({ mutationFn: (said: string) => api.tries(merchant, said) });
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
        {trying.data && (
          <Result tried={trying.data} asked={trying.variables ?? ""} merchant={merchant} mayWrite={mayWrite} />
        )}
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

function Result({ tried, asked, merchant, mayWrite }: Needs & { readonly tried: Tried; readonly asked: string }) {
  const say = useSay(knowledgeWords);
  const { language } = useSetting();
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
        {candidates.map(({ id, title, confidence, holds }) => (
          <li key={id} className="row dense">
            <Link to={articleRoute.to} params={{ merchant, article: id }} search={{}} className="tap grow trunc">
              {title}
            </Link>
            {holds === "unknown" && <span className="note faint">{say("mayHold")}</span>}
            <span className="num mute">{say("confidence", { share: share(confidence) })}</span>
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
