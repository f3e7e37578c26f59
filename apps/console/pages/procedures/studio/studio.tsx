import "../../../look/studio.css";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Check, Redo2, Undo2 } from "lucide-react";
import { ApiError } from "../../../api/call.ts";
import { procedures } from "../../../api/procedures.ts";
import { type Rehearsal, studio, type Texts } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { Skeleton } from "../../../parts/skeleton.tsx";
import { useMe } from "../../../shell/session.ts";
import { useSetting } from "../../../shell/setting.tsx";
import { useToast } from "../../../shell/toast.tsx";
import { procedureWords } from "../../../words/procedures.ts";
import { studioWords } from "../../../words/studio.ts";
import { tellTime } from "../../../words/tell.ts";
import { useSay } from "../../../words/use-say.ts";
import { procedureRoute, proceduresRoute, studioParts, studioRoute } from "../route.ts";
import { ChangeItem } from "../versions.tsx";
import { type Draft, type Saving, useDraft } from "./draft.ts";
import { Editor, type Jump } from "./editor.tsx";
import { Findings } from "./findings.tsx";
import { newText } from "./new-text.ts";
import { RehearsalPart } from "./rehearsal.tsx";
import { ReleasePart } from "./release.tsx";
import { TablePart } from "./tables.tsx";

const Graph = lazy(async () => ({ default: (await import("../graph.tsx")).Graph }));

/** Where an author writes a procedure: its draft, or the way to one. */
export function StudioPage() {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const reads = useApi(procedures);
  const { language } = useSetting();
  const { merchant, procedure: id } = studioRoute.useParams();
  const mayWrite = useMe().permissions.includes("procedure.write");
  const draft = useQuery({
    queryKey: ["studio-texts", merchant, id],
    queryFn: () =>
      api.texts(merchant, id, "draft").catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
    // What is written here is the newest there is.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: mayWrite,
  });
  const named = useQuery({
    queryKey: ["procedure", merchant, id, undefined],
    queryFn: () => reads.one(merchant, id, undefined),
    staleTime: 60_000,
    retry: false,
  });
  if (mayWrite && draft.data) return <Writing key={`${id} ${draft.dataUpdatedAt}`} texts={draft.data} />;
  const title = named.data?.title[language] ?? id;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <Crumb title={title} />
          <h1>{title}</h1>
        </div>
      </header>
      {!mayWrite && <Empty line={say("mayNot")} why={say("mayNotWhy")} />}
      {draft.error && <Failure error={draft.error} onAgain={() => void draft.refetch()} />}
      {mayWrite && draft.isPending && <Skeleton lines={8} />}
      {draft.data === null && <NoDraft />}
    </main>
  );
}

function Crumb({ title }: { readonly title: string }) {
  const say = useSay(studioWords);
  const sayRead = useSay(procedureWords);
  const { merchant, procedure } = studioRoute.useParams();
  return (
    <nav className="crumb" aria-label={sayRead("procedures")}>
      <Link to={proceduresRoute.to} params={{ merchant }}>
        {sayRead("procedures")}
      </Link>
      <span aria-hidden="true">/</span>
      <Link to={procedureRoute.to} params={{ merchant, procedure }} search={{}}>
        {title}
      </Link>
      <span aria-hidden="true">/</span>
      <span>{say("studio")}</span>
    </nav>
  );
}

/** Begins a draft as what is in force, or as a whole small procedure where there is none. */
function NoDraft() {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const cache = useQueryClient();
  const { merchant, procedure: id } = studioRoute.useParams();
  const current = useQuery({
    queryKey: ["studio-in-force", merchant, id],
    queryFn: () =>
      api.texts(merchant, id, "in-force").catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
  const start = useMutation({
    mutationFn: async () => {
      const files = current.data?.files ?? [];
      const text = files.find((file) => file.id === id)?.text ?? newText(id);
      const parts = files.filter((file) => file.own && file.id !== id).map((file) => [file.id, file.text]);
      await api.save(merchant, id, { kind: "text", text, parts: Object.fromEntries(parts) });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ["studio-texts", merchant, id] }),
  });
  if (current.isPending) return <Skeleton lines={4} />;
  if (current.error) return <Failure error={current.error} onAgain={() => void current.refetch()} />;
  const isNew = current.data === null;
  return (
    <>
      <Failure error={start.error} />
      <Empty
        line={isNew ? say("noneInForce", { id }) : say("noDraft")}
        why={isNew ? say("noneInForceWhy") : say("noDraftWhy")}
      >
        <button type="button" className="btn primary" disabled={start.isPending} onClick={() => start.mutate()}>
          {isNew ? say("startNew") : say("start")}
        </button>
      </Empty>
      {!isNew && (
        <div className="below-empty">
          <ReleasePart draft={undefined} />
        </div>
      )}
    </>
  );
}

/** The draft open before its author. */
function Writing({ texts }: { readonly texts: Texts }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const navigate = useNavigate({ from: studioRoute.fullPath });
  const { merchant, procedure: id } = studioRoute.useParams();
  const { part = "text", file: asked, table } = studioRoute.useSearch();
  const draft = useDraft(merchant, texts);
  const [jump, setJump] = useState<Jump & { readonly file: string }>();
  const [rehearsed, setRehearsed] = useState<{ readonly report: Rehearsal; readonly hash: string | null }>();
  const file = texts.files.find((each) => each.id === asked) ?? texts.files[0];
  const goes = (search: { part?: (typeof studioParts)[number]; file?: string; table?: string }): void =>
    void navigate({ search: (before) => ({ ...before, ...search }), replace: true, resetScroll: false });
  const toLine = (inFile: string, line: number): void => {
    goes({ part: "text", file: inFile });
    setJump((before) => ({ file: inFile, line, count: (before?.count ?? 0) + 1 }));
  };
  if (!file) return null;
  const title = draft.portrait?.title[language] ?? texts.files[0]?.title[language] ?? id;
  const findings = draft.reading?.findings ?? [];
  const check = (
    <Findings
      merchant={merchant}
      procedure={id}
      findings={findings}
      content={draft.content}
      isOld={draft.isOld}
      onLine={toLine}
      onTable={(inFile, name) => goes({ part: "tables", file: inFile, table: name })}
    />
  );
  return (
    <main className="page write" id="main" tabIndex={-1}>
      <header>
        <div>
          <Crumb title={title} />
          <h1>{title}</h1>
          <p className="lede">{say(texts.standsAbove ? "ledeAbove" : "ledeOwn")}</p>
        </div>
        <Discard draft={draft} />
      </header>
      <Strip draft={draft} rehearsed={rehearsed?.report} />
      <nav className="tabs" aria-label={say("sections")}>
        {studioParts.map((each) => (
          <Link
            key={each}
            from={studioRoute.fullPath}
            search={(before) => ({ ...before, part: each === "text" ? undefined : each })}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={each === part ? "page" : undefined}
            replace
            resetScroll={false}
          >
            {say(each)}
          </Link>
        ))}
      </nav>
      <Failure error={draft.error} onAgain={draft.again} />
      {part === "text" && (
        <TextPart
          draft={draft}
          file={file.id}
          jump={jump?.file === file.id ? jump : undefined}
          onFile={(each) => goes({ file: each })}
        >
          {check}
        </TextPart>
      )}
      {part === "tables" && (
        <TablePart
          draft={draft}
          file={file.id}
          table={table}
          onTable={(inFile, name) => goes({ file: inFile, table: name })}
        >
          {check}
        </TablePart>
      )}
      {part === "rehearsal" && <RehearsalPart draft={draft} rehearsed={rehearsed} onRehearsed={setRehearsed} />}
      {part === "changes" && <ChangesPart draft={draft} />}
      {part === "release" && <ReleasePart draft={draft} onLine={toLine} />}
    </main>
  );
}

/** One line of how the draft stands: what the check says, what changed, what the rehearsal found, whether it is kept. */
function Strip({ draft, rehearsed }: { readonly draft: Draft; readonly rehearsed: Rehearsal | undefined }) {
  const say = useSay(studioWords);
  const { reading, isOld, history, edit } = draft;
  const n = reading?.findings.length ?? 0;
  const changes = reading?.changes?.length ?? 0;
  return (
    <div className="glance strip">
      <ul>
        <li className={n > 0 ? "strong" : undefined}>
          {n > 0 ? (
            <span className="dot warn" aria-hidden="true" />
          ) : (
            <Check size={16} strokeWidth={1.5} aria-hidden="true" />
          )}
          <span role="status">{!reading || isOld ? say("checking") : n > 0 ? say("left", { n }) : say("isSound")}</span>
        </li>
        {reading?.sameAsInForce && <li>{say("isSame")}</li>}
        {changes > 0 && (
          <li>
            <Link from={studioRoute.fullPath} search={(before) => ({ ...before, part: "changes" as const })} replace>
              {say("changed", { n: changes })}
            </Link>
          </li>
        )}
        {rehearsed && (
          <li>
            <Link from={studioRoute.fullPath} search={(before) => ({ ...before, part: "rehearsal" as const })} replace>
              {say("rehearsed", { cases: rehearsed.cases, n: rehearsed.changed.length })}
            </Link>
          </li>
        )}
      </ul>
      <div className="row push">
        <Kept saving={draft.saving} />
        <button
          type="button"
          className="btn s"
          disabled={history.past.length === 0}
          onClick={() => edit({ kind: "undo" })}
        >
          <Undo2 size={14} strokeWidth={1.75} aria-hidden="true" />
          {say("undo")}
        </button>
        <button
          type="button"
          className="btn s icon"
          aria-label={say("redo")}
          title={say("redo")}
          disabled={history.future.length === 0}
          onClick={() => edit({ kind: "redo" })}
        >
          <Redo2 size={14} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
    </div>
  );
}

function Kept({ saving }: { readonly saving: Saving }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const told = (): string => {
    switch (saving.kind) {
      case "saved": {
        const time = saving.at === undefined ? "" : tellTime(saving.at, language, Date.now());
        return say("saved", { at: time && ` ${time}` });
      }
      case "saving":
        return say("saving");
      case "unsaved":
        return say("unsaved");
      case "failed":
        return say("notSaved");
    }
  };
  return (
    <span className={saving.kind === "failed" ? "note bad-ink" : "note mute"} role="status">
      {told()}
    </span>
  );
}

/** Throws the draft away, once one is asked where the button stands. */
function Discard({ draft }: { readonly draft: Draft }) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const tell = useToast();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { merchant, procedure } = studioRoute.useParams();
  const [isAsking, setAsking] = useState(false);
  const discard = useMutation({
    mutationFn: () => {
      draft.abandon();
      return api.discard(merchant, procedure);
    },
    onSuccess: async () => {
      await navigate({ to: procedureRoute.to, params: { merchant, procedure }, search: {} });
      cache.removeQueries({ queryKey: ["studio-texts", merchant, procedure] });
      tell({ text: say("discarded") });
    },
  });
  if (!isAsking) {
    return (
      <button type="button" className="btn quiet" onClick={() => setAsking(true)}>
        {say("discard")}
      </button>
    );
  }
  return (
    <div className="row wrap">
      <button type="button" className="btn grave" disabled={discard.isPending} onClick={() => discard.mutate()}>
        {say("discard")}
      </button>
      <button type="button" className="btn quiet" onClick={() => setAsking(false)}>
        {say("cancel")}
      </button>
    </div>
  );
}

type TextNeeds = {
  readonly draft: Draft;
  readonly file: string;
  readonly jump: Jump | undefined;
  readonly onFile: (file: string) => void;
  readonly children: ReactNode;
};

/** The text at one side; what the check finds and the drawing at the other. */
function TextPart({ draft, file, jump, onFile, children }: TextNeeds) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const { texts, history, reading, portrait } = draft;
  const found = reading?.findings;
  const marked = useMemo(
    () => new Set((found ?? []).flatMap((each) => (each.file === file && each.line !== null ? [each.line] : []))),
    [found, file],
  );
  const title = texts.files.find((each) => each.id === file)?.title[language] ?? file;
  return (
    <div className="lay-write">
      <section aria-label={say("editor", { title })} tabIndex={-1} data-part>
        <FilePicker texts={texts} file={file} onFile={onFile} />
        <Editor
          key={file}
          file={file}
          title={title}
          text={history.files[file] ?? ""}
          marked={marked}
          jump={jump}
          onEdit={draft.edit}
        />
      </section>
      <div className="stack xl">
        {children}
        <section aria-labelledby="drawn" tabIndex={-1} data-part>
          <div className="sec-head">
            <h2 id="drawn">{say("drawing")}</h2>
            <span className="note faint">
              {portrait && reading && !reading.portrait ? say("drawnLast") : say("drawnLive")}
            </span>
          </div>
          <div className="card flush graph-card">
            {portrait ? <Drawing portrait={portrait} /> : <p className="pad mute">{say("notDrawn")}</p>}
          </div>
        </section>
      </div>
    </div>
  );
}

function Drawing({ portrait }: { readonly portrait: NonNullable<Draft["portrait"]> }) {
  const sayRead = useSay(procedureWords);
  const [chosen, setChosen] = useState<string>();
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <Graph
        key={portrait.hash}
        procedure={portrait}
        heat={undefined}
        chosen={chosen}
        onChoose={setChosen}
        otherwise={<p className="pad">{sayRead("drawFailed")}</p>}
      />
    </Suspense>
  );
}

/** Which text one writes: the procedure's, or that of a part it uses. */
export function FilePicker({
  texts,
  file,
  onFile,
}: {
  readonly texts: Texts;
  readonly file: string;
  readonly onFile: (file: string) => void;
}) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  if (texts.files.length < 2) return null;
  return (
    <label className="pick-file">
      <span className="note mute">{say("file")}</span>
      <select className="input" value={file} onChange={({ target }) => onFile(target.value)}>
        {texts.files.map(({ id, title }, index) => (
          <option key={id} value={id}>
            {say(index === 0 ? "ofItself" : "ofPart", { title: title[language] })}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a release would change, in words. */
function ChangesPart({ draft: { reading, texts } }: { readonly draft: Draft }) {
  const say = useSay(studioWords);
  if (!reading) return <Skeleton lines={4} />;
  if (!reading.portrait) return <p className="mute">{say("changesUnread")}</p>;
  if (!reading.changes) return <p className="mute">{say("changesNew")}</p>;
  if (reading.changes.length === 0) return <p className="mute">{say("changesNone")}</p>;
  return (
    <section aria-labelledby="changes">
      <div className="sec-head">
        <h2 id="changes">{say("changesTitle", { n: reading.changes.length })}</h2>
      </div>
      <ol className="card changes">
        {reading.changes.map((change, index) => (
          <ChangeItem key={index} change={change} procedure={texts.procedure} />
        ))}
      </ol>
    </section>
  );
}
