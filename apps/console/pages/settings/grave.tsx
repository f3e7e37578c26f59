import { type ReactNode, useId, useState } from "react";
import { Failure } from "../../parts/failure.tsx";
import { Field } from "../../parts/field.tsx";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  readonly title: string;
  readonly why: string;
  readonly act: string;
  /** What must be written for the button to work. */
  readonly name: string;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onAct: () => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
};

/** Asks where the thing stands, not over it: what will happen, and its name to be written before it does. */
export function Grave({ title, why, act, name, error, isPending, onAct, onCancel, children }: Needs) {
  const say = useSay(settingsWords);
  const [written, write] = useState("");
  const id = useId();
  const isMeant = written.trim() === name;
  return (
    <form
      className="grave-box"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        if (isMeant && !isPending) onAct();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <p className="strong" id={id}>
        {title}
      </p>
      <p className="mute dense">{why}</p>
      {children}
      <Field
        label={say("typeName", { name })}
        hint={say("typeHint")}
        value={written}
        onChange={(event) => write(event.target.value)}
        autoComplete="off"
        autoFocus
      />
      <Failure error={error} />
      <div className="row">
        <button type="submit" className="btn grave" disabled={!isMeant || isPending}>
          {act}
        </button>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {say("keep")}
        </button>
      </div>
    </form>
  );
}
