import type { ReactNode } from "react";
import type { Language } from "@ruyi/kernel";
import type { FiguresOf } from "../../api/figures.ts";
import { Figure } from "../../parts/figure.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { todayWords } from "../../words/today.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount, tellDate, tellDays, tellShare, tellSpan } from "./tell.ts";
import { Way } from "./way.tsx";

type Needs = { readonly view: FiguresOf; readonly merchant: string };

/** The four figures of a day, each with what it is measured on and the way to its cases. */
export const Four = (needs: Needs) => (
  <div className="grid4 mb-8 border-b border-line pb-6">
    <Resolved {...needs} />
    <Refunds {...needs} />
    <Handovers {...needs} />
    <Promises {...needs} />
  </div>
);

/** A figure without a number: not known yet is drawn dashed, and none at all is said. */
function Without({
  name,
  why,
  isUnknown = false,
}: {
  readonly name: string;
  readonly why: string;
  readonly isUnknown?: boolean;
}) {
  const say = useSay(todayWords);
  return (
    <div className="figure">
      <div className="k">{name}</div>
      <div className="v">
        <small className={isUnknown ? "dash" : "faint"}>{say(isUnknown ? "notKnown" : "none")}</small>
      </div>
      <div className="n">{why}</div>
    </div>
  );
}

/** More of what was resolved is better. */
const turns = { more: "better", fewer: "worse", "within-chance": "within-chance" } as const;

function Resolved({ view, merchant }: Needs) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { resolved } = view.desk;
  const { resolved: share, before, difference } = resolved;
  if (!share) return <Without name={say("resolved")} why={say("resolvedNever")} isUnknown />;
  const lines = [
    say("resolvedNote", {
      days: tellDays(resolved.from, resolved.to, language),
      contacts: tellCount(resolved.contacts, language),
    }),
    say("resolvedRange", {
      low: tellShare(share.low, language).replace("%", ""),
      high: tellShare(share.high, language),
    }),
    before.resolved && difference
      ? say("resolvedBefore", { share: tellShare(before.resolved.share, language), difference: say(turns[difference]) })
      : "",
    resolved.knownFrom === null
      ? ""
      : say("resolvedUnknown", { date: tellDate(resolved.knownFrom, view.zone, language) }),
  ];
  return (
    <Figure
      name={say("resolved")}
      value={tellShare(share.share, language).replace("%", "")}
      unit="%"
      note={<Lines lines={lines} />}
      cases={
        resolved.cameBack > 0 && (
          <Way merchant={merchant} cases="not-resolved">
            {say("resolvedCases", { count: tellCount(resolved.cameBack, language) })}
          </Way>
        )
      }
    />
  );
}

function Refunds({ view, merchant }: Needs) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { refunds } = view.money;
  if (refunds.medianMs === null || refunds.ninetiethMs === null)
    return <Without name={say("refunds")} why={say("refundsNone")} />;
  const [value = "", unit = ""] = split(tellSpan(refunds.medianMs, language));
  const n = refunds.count;
  const count = tellCount(n, language);
  return (
    <Figure
      name={say("refunds")}
      value={value}
      unit={gap(language) + unit}
      note={
        <Lines
          lines={[
            say("refundsNote", { n, ninetieth: tellSpan(refunds.ninetiethMs, language) }),
            refunds.before.medianMs === null
              ? ""
              : say("refundsBefore", { median: tellSpan(refunds.before.medianMs, language) }),
          ]}
        />
      }
      cases={
        refunds.slow > 0 ? (
          <Way merchant={merchant} cases="refunds-slow">
            {say("refundsSlow", { count: tellCount(refunds.slow, language) })}
          </Way>
        ) : (
          <Way merchant={merchant} cases="refunds">
            {say("refundsAll", { count })}
          </Way>
        )
      }
    />
  );
}

/** Between a number and its unit; beside Han the font makes the gap. */
const gap = (language: Language): string => (language === "zh" ? "" : "\u00A0");

/** "4.3秒" as its number and its unit; longer ones stay together. */
function split(text: string): readonly [string, string?] {
  const [, number, unit] = /^([\d.]+)\s?(\D+)$/.exec(text) ?? [];
  return number === undefined || unit === undefined ? [text] : [number, unit];
}

function Handovers({ view, merchant }: Needs) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { handovers } = view.desk;
  const { share, before, difference } = handovers;
  const count = tellCount(handovers.count, language);
  if (handovers.count === 0) return <Without name={say("handovers")} why={say("whyNone")} />;
  return (
    <Figure
      name={say("handovers")}
      value={count}
      unit={gap(language) + say("unitCount", { n: handovers.count })}
      note={
        <Lines
          lines={[
            share ? say("handoversNote", { share: tellShare(share.share, language) }) : "",
            before.share && difference
              ? say("handoversBefore", {
                  share: tellShare(before.share.share, language),
                  difference: say(difference),
                })
              : "",
          ]}
        />
      }
      cases={
        <Way merchant={merchant} cases="handovers">
          {say("handoversCases", { count })}
        </Way>
      }
    />
  );
}

function Promises({ view, merchant }: Needs) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { promises } = view.desk;
  const broken = promises.late + promises.overdue;
  const count = tellCount(promises.made, language);
  if (promises.made === 0) return <Without name={say("promises")} why={say("promisesNone")} />;
  return (
    <Figure
      name={say("promises")}
      value={count}
      unit={gap(language) + say("unitPromises", { n: promises.made })}
      note={say("promisesNote", {
        kept: tellCount(promises.kept, language),
        broken: tellCount(broken, language),
        open: tellCount(promises.open, language),
      })}
      cases={
        broken > 0 ? (
          <Way merchant={merchant} cases="promises-broken">
            {say("promisesBroken", { count: tellCount(broken, language) })}
          </Way>
        ) : (
          <Way merchant={merchant} cases="promises">
            {say("promisesAll", { count })}
          </Way>
        )
      }
    />
  );
}

const Lines = ({ lines }: { readonly lines: readonly string[] }): ReactNode =>
  lines
    .filter((line) => line !== "")
    .map((line) => (
      <span key={line} className="block">
        {line}
      </span>
    ));
