import { TriangleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

type Label = {
  readonly label: string;
  readonly hint?: string;
  /** Replaces the hint: what is wrong and the cure. */ readonly error?: string;
};

/** A labelled input. The hint stands below; an error takes its place. */
export function Field({ label, hint, error, ...input }: Label & Omit<ComponentProps<"input">, "id">) {
  return (
    <Labelled {...{ label, hint, error }}>{(given) => <input className="input" {...given} {...input} />}</Labelled>
  );
}

/** A labelled choice of one among a few. */
export function Choose({ label, hint, error, ...select }: Label & Omit<ComponentProps<"select">, "id">) {
  return (
    <Labelled {...{ label, hint, error }}>{(given) => <select className="input" {...given} {...select} />}</Labelled>
  );
}

/** Labelled room for several lines. */
export function Area({ label, hint, error, ...area }: Label & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <Labelled {...{ label, hint, error }}>
      {(given) => <textarea className="input" rows={3} {...given} {...area} />}
    </Labelled>
  );
}

type Given = { readonly id: string; readonly "aria-describedby"?: string; readonly "aria-invalid"?: true };

function Labelled(
  props: { readonly label: string; readonly hint: string | undefined; readonly error: string | undefined } & {
    readonly children: (given: Given) => ReactNode;
  },
) {
  const { label, hint, error, children } = props;
  const id = useId();
  const below = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(below === undefined ? {} : { "aria-describedby": `${id}-below` }),
        ...(error === undefined ? {} : { "aria-invalid": true as const }),
      })}
      {below !== undefined && (
        <p className={error === undefined ? "hint" : "hint bad"} id={`${id}-below`} role={error && "alert"}>
          {error !== undefined && <TriangleAlert size={14} strokeWidth={1.75} aria-hidden="true" />}
          {below}
        </p>
      )}
    </div>
  );
}
