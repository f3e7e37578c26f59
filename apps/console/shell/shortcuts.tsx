import { X } from "lucide-react";
import type { Bilingual } from "@ruyi/kernel";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { Dialog } from "./dialog.tsx";
import type { PageEntry } from "./page-entry.ts";
import { useSetting } from "./setting.tsx";

const everywhere: NonNullable<PageEntry["keys"]> = [
  [["Ctrl", "K"], shellWords.keyCommands],
  [["F6"], shellWords.keyPart],
  [["Esc"], shellWords.keyEsc],
  [["?"], shellWords.keyHelp],
];

/** Every key there is, in one sheet. */
export function Shortcuts({ page, onClose }: { readonly page: PageEntry | undefined; readonly onClose: () => void }) {
  const say = useSay(shellWords);
  const { language } = useSetting();
  const list = (title: string, keys: readonly (readonly [readonly string[], Bilingual])[]) => (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([names, does]) => (
          <div key={does.en}>
            <dt>{does[language]}</dt>
            <dd>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Dialog className="sheet" label={say("sheetTitle")} onClose={onClose}>
      <div className="row">
        <h2>{say("sheetTitle")}</h2>
        <button type="button" className="btn quiet icon push" aria-label={say("dismiss")} onClick={onClose}>
          <X size={18} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </div>
      {page?.keys && list(page.name[language], page.keys)}
      {list(say("everywhere"), everywhere)}
    </Dialog>
  );
}
