import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { assistant } from "../../api/assistant.ts";
import type { Detail } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import { useSetting } from "../../shell/setting.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";
import type { Act } from "./conversation.tsx";

type Needs = {
  readonly draft: NonNullable<Detail["draft"]>;
  readonly isMine: boolean;
  readonly act: Act;
  readonly onTake: (text: string) => void;
};

/** What the assistant would say or begin, beside the box and never in it: a person takes it, mends it, or leaves it. */
export function LaidReady({ draft, isMine, act, onTake }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const { of, text, start } = draft;
  return (
    <section className="laid-ready dense" aria-label={say("laidReady")}>
      <p className="note">
        <span className="one" aria-hidden="true" /> {say("laidReady")}
      </p>
      {text !== null && (
        <p className="say" dir="auto">
          {text}
        </p>
      )}
      <div className="row wrap">
        {text !== null && (
          <button type="button" className="btn s" disabled={!isMine} onClick={() => onTake(text)}>
            {say("useSuggestion")}
          </button>
        )}
        {start && (
          <button
            type="button"
            className="btn s"
            disabled={!isMine || act.isPending}
            onClick={() => act.mutate((api, merchant, id) => api.beginDraft(merchant, id, { of }))}
          >
            {say("beginDraft", { matter: start.title[language] })}
          </button>
        )}
      </div>
    </section>
  );
}

/** Whether one wants such drafts at all: kept on the server, so that off stays off. */
export function DraftsSwitch({ merchant }: { readonly merchant: string }) {
  const say = useSay(inboxWords);
  const api = useApi(assistant);
  const client = useQueryClient();
  const choices = useQuery({ queryKey: ["agent-choices", merchant], queryFn: () => api.choices(merchant) });
  const choose = useMutation({
    mutationFn: (drafts: boolean) => api.setChoices(merchant, { drafts }),
    onSuccess: async (chosen) => {
      client.setQueryData(["agent-choices", merchant], chosen);
      await client.invalidateQueries({ queryKey: ["conversation", merchant] });
    },
  });
  if (!choices.data) return null;
  const { drafts } = choices.data;
  return (
    <button
      type="button"
      className="btn quiet s"
      aria-pressed={drafts}
      disabled={choose.isPending}
      onClick={() => choose.mutate(!drafts)}
    >
      {say(drafts ? "draftsOn" : "draftsOff")}
    </button>
  );
}
