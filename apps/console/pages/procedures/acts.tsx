import type { ReactNode } from "react";
import type { Procedure } from "../../api/procedures.ts";
import { Table } from "../../parts/table.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { Pieces } from "./phrases.tsx";
import { StepLinks } from "./step-links.tsx";

type Act = Procedure["acts"][number];

/** What it does, on what condition and with whose yes; what it knows; what may be set. */
export function Acts({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  return (
    <div className="stack xl">
      <section aria-labelledby="acts">
        <div className="sec-head">
          <h2 id="acts">{say("actsTitle")}</h2>
        </div>
        {procedure.acts.length === 0 && <p className="mute">{say("noActs")}</p>}
        <div className="act-cards">
          {procedure.acts.map((act) => (
            <ActCard key={act.step} act={act} procedure={procedure} />
          ))}
        </div>
      </section>
      {procedure.parameters.length > 0 && <Parameters procedure={procedure} />}
      <Known procedure={procedure} />
    </div>
  );
}

function ActCard({ act, procedure }: { readonly act: Act; readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const { confirm, requires, undo } = act;
  const phrase = confirm.kind === "read-back" ? procedure.phrases.find(({ id }) => id === confirm.phrase) : undefined;
  const number = (id: string): number => procedure.steps.findIndex((step) => step.id === id) + 1;
  const rows: readonly (readonly [label: string, value: ReactNode])[] = [
    [say("requires"), requires.words ? requires.words[language] : <code className="mono">{requires.text}</code>],
    [
      say("readBack"),
      phrase ? (
        <Pieces pieces={phrase[language]} />
      ) : confirm.kind === "covered-by" ? (
        say("covered", { number: number(confirm.step) })
      ) : (
        say("notNeeded")
      ),
    ],
    ...(confirm.kind === "read-back"
      ? [[say("yes"), `「${confirm.yes[language]}」`] as const, [say("no"), `「${confirm.no[language]}」`] as const]
      : []),
    [
      say("key"),
      <>
        <code className="mono">{act.key}</code>
        <div className="note faint">{say("keyNote")}</div>
      </>,
    ],
    [say("undo"), undo ? undo.words[language] : say("noUndo")],
    [
      say("given"),
      <ul className="inputs">
        {act.input.map(({ name, expression, words }) => (
          <li key={name}>
            <span className="mono">{name}</span>{" "}
            <span className="mute">{words ? words[language] : <code className="mono">{expression}</code>}</span>
          </li>
        ))}
      </ul>,
    ],
  ];
  return (
    <article className="card act-card" aria-label={act.words[language]}>
      <h3>
        {act.words[language]}{" "}
        <span className="note faint">
          <StepLinks steps={[act.step]} procedure={procedure} />
        </span>
      </h3>
      <dl className="pairs">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

function Known({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  return (
    <section aria-labelledby="facts">
      <div className="sec-head">
        <h2 id="facts">{say("factsTitle")}</h2>
      </div>
      <div className="card flush">
        <Table name={say("factsTitle")} by="facts" look="edge" columns={[say("fact"), say("source"), say("madeBy")]}>
          {procedure.facts.map(({ name, words, sourceWords, madeBy }) => (
            <tr key={name}>
              <th scope="row">
                {words[language]} <span className="mono faint note">{name}</span>
              </th>
              <td>{sourceWords[language]}</td>
              <td>
                {madeBy.length > 0 ? (
                  <StepLinks steps={madeBy} procedure={procedure} />
                ) : (
                  <span className="mute">{say("fromOutside")}</span>
                )}
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}

function Parameters({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  return (
    <section aria-labelledby="settings">
      <div className="sec-head">
        <h2 id="settings">{say("settingsTitle")}</h2>
      </div>
      <div className="card flush">
        <table className="t edge">
          <caption className="vh">{say("settingsTitle")}</caption>
          <thead>
            <tr>
              <th scope="col">{say("settingsTitle")}</th>
              <th scope="col">{say("setTo")}</th>
              <th scope="col">{say("bounds")}</th>
            </tr>
          </thead>
          <tbody>
            {procedure.parameters.map(({ name, title, value, bounds, locked }) => (
              <tr key={name}>
                <th scope="row">{title[language]}</th>
                <td>
                  <b>{value[language]}</b> {locked && <span className="badge">{say("locked")}</span>}
                </td>
                <td className="mute">{bounds?.[language] ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
