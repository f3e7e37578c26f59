import { Link } from "@tanstack/react-router";
import type { FiguresOf } from "../../api/figures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons } from "../../words/inbox.ts";
import { todayWords } from "../../words/today.ts";
import { named, useSay } from "../../words/use-say.ts";
import { useNow } from "../inbox/fresh.ts";
import { inboxRoute } from "../inbox/route.ts";
import { tellCount, tellSpan } from "./tell.ts";

/** Who waits for a person at this moment, whatever days are shown. */
export function Waiting({ view, merchant }: { readonly view: FiguresOf; readonly merchant: string }) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const now = useNow();
  const { count, targetSeconds, queues } = view.desk.waiting;
  return (
    <section aria-labelledby="waiting">
      <div className="sec-head">
        <h2 id="waiting" className="text-lead">
          {say("waiting")}
        </h2>
        <span className="faint num">{tellCount(count, language)}</span>
        {count > 0 && (
          <Link to={inboxRoute.to} params={{ merchant, view: "queue" }} className="push dense tap">
            {say("openAll")}
          </Link>
        )}
      </div>
      {count === 0 ? (
        <p className="mute dense">{say("waitingNone")}</p>
      ) : (
        <div className="card flush wide-scroll" tabIndex={0} role="group" aria-labelledby="waiting">
          <table className="t edge tight">
            <caption className="vh">{say("waiting")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("columnReason")}</th>
                <th scope="col">{say("columnLanguage")}</th>
                <th scope="col" className="r">
                  {say("columnWaiting")}
                </th>
                <th scope="col" className="r">
                  {say("columnLongest")}
                </th>
                <th scope="col" className="r">
                  {say("columnTarget")}
                </th>
              </tr>
            </thead>
            <tbody>
              {queues.map(({ reason, language: spoken, count: waiting, longestSince }) => {
                const waitedMs = Math.max(0, now - Date.parse(longestSince));
                const isOver = waitedMs > targetSeconds * 1_000;
                return (
                  <tr key={`${spoken} ${reason}`}>
                    <th scope="row">{reason ? named(handoffReasons, reason, language) : "–"}</th>
                    <td>{say(spoken)}</td>
                    <td className="r">{tellCount(waiting, language)}</td>
                    <td className="r">
                      {isOver && <span className="badge warn me-2">{say("over")}</span>}
                      <span className={isOver ? "font-semibold text-warn-ink" : ""}>
                        {tellSpan(Math.floor(waitedMs / 1_000) * 1_000, language)}
                      </span>
                    </td>
                    <td className="r">{tellSpan(targetSeconds * 1_000, language)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
