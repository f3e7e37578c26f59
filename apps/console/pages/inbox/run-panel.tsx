import { type ReactNode, useId, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Detail, Move, OpenMove } from "../../api/conversations.ts";
import { conversations } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import type { Me } from "../../api/session.ts";
import type { Act, Standing } from "./conversation.tsx";
import { useNow } from "./fresh.ts";
import { type Entry, answersIn } from "./log.ts";
import { Empty } from "../../parts/empty.tsx";
import { Field } from "../../parts/field.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { named, useSay } from "../../words/use-say.ts";
import { tellTime } from "../../words/tell.ts";
import { actionWords, factWords, inboxWords } from "../../words/inbox.ts";

type Needs = {
  readonly merchant: string;
  readonly detail: Detail;
  readonly standing: Standing;
  readonly entries: readonly Entry[];
  readonly me: Me;
  readonly act: Act;
};

/** The run beside the talk: how far it came, and what may be done next. */
export function RunPanel({ merchant, detail, standing, entries, me, act }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const { run, done, promised, atWork } = detail;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={say("runParts")}>
      {run ? (
        <>
          <div className="panel-sec">
            <div className="row base">
              <h3>{run.title[language]}</h3>
              <span className="note faint num">{say("version", { n: run.version })}</span>
              {atWork && <span className="badge push">{say("atWork")}</span>}
            </div>
            <Steps merchant={merchant} detail={detail} run={run.id} step={run.step} me={me} />
          </div>
          <div className="panel-sec">
            <h3>{say("moves")}</h3>
            <Moves key={`${run.id} ${run.step}`} {...{ detail, standing, entries, act }} />
          </div>
        </>
      ) : (
        <div className="panel-sec">
          <Empty line={say("noRun")} why={say("noRunWhy")} />
        </div>
      )}
      {done.length > 0 && (
        <div className="panel-sec">
          <h3>{say("done")}</h3>
          <ul className="dense">
            {[...new Set(done)].map((action) => (
              <li key={action}>{named(actionWords, action, language)}</li>
            ))}
          </ul>
        </div>
      )}
      {promised.length > 0 && (
        <div className="panel-sec">
          <h3>{say("promises")}</h3>
          <ul className="dense">
            {promised.map((text) => (
              <li key={text} dir="auto">
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

type StepsNeeds = Pick<Needs, "merchant" | "detail" | "me"> & { readonly run: string; readonly step: string };

function Steps({ merchant, detail, run, step, me }: StepsNeeds) {
  const say = useSay(inboxWords);
  const api = useApi(conversations);
  const { language } = useSetting();
  const now = useNow();
  const log = useQuery({
    // Asked again when the conversation's log has grown.
    queryKey: ["run-log", merchant, detail.id, run, detail.nextOffset],
    queryFn: () => api.runLog(merchant, detail.id, run),
    placeholderData: (before) => before,
  });
  const passed = (log.data ?? []).filter(
    (line, place, all) => line.step !== all[place + 1]?.step && (line.step !== step || place < all.length - 1),
  );
  const whoDid = (actor: string, id: string | null): string => {
    if (actor === "agent") return id === me.staff.id ? me.staff.name : say("colleague");
    if (actor === "customer") return say("customer");
    return actor === "assistant" ? say("assistant") : "";
  };
  return (
    <ol className="tl" aria-label={say("passed")}>
      {passed.map((line) => (
        <li key={line.place} className="good">
          <span className="mono">{line.step}</span>{" "}
          <span className="note faint">
            {tellTime(line.at, language, now)} {whoDid(line.actor, line.actorId)}
          </span>
        </li>
      ))}
      <li className="now" aria-current="step">
        <span className="mono strong">{step}</span> <span className="note faint">{say("here")}</span>
      </li>
    </ol>
  );
}

type MovesNeeds = Pick<Needs, "detail" | "standing" | "entries" | "act">;

function Moves({ detail, standing, entries, act }: MovesNeeds) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const [shown, show] = useState<string>();
  const close = (): void => show(undefined);
  const make = (move: Move): void =>
    act.mutate((api, merchant, id) => api.move(merchant, id, move), { onSuccess: close });
  const isMine = standing === "mine";
  if (detail.openMoves.length === 0) return <p className="dense mute">{say("noMoves")}</p>;

  // Numbers run through all buttons, in the order one sees them.
  let number = 0;
  // A number keeps its place while a form stands there: a second press must not be another move.
  const button = (
    needs: Omit<MoveButtonNeeds, "keyName" | "isEnabled">,
    { isLast = false, form }: { isLast?: boolean; form?: ReactNode } = {},
  ): ReactNode => {
    if (!isLast) number += 1;
    if (form) return form;
    return <MoveButton {...needs} keyName={isLast ? "0" : String(number)} isEnabled={isMine} />;
  };
  const one = (move: OpenMove, place: number): ReactNode => {
    const key = `${move.move} ${move.fact ?? move.action ?? ""}`;
    switch (move.move) {
      case "answer": {
        const fact = move.fact ?? "";
        const title = named(factWords, fact, language);
        return (
          <div key={key} className="moves" role="group" aria-label={title}>
            <p className="label mute">{say(move.of === "agent" ? "yourAnswer" : "customerAnswer", { fact: title })}</p>
            {(move.choices ?? []).map(({ id, label }) => (
              <div key={id}>{button({ label, onPress: () => make({ move: "answer", fact, value: id }) })}</div>
            ))}
            {move.freeText && (
              <>
                {button(
                  { label: say("answer"), onPress: () => show(key) },
                  {
                    form: shown === key && (
                      <AnswerForm onCancel={close} onAnswer={(value) => make({ move: "answer", fact, value })} />
                    ),
                  },
                )}
              </>
            )}
          </div>
        );
      }
      case "confirm": {
        const label = move.label ?? named(actionWords, move.action ?? "", language);
        return (
          <div key={key}>
            {button(
              { label, note: say("confirmNote"), isLead: place === 0, onPress: () => show(key) },
              {
                form: shown === key && (
                  <ConfirmForm
                    label={label}
                    entries={entries}
                    onCancel={close}
                    onConfirm={(said) => make({ move: "confirm", said })}
                  />
                ),
              },
            )}
          </div>
        );
      }
      case "decline": {
        const label = move.label ?? named(actionWords, move.action ?? "", language);
        return (
          <div key={key}>{button({ label, note: say("declineNote"), onPress: () => make({ move: "decline" }) })}</div>
        );
      }
      case "stop":
        return (
          <div key={key}>
            {button(
              { label: say("stop"), note: say("stopNote"), isOff: true, onPress: () => show(key) },
              {
                isLast: true,
                form: shown === key && (
                  <StopForm
                    onCancel={close}
                    onStop={(why) =>
                      act.mutate(
                        async (api, merchant, id) => {
                          await api.note(merchant, id, { text: say("stopReason", { why }) });
                          return api.move(merchant, id, { move: "stop" });
                        },
                        { onSuccess: close },
                      )
                    }
                  />
                ),
              },
            )}
          </div>
        );
    }
  };
  return (
    <>
      {!isMine && <p className="hint">{standing === "may-not" ? say("mayNotHandle") : say("mustTake")}</p>}
      <div className="moves">{detail.openMoves.map(one)}</div>
    </>
  );
}

type MoveButtonNeeds = {
  readonly label: string;
  readonly note?: string;
  readonly isLead?: boolean;
  readonly isOff?: boolean;
  readonly keyName: string;
  readonly isEnabled: boolean;
  readonly onPress: () => void;
};

const MoveButton = ({ label, note, isLead, isOff, keyName, isEnabled, onPress }: MoveButtonNeeds) => (
  <button
    type="button"
    className={`move ${isLead ? "lead" : ""} ${isOff ? "off" : ""}`}
    data-key={keyName}
    disabled={!isEnabled}
    onClick={onPress}
  >
    <kbd>{keyName}</kbd>
    <b>{label}</b>
    {note && <span className="why">{note}</span>}
  </button>
);

function AnswerForm(needs: { readonly onCancel: () => void; readonly onAnswer: (value: string) => void }) {
  const say = useSay(inboxWords);
  return (
    <TextForm
      label={say("answer")}
      button={say("doAnswer")}
      onCancel={needs.onCancel}
      onText={needs.onAnswer}
      maxLength={2_000}
    />
  );
}

function StopForm(needs: { readonly onCancel: () => void; readonly onStop: (why: string) => void }) {
  const say = useSay(inboxWords);
  return (
    <TextForm
      label={say("stopWhy")}
      hint={say("stopNote")}
      button={say("doStop")}
      onCancel={needs.onCancel}
      onText={needs.onStop}
      maxLength={500}
    />
  );
}

type TextFormNeeds = {
  readonly label: string;
  readonly hint?: string;
  readonly button: string;
  readonly maxLength: number;
  readonly onText: (text: string) => void;
  readonly onCancel: () => void;
};

function TextForm({ label, hint, button, maxLength, onText, onCancel }: TextFormNeeds) {
  const say = useSay(inboxWords);
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const text = new FormData(event.currentTarget).get("text");
        if (typeof text === "string" && text.trim() !== "") onText(text.trim());
      }}
    >
      <Field label={label} name="text" maxLength={maxLength} required autoFocus {...(hint ? { hint } : {})} />
      <div className="row">
        <button type="submit" className="btn s">
          {button}
        </button>
        <button type="button" className="btn quiet s" data-key="Escape" onClick={onCancel}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}

type ConfirmNeeds = {
  readonly label: string;
  readonly entries: readonly Entry[];
  readonly onConfirm: (said: number) => void;
  readonly onCancel: () => void;
};

/** An act with consequences rests on the customer's own word: which one is chosen here. */
function ConfirmForm({ label, entries, onConfirm, onCancel }: ConfirmNeeds) {
  const say = useSay(inboxWords);
  const name = useId();
  // The service takes only their last word: a yes that was followed by something else may be taken back.
  const said = answersIn(entries).slice(0, 1);
  const [chosen, choose] = useState<number>();
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== undefined) onConfirm(chosen);
      }}
    >
      <fieldset>
        <legend className="label">{say("confirmWith")}</legend>
        <p className="hint">{said.length > 0 ? say("evidence") : say("noEvidence")}</p>
        {said.map(({ offset, text }) => (
          <label key={offset} className="pick">
            <input
              type="radio"
              name={name}
              checked={chosen === offset}
              onChange={() => choose(offset)}
              autoFocus={offset === said[0]?.offset}
            />
            <span dir="auto">{text}</span>
          </label>
        ))}
      </fieldset>
      <div className="row wrap">
        <button type="submit" className="btn s" disabled={chosen === undefined}>
          {label}
        </button>
        <button type="button" className="btn quiet s" data-key="Escape" onClick={onCancel}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
