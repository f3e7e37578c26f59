import { type ReactNode, useId, useState } from "react";
import type { Detail, Move, OpenMove, Preview } from "../../api/conversations.ts";
import { Field } from "../../parts/field.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { actionWords, factWords, inboxWords } from "../../words/inbox.ts";
import { tellMoney } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import type { Act, Standing } from "./conversation.tsx";
import { answersIn, type Entry } from "./log.ts";

type MovesNeeds = {
  readonly detail: Detail;
  readonly standing: Standing;
  readonly entries: readonly Entry[];
  readonly act: Act;
};

/** The moves that are open, each with its number, what it costs and what follows from it. */
export function Moves({ detail, standing, entries, act }: MovesNeeds) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const [shown, show] = useState<string>();
  const close = (): void => show(undefined);
  const make = (move: Move): void =>
    act.mutate((api, merchant, id) => api.move(merchant, id, move), { onSuccess: close });
  const isMine = standing === "mine";
  const costOf = (then: Preview | undefined, needs: string | undefined): string | undefined =>
    [then?.amount && tellMoney(then.amount, language), needs && needsWord(needs, say)].filter(Boolean).join(" · ") ||
    undefined;
  const noteOf = (then: Preview | undefined): string | undefined => then && previewWords(then, language, say);
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
            <p className="label mute" dir="auto">
              {move.of === "agent"
                ? (detail.question ?? say("yourAnswer", { fact: title }))
                : say("customerAnswer", { fact: title })}
            </p>
            {move.first && (
              <p className="hint" dir="auto">
                {say("firstOfTwo", {
                  label: move.choices?.find(({ id }) => id === move.first?.value)?.label ?? move.first.value,
                  reason: move.first.reason ?? "–",
                })}
              </p>
            )}
            {move.several && (move.choices ?? []).length > 0 && (
              <SeveralForm
                choices={move.choices ?? []}
                isEnabled={isMine}
                onAnswer={(value) => make({ move: "answer", fact, value })}
              />
            )}
            {(move.several ? [] : (move.choices ?? [])).map(({ id, label, needs, then }, choice) => (
              <div key={id}>
                {button({
                  label,
                  cost: costOf(then, needs),
                  note: noteOf(then),
                  isLead: place === 0 && choice === 0,
                  onPress: () => make({ move: "answer", fact, value: id }),
                })}
              </div>
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
              {
                label,
                // Most often the label names the sum already.
                cost: /\d/.test(label) ? undefined : costOf(move.then, undefined),
                note: say("confirmNote"),
                isLead: place === 0,
                onPress: () => show(key),
              },
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
      case "override":
        return (
          <div key={key}>
            {button(
              {
                label: move.label ?? say("override"),
                note: say("overrideNote"),
                cost: move.needs === undefined ? undefined : needsWord(move.needs, say),
                isOff: true,
                onPress: () => show(key),
              },
              {
                form: shown === key && (
                  <TextForm
                    label={say("stopWhy")}
                    hint={say("overrideNote")}
                    button={say("doAnswer")}
                    onCancel={close}
                    onText={(reason) => make({ move: "override", id: move.id ?? "", reason })}
                    maxLength={500}
                  />
                ),
              },
            )}
          </div>
        );
      case "stop":
        return (
          <div key={key}>
            {button(
              { label: say("stop"), cost: say("stopNote"), isOff: true, onPress: () => show(key) },
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

const needsWord = (needs: string, say: Say<typeof inboxWords>): string =>
  needs === "two-people" ? say("needsTwo") : say("needs", { level: needs });

/** What follows at once from a move, in a few words. */
function previewWords(then: Preview, language: "zh" | "en", say: Say<typeof inboxWords>): string {
  switch (then.kind) {
    case "acts":
      return say("thenActs", { what: named(actionWords, then.action ?? "", language) });
    case "asks":
      return say("thenAsks");
    case "says":
      return say("thenSays", { text: then.text ?? "" });
    case "looks-up":
      return say("thenLooksUp");
    case "hands-over":
      return say("thenHandsOver");
    case "ends":
      return say("thenEnds");
  }
}

type MoveButtonNeeds = {
  readonly label: string;
  readonly note?: string | undefined;
  /** At the right: what it costs, whose authority it takes. */
  readonly cost?: string | undefined;
  readonly isLead?: boolean;
  readonly isOff?: boolean;
  readonly keyName: string;
  readonly isEnabled: boolean;
  readonly onPress: () => void;
};

const MoveButton = ({ label, note, cost, isLead, isOff, keyName, isEnabled, onPress }: MoveButtonNeeds) => (
  <button
    type="button"
    className={`move ${isLead ? "lead" : ""} ${isOff ? "off" : ""}`}
    data-key={keyName}
    disabled={!isEnabled}
    onClick={onPress}
  >
    <kbd>{keyName}</kbd>
    <b>{label}</b>
    {cost && <span className="cost num">{cost}</span>}
    {note && (
      <span className="why" dir="auto">
        {note}
      </span>
    )}
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

type SeveralNeeds = {
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly isEnabled: boolean;
  readonly onAnswer: (value: string[]) => void;
};

/** Where the answer may be a list, all that is meant is ticked and given at once. */
function SeveralForm({ choices, isEnabled, onAnswer }: SeveralNeeds) {
  const say = useSay(inboxWords);
  const [picked, pick] = useState<readonly string[]>([]);
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (picked.length > 0) onAnswer([...picked]);
      }}
    >
      {choices.map(({ id, label }) => (
        <label key={id} className="pick" dir="auto">
          <input
            type="checkbox"
            checked={picked.includes(id)}
            disabled={!isEnabled}
            onChange={() => pick(picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id])}
          />
          {label}
        </label>
      ))}
      <button type="submit" className="btn s" disabled={!isEnabled || picked.length === 0}>
        {say("doAnswer")}
      </button>
    </form>
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
