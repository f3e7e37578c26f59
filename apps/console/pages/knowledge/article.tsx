import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Article, knowledge } from "../../api/knowledge.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choose, Field } from "../../parts/field.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { articleWords, kindWords } from "../../words/knowledge.ts";
import { useSay } from "../../words/use-say.ts";
import { ConditionFields } from "./conditions.tsx";
import { contentFrom, emptyFields, type Fields, fieldsOf, isHalf, titleOf } from "./content.ts";
import { History } from "./history.tsx";
import { type ArticlesOf, useArticlesOf } from "./place.ts";
import { Preview } from "./preview.tsx";
import { articleRoute, knowledgeRoute } from "./route.ts";
import { WordsFieldset } from "./words.tsx";

/** One article: written in both languages, seen as a customer sees it, published, and what it said before. */
export function ArticlePage() {
  const { merchant, article: id } = articleRoute.useParams();
  const { asked, key, of } = articleRoute.useSearch();
  const place = useArticlesOf(merchant, of);
  const api = useApi(knowledge);
  const isNew = id === "new";
  const found = useQuery({
    queryKey: ["articles", place.at, "one", id],
    queryFn: () => api.one(place.at, id),
    enabled: !isNew,
  });
  return (
    <main className="page" id="main" tabIndex={-1}>
      {found.error && <Failure error={found.error} onAgain={() => void found.refetch()} />}
      {!isNew && found.isPending && <Skeleton lines={10} />}
      {isNew && <Editor key={`new ${asked} ${key}`} place={place} asked={asked} keyOf={key} />}
      {found.data && <Editor key={`${id} ${found.data.revision}`} place={place} article={found.data} />}
    </main>
  );
}

type Needs = {
  readonly place: ArticlesOf;
  readonly article?: Article;
  readonly asked?: string | undefined;
  readonly keyOf?: string | undefined;
};

function Editor({ place, article, asked, keyOf }: Needs) {
  const { merchant, mayWrite, level } = place;
  const say = useSay(articleWords);
  const { language } = useSetting();
  const content = article?.draft?.content ?? article?.published?.content;
  const before = content?.kind === "says" ? content : undefined;
  const start = before ? fieldsOf(before) : begunWith(asked);
  const [fields, setFields] = useState<Fields>(start);
  const [shown, setShown] = useState<"zh" | "en">(before && !before.words[language] ? other(language) : language);
  const isChanged = JSON.stringify(fields) !== JSON.stringify(before ? start : emptyFields);
  const now = contentFrom(fields, before);
  const isWritten = Object.keys(now.words).length > 0;
  const isBroken = isHalf(fields.zh) || isHalf(fields.en);
  const acts = useActs(place, article, keyOf);
  const off = !mayWrite || acts.isBusy;
  const title = article && titleOf(article, language);
  const isAbove = level !== "shop" && article?.state === "published";
  const heading =
    article && say(isAbove ? "sentenceAbove" : sentences[article.state], { title: title ?? "", n: article.uses ?? 0 });
  return (
    <>
      <header>
        <div>
          <p className="dense">
            <Link to={knowledgeRoute.to} params={{ merchant }} search={place.search}>
              {say("back")}
            </Link>
          </p>
          <h1>{heading ?? say("newTitle")}</h1>
          <p className="lede">{content?.kind === "hides" ? say("hides", { key: article?.key ?? "" }) : say("lede")}</p>
          {article && <Origin article={article} />}
        </div>
      </header>
      {!mayWrite && <p className="note faint">{say("onlyRead")}</p>}
      {content?.kind !== "hides" && (
        <div className="article-lay">
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              if (isWritten && !isBroken) acts.save.mutate(now);
            }}
          >
            <div className="pair">
              {(["zh", "en"] as const).map((each) => (
                <WordsFieldset
                  key={each}
                  language={each}
                  merchant={merchant}
                  value={fields[each]}
                  isOff={off}
                  onChange={(value) => {
                    setFields({ ...fields, [each]: value });
                    setShown(each);
                  }}
                />
              ))}
            </div>
            <AboutField value={fields.about} isOff={off} onChange={(about) => setFields({ ...fields, about })} />
            <ConditionFields fields={fields} isOff={off} onChange={setFields} />
            <div className={isChanged ? "save-bar on" : "save-bar"}>
              <Failure error={acts.error} />
              {mayWrite && (
                <div className="row wrap">
                  <button
                    type="submit"
                    className={article ? "btn" : "btn primary"}
                    disabled={off || !isWritten || isBroken || !isChanged}
                  >
                    {say("save")}
                  </button>
                  <p className="note faint" role="status">
                    {isChanged ? say("unsaved") : ""}
                  </p>
                </div>
              )}
            </div>
          </form>
          <div className="stack">
            <Preview
              merchant={level === "shop" ? merchant : undefined}
              content={isWritten ? now : undefined}
              language={shown}
              onLanguage={setShown}
            />
          </div>
        </div>
      )}
      {article && mayWrite && <Acts article={article} acts={acts} isChanged={isChanged && before !== undefined} />}
      {article && <History at={place.at} article={article} onRestore={mayWrite ? acts.restore.mutate : undefined} />}
    </>
  );
}

/** The kind of questions it answers: found by that in whatever words it is asked. */
function AboutField({
  value,
  isOff,
  onChange,
}: {
  readonly value: string;
  readonly isOff: boolean;
  readonly onChange: (about: string) => void;
}) {
  const say = useSay(articleWords);
  const { language } = useSetting();
  return (
    <Choose
      label={say("about")}
      hint={say("aboutHint")}
      value={value}
      disabled={isOff}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">{say("aboutNone")}</option>
      {Object.entries(kindWords).map(([kind, word]) => (
        <option key={kind} value={kind}>
          {word[language]}
        </option>
      ))}
    </Choose>
  );
}

const sentences = { draft: "sentenceDraft", published: "sentencePublished", retired: "sentenceRetired" } as const;
const other = (language: "zh" | "en"): "zh" | "en" => (language === "zh" ? "en" : "zh");

/** A new article begins with the question that was asked, in its own language. */
function begunWith(asked: string | undefined): Fields {
  if (!asked) return emptyFields;
  const language = /\p{Script=Han}/u.test(asked) ? "zh" : "en";
  return { ...emptyFields, [language]: { title: asked.slice(0, 120), asked, answer: "" } };
}

function Origin({ article: { origin } }: { readonly article: Article }) {
  const say = useSay(articleWords);
  if (origin.kind === "written") return null;
  const text =
    origin.kind === "page"
      ? say("originPage", { name: origin.url })
      : origin.kind === "conversation"
        ? say("originTalk")
        : say("originFile", { name: origin.name });
  return <p className="note faint">{text}</p>;
}

type ActsOf = ReturnType<typeof useActs>;

/** All that can be done with an article; each is told once it is done. */
function useActs({ merchant, at, search }: ArticlesOf, article: Article | undefined, key: string | undefined) {
  const say = useSay(articleWords);
  const api = useApi(knowledge);
  const client = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const id = article?.id ?? "";
  const revision = article?.revision ?? 0;
  const done = (word: keyof typeof articleWords) => async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["articles", at] });
    tell({ text: say(word) });
  };
  const save = useMutation({
    mutationFn: (content: ReturnType<typeof contentFrom>) =>
      article ? api.saveDraft(at, id, content, revision) : api.write(at, content, key),
    onSuccess: async (saved) => {
      await done("saved")();
      if (!article)
        await navigate({ to: articleRoute.to, params: { merchant, article: saved.id }, search, replace: true });
    },
  });
  const publish = useMutation({
    mutationFn: (reason: string) => api.publish(at, id, revision, reason),
    onSuccess: done("published"),
  });
  const retire = useMutation({
    mutationFn: (reason: string) => api.retire(at, id, reason),
    onSuccess: done("retired"),
  });
  const checked = useMutation({ mutationFn: () => api.checked(at, id), onSuccess: done("checkedNow") });
  const restore = useMutation({
    mutationFn: (number: number) => api.restore(at, id, number),
    onSuccess: done("restored"),
  });
  const drop = useMutation({
    mutationFn: () => api.dropDraft(at, id),
    onSuccess: async () => {
      if (article?.number === 0) await navigate({ to: knowledgeRoute.to, params: { merchant }, search });
      await done("dropped")();
    },
  });
  const all = [save, publish, retire, checked, restore, drop];
  return {
    ...{ save, publish, retire, checked, restore, drop },
    isBusy: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error,
  };
}

function Acts({
  article,
  acts,
  isChanged,
}: {
  readonly article: Article;
  readonly acts: ActsOf;
  readonly isChanged: boolean;
}) {
  const say = useSay(articleWords);
  const [reason, setReason] = useState("");
  const { state, draft, published } = article;
  const mayPublish = draft !== null || (state === "retired" && published !== null);
  const off = acts.isBusy || isChanged;
  return (
    <section className="card stack my-6" aria-label={say("publish")} tabIndex={-1} data-part>
      {mayPublish && (
        <Field
          label={say("reason")}
          maxLength={300}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      )}
      <div className="row wrap">
        {mayPublish && (
          <button
            type="button"
            className="btn primary"
            disabled={off}
            onClick={() => acts.publish.mutate(reason)}
            data-key="p"
          >
            {say("publish")}
          </button>
        )}
        {state === "published" && (
          <button type="button" className="btn" disabled={off} onClick={() => acts.checked.mutate()}>
            {say("check")}
          </button>
        )}
        {draft !== null && (
          <button type="button" className="btn quiet" disabled={acts.isBusy} onClick={() => acts.drop.mutate()}>
            {say("drop")}
          </button>
        )}
        {state === "published" && (
          <button type="button" className="btn quiet push" disabled={off} onClick={() => acts.retire.mutate(reason)}>
            {say("retire")}
          </button>
        )}
      </div>
    </section>
  );
}
