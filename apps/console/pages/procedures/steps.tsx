import { lazy, Suspense, useCallback, useEffect, useRef } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Heat, Procedure, Step } from "../../api/procedures.ts";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount } from "./figures.ts";
import { GraphTable } from "./graph-table.tsx";
import { procedureRoute } from "./route.ts";

const Graph = lazy(async () => ({ default: (await import("./graph.tsx")).Graph }));

type Needs = { readonly procedure: Procedure; readonly heat: Heat | undefined };

/** The drawing and the prose side by side: the same steps, and one chosen in both. */
export function Steps({ procedure, heat }: Needs) {
  const say = useSay(procedureWords);
  const navigate = useNavigate({ from: procedureRoute.fullPath });
  const { as, step: chosen } = procedureRoute.useSearch();
  const onChoose = useCallback(
    (step: string) => {
      void navigate({ search: (before) => ({ ...before, step }), replace: true, resetScroll: false });
    },
    [navigate],
  );
  const table = <GraphTable procedure={procedure} heat={heat} />;
  const note = heat && heat.begun > 0 ? say("wholeNote") : say("wholeNoteNone");
  return (
    <div className={as === "table" ? "stack l" : "studio"}>
      <section aria-labelledby="whole" className="studio-whole" tabIndex={-1} data-part>
        <div className="sec-head">
          <h2 id="whole">{say("whole")}</h2>
          <span className="note faint">{note}</span>
          <Link
            className="btn s push"
            data-key="t"
            from={procedureRoute.fullPath}
            search={(before) => ({ ...before, as: as === "table" ? undefined : "table" })}
            replace
            resetScroll={false}
          >
            {say(as === "table" ? "asGraph" : "asTable")}
            <kbd>T</kbd>
          </Link>
        </div>
        {as === "table" ? (
          table
        ) : (
          <div className="card flush graph-card">
            <Suspense fallback={<Skeleton lines={8} />}>
              <Graph
                procedure={procedure}
                heat={heat}
                chosen={chosen}
                onChoose={onChoose}
                otherwise={
                  <>
                    <p className="pad">{say("drawFailed")}</p>
                    {table}
                  </>
                }
              />
            </Suspense>
          </div>
        )}
      </section>
      <section aria-labelledby="prose" tabIndex={-1} data-part>
        <div className="sec-head">
          <h2 id="prose">{say("stepByStep")}</h2>
          {as !== "table" && <span className="note faint push">{say("stepNote")}</span>}
        </div>
        <div className="card prose-card">
          <ol className="prose-steps">
            {procedure.steps.map((step) => (
              <Told key={step.id} step={step} procedure={procedure} heat={heat} isChosen={step.id === chosen} />
            ))}
          </ol>
        </div>
      </section>
    </div>
  );
}

function Told({ step, procedure, heat, isChosen }: Needs & { readonly step: Step; readonly isChosen: boolean }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) item.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const runs = heat?.steps.find((each) => each.step === step.id)?.runs;
  const title = (id: string): string => procedure.steps.find((each) => each.id === id)?.title[language] ?? id;
  return (
    <li ref={item} id={`step-${step.id}`} className={isChosen ? "now" : undefined}>
      <div className="told">
        <p>
          {step.prose[language]} {step.strict && step.kind !== "act" && <span className="badge">{say("strict")}</span>}{" "}
          {step.table !== null && (
            <Link
              className="whole"
              from={procedureRoute.fullPath}
              search={(before) => ({ ...before, section: "tables" })}
            >
              {say("seeTable")}
            </Link>
          )}
          {step.calls !== null && (
            <Link
              className="whole"
              from={procedureRoute.fullPath}
              params={(before) => ({ ...before, procedure: step.calls ?? "" })}
              search={{}}
            >
              {say("seePart")}
            </Link>
          )}
        </p>
        {step.ways.length > 0 && (
          <ul className="ways">
            {step.ways.map(({ to, when }) => (
              <li key={to}>
                <span className="mute">{when[language] || say("otherwise")}</span>
                <span aria-hidden="true" className="faint">
                  →
                </span>
                <Link
                  from={procedureRoute.fullPath}
                  search={(before) => ({ ...before, step: to })}
                  replace
                  resetScroll={false}
                  className="trunc"
                >
                  {title(to)}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
      <span className="kind">
        {step.kindWords[language]}
        {heat && heat.begun > 0 && <span className="num"> · {tellCount(runs ?? 0, language)}</span>}
      </span>
    </li>
  );
}
