import type { ReactNode } from "react";
import type { Merchant } from "../../shell/session.ts";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";

export type PartNeeds = { readonly merchant: Merchant; readonly mayChange: boolean };

/** How a part begins: one true sentence, what it is about, and the one thing to press. */
export const PartHead = ({ title, lede, children }: { title: string; lede: string; children?: ReactNode }) => (
  <header className="part-head">
    <div>
      <h1>{title}</h1>
      <p className="lede">{lede}</p>
    </div>
    {children && <div className="row">{children}</div>}
  </header>
);

/** What those read who may not change a part. */
export function OnlyRead() {
  const say = useSay(settingsWords);
  return <p className="note faint">{say("onlyRead")}</p>;
}
