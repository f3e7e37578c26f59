import { useState } from "react";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";

/** Text to be taken elsewhere, and the button that takes it. */
export function Copy({ text, label, isLong = false }: { text: string; label: string; isLong?: boolean }) {
  const say = useSay(settingsWords);
  const [state, setState] = useState<"copied" | "copyFailed">();
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("copyFailed"),
    );
  return (
    <div className={isLong ? "copy long" : "copy"}>
      <pre className="mono" tabIndex={0} aria-label={label}>
        <code>{text}</code>
      </pre>
      <div className="copy-do">
        <button type="button" className="btn s" onClick={copy}>
          {say("copy")}
        </button>
        <p className="note faint" role="status">
          {state ? say(state) : ""}
        </p>
      </div>
    </div>
  );
}

type Secret = { readonly title: string; readonly text: string; readonly why?: string; readonly onDone: () => void };

/** A secret as it is told its one time. */
export function ToldOnce({ title, text, why, onDone }: Secret) {
  const say = useSay(settingsWords);
  return (
    <section className="told-once" aria-label={title}>
      <p className="strong">{title}</p>
      <p className="dense mute">{why ?? say("toldOnce")}</p>
      <Copy text={text} label={title} />
      <button type="button" className="btn" onClick={onDone}>
        {say("done")}
      </button>
    </section>
  );
}
