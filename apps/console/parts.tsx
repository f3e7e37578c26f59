import { type ReactNode, useId } from "react";
import { ApiError } from "./api.ts";
import { useSay, useSetting } from "./setting.tsx";
import { problemText } from "./words.ts";

/** The mark: 一, a level line and its shoulder. */
export const Mark = ({ size = 22 }: { readonly size?: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="M1.8 12.1h13.9l3.4-4.1c.5-.6 1.2-.6 1.6.1l2.2 3.9c.6 1.1.1 2.2-1.1 2.2H1.8z" />
  </svg>
);

const paths = {
  inbox: "M3 11.5 5.2 4.8h9.6L17 11.5v3.7H3zM3 11.5h4.2c.3 1.5 1.4 2.3 2.8 2.3s2.5-.8 2.8-2.3H17",
  alert: "M10 3.6 17.2 16H2.8zM10 8.4v3.4M10 13.8v.1",
  back: "M12.5 4.5 7 10l5.5 5.5",
  close: "M5 5l10 10M15 5 5 15",
} as const;

export const Icon = ({ name, size = 18 }: { readonly name: keyof typeof paths; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
);

/** What went wrong, what to do, and the code that support asks for. */
export function Failure({ error, onAgain }: { readonly error: unknown; readonly onAgain?: () => void }) {
  const { language } = useSetting();
  const say = useSay();
  if (error === null || error === undefined) return null;
  const known = error instanceof ApiError ? error : new ApiError("unexpected", 500, String(error));
  return (
    <div className="notice bad" role="alert">
      <Icon name="alert" size={16} />
      <div>
        <p>{problemText(known, language)}</p>
        <p className="note mono">{known.code}</p>
      </div>
      {onAgain && (
        <button type="button" className="btn s push" onClick={onAgain}>
          {say("again")}
        </button>
      )}
    </div>
  );
}

/** One line said, why, and one next step. */
export const Empty = ({ line, why, children }: { line: string; why: string; children?: ReactNode }) => (
  <div className="empty">
    <Mark size={28} />
    <p className="said">{line}</p>
    <p className="mute">{why}</p>
    {children}
  </div>
);

/** The shape of what comes. */
export function Skeleton({ lines }: { readonly lines: number }) {
  const say = useSay();
  return (
    <div className="skeleton" role="status">
      <span className="vh">{say("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="sk" aria-hidden="true" />
      ))}
    </div>
  );
}

export function Field(
  props: { readonly label: string; readonly hint?: string } & Omit<React.ComponentProps<"input">, "id">,
) {
  const { label, hint, ...input } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
