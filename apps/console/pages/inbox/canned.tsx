import { useEffect, useId, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { ApiError } from "../../api/call.ts";
import { conversations } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { inboxWords, variableWords } from "../../words/inbox.ts";
import { named, useSay } from "../../words/use-say.ts";

type Needs = {
  readonly merchant: string;
  readonly onChoose: (reply: string) => void;
  readonly onEnd: () => void;
};

/** The shop's canned replies, found by a few letters of their name or words. */
export function Canned({ merchant, onChoose, onEnd }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const api = useApi(conversations);
  const replies = useQuery({
    queryKey: ["canned", merchant],
    queryFn: () => api.canned(merchant),
    staleTime: 60_000,
  });
  const [asked, ask] = useState("");
  const [at, setAt] = useState(0);
  /** Enter came before the replies did: it counts once they are there. */
  const [isChosen, setChosen] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (replies.data ?? []).filter(({ name, zh, en }) =>
    words.every((word) => `${name} ${zh} ${en}`.toLowerCase().includes(word)),
  );
  const current = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    if (!isChosen || !replies.isSuccess) return;
    setChosen(false);
    if (current) onChoose(current.id);
  }, [isChosen, replies.isSuccess, current, onChoose]);
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div className="canned">
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={current && `${id}-${current.id}`}
        aria-label={say("cannedFind")}
        placeholder={say("cannedFind")}
        value={asked}
        autoFocus
        onChange={(event) => {
          ask(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (event.key === "Enter" && !event.nativeEvent.isComposing) setChosen(true);
          else if (event.key === "Escape") onEnd();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Failure error={replies.error} />
      <ul id={id} role="listbox" aria-label={say("canned")} ref={list}>
        {found.map((reply) => (
          <li
            key={reply.id}
            id={`${id}-${reply.id}`}
            role="option"
            aria-selected={reply === current}
            onClick={() => onChoose(reply.id)}
          >
            <b className="trunc">{reply.name}</b>
            <span className="trunc mute" lang={language === "zh" ? "zh-CN" : "en"}>
              {shown(reply[language], language)}
            </span>
          </li>
        ))}
      </ul>
      {replies.isSuccess && found.length === 0 && <p className="dense mute pad">{say("cannedNone")}</p>}
    </div>
  );
}

/** A reply with the names of its variables in their place. */
const shown = (text: string, language: "zh" | "en"): string =>
  text.replaceAll(/\{([^{},]+)[^{}]*\}/g, (_whole, path: string) => `[${named(variableWords, path.trim(), language)}]`);

/** What a reply could not be filled with, in words; undefined when that is not what went wrong. */
export function useLacks(error: unknown): string | undefined {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  if (!(error instanceof ApiError) || error.code !== "canned-reply-lacks") return undefined;
  const [, names = ""] = /: (.*)\.$/.exec(error.message) ?? [];
  const what = names.split(", ").map((path) => named(variableWords, path, language));
  return say("cannedLacks", { what: what.join(language === "zh" ? "、" : ", ") });
}
