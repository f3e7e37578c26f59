import { useNavigate } from "@tanstack/react-router";
import { type QuestionState, understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { QuestionCard } from "./question.tsx";
import { understandingRoute } from "./route.ts";
import type { PartNeeds } from "./part.ts";

const freshMs = 15_000;
const stateWords = { open: "stateOpen", taught: "stateTaught", aside: "stateAside" } as const;

/** The coach's inbox: questions the assistant is not sure of, the most asked first. */
export function Questions({ merchant, mayTeach }: PartNeeds) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const navigate = useNavigate({ from: understandingRoute.fullPath });
  const { show = "open" } = understandingRoute.useSearch();
  const list = usePages(
    ["understanding", merchant, "questions", show],
    (cursor) => api.questions(merchant, show, cursor),
    { refetchInterval: freshMs },
  );
  const { items } = list;
  return (
    <>
      <header>
        <div>
          <h1>
            {show === "open" && list.data
              ? say("openTitle", { n: items.length, more: list.more ? say("atLeast") : "" })
              : say(show === "open" ? "questions" : stateWords[show])}
          </h1>
          <p className="lede">{say("openLede")}</p>
        </div>
        <label className="shrink-0">
          <span className="vh">{say("state")}</span>
          <select
            className="input shop"
            value={show}
            onChange={({ target }) => {
              const chosen = (["taught", "aside"] as const).find((each) => each === target.value);
              void navigate({ search: chosen ? { show: chosen } : {} });
            }}
          >
            {(["open", "taught", "aside"] as const satisfies readonly QuestionState[]).map((each) => (
              <option key={each} value={each}>
                {say(stateWords[each])}
              </option>
            ))}
          </select>
        </label>
      </header>
      {list.isPending && <Skeleton lines={6} />}
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.data && items.length === 0 && <Empty line={say("emptyLine")} why={say("emptyWhy")} />}
      <ul className="stack l questions">
        {items.map((question) => (
          <li key={question.id}>
            <QuestionCard question={question} merchant={merchant} mayTeach={mayTeach} />
          </li>
        ))}
      </ul>
      <More more={list.more} word={say("more")} />
    </>
  );
}
