import { useId, useRef, useState } from "react";
import type { Detail } from "../../api/conversations.ts";
import type { Act, Standing } from "./conversation.tsx";
import { Failure } from "../../parts/failure.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";

/** What is being written, by conversation: it is still there when one comes back. */
const drafts = new Map<string, string>();

type Needs = { readonly id: string; readonly detail: Detail; readonly standing: Standing; readonly act: Act };

/** The box for what the customer reads, or only colleagues. */
export function Compose({ id, detail, standing, act }: Needs) {
  const say = useSay(inboxWords);
  const field = useRef<HTMLTextAreaElement>(null);
  const [isNote, setNote] = useState(false);
  const [text, setText] = useState(() => drafts.get(id) ?? "");
  const [told, tell] = useState<"saved" | "sent">();
  // One draft is one message, however often it must be sent.
  const messageId = useRef(newMessageId());
  const why = useId();

  const write = (next: string): void => {
    setText(next);
    drafts.set(id, next);
  };
  const reason = isNote
    ? standing === "may-not" && say("mayNotHandle")
    : {
        mine: undefined,
        free: say("mustTake"),
        colleague: say("hasFloor", { name: detail.speaker.name ?? say("colleague") }),
        closed: say("isClosed"),
        "may-not": say("mayNotHandle"),
      }[standing];
  const send = (): void => {
    const said = text.trim();
    if (said === "" || reason || act.isPending) return;
    act.mutate(
      (api, merchant, conversation) =>
        isNote
          ? api.note(merchant, conversation, { text: said })
          : api.reply(merchant, conversation, { text: said, clientMessageId: messageId.current }),
      {
        onSuccess: () => {
          write("");
          messageId.current = newMessageId();
          tell(isNote ? "saved" : "sent");
          field.current?.focus();
        },
      },
    );
  };
  const turnTo = (note: boolean): void => {
    setNote(note);
    field.current?.focus();
  };

  return (
    <form
      className="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Failure error={act.error} />
      <div className={`box ${isNote ? "private" : ""}`}>
        <div className="row seg">
          <button type="button" className="tab" data-key="r" aria-pressed={!isNote} onClick={() => turnTo(false)}>
            {say("reply")}
          </button>
          <button type="button" className="tab" data-key="n" aria-pressed={isNote} onClick={() => turnTo(true)}>
            {say("note")}
          </button>
          <span className="push note faint trunc" id={why}>
            {reason || (isNote ? say("noteOnly") : "")}
          </span>
        </div>
        <textarea
          ref={field}
          value={text}
          rows={3}
          maxLength={4_000}
          dir="auto"
          aria-label={say(isNote ? "writeNote" : "replyTo")}
          aria-describedby={why}
          onChange={(event) => {
            tell(undefined);
            write(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              send();
            }
          }}
        />
        <div className="row">
          <span className="note faint" role="status">
            {told && say(told)}
          </span>
          <button
            type="submit"
            className={standing === "mine" || isNote ? "btn primary s push" : "btn s push"}
            disabled={Boolean(reason)}
            aria-describedby={why}
          >
            {say(isNote ? "saveNote" : "send")}
            <kbd>Ctrl ↵</kbd>
          </button>
        </div>
      </div>
    </form>
  );
}

/** `randomUUID` is only given to pages that came over https. */
function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
