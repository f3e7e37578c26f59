import type { Phrase, Procedure } from "../../api/procedures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { StepLinks } from "./step-links.tsx";

/** What is said to customers, in both languages beside each other. */
export function Phrases({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  return (
    <div className="stack l">
      <p className="mute dense">{say("phraseNote")}</p>
      <ul className="card phrases">
        {procedure.phrases.map((phrase) => (
          <li key={phrase.id}>
            <div className="row wrap note">
              <span className="mono">{phrase.id}</span>
              {phrase.strict && <span className="badge accent">{say("strict")}</span>}
              <span className="push faint">
                {say("saidIn")}
                <StepLinks steps={phrase.usedBy} procedure={procedure} />
              </span>
            </div>
            <div className="both">
              <p lang="zh-CN">
                <Pieces pieces={phrase.zh} language="zh" />
              </p>
              <p lang="en">
                <Pieces pieces={phrase.en} language="en" />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A phrase with the places that facts fill. */
export function Pieces({ pieces, language }: { readonly pieces: Phrase["zh"]; readonly language?: "zh" | "en" }) {
  const { language: reader } = useSetting();
  return pieces.map((piece, index) =>
    "text" in piece ? (
      <span key={index}>{piece.text}</span>
    ) : (
      <span key={index} className="slot" title={`${piece.path}, ${piece.format}`}>
        {piece.words[language ?? reader]}
      </span>
    ),
  );
}
