import { useQuery } from "@tanstack/react-query";
import { type Article, type At, type Content, knowledge, type Version } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { When } from "../../parts/when.tsx";
import { articleWords } from "../../words/knowledge.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  readonly at: At;
  readonly article: Article;
  readonly onRestore: ((number: number) => void) | undefined;
};

/** What was in force, by whom and why; each with what was said before and after. */
export function History({ at, article, onRestore }: Needs) {
  const say = useSay(articleWords);
  const api = useApi(knowledge);
  const versions = useQuery({
    queryKey: ["articles", at, "versions", article.id, article.number],
    queryFn: () => api.versions(at, article.id),
  });
  const items = versions.data?.items ?? [];
  return (
    <section aria-labelledby="history" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="history">{say("history")}</h2>
      </div>
      <Failure error={versions.error} />
      {versions.data && items.length === 0 && <p className="mute dense">{say("historyNone")}</p>}
      <ol className="stack">
        {items.map((version) => (
          <li key={version.number}>
            <Change
              version={version}
              onRestore={version.number < article.number || article.state === "retired" ? onRestore : undefined}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Change({ version, onRestore }: { readonly version: Version; readonly onRestore: Needs["onRestore"] }) {
  const say = useSay(articleWords);
  const { number, kind, content, before, name, at, reason } = version;
  const what = kind === "published" ? "versionPublished" : "versionRetired";
  return (
    <details className="foldout">
      <summary>
        {say(what, { number, name: name ?? say("somebody") })} <When at={at} /> {reason}
      </summary>
      <div className="pair mt-3">
        <Said word={say("before")} content={before} />
        <Said word={say("after")} content={kind === "retired" ? null : content} />
      </div>
      {content && onRestore && (
        <button type="button" className="btn s mt-3" onClick={() => onRestore(number)}>
          {say("restore")}
        </button>
      )}
    </details>
  );
}

const Said = ({ word, content }: { readonly word: string; readonly content: Content | null }) => (
  <div>
    <p className="label">{word}</p>
    {content?.kind === "says" ? (
      Object.entries(content.words).map(([language, words]) => (
        <p key={language} className="dense" lang={language === "zh" ? "zh-CN" : "en"}>
          <span className="strong">{words?.title}</span> {words?.answer}
        </p>
      ))
    ) : (
      <p className="dash">–</p>
    )}
  </div>
);
