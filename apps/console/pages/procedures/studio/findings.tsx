import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { Check, Play } from "lucide-react";
import { type Content, type Finding, type PlayLine, studio } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { useSetting } from "../../../shell/setting.tsx";
import { studioWords } from "../../../words/studio.ts";
import { useSay } from "../../../words/use-say.ts";

type Needs = {
  readonly merchant: string;
  readonly procedure: string;
  readonly findings: readonly Finding[];
  readonly content: Content;
  readonly isOld: boolean;
  readonly onLine: (file: string, line: number) => void;
  readonly onTable?: (file: string, table: string) => void;
};

/** What the check found, each with the case that shows it, which can be played. */
export function Findings({ findings, isOld, ...rest }: Needs) {
  const say = useSay(studioWords);
  return (
    <section aria-labelledby="check" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="check">{say("findings")}</h2>
        <span className="note faint" role="status">
          {isOld ? say("checking") : findings.length > 0 ? say("left", { n: findings.length }) : say("isSound")}
        </span>
      </div>
      {findings.length === 0 ? (
        <p className="row mute dense">
          <Check size={16} strokeWidth={1.5} aria-hidden="true" className="good-ink" />
          {say("findingsNone")}
        </p>
      ) : (
        <ul className="stack found-list">
          {findings.slice(0, shownAtMost).map((finding) => (
            <li key={`${finding.rule} ${finding.at} ${finding.message}`}>
              <OneFinding finding={finding} {...rest} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const shownAtMost = 40;

function OneFinding({
  finding,
  merchant,
  procedure,
  content,
  onLine,
  onTable,
}: Omit<Needs, "findings" | "isOld"> & { readonly finding: Finding }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const { at, words, message, file, line, case: shown } = finding;
  const table = /(?:^|\.)tables\.([^.]+)/.exec(at)?.[1];
  const place = file === procedure ? say("line", { line: line ?? 0 }) : say("lineIn", { file, line: line ?? 0 });
  return (
    <div className="witness">
      <p className="strong">{words[language]}</p>
      <p className="note mute">
        {line === null ? (
          <span className="mono">{at}</span>
        ) : (
          <button
            type="button"
            className="link"
            onClick={() => onLine(file, line)}
            aria-label={`${say("toLine")}: ${place}`}
          >
            {place}
          </button>
        )}
      </p>
      <CaseOf shown={shown} />
      <details className="foldout" open={finding.rule === "shape" || finding.rule === "expression"}>
        <summary>{say("inDetail")}</summary>
        <p lang="en" className="note">
          {message}
        </p>
      </details>
      <div className="row wrap">
        {finding.canPlay && <Played finding={finding} {...{ merchant, procedure, content }} />}
        {table !== undefined && onTable && (
          <button type="button" className="btn s" onClick={() => onTable(file, table)}>
            {say("toTable")}
          </button>
        )}
      </div>
    </div>
  );
}

function CaseOf({ shown: { facts, path } }: { readonly shown: Finding["case"] }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  if (facts.length > 0) {
    return (
      <dl aria-label={say("theCase")}>
        {facts.map(({ expression, name, value }) => (
          <div key={expression}>
            <dt>{name[language]}</dt>
            <dd>{value[language]}</dd>
          </div>
        ))}
      </dl>
    );
  }
  if (path.length < 2) return null;
  return (
    <p className="path">
      <span className="mute">{say("thePath")}</span>
      {path.map(({ id, title }) => title[language] || id).join(" → ")}
    </p>
  );
}

/** The case of a finding, played on demand: a small conversation with what machines said in between. */
function Played({
  finding,
  merchant,
  procedure,
  content,
}: Pick<Needs, "merchant" | "procedure" | "content"> & { readonly finding: Finding }) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const [isOpen, setOpen] = useState(false);
  const play = useMutation({ mutationFn: () => api.play(merchant, procedure, content, finding) });
  return (
    <>
      <button
        type="button"
        className="btn s"
        aria-expanded={isOpen}
        onClick={() => {
          if (!isOpen) play.mutate();
          setOpen(!isOpen);
        }}
      >
        <Play size={14} strokeWidth={1.75} aria-hidden="true" />
        {isOpen ? say("closePlay") : say("play")}
      </button>
      {isOpen && (
        <div className="played" role="status">
          {play.isPending && <p className="note mute">{say("playing")}</p>}
          {play.error && <p className="note">{say("notPlayed")}</p>}
          {play.data && <Lines lines={play.data.lines} />}
        </div>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly PlayLine[] }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  return (
    <>
      <p className="note mute">{say("played")}</p>
      <ol className="played-lines">
        {lines.map(({ who, words, title }, index) => (
          <li key={index} className={who} title={title[language]}>
            <span className="who">{say(who)}</span>
            <span className="what">{words[language]}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
