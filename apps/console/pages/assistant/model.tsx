import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Lesson, type Understood, understanding } from "../../api/understanding.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { atEnd, Table } from "../../parts/table.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { understandingWords } from "../../words/understanding.ts";
import { useSay } from "../../words/use-say.ts";
import { tellWhole } from "../quality/tell.ts";
import { tellCount } from "../today/tell.ts";
import { useNameOf } from "./meaning.tsx";
import type { PartNeeds } from "./part.ts";

/** What reads this shop's messages: what it was taught with, how it did, its limits, and its versions. */
export function Model({ merchant, mayTeach }: PartNeeds) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const told = useQuery({
    queryKey: ["understanding", merchant, "figures", 28],
    queryFn: () => api.figures(merchant, 28),
  });
  const model = told.data?.model;
  return (
    <>
      <header>
        <div>
          <h1>{model ? say("modelTitle", { n: model.ownExamples, version: model.version }) : say("model")}</h1>
          <p className="lede">{say("modelLede")}</p>
        </div>
      </header>
      {told.error && <Failure error={told.error} onAgain={() => void told.refetch()} />}
      {told.isPending && <Skeleton lines={5} />}
      {model && <Card model={model} merchant={merchant} mayTeach={mayTeach} />}
      <Versions merchant={merchant} mayTeach={mayTeach} />
    </>
  );
}

function Card({ model, merchant, mayTeach }: PartNeeds & { readonly model: Understood["model"] }) {
  const say = useSay(understandingWords);
  const { language } = useSetting();
  const count = (of: number): string => tellCount(of, language);
  const { rehearsed } = model;
  return (
    <section className="mb-8" aria-labelledby="card">
      <div className="sec-head">
        <h2 id="card" className="text-lead">
          {say("card")}
        </h2>
      </div>
      <dl className="model-card">
        <dt>{say("cardOn")}</dt>
        <dd>{say("cardOnTold", { library: count(model.libraryExamples), own: count(model.ownExamples) })}</dd>
        <dt>{say("cardHow")}</dt>
        <dd>
          {say("cardHowTold", {
            sure: tellWhole(model.sure, language),
            threshold: tellWhole(model.threshold, language),
          })}
        </dd>
        <dt>{say("cardMeasured")}</dt>
        <dd>
          {rehearsed
            ? say("cardMeasuredTold", {
                known: count(rehearsed.traffic.known),
                before: count(rehearsed.traffic.rightBefore),
                after: count(rehearsed.traffic.rightAfter),
                libraryKnown: count(rehearsed.library.known),
                libraryBefore: count(rehearsed.library.rightBefore),
                libraryAfter: count(rehearsed.library.rightAfter),
              })
            : say("cardMeasuredNone")}
        </dd>
        <dt>{say("cardSure")}</dt>
        <dd>
          {model.reviewed > 0 ? say("cardSureOwn", { n: count(model.reviewed) }) : say("cardSureCommon")}
          {mayTeach && <Calibrate merchant={merchant} />}
        </dd>
        <dt>{say("cardLimits")}</dt>
        <dd>{say("cardLimitsTold")}</dd>
      </dl>
    </section>
  );
}

function Calibrate({ merchant }: { readonly merchant: string }) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  const calibrate = useMutation({
    mutationFn: () => api.calibrate(merchant),
    onSuccess: async ({ kind }) => {
      tell({ text: say(kind === "live" ? "calibrated" : "calibrateRefused") });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant] });
    },
  });
  return (
    <div className="mt-2">
      <button type="button" className="btn s" disabled={calibrate.isPending} onClick={() => calibrate.mutate()}>
        {say("calibrate")}
      </button>
      {calibrate.error && <Failure error={calibrate.error} />}
    </div>
  );
}

function Versions({ merchant, mayTeach }: PartNeeds) {
  const say = useSay(understandingWords);
  const api = useApi(understanding);
  const tell = useToast();
  const cache = useQueryClient();
  const list = usePages(["understanding", merchant, "lessons"], (cursor) => api.lessons(merchant, cursor));
  const goBack = useMutation({
    mutationFn: (version: number) => api.goBack(merchant, version),
    onSuccess: async () => {
      tell({ text: say("wentBack") });
      await cache.invalidateQueries({ queryKey: ["understanding", merchant] });
    },
  });
  if (list.data && list.items.length === 0) return null;
  return (
    <section className="mb-8" aria-labelledby="versions">
      <div className="sec-head">
        <h2 id="versions" className="text-lead">
          {say("versions")}
        </h2>
        {mayTeach && list.items.some(({ isLive }) => isLive) && (
          <button type="button" className="btn s push" disabled={goBack.isPending} onClick={() => goBack.mutate(0)}>
            {say("goBackCommon")}
          </button>
        )}
      </div>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {goBack.error && <Failure error={goBack.error} />}
      <div className="card flush">
        <Table
          name={say("versions")}
          by="versions"
          look="edge"
          columns={[say("version"), say("what"), say("who"), say("when"), say("rehearsed"), atEnd(say("goBack"))]}
        >
          {list.items.map((lesson) => (
            <tr key={lesson.version}>
              <th scope="row" className="num">
                {lesson.version}
              </th>
              <td>
                <What lesson={lesson} />
              </td>
              <td>{lesson.byName ?? say("program")}</td>
              <td className="whitespace-nowrap">
                <When at={lesson.at} />
              </td>
              <td>
                {say("rehearsedTold", {
                  better: lesson.traffic.better + lesson.library.better + lesson.taught.right,
                  worse: lesson.traffic.worse + lesson.library.worse,
                })}
              </td>
              <td className="r">
                <Way lesson={lesson} mayTeach={mayTeach} isBusy={goBack.isPending} onGoBack={goBack.mutate} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
      <More more={list.more} word={say("more")} />
    </section>
  );
}

function What({ lesson: { kind, means, ofVersion, insisted, reason } }: { readonly lesson: Lesson }) {
  const say = useSay(understandingWords);
  const nameOf = useNameOf();
  const what =
    kind === "means"
      ? say("lessonMeans", { name: nameOf(means ?? "") })
      : kind === "take-back"
        ? say("lessonTakeBack", { version: ofVersion ?? 0 })
        : say("lessonRecalibrate");
  return (
    <>
      {what}
      {insisted && <span className="note mute"> · {say("insisted", { reason: reason ?? "" })}</span>}
    </>
  );
}

function Way({
  lesson: { version, isLive, isKept },
  mayTeach,
  isBusy,
  onGoBack,
}: {
  readonly lesson: Lesson;
  readonly mayTeach: boolean;
  readonly isBusy: boolean;
  readonly onGoBack: (version: number) => void;
}) {
  const say = useSay(understandingWords);
  if (isLive) return <span className="strong">{say("live")}</span>;
  if (!isKept) return <span className="note mute">{say("notKept")}</span>;
  if (!mayTeach) return null;
  return (
    <button type="button" className="btn s" disabled={isBusy} onClick={() => onGoBack(version)}>
      {say("goBackOf", { version })}
    </button>
  );
}
