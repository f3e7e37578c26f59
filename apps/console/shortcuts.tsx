import { useEffect, useRef } from "react";
import { Icon } from "./parts.tsx";
import { useSay } from "./setting.tsx";
import type { Word } from "./words.ts";

const keys: readonly (readonly [keys: readonly string[], Word])[] = [
  [["J"], "keyDown"],
  [["K"], "keyUp"],
  [["T"], "keyTake"],
  [["R"], "keyReply"],
  [["N"], "keyNote"],
  [["1–9"], "keyMove"],
  [["E"], "keyClose"],
  [["Ctrl", "Enter"], "keySend"],
  [["F6"], "keyPart"],
  [["Esc"], "keyEsc"],
  [["?"], "keyHelp"],
];

/** Every key there is, in one sheet. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="sheet-title" onClose={onClose}>
      <div className="row">
        <h2 id="sheet-title">{say("sheetTitle")}</h2>
        <button type="button" className="btn quiet icon push" aria-label={say("dismiss")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {keys.map(([names, word]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
