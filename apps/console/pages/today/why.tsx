import type { FiguresOf } from "../../api/figures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons } from "../../words/inbox.ts";
import { todayWords } from "../../words/today.ts";
import { named, useSay } from "../../words/use-say.ts";
import { tellCount, tellShare } from "./tell.ts";
import { Way } from "./way.tsx";

/** Reasons that are a customer's own choice; the others are for the shop to mend. */
const chosen = new Set(["asked", "emotional"]);

/** Why a person was asked for, the commonest reason first. */
export function Why({ view, merchant }: { readonly view: FiguresOf; readonly merchant: string }) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { count, byReason } = view.desk.handovers;
  // Customers' own choices first, so that what is ours to mend stands together.
  const reasons = byReason
    .filter((each) => each.count > 0)
    .toSorted((a, b) => Number(chosen.has(b.reason)) - Number(chosen.has(a.reason)) || b.count - a.count);
  const most = Math.max(1, ...reasons.map((each) => each.count));
  const theirs = reasons.filter(({ reason }) => chosen.has(reason));
  const own = theirs.reduce((sum, each) => sum + each.count, 0);
  const note = (): string => {
    if (own === 0) return say("whyAllOurs");
    if (own === count) return say("whyAllOwn");
    const names = theirs.map(({ reason }) => named(handoffReasons, reason, language));
    return say("whyNote", {
      own: names.join(language === "zh" ? "、" : ", "),
      share: tellShare(own / count, language, 0),
    });
  };
  return (
    <section aria-labelledby="why">
      <div className="sec-head">
        <h2 id="why" className="text-lead">
          {say("why")}
        </h2>
      </div>
      {count === 0 ? (
        <p className="mute dense">{say("whyNone")}</p>
      ) : (
        <>
          <div className="bars mt-3">
            {reasons.map((each) => {
              const name = named(handoffReasons, each.reason, language);
              return (
                <div key={each.reason}>
                  <span>{name}</span>
                  <span className="track" aria-hidden="true">
                    <span
                      className={chosen.has(each.reason) ? "len block" : "len q block"}
                      style={{ inlineSize: `${(100 * each.count) / most}%` }}
                    />
                  </span>
                  <Way merchant={merchant} cases="handovers" reason={each.reason} className="num">
                    <span className="vh">{name} </span>
                    {say("bar", { count: tellCount(each.count, language) })}{" "}
                    <span className="faint">{tellShare(each.count / count, language, 0)}</span>
                  </Way>
                </div>
              );
            })}
          </div>
          <p className="note faint mt-4">{note()}</p>
        </>
      )}
    </section>
  );
}
