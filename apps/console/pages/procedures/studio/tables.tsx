import { type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import { ArrowDown, ArrowUp, Check, Plus, X } from "lucide-react";
import type { Finding } from "../../../api/studio.ts";
import type { Table } from "../../../api/procedures.ts";
import { Empty } from "../../../parts/empty.tsx";
import { useSetting } from "../../../shell/setting.tsx";
import { studioWords } from "../../../words/studio.ts";
import { useSay } from "../../../words/use-say.ts";
import type { Draft } from "./draft.ts";
import { cellsOfGap, opensTable, type RowEdit, type TableText, tablesIn, withEdit } from "./table-text.ts";

type Needs = {
  readonly draft: Draft;
  readonly file: string;
  readonly table: string | undefined;
  readonly onTable: (file: string, table: string) => void;
  readonly children: ReactNode;
};

/** The decision tables of the draft, to be edited in a grid; what is edited is written into the text. */
export function TablePart({ draft, file, table: asked, onTable, children }: Needs) {
  const say = useSay(studioWords);
  const { texts, history } = draft;
  const { files } = history;
  const all = useMemo(
    () => texts.files.flatMap(({ id }) => tablesIn(files[id] ?? "").map((table) => ({ file: id, table }))),
    [texts, files],
  );
  const current =
    all.find((each) => each.file === file && each.table.name === asked) ??
    all.find((each) => each.file === file) ??
    all[0];
  if (!current) {
    const isBroken = draft.reading?.portrait === null;
    return isBroken ? (
      <div className="stack xl">
        <p className="notice warn">{say("unreadable")}</p>
        {children}
      </div>
    ) : (
      <Empty line={say("noTables")} why={say("noTablesWhy")} />
    );
  }
  return (
    <div className="stack xl">
      <div>
        <TablePicker all={all} current={current} draft={draft} onTable={onTable} />
        <Grid key={`${current.file} ${current.table.name}`} draft={draft} {...current} />
      </div>
      {children}
    </div>
  );
}

type Placed = { readonly file: string; readonly table: TableText };

function TablePicker({
  all,
  current,
  draft,
  onTable,
}: {
  readonly all: readonly Placed[];
  readonly current: Placed;
  readonly draft: Draft;
  readonly onTable: Needs["onTable"];
}) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  if (all.length < 2) return null;
  const nameOf = ({ file, table: { name } }: Placed): string => {
    const own = file === draft.texts.procedure;
    const title = own ? draft.portrait?.tables.find((each) => each.name === name)?.title[language] : undefined;
    const whose = draft.texts.files.find(({ id }) => id === file)?.title[language] ?? file;
    return own ? (title ?? name) : `${whose} · ${name}`;
  };
  return (
    <label className="pick-file">
      <span className="note mute">{say("table")}</span>
      <select
        className="input"
        value={all.indexOf(current)}
        onChange={({ target }) => {
          const chosen = all[Number(target.value)];
          if (chosen) onTable(chosen.file, chosen.table.name);
        }}
      >
        {all.map((each, index) => (
          <option key={`${each.file} ${each.table.name}`} value={index}>
            {nameOf(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** One table: a field for each cell, what the check says within it, and rows to be added, moved and taken out. */
function Grid({ draft, file, table }: { readonly draft: Draft; readonly file: string; readonly table: TableText }) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  const grid = useRef<HTMLTableElement>(null);
  const { texts, history, reading, isOld } = draft;
  const text = history.files[file] ?? "";
  const { name, inputs, outputs, rows } = table;
  const shown = file === texts.procedure ? draft.portrait?.tables.find((each) => each.name === name) : undefined;
  const isFixed = texts.standsAbove && !opensTable(text, name);
  const isTyped = withEdit(text, name, { kind: "cell", row: 0, column: 0, feel: "-" }) !== undefined;
  const findings = (reading?.findings ?? []).filter(
    (each) => each.file === file && new RegExp(`(^|\\.)tables\\.${name}(\\.|$)`).test(each.at),
  );
  const gaps = findings.filter(({ rule }) => rule === "gap");
  const marked = new Set(
    findings.flatMap(({ at }) => (/\.rows\.([\d,]+)$/.exec(at)?.[1] ?? "").split(",").filter(Boolean).map(Number)),
  );
  const columns = [...inputs, ...outputs];
  const titleOf = (column: number): string =>
    (column < inputs.length
      ? shown?.inputs[column]?.words[language]
      : shown?.outputs[column - inputs.length]?.words[language]) ??
    columns[column] ??
    "";
  const title = shown?.title[language] ?? name;

  const edit = (change: RowEdit): boolean => {
    const changed = withEdit(text, name, change);
    if (changed === undefined) return false;
    // Drawn at once, so that the cell one goes to is there.
    flushSync(() =>
      draft.edit(
        change.kind === "cell"
          ? { kind: "typed", file, text: changed, at: performance.now() }
          : { kind: "put", file, text: changed },
      ),
    );
    return true;
  };
  const focus = (row: number, column: number): void =>
    grid.current?.querySelector<HTMLInputElement>(`[data-cell="${row} ${column}"]`)?.focus();
  const add = (after: number, cells?: readonly string[]): void => {
    const blank = [...inputs.map(() => "-"), ...outputs.map((_, index) => rows[after]?.[inputs.length + index] ?? "-")];
    if (edit({ kind: "add", after, cells: cells ?? blank })) focus(after + 1, 0);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>, row: number, column: number): void => {
    const { key, altKey, currentTarget } = event;
    const goes = goal({ key, row, column }, currentTarget);
    if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      const by = key === "ArrowUp" ? -1 : 1;
      if (!isFixed && edit({ kind: "move", row, by })) focus(row + by, column);
    } else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z") {
      event.preventDefault();
      draft.edit({ kind: event.shiftKey ? "redo" : "undo" });
    } else if (goes && goes.row >= 0 && goes.row < rows.length && goes.column >= 0 && goes.column < columns.length) {
      event.preventDefault();
      focus(goes.row, goes.column);
    }
  };

  return (
    <section aria-labelledby="grid" tabIndex={-1} data-part>
      <div className="sec-head wrap">
        <h2 id="grid">{title}</h2>
        {shown && <span className="note faint">{shown.hitWords[language]}</span>}
        <span className="note push" role="status">
          {isOld ? (
            <span className="faint">{say("checking")}</span>
          ) : findings.length > 0 ? (
            <span className="badge warn">{say("toMend", { n: findings.length })}</span>
          ) : (
            <span className="row good-ink">
              <Check size={14} strokeWidth={1.75} aria-hidden="true" />
              {say("sound")}
            </span>
          )}
        </span>
      </div>
      {isFixed && <p className="notice">{say("tableLocked")}</p>}
      {!isFixed && !isTyped && <p className="notice">{say("handWritten")}</p>}
      <div className="card flush">
        <div className="scrollx" role="group" aria-label={say("gridLabel", { title })} tabIndex={0}>
          <table className="t edge grid-table" ref={grid}>
            <caption className="vh">{say("gridLabel", { title })}</caption>
            <thead>
              <tr>
                <th scope="col" className="r">
                  #
                </th>
                {columns.map((column, index) => (
                  <th key={`${column} ${index}`} scope="col" className={index === inputs.length ? "then" : undefined}>
                    {titleOf(index)}
                    <div className="mono faint">{column}</div>
                  </th>
                ))}
                {!isFixed && (
                  <th scope="col">
                    <span className="vh">{say("rowTools")}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, row) => (
                <tr key={row} className={marked.has(row) ? "clash" : undefined}>
                  <td className="r faint">{row + 1}</td>
                  {cells.map((cell, column) => (
                    <td key={column} className={column === inputs.length ? "then" : undefined}>
                      <input
                        className="cell mono"
                        data-cell={`${row} ${column}`}
                        aria-label={say("cellLabel", { row: row + 1, column: titleOf(column) })}
                        lang="en"
                        spellCheck={false}
                        autoComplete="off"
                        value={cell}
                        readOnly={isFixed || !isTyped}
                        onKeyDown={(event) => onKey(event, row, column)}
                        onChange={({ target }) => edit({ kind: "cell", row, column, feel: target.value })}
                      />
                      <CellWords shown={shown} cell={cell} row={row} column={column} inputs={inputs.length} />
                    </td>
                  ))}
                  {!isFixed && (
                    <td className="row-tools">
                      <button
                        type="button"
                        className="btn s icon quiet"
                        aria-label={say("moveUp", { row: row + 1 })}
                        disabled={row === 0}
                        onClick={() => edit({ kind: "move", row, by: -1 })}
                      >
                        <ArrowUp size={14} strokeWidth={1.75} aria-hidden="true" />
                      </button>
                      <button
                        type="button"
                        className="btn s icon quiet"
                        aria-label={say("moveDown", { row: row + 1 })}
                        disabled={row === rows.length - 1}
                        onClick={() => edit({ kind: "move", row, by: 1 })}
                      >
                        <ArrowDown size={14} strokeWidth={1.75} aria-hidden="true" />
                      </button>
                      <button
                        type="button"
                        className="btn s icon quiet"
                        aria-label={say("removeRow", { row: row + 1 })}
                        disabled={rows.length === 1}
                        onClick={() => edit({ kind: "remove", row })}
                      >
                        <X size={14} strokeWidth={1.75} aria-hidden="true" />
                      </button>
                    </td>
                  )}
                </tr>
              ))}
              {gaps.map((gap) => (
                <Gap
                  key={gap.message}
                  gap={gap}
                  inputs={inputs}
                  outputs={outputs.length}
                  onCover={
                    isFixed
                      ? undefined
                      : () => add(rows.length - 1, [...cellsOfGap(gap.message, inputs), ...outputs.map(() => '""')])
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
        {!isFixed && (
          <div className="grid-foot">
            <button type="button" className="btn s" onClick={() => add(rows.length - 1)}>
              <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
              {say("addRow")}
            </button>
            <p className="hint">{say("tableHint")}</p>
          </div>
        )}
      </div>
    </section>
  );
}

/** Where a key leads from a cell: up and down always, to the sides from the end of what is written there. */
function goal(
  { key, row, column }: { readonly key: string; readonly row: number; readonly column: number },
  { selectionStart, selectionEnd, value }: HTMLInputElement,
): { readonly row: number; readonly column: number } | undefined {
  switch (key) {
    case "ArrowUp":
      return { row: row - 1, column };
    case "ArrowDown":
    case "Enter":
      return { row: row + 1, column };
    case "ArrowLeft":
      return selectionStart === 0 && selectionEnd === 0 ? { row, column: column - 1 } : undefined;
    case "ArrowRight":
      return selectionStart === value.length ? { row, column: column + 1 } : undefined;
    default:
      return undefined;
  }
}

/** The cell in words, while the words are those of what stands there. */
function CellWords({
  shown,
  cell,
  row,
  column,
  inputs,
}: {
  readonly shown: Table | undefined;
  readonly cell: string;
  readonly row: number;
  readonly column: number;
  readonly inputs: number;
}) {
  const { language } = useSetting();
  const read = shown?.rows[row];
  const view = column < inputs ? read?.when[column] : read?.then[column - inputs];
  const isSame = view?.text === cell || cell.includes("setting.");
  return <div className="note faint cell-words">{(isSame && view?.words?.[language]) || " "}</div>;
}

/** A case that no row covers, as a row of the table. */
function Gap({
  gap,
  inputs,
  outputs,
  onCover,
}: {
  readonly gap: Finding;
  readonly inputs: readonly string[];
  readonly outputs: number;
  readonly onCover: (() => void) | undefined;
}) {
  const say = useSay(studioWords);
  const { language } = useSetting();
  return (
    <tr className="gap">
      <td className="r">?</td>
      {inputs.map((expression) => {
        const fact = gap.case.facts.find((each) => each.expression === expression);
        return <td key={expression}>{fact?.value[language] ?? "–"}</td>;
      })}
      <td className="then" colSpan={outputs}>
        <span className="dash">{say("nobodyCovers")}</span>
      </td>
      {onCover && (
        <td>
          <button type="button" className="btn s" onClick={onCover}>
            {say("cover")}
          </button>
        </td>
      )}
    </tr>
  );
}
