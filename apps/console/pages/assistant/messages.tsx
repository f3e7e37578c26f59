import { Link } from "@tanstack/react-router";
import { type Question, understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { inboxRoute } from "../inbox/route.ts";
import { useNameOf } from "./meaning.tsx";

type Needs = {
  readonly merchant: string;
  readonly question: Question;
  readonly without: readonly string[];
  /** Left out where nothing is being taught. */
  readonly onWithout?: (without: readonly string[]) => void;
};

/** The messages of a question, each with the way to its conversation; those left out are not taught. */
export function Messages({ merchant, question, without, onWithout }: Needs) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const nameOf = useNameOf();
  const list = usePages(["understanding", merchant, "messages", question.id], (cursor) =>
    api.messages(merchant, { question: question.id }, cursor, 20),
  );
  const title = say("messagesOf", { title: question.title });
  return (
    <section aria-label={title}>
      {list.isPending && <Skeleton lines={3} />}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      <ul className="said-list">
        {list.items.map(({ id, text, at, known, conversationId }) => (
          <li key={id}>
            {onWithout ? (
              <label className="said-line">
                <input
                  type="checkbox"
                  checked={!without.includes(id)}
                  onChange={({ target }) =>
                    onWithout(target.checked ? without.filter((each) => each !== id) : [...without, id])
                  }
                />
                <span>{text}</span>
              </label>
            ) : (
              <span className="said-line">{text}</span>
            )}
            <span className="note mute">
              <When at={at} />
              {known !== null && ` · ${say("reallyWas", { name: nameOf(known) })}`}
            </span>
            <Link
              to={inboxRoute.to}
              params={{ merchant, view: "all", conversation: conversationId }}
              className="tap"
              aria-label={say("openTalkOf", { text })}
            >
              {say("openTalk")}
            </Link>
          </li>
        ))}
      </ul>
      <More more={list.more} word={say("more")} />
    </section>
  );
}
