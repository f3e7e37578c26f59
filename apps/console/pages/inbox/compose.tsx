import { useEffect, useId, useRef, useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { ApiError } from "../../api/call.ts";
import { conversations, type Detail } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { useMe } from "../../shell/session.ts";
import { inboxWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";
import { Canned, useLacks } from "./canned.tsx";
import type { Act, Standing } from "./conversation.tsx";
import { type Draft, draftOf, keepDraft } from "./drafts.ts";
import { DraftsSwitch, LaidReady } from "./laid-ready.tsx";
import { useLive } from "./live.tsx";

type Needs = {
  readonly id: string;
  readonly merchant: string;
  readonly detail: Detail;
  readonly standing: Standing;
  readonly act: Act;
};

/** The box for what the customer reads, or only colleagues. What is in it is kept on this device until it is sent. */
export function Compose({ id, merchant, detail, standing, act }: Needs) {
  const say = useSay(inboxWords);
  const me = useMe();
  const api = useApi(conversations);
  const live = useLive();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(() => draftOf(localStorage, id));
  const { isNote } = draft;
  const text = isNote ? draft.note : draft.reply;
  const [told, tell] = useState<"saved" | "sent" | "draftKept">();
  const [isChoosing, choose] = useState(false);
  /** The fixed wording that was put in, which then must not be touched. */
  const [strict, setStrict] = useState<string>();
  /** What was written began as the assistant's draft. */
  const [isTaken, setTaken] = useState(false);
  // One draft is one message, however often it must be sent.
  const messageId = useRef(newMessageId());
  /** What is on its way: sent twice by a quick hand, it is still one. */
  const sending = useRef<string>(undefined);
  const why = useId();

  const keep = (next: Draft): void => {
    setDraft(next);
    const isKept = keepDraft(localStorage, id, next);
    tell(isKept && (next.isNote ? next.note : next.reply) !== "" ? "draftKept" : undefined);
  };
  const write = (words: string): void => keep({ ...draft, [isNote ? "note" : "reply"]: words });
  useGrowing(field, text);
  // A second tab may have written meanwhile, or this one was closed with a draft in it.
  useEffect(() => {
    const onStorage = (): void => setDraft(draftOf(localStorage, id));
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }, [id]);

  const suggestion = !isNote && standing === "mine" && text === "" ? detail.suggestion : null;
  const useSuggestion = (): void => {
    if (!suggestion) return;
    write(suggestion.text);
    setStrict(suggestion.strict ? suggestion.text : undefined);
    field.current?.focus();
  };
  const isChanged = strict !== undefined && !isNote && text !== "" && text.trim() !== strict;

  const fill = useMutation({
    mutationFn: (reply: string) => api.fill(merchant, reply, id),
    onSuccess: (words) => {
      const before = draft.reply === ";" ? "" : draft.reply.trimEnd();
      keep({ ...draft, reply: before === "" ? words : `${before}\n${words}`, isNote: false });
      setStrict(undefined);
      choose(false);
      field.current?.focus();
    },
  });
  const lacks = useLacks(fill.error);

  const reason = isNote
    ? standing === "may-not" && say("mayNotHandle")
    : {
        mine: undefined,
        free: say("mustTake"),
        colleague: say("hasFloor", { name: detail.speaker.name ?? say("colleague") }),
        closed: say("isClosed"),
        "may-not": say("mayNotHandle"),
      }[standing];
  const seen = detail.draft && detail.draft.text !== null ? { draft: isTaken ? "taken" : "left" } : {};
  const send = (): void => {
    const said = text.trim();
    if (said === "" || reason || sending.current === said) return;
    sending.current = said;
    act.mutate(
      (calls, shop, conversation) =>
        isNote
          ? calls.note(shop, conversation, { text: said })
          : calls.reply(shop, conversation, { text: said, clientMessageId: messageId.current, ...seen }),
      {
        onSuccess: () => {
          // What was written meanwhile stays.
          const kept = draftOf(localStorage, id);
          const isSame = (isNote ? kept.note : kept.reply).trim() === said;
          if (isSame) keep({ ...kept, [isNote ? "note" : "reply"]: "" });
          setStrict(undefined);
          setTaken(false);
          messageId.current = newMessageId();
          tell(isNote ? "saved" : "sent");
          live.typing(id, true);
        },
        onSettled: () => {
          sending.current = undefined;
        },
      },
    );
    field.current?.focus();
  };
  const turnTo = (note: boolean): void => {
    keep({ ...draft, isNote: note });
    field.current?.focus();
  };
  const writer = live.presence?.people.find(({ id: who, isTyping }) => isTyping && who !== me.staff.id);

  return (
    <form
      className="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Failure error={act.error} />
      {lacks ? (
        <p className="notice warn dense" role="alert">
          {lacks}
        </p>
      ) : (
        fill.error instanceof ApiError && <Failure error={fill.error} />
      )}
      {writer && (
        <p className="collision note" role="status">
          {say("collision", { name: writer.name })}
        </p>
      )}
      {isChanged && (
        <p className="notice warn dense" role="status">
          {say("strictChanged")}
          <button type="button" className="btn s push" onClick={() => write(strict)}>
            {say("strictBack")}
          </button>
        </p>
      )}
      {detail.draft && !isNote && (
        <LaidReady
          draft={detail.draft}
          isMine={standing === "mine"}
          act={act}
          onTake={(words) => {
            write(words);
            setTaken(true);
            field.current?.focus();
          }}
        />
      )}
      {isChoosing && (
        <Canned
          merchant={merchant}
          onChoose={(reply) => fill.mutate(reply)}
          onEnd={() => {
            choose(false);
            if (text === ";") write("");
            field.current?.focus();
          }}
        />
      )}
      <div className={`box ${isNote ? "private" : ""}`}>
        <div className="row seg">
          <button type="button" className="tab" data-key="r" aria-pressed={!isNote} onClick={() => turnTo(false)}>
            {say("reply")}
          </button>
          <button type="button" className="tab" data-key="n" aria-pressed={isNote} onClick={() => turnTo(true)}>
            {say("note")}
          </button>
          {suggestion ? (
            <button type="button" className="suggest push" onClick={useSuggestion}>
              <span className="trunc">{say("suggestion")}</span>
              <kbd>Tab</kbd>
            </button>
          ) : (
            <span className="push note faint end" id={why}>
              {reason || (isNote ? say("noteOnly") : "")}
            </span>
          )}
        </div>
        <textarea
          ref={field}
          value={text}
          rows={2}
          maxLength={4_000}
          dir="auto"
          placeholder={suggestion?.text}
          aria-label={say(isNote ? "writeNote" : "replyTo")}
          {...(suggestion ? {} : { "aria-describedby": why })}
          onChange={(event) => {
            const next = event.target.value;
            write(next);
            if (next === "") setStrict(undefined);
            if (next === ";" && !isNote && standing === "mine") choose(true);
            if (!isNote && standing === "mine") live.typing(id, next === "");
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              send();
            }
            // Once only: with words in the box, Tab goes on as everywhere.
            if (event.key === "Tab" && !event.shiftKey && suggestion) {
              event.preventDefault();
              useSuggestion();
            }
          }}
        />
        <div className="row">
          <button
            type="button"
            className="btn quiet s"
            data-key=";"
            aria-expanded={isChoosing}
            disabled={isNote || standing !== "mine"}
            onClick={() => choose(!isChoosing)}
          >
            {say("canned")}
            <kbd>;</kbd>
          </button>
          {standing === "mine" && !isNote && <DraftsSwitch merchant={merchant} />}
          <span className="note faint push" role="status">
            {told && say(told)}
          </span>
          <button
            type="submit"
            className={standing === "mine" || isNote ? "btn primary s" : "btn s"}
            disabled={Boolean(reason)}
            {...(reason ? { "aria-describedby": why } : {})}
          >
            {say(isNote ? "saveNote" : "send")}
            <kbd>{isMac ? "⌘↵" : "Ctrl ↵"}</kbd>
          </button>
        </div>
      </div>
    </form>
  );
}

const isMac = navigator.userAgent.includes("Mac");

/** The box is as high as its words, up to some lines. */
function useGrowing(field: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.blockSize = "auto";
    current.style.blockSize = `${Math.min(current.scrollHeight, 220)}px`;
  }, [field, text]);
}

/** `randomUUID` is only given to pages that came over https. */
function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
