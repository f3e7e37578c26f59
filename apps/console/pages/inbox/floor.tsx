import { useState } from "react";
import type { Detail } from "../../api/conversations.ts";
import type { Act, Standing } from "./conversation.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = { readonly detail: Detail; readonly standing: Standing; readonly act: Act };

/** Who has the floor, and the buttons that change it. */
export function Floor({ detail, standing, act }: Needs) {
  const say = useSay(inboxWords);
  const [asking, ask] = useState<"take-over" | "close">();
  const name = detail.speaker.name ?? say("colleague");
  if (standing === "closed" || standing === "may-not") return null;
  const done = { onSuccess: () => ask(undefined) };
  const confirm =
    asking === "take-over"
      ? { text: say("takeOverAsk", { name }), label: say("takeOver") }
      : { text: say("closeAsk"), label: say("doClose") };
  if (asking) {
    return (
      <div className="floor asking" role="group" aria-label={confirm.label}>
        <p className="dense">{confirm.text}</p>
        <div className="row">
          <button
            type="button"
            className="btn s"
            autoFocus
            onClick={() =>
              act.mutate(
                (api, merchant, id) =>
                  asking === "take-over" ? api.take(merchant, id, { takeOver: true }) : api.close(merchant, id, {}),
                done,
              )
            }
          >
            {confirm.label}
          </button>
          <button type="button" className="btn quiet s" data-key="Escape" onClick={() => ask(undefined)}>
            {say("cancel")}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="floor row wrap">
      {standing === "free" && (
        <button
          type="button"
          className="btn primary s"
          data-key="t"
          onClick={() => act.mutate((api, merchant, id) => api.take(merchant, id, {}))}
        >
          {say("take")}
          <kbd>T</kbd>
        </button>
      )}
      {standing === "colleague" && (
        <>
          <span className="dense mute">{say("hasFloor", { name })}</span>
          <button type="button" className="btn s" data-key="t" onClick={() => ask("take-over")}>
            {say("takeOver")}
            <kbd>T</kbd>
          </button>
        </>
      )}
      {standing === "mine" && (
        <>
          <button
            type="button"
            className="btn quiet s push"
            onClick={() => act.mutate((api, merchant, id) => api.giveBack(merchant, id, {}))}
          >
            {say("giveBack")}
          </button>
          <button type="button" className="btn s" data-key="e" onClick={() => ask("close")}>
            {say("close")}
            <kbd>E</kbd>
          </button>
        </>
      )}
    </div>
  );
}
