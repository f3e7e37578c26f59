import { Link } from "@tanstack/react-router";
import type { Heat, Procedure } from "../../api/procedures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount, tellSpent } from "./figures.ts";
import { procedureRoute } from "./route.ts";

/** The drawing as a table: every step, what happened at it, and where it leads. */
export function GraphTable({ procedure, heat }: { readonly procedure: Procedure; readonly heat: Heat | undefined }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const figures = new Map(heat?.steps.map((step) => [step.step, step]));
  const runsOn = new Map(heat?.ways.map(({ from, to, runs }) => [`${from} ${to}`, runs]));
  const numbers = new Map(procedure.steps.map(({ id }, index) => [id, index + 1]));
  const count = (value: number | undefined) => (value ? tellCount(value, language) : <span className="faint">0</span>);
  return (
    <div className="card flush">
      <div className="scrollx" role="group" aria-label={say("whole")} tabIndex={0}>
        <table className="t edge tight">
          <caption className="vh">{say("whole")}</caption>
          <thead>
            <tr>
              <th scope="col" className="r">
                #
              </th>
              <th scope="col">{say("step")}</th>
              <th scope="col" className="r">
                {say("came")}
              </th>
              <th scope="col" className="r">
                {say("endedHere")}
              </th>
              <th scope="col" className="r">
                {say("standing")}
              </th>
              <th scope="col" className="r">
                {say("stay")}
              </th>
              <th scope="col">{say("waysOut")}</th>
            </tr>
          </thead>
          <tbody>
            {procedure.steps.map(({ id, kindWords, title, ways }, index) => {
              const here = figures.get(id);
              return (
                <tr key={id}>
                  <td className="r faint">{index + 1}</td>
                  <th scope="row">
                    <Link
                      from={procedureRoute.fullPath}
                      search={(before) => ({ ...before, step: id, as: undefined })}
                      resetScroll={false}
                    >
                      {title[language]}
                    </Link>{" "}
                    <span className="note faint">{kindWords[language]}</span>
                  </th>
                  <td className="r">{count(here?.runs)}</td>
                  <td className="r">{count(here?.ended)}</td>
                  <td className="r">{count(here?.standing)}</td>
                  <td className="r">
                    {here?.medianSeconds === null || here === undefined ? (
                      <span className="faint">–</span>
                    ) : (
                      tellSpent(here.medianSeconds, language)
                    )}
                  </td>
                  <td>
                    {ways.map(({ to, when }) => (
                      <div key={to} className="way-row">
                        <span>{when[language] || say("otherwise")}</span>
                        <span className="faint">{say("toStep", { number: numbers.get(to) ?? 0 })}</span>
                        <span className="num push">{count(runsOn.get(`${id} ${to}`))}</span>
                      </div>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
