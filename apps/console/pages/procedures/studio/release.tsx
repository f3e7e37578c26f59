import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Release, studio } from "../../../api/studio.ts";
import { useApi } from "../../../api/use-api.ts";
import { Failure } from "../../../parts/failure.tsx";
import { Area, Field } from "../../../parts/field.tsx";
import { Skeleton } from "../../../parts/skeleton.tsx";
import { When } from "../../../parts/when.tsx";
import { Table } from "../../../parts/table.tsx";
import { useMe } from "../../../shell/session.ts";
import { useSetting } from "../../../shell/setting.tsx";
import { useToast } from "../../../shell/toast.tsx";
import { migrationReasons, studioWords } from "../../../words/studio.ts";
import { tellTime } from "../../../words/tell.ts";
import { named, useSay } from "../../../words/use-say.ts";
import { studioRoute } from "../route.ts";
import type { Draft } from "./draft.ts";
import { Moving } from "./moving.tsx";

type Needs = {
  /** Undefined where there is none: the releases can still be read and taken back. */
  readonly draft: Draft | undefined;
  readonly onLine?: (file: string, line: number) => void;
};

/** What was released, what is about to be, and the way back. */
export function ReleasePart({ draft, onLine }: Needs) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const { merchant, procedure } = studioRoute.useParams();
  const mayRelease = useMe().permissions.includes("procedure.release");
  const releases = useQuery({
    queryKey: ["releases", merchant, procedure],
    queryFn: () => api.releases(merchant, procedure),
  });
  const items = releases.data?.items ?? [];
  return (
    <div className="stack xl">
      {draft &&
        (mayRelease ? <ReleaseForm draft={draft} onLine={onLine} /> : <p className="mute">{say("notAuthors")}</p>)}
      <section aria-labelledby="releases" tabIndex={-1} data-part>
        <div className="sec-head wrap">
          <h2 id="releases">{say("releases")}</h2>
        </div>
        {releases.error && <Failure error={releases.error} onAgain={() => void releases.refetch()} />}
        {releases.isPending && <Skeleton lines={3} />}
        {releases.isSuccess && items.length === 0 && <p className="mute">{say("noReleases")}</p>}
        {items.length > 0 && (
          <div className="stack l">
            <Releases items={items} draft={draft} />
            {mayRelease && items.some(({ inForce, restores }) => inForce && restores !== 0) && <RollBack />}
          </div>
        )}
      </section>
      {items.length > 0 && <Waiting />}
    </div>
  );
}

function ReleaseForm({ draft, onLine }: { readonly draft: Draft; readonly onLine: Needs["onLine"] }) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const tell = useToast();
  const cache = useQueryClient();
  const { language } = useSetting();
  const { merchant, procedure } = studioRoute.useParams();
  const [reason, setReason] = useState("");
  const [when, setWhen] = useState("");
  const [isTried, setTried] = useState(false);
  const { reading, saving, isOld } = draft;
  const findings = reading?.findings ?? [];
  const release = useMutation({
    mutationFn: () =>
      api.release(merchant, procedure, {
        reason: reason.trim(),
        ...(when === "" ? {} : { effectiveAt: new Date(when).toISOString() }),
      }),
    onSuccess: async ({ number, effectiveAt, inForce }) => {
      draft.abandon();
      tell({
        text: inForce
          ? say("released", { number })
          : say("releasedLater", { number, at: tellTime(effectiveAt, language, Date.now()) }),
      });
      await forgetAll(cache, merchant, procedure);
    },
  });
  const tooShort = reason.trim().length < 3;
  const why =
    saving.kind !== "saved" || isOld || !reading
      ? say("notBeforeSaved")
      : reading.sameAsInForce
        ? say("nothingToRelease")
        : undefined;
  return (
    <section aria-labelledby="to-release" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="to-release">{say("releaseTitle")}</h2>
      </div>
      {findings.length > 0 ? (
        <div className="notice warn">
          <div>
            <p className="strong">{say("refusedWhile", { n: findings.length })}</p>
            <ul className="refused">
              {findings.slice(0, 10).map(({ rule, at, message, words, file, line }) => (
                <li key={`${rule} ${at} ${message}`}>
                  {words[language]}{" "}
                  {line !== null && onLine && (
                    <button type="button" className="link" onClick={() => onLine(file, line)}>
                      {file === procedure ? say("line", { line }) : say("lineIn", { file, line })}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        </div>
      ) : (
        <form
          className="card release-form"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!tooShort && why === undefined) release.mutate();
          }}
        >
          <Area
            label={say("reason")}
            hint={say("reasonHint")}
            {...(isTried && tooShort ? { error: say("reasonNeeded") } : {})}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <Field
            label={say("when")}
            hint={say("whenHint")}
            type="datetime-local"
            value={when}
            onChange={({ target }) => setWhen(target.value)}
          />
          <p className="note mute">{say("inFlight")}</p>
          <Failure error={release.error} />
          <div className="row wrap">
            <button type="submit" className="btn primary" disabled={why !== undefined || release.isPending}>
              {say(when === "" ? "releaseNow" : "releaseThen")}
            </button>
            <span className="note mute" role="status">
              {why ?? ""}
            </span>
          </div>
        </form>
      )}
    </section>
  );
}

type Cache = ReturnType<typeof useQueryClient>;

/** After a release or its way back, everything that was read of the procedure is old. */
async function forgetAll(cache: Cache, merchant: string, procedure: string): Promise<void> {
  await Promise.all(
    [
      ...["releases", "migration", "procedure", "procedure-versions", "procedure-changes", "studio-in-force"],
      ...["studio-reading", "studio-texts"],
    ].map((name) => cache.invalidateQueries({ queryKey: [name, merchant, procedure] })),
  );
  await cache.invalidateQueries({ queryKey: ["procedures", merchant] });
}

function Releases({ items, draft }: { readonly items: readonly Release[]; readonly draft: Draft | undefined }) {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const tell = useToast();
  const cache = useQueryClient();
  const { merchant, procedure } = studioRoute.useParams();
  const now = Date.now();
  const begin = useMutation({
    mutationFn: async (number: number) => {
      const { files } = await api.texts(merchant, procedure, number);
      const text = files.find(({ id }) => id === procedure)?.text ?? "";
      const parts = files.filter(({ id, own }) => own && id !== procedure).map(({ id, text: part }) => [id, part]);
      draft?.abandon();
      await api.save(merchant, procedure, { kind: "text", text, parts: Object.fromEntries(parts) });
      return number;
    },
    onSuccess: async (number) => {
      tell({ text: say("startedFrom", { number }) });
      await cache.invalidateQueries({ queryKey: ["studio-texts", merchant, procedure] });
    },
  });
  return (
    <div className="card flush">
      <Failure error={begin.error} />
      <div className="scrollx" role="group" aria-labelledby="releases" tabIndex={0}>
        <table className="t edge releases">
          <caption className="vh">{say("releases")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("number")}</th>
              <th scope="col">{say("since")}</th>
              <th scope="col">{say("why")}</th>
              <th scope="col">{say("state")}</th>
              <th scope="col">
                <span className="vh">{say("startFrom")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ number, effectiveAt, reason, restores, inForce, behind, hash }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td>
                  <When at={effectiveAt} />
                </td>
                <td>
                  {reason}
                  {restores !== null && (
                    <div className="note mute">
                      {restores === 0 ? say("backToAbove") : say("backTo", { number: restores })}
                    </div>
                  )}
                </td>
                <td>
                  {inForce ? (
                    <span className="badge good">{say("inForce")}</span>
                  ) : Date.parse(effectiveAt) > now ? (
                    <span className="badge accent">{say("toCome")}</span>
                  ) : (
                    <span className="note mute">{say("past")}</span>
                  )}
                  {inForce && behind && <div className="note warn-ink">{say("behind")}</div>}
                </td>
                <td className="r">
                  {hash !== null && (
                    <button
                      type="button"
                      className="btn s"
                      disabled={begin.isPending}
                      aria-label={`${say("startFrom")} (${number})`}
                      onClick={() => begin.mutate(number)}
                    >
                      {say("startFrom")}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Back to what held before, at once; the reason is asked where the button stands. */
function RollBack() {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const tell = useToast();
  const cache = useQueryClient();
  const { merchant, procedure } = studioRoute.useParams();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const tooShort = reason.trim().length < 3;
  const back = useMutation({
    mutationFn: () => api.rollBack(merchant, procedure, reason.trim()),
    onSuccess: async () => {
      tell({ text: say("rolledBack") });
      setAsking(false);
      setReason("");
      setTried(false);
      await forgetAll(cache, merchant, procedure);
    },
  });
  if (!isAsking) {
    return (
      <div>
        <button type="button" className="btn grave" onClick={() => setAsking(true)}>
          {say("rollBack")}
        </button>
      </div>
    );
  }
  return (
    <form
      className="card release-form"
      aria-label={say("rollBackTitle")}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!tooShort) back.mutate();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") setAsking(false);
      }}
    >
      <h3>{say("rollBackTitle")}</h3>
      <p className="note mute">{say("rollBackWhy")}</p>
      <Field
        label={say("reason")}
        {...(isTried && tooShort ? { error: say("reasonNeeded") } : {})}
        value={reason}
        maxLength={500}
        autoFocus
        onChange={({ target }) => setReason(target.value)}
      />
      <Failure error={back.error} />
      <div className="row wrap">
        <button type="submit" className="btn grave" disabled={back.isPending}>
          {say("rollBackNow")}
        </button>
        <button type="button" className="btn quiet" onClick={() => setAsking(false)}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}

/** Running cases of other versions: which could go on in the one in force, and why the others cannot; and the way to bring them along. */
function Waiting() {
  const say = useSay(studioWords);
  const api = useApi(studio);
  const { language } = useSetting();
  const { merchant, procedure } = studioRoute.useParams();
  const waiting = useQuery({
    queryKey: ["migration", merchant, procedure],
    queryFn: () => api.waiting(merchant, procedure),
  });
  const items = waiting.data?.items ?? [];
  return (
    <section aria-labelledby="waiting" tabIndex={-1} data-part>
      <div className="sec-head wrap">
        <h2 id="waiting">{say("waiting")}</h2>
        {items.length > 0 && <span className="note faint">{say("waitingLede")}</span>}
      </div>
      {waiting.error && <Failure error={waiting.error} onAgain={() => void waiting.refetch()} />}
      {waiting.isSuccess && items.length === 0 && <p className="mute">{say("waitingNone")}</p>}
      {waiting.isSuccess && <Moving canMove={items.filter(({ canMove }) => canMove).length} />}
      {items.length > 0 && (
        <div className="card flush">
          <Table name={say("waiting")} by="waiting" look="edge" columns={[say("step"), say("state")]}>
            {items.map(({ run, step, canMove, reasons }) => (
              <tr key={run}>
                <th scope="row" className="mono">
                  {step}
                </th>
                <td>
                  {canMove ? (
                    <span className="badge good">{say("canMove")}</span>
                  ) : (
                    <>
                      <span className="badge warn">{say("cannotMove")}</span>
                      {reasons.map(({ why, about }) => (
                        <div key={`${why} ${about}`} className="note mute">
                          {named(migrationReasons, why, language)} <span className="mono">{about}</span>
                        </div>
                      ))}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  );
}
