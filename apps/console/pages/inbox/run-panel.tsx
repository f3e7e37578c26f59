import type { Detail, Station } from "../../api/conversations.ts";
import { Empty } from "../../parts/empty.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { factRowWords, sourceWords } from "../../words/facts.ts";
import { actionWords, factWords, inboxWords, waitWords } from "../../words/inbox.ts";
import { tellTime, tellWait } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import type { Act, Standing } from "./conversation.tsx";
import { CustomerPart } from "./customer-part.tsx";
import { factRows } from "./facts.ts";
import { useNow } from "./fresh.ts";
import type { Entry } from "./log.ts";
import { promiseWord } from "./log-lines.tsx";
import { Moves } from "./moves.tsx";

type Needs = {
  readonly merchant: string;
  readonly detail: Detail;
  readonly standing: Standing;
  readonly entries: readonly Entry[];
  readonly act: Act;
};

/** The run beside the talk: how far it came, what may be done next, what is known, what was promised. */
export function RunPanel({ merchant, detail, standing, entries, act }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const { run, done, promises, atWork, way, openMoves, summary } = detail;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={say("runParts")}>
      {summary && (
        <section className="panel-sec">
          <h2>{say("summary")}</h2>
          {summary[language].map((line) => (
            <p key={line} className="dense" dir="auto">
              {line}
            </p>
          ))}
        </section>
      )}
      {run ? (
        <>
          <section className="panel-sec">
            <div className="row base">
              <h2>{run.title[language]}</h2>
              <span className="note faint num">{say("version", { n: run.version })}</span>
              {atWork && <span className="badge push">{say("atWork")}</span>}
            </div>
            <Way way={way} />
          </section>
          {standing !== "closed" && (
            <section className="panel-sec">
              <h2>{say("moves")}</h2>
              <Moves key={`${run.id} ${run.step} ${openMoves.length}`} {...{ detail, standing, entries, act }} />
            </section>
          )}
        </>
      ) : (
        <section className="panel-sec">
          <Empty line={say("noRun")} why={say("noRunWhy")} />
        </section>
      )}
      <FactList detail={detail} />
      {detail.customerId !== null && <CustomerPart merchant={merchant} customer={detail.customerId} />}
      {promises.length > 0 && (
        <section className="panel-sec">
          <h2>{say("promises")}</h2>
          <ul className="promises">
            {promises.map(({ text, dueAt, state }) => (
              <PromiseLine key={`${dueAt} ${text}`} {...{ text, dueAt, state }} />
            ))}
          </ul>
        </section>
      )}
      {done.length > 0 && (
        <section className="panel-sec">
          <h2>{say("done")}</h2>
          <p className="dense">
            {[...new Set(done)].map((action) => named(actionWords, action, language)).join(" · ")}
          </p>
        </section>
      )}
    </div>
  );
}

const marks: Readonly<Record<Station["state"], string>> = {
  done: "good",
  missed: "bad",
  unknown: "maybe",
  now: "now",
  "to-come": "todo",
};

function Way({ way }: { readonly way: readonly Station[] }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  return (
    <ol className="tl" aria-label={say("passed")}>
      {way.map((station, place) => (
        <li
          key={`${place} ${station.step}`}
          className={marks[station.state]}
          aria-current={station.state === "now" ? "step" : undefined}
        >
          <span className={station.state === "now" ? "strong" : ""}>{stationName(station, language, say)}</span>{" "}
          <span className={`note ${station.state === "missed" ? "bad-ink" : "faint"}`}>
            {station.state === "to-come" && <span className="vh">{say("toCome")}</span>}
            {station.state === "now"
              ? say("here")
              : [station.at && tellTime(station.at, language, now), became(station, say)].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ol>
  );
}

function stationName({ kind, about }: Station, language: "zh" | "en", say: Say<typeof inboxWords>): string {
  switch (kind) {
    case "act":
      return named(actionWords, about, language);
    case "ask":
      return say("wayAsk", { what: named(factWords, about, language) });
    case "decide":
      return say("wayDecide", { what: named(factWords, about, language) });
    case "wait":
      return say("wayWait", { what: named(waitWords, about, language) });
    case "look-up":
      return say("wayLookUp", {
        what: about
          .split(" ")
          .map((each) => named(factWords, each, language))
          .join(language === "zh" ? "、" : ", "),
      });
  }
}

function became({ kind, state }: Station, say: Say<typeof inboxWords>): string {
  if (state === "missed") return say(kind === "act" ? "wayRefused" : "wayMissed");
  return state === "unknown" ? say("wayUnknown") : "";
}

function FactList({ detail }: { readonly detail: Detail }) {
  const say = useSay(inboxWords);
  const sayRow = useSay(factRowWords);
  const { language } = useSetting();
  const now = useNow();
  const rows = factRows(detail.facts, language, now);
  if (rows.length === 0) return null;
  const ageOf = (at: string): string =>
    now - Date.parse(at) < 60_000 ? say("factFresh") : say("factAge", { age: tellWait(at, language, now) });
  return (
    <section className="panel-sec">
      <h2>{say("facts")}</h2>
      <Facts
        facts={rows.map(({ id, value, source, at, isStale }) => ({
          label: sayRow(id),
          value,
          source: say("factOf", { source: named(sourceWords, source, language), age: ageOf(at) }),
          isStale,
        }))}
      />
    </section>
  );
}

function PromiseLine({ text, dueAt, state }: Detail["promises"][number]) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  // One that is past its time and not told yet is broken, whatever its row says until somebody tells.
  const isLate = state === "late" || (state === "open" && Date.parse(dueAt) < now);
  return (
    <li>
      <p className="promise-said" dir="auto">
        {text}
      </p>
      <p className="note faint">
        <time className="num" dateTime={dueAt}>
          {say("dueBy", { due: tellTime(dueAt, language, now) })}
        </time>{" "}
        · <span className={`state ${isLate ? "late" : state}`}>{say(isLate ? "promiseLate" : promiseWord[state])}</span>
      </p>
    </li>
  );
}
