import { Link } from "@tanstack/react-router";
import type { Procedure, Table } from "../../api/procedures.ts";
import { Empty } from "../../parts/empty.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { procedureWords } from "../../words/procedures.ts";
import { useSay } from "../../words/use-say.ts";
import { StepLinks } from "./step-links.tsx";
import { procedureRoute } from "./route.ts";

/** Every decision table: its rows in words, and each row as the sentence it stands for. */
export function Tables({ procedure }: { readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  if (procedure.tables.length === 0) {
    return (
      <Empty line={say("noTables")} why={say("noTablesWhy")}>
        <Link from={procedureRoute.fullPath} search={(before) => ({ ...before, section: undefined })} className="tap">
          {say("steps")}
        </Link>
      </Empty>
    );
  }
  return (
    <div className="stack xl">
      {procedure.tables.map((table) => (
        <OneTable key={table.name} table={table} procedure={procedure} />
      ))}
    </div>
  );
}

function OneTable({ table, procedure }: { readonly table: Table; readonly procedure: Procedure }) {
  const say = useSay(procedureWords);
  const { language } = useSetting();
  const id = `table-${table.name}`;
  const any = (text: string): boolean => text.trim() === "-";
  return (
    <section aria-labelledby={id}>
      <div className="sec-head wrap">
        <h2 id={id}>{table.title[language]}</h2>
        <span className="note faint">{table.hitWords[language]}</span>
        <span className="note faint push">
          {say("usedIn")}
          <StepLinks steps={table.usedBy} procedure={procedure} />
        </span>
      </div>
      <div className="lay-read">
        <div className="card flush">
          <div className="scrollx" role="group" aria-labelledby={id} tabIndex={0}>
            <table className="t edge wide">
              <caption className="vh">{table.title[language]}</caption>
              <thead>
                <tr>
                  <th scope="col" className="r">
                    #
                  </th>
                  {table.inputs.map(({ expression, words }) => (
                    <th key={expression} scope="col" title={expression}>
                      {words[language]}
                    </th>
                  ))}
                  {table.outputs.map(({ name, words }) => (
                    <th key={name} scope="col">
                      {words[language]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map(({ when, then, note }, row) => (
                  <tr key={row}>
                    <td className="r faint">{row + 1}</td>
                    {when.map(({ text, words }, column) => (
                      <td key={column} className={any(text) ? "faint" : undefined}>
                        {words ? words[language] : <code className="mono">{text}</code>}
                      </td>
                    ))}
                    {then.map(({ text, words }, column) => (
                      <td key={column}>
                        <b>{words ? words[language] : <code className="mono">{text}</code>}</b>
                        {column === 0 && note !== null && language === "en" && <div className="note faint">{note}</div>}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
        <div>
          <h3 className="note faint">{say("readAs")}</h3>
          <ol className="read-as">
            {table.rows.map(({ sentence }, row) => (
              <li key={row}>{sentence[language]}</li>
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}
