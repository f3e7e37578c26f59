import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Content, knowledge } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { useSetting } from "../../shell/setting.tsx";
import { articleWords, knowledgeWords } from "../../words/knowledge.ts";
import { tellDate } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  /** None above the shops: each puts in its own settings. */
  readonly merchant: string | undefined;
  readonly content: Content | undefined;
  readonly language: "zh" | "en";
  readonly onLanguage: (language: "zh" | "en") => void;
};

/** As it stands, with the names of settings. */
function asWritten(content: Content, language: "zh" | "en") {
  const words = content.kind === "says" ? content.words[language] : undefined;
  return words ? { text: words.answer, title: words.title, faults: [] } : undefined;
}

/** The answer as a customer reads it, with the settings filled in as they are now. */
export function Preview({ merchant, content, language, onLanguage }: Needs) {
  const say = useSay(articleWords);
  const sayAll = useSay(knowledgeWords);
  const { language: reader } = useSetting();
  const api = useApi(knowledge);
  const seen = useQuery({
    queryKey: ["article-preview", merchant, language, content],
    queryFn: () => (content && merchant !== undefined ? api.preview(merchant, content, language) : null),
    enabled: content !== undefined && merchant !== undefined,
    placeholderData: keepPreviousData,
  });
  const {
    text = null,
    title = null,
    faults = [],
  } = (content && (merchant === undefined ? asWritten(content, language) : seen.data)) || {};
  return (
    <section className="card stack" aria-labelledby="preview" tabIndex={-1} data-part>
      <div className="row">
        <h2 id="preview" className="grow">
          {say("preview")}
        </h2>
        {(["zh", "en"] as const).map((each) => (
          <button
            key={each}
            type="button"
            className="btn quiet s"
            aria-pressed={each === language}
            onClick={() => onLanguage(each)}
          >
            {say(each === "zh" ? "inZh" : "inEn")}
          </button>
        ))}
      </div>
      {text === null && faults.length === 0 && <p className="mute dense">{say("previewNone")}</p>}
      {text !== null && (
        <div className="msg we">
          <p className="say" lang={language === "zh" ? "zh-CN" : "en"}>
            {text}
          </p>
          <p className="note faint">
            {sayAll("from", { title: title ?? "", date: tellDate(new Date().toISOString(), reader, Date.now()) })}
          </p>
        </div>
      )}
      {merchant === undefined && <p className="note faint">{say("settingsBelow")}</p>}
      {faults.map(({ kind, name, language: of }) => (
        <p key={`${kind} ${name} ${of}`} className="notice warn" role="alert">
          {kind === "unknown-variable" ? say("unknownVariable", { name: name ?? "" }) : say("strayBrace")}
        </p>
      ))}
    </section>
  );
}
