import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type Bulk, conversations, type Outcome } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { problemText } from "../../words/problems.ts";
import { useSay } from "../../words/use-say.ts";
import { LaterMenu } from "./later.tsx";

const atOnce = 100;

type Needs = { readonly merchant: string; readonly picked: ReadonlySet<string>; readonly onEnd: () => void };

type Deed = Bulk extends infer Each ? (Each extends Bulk ? Omit<Each, "ids"> : never) : never;

/** What is done to several conversations at once; each has an outcome of its own, and what failed says why. */
export function BulkBar({ merchant, picked, onEnd }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const api = useApi(conversations);
  const client = useQueryClient();
  const tell = useToast();
  const [isClosing, setClosing] = useState(false);
  const [failed, setFailed] = useState<readonly Outcome[]>([]);
  const deed = useMutation({
    mutationFn: async (what: Deed): Promise<Outcome[]> => {
      const ids = [...picked];
      const outcomes: Outcome[] = [];
      for (let from = 0; from < ids.length; from += atOnce) {
        outcomes.push(...(await api.bulk(merchant, { ...what, ids: ids.slice(from, from + atOnce) } as Bulk)));
      }
      return outcomes;
    },
    onSuccess: (outcomes) => {
      setClosing(false);
      const bad = outcomes.filter(({ done }) => !done);
      setFailed(bad);
      tell({ text: say("bulkDone", { n: outcomes.length - bad.length }) });
      if (bad.length === 0) onEnd();
    },
    onSettled: () =>
      Promise.all(
        ["head", "counts", "conversation"].map((key) => client.invalidateQueries({ queryKey: [key, merchant] })),
      ),
  });
  const isDisabled = picked.size === 0 || deed.isPending;
  const [first] = failed;
  return (
    <div className="bulk" role="group" aria-label={say("selected", { n: picked.size })}>
      <Failure error={deed.error} />
      {first && (
        <p className="dense bad-ink" role="alert">
          {say("bulkFailed", {
            n: failed.length,
            why: problemText({ code: first.problem ?? "", status: 409, retryAfterSeconds: undefined }, language),
          })}
        </p>
      )}
      {isClosing ? (
        <>
          <p className="dense">{say("bulkClose", { n: picked.size })}</p>
          <div className="row">
            <button type="button" className="btn s" autoFocus onClick={() => deed.mutate({ do: "close" })}>
              {say("close")}
            </button>
            <button type="button" className="btn quiet s" data-key="Escape" onClick={() => setClosing(false)}>
              {say("cancel")}
            </button>
          </div>
        </>
      ) : (
        <div className="row wrap">
          <span className="dense strong num" role="status">
            {say("selected", { n: picked.size })}
          </span>
          <button
            type="button"
            className="btn quiet icon s push"
            aria-label={say("unselect")}
            data-key="Escape"
            onClick={onEnd}
          >
            <X size={14} strokeWidth={1.75} aria-hidden="true" />
          </button>
          <div className="row wrap deeds">
            <button type="button" className="btn s" disabled={isDisabled} onClick={() => deed.mutate({ do: "take" })}>
              {say("take")}
            </button>
            <LaterMenu
              className="btn s"
              align="start"
              opensUp
              isDisabled={isDisabled}
              onUntil={(until) => deed.mutate({ do: "snooze", until })}
            />
            <button
              type="button"
              className="btn s"
              disabled={isDisabled}
              onClick={() => deed.mutate({ do: "give-back" })}
            >
              {say("giveBack")}
            </button>
            <button type="button" className="btn s" disabled={isDisabled} onClick={() => setClosing(true)}>
              {say("close")}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
