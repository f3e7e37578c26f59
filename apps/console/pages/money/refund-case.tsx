import { type FormEvent, useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { money, type Outcome, type RefundRecord } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Facts } from "../../parts/facts.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Area } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { advanceStates, moneyWords } from "../../words/money.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { LinesTable } from "./lines-table.tsx";

type Needs = { readonly merchant: string; readonly id: string };

/** A refund opened in place: why, on what, by whom, and every line of it in the books. */
export function RefundCase({ merchant, id }: Needs) {
  const api = useApi(money);
  const record = useQuery({ queryKey: ["refund", merchant, id], queryFn: () => api.refund(merchant, id) });
  if (record.error) return <Failure error={record.error} onAgain={() => void record.refetch()} />;
  if (!record.data) return <Skeleton lines={4} />;
  return (
    <div className="stack l">
      {record.data.needs !== null && (
        <Decision key={record.data.rulings.length} merchant={merchant} refund={record.data} />
      )}
      <div className="case">
        <Basis merchant={merchant} refund={record.data} />
        <Books refund={record.data} />
      </div>
    </div>
  );
}

function Basis({ merchant, refund }: { readonly merchant: string; readonly refund: RefundRecord }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const { decidedOn, advance, rulings } = refund;
  const stars = decidedOn.standing === "new" ? say("newcomer") : say("stars", { n: decidedOn.standing });
  const limits = { limit: tellMoney(decidedOn.limit, language), open: tellMoney(decidedOn.open, language) };
  return (
    <section aria-label={say("decidedOn")}>
      <h3>{say("decidedOn")}</h3>
      <ul className="stack">
        {refund.reasons.map(({ code, fact, change, appeal }) => (
          <li key={code} className="dense">
            {fact[language]}
            {(change ?? appeal) && (
              <span className="note faint"> {[change?.[language], appeal?.[language]].filter(Boolean).join(" ")}</span>
            )}
          </li>
        ))}
      </ul>
      <p className="note faint">
        {say("basis", {
          stars,
          limit: say("limitThen", limits),
          versions: say("versions", { rating: decidedOn.ratingVersion, policy: decidedOn.policyVersion }),
        })}
      </p>
      <Facts
        facts={[
          { label: say("order"), value: <span className="num">{refund.orderId}</span> },
          ...(advance
            ? [
                {
                  label: say("advance"),
                  value: named(advanceStates, advance.state, language),
                  source: <When at={advance.givenAt} />,
                },
              ]
            : []),
        ]}
      />
      {refund.conversationId !== null && (
        <Link
          className="dense tap"
          to="/console/$merchant/inbox/$view/{-$conversation}"
          params={{ merchant, view: "all", conversation: refund.conversationId }}
        >
          {say("toConversation")}
        </Link>
      )}
      {rulings.length > 0 && (
        <>
          <h3 className="foot">{say("rulings")}</h3>
          <ul className="tl">
            {rulings.map((ruling) => (
              <li key={ruling.at + ruling.outcome} className={ruling.outcome === "refused" ? "bad" : undefined}>
                {ruledWords(ruling, say)}{" "}
                <span className="note faint">
                  <When at={ruling.at} />
                </span>
                <div className="mute">{ruling.reason}</div>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function ruledWords(
  { outcome, by, second }: RefundRecord["rulings"][number],
  say: ReturnType<typeof useSay<typeof moneyWords>>,
): string {
  const name = by.name ?? say("somebody");
  if (outcome === "refused") return say("ruledRefused", { name });
  if (outcome === "first-approved") return say("ruledFirst", { name });
  return second ? say("ruledBoth", { name, second: second.name ?? say("somebody") }) : say("ruledApproved", { name });
}

function Books({ refund }: { readonly refund: RefundRecord }) {
  const say = useSay(moneyWords);
  return (
    <section aria-label={say("ledgerLines")}>
      <h3>{say("ledgerLines")}</h3>
      {refund.postings.length === 0 ? (
        <p className="dense mute">{say("noLines")}</p>
      ) : (
        <LinesTable postings={refund.postings} label={say("ledgerLines")} />
      )}
    </section>
  );
}

/** The form of whoever may decide: one reason, two buttons, nothing to confirm twice. */
function Decision({ merchant, refund }: { readonly merchant: string; readonly refund: RefundRecord }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const api = useApi(money);
  const tell = useToast();
  const client = useQueryClient();
  const { permissions } = useMe();
  const [reason, setReason] = useState("");
  const [isShort, setShort] = useState(false);
  const rule = useMutation({
    mutationFn: (outcome: Outcome) => api.rule(merchant, refund.id, { outcome, reason: reason.trim() }),
    onSuccess: (after, outcome) => {
      client.setQueryData(["refund", merchant, refund.id], after);
      tell({ text: say(outcome === "refused" ? "refused" : after.firstApproval ? "approvedFirst" : "approved") });
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === merchant }),
  });
  const first = refund.firstApproval;
  const amount = tellMoney(refund.amount, language);
  const decide = (outcome: Outcome) => (event: FormEvent) => {
    event.preventDefault();
    setShort(reason.trim().length < 3);
    if (reason.trim().length >= 3) rule.mutate(outcome);
  };
  const mayDecide = permissions.some((permission) => permission.startsWith("refund.decide"));
  return (
    <section aria-label={say("yourDecision")} className="stack">
      {first && (
        <p className="dense">
          <span className="badge warn">{say("waitsSecond")}</span>{" "}
          {say("firstApproved", {
            name: first.by.name ?? say("somebody"),
            time: tellTime(first.at, language, Date.now()),
            reason: first.reason,
          })}
        </p>
      )}
      {mayDecide && (
        <form className="decide" onSubmit={decide("approved")}>
          <Area
            label={say("reason")}
            hint={say("reasonHint")}
            {...(isShort ? { error: say("reasonShort") } : {})}
            rows={2}
            maxLength={1_000}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              if (event.target.value.trim().length >= 3) setShort(false);
            }}
          />
          <div className="row wrap">
            <button type="submit" className="btn primary" disabled={rule.isPending}>
              {say(first ? "approveSecond" : "approve", { amount })}
            </button>
            <button type="button" className="btn grave" disabled={rule.isPending} onClick={decide("refused")}>
              {say("refuse")}
            </button>
          </div>
          <Failure error={rule.error} />
        </form>
      )}
    </section>
  );
}
