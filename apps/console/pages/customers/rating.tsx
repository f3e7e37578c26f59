import type { UseQueryResult } from "@tanstack/react-query";
import type { Rating } from "../../api/customers.ts";
import { Facts } from "../../parts/facts.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { Strokes } from "../../parts/strokes.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { customerWords } from "../../words/customers.ts";
import { tellMoney } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";

const signed = (points: number): string => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");

/** Five short strokes, what stands behind them, what they allow, and how to rise. */
export function RatingOf({ rating }: { readonly rating: UseQueryResult<Rating> }) {
  const say = useSay(customerWords);
  if (rating.error) return <Failure error={rating.error} onAgain={() => void rating.refetch()} />;
  return (
    <>
      <section aria-labelledby="rating">
        <div className="sec-head">
          <h2 id="rating">{say("rating")}</h2>
          {rating.data && <span className="push note faint">{say("version", { version: rating.data.version })}</span>}
        </div>
        {rating.data ? <Standing rating={rating.data} /> : <Skeleton lines={4} />}
      </section>
      {rating.data && <Reasons rating={rating.data} />}
      {rating.data && <Ways rating={rating.data} />}
    </>
  );
}

function Standing({ rating }: { readonly rating: Rating }) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const { standing, points, limits } = rating;
  return (
    <>
      <div className="row wrap">
        {standing === "new" ? (
          <span className="badge unknown">{say("isNew")}</span>
        ) : (
          <>
            <Strokes stars={standing} label={say("ofFive", { n: standing })} large />
            <span className="strong wholes num" aria-hidden="true">
              {standing}/5
            </span>
          </>
        )}
      </div>
      {limits.map(({ limit, inUse, left }) => (
        <Facts
          key={limit.currency}
          facts={[
            { label: say("points"), value: <span className="num">{say("outOf", { n: points })}</span> },
            { label: say("limit"), value: <span className="num">{tellMoney(limit, language)}</span> },
            { label: say("inUse"), value: <span className="num">{tellMoney(inUse, language)}</span> },
            { label: say("left"), value: <span className="num strong">{tellMoney(left, language)}</span> },
          ]}
        />
      ))}
      {limits.length === 0 && <p className="dense mute">{say("noLimit")}</p>}
    </>
  );
}

function Reasons({ rating }: { readonly rating: Rating }) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const title = rating.standing === "new" ? say("whyNew") : say("why", { n: rating.standing });
  return (
    <section aria-labelledby="why">
      <h2 id="why">{title}</h2>
      <ul className="ledgerish">
        {rating.reasons.map(({ code, points, fact, change, appeal, record }) => (
          <li key={record ?? code}>
            <span className="pt">{signed(points)}</span>
            <div>
              {fact[language]}
              {(change ?? appeal) && (
                <div className="note faint">{[change?.[language], appeal?.[language]].filter(Boolean).join(" ")}</div>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ways({ rating }: { readonly rating: Rating }) {
  const say = useSay(customerWords);
  const { language } = useSetting();
  const above = rating.limits.find((limit) => limit.above !== null)?.above;
  const star = rating.next?.standing;
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">{say("howTo")}</h2>
      <ul className="stack dense foot">
        {rating.waysUp.map((way) => (
          <li key={way.en}>{way[language]}</li>
        ))}
        {above && typeof star === "number" && (
          <li className="strong">{say("nextLimit", { n: star, limit: tellMoney(above, language) })}</li>
        )}
      </ul>
    </section>
  );
}
