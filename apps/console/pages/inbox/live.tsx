import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { Detail, LoggedEvent, Summary } from "../../api/conversations.ts";
import { openStaffLine, type StaffLine } from "../../api/staff-line.ts";
import { extended } from "./log.ts";

type People = Detail["here"];
type Presence = { readonly people: People; readonly customerIsTyping: boolean };

type Live = {
  /** The line is up; while it is not, what is shown is asked for every few seconds. */
  readonly isUp: boolean;
  /** Conversations as they became since the page was opened, over what lists said of them. */
  readonly changed: ReadonlyMap<string, Summary>;
  readonly presence: Presence | undefined;
  readonly watch: (conversation: string | undefined, after: number) => void;
  readonly typing: (conversation: string, stopped?: boolean) => void;
};

const alone: Live = {
  isUp: false,
  changed: new Map(),
  presence: undefined,
  watch: () => undefined,
  typing: () => undefined,
};
const LiveContext = createContext<Live>(alone);
export const useLive = (): Live => useContext(LiveContext);

/** As long as the line is up there is nothing to ask for but what it may have missed. */
export const askEveryMs = ({ isUp }: Live): number => (isUp ? 30_000 : 3_000);

const changedAtMost = 500;
/** Typing is said this often at the most. */
const typingEveryMs = 2_500;
/** Changes that come close together are asked about once. */
const togetherMs = 400;

/** Hears what changes in a shop's conversations, and hands it to those who show them. */
export function LiveProvider({ merchant, children }: { readonly merchant: string; readonly children: ReactNode }) {
  const client = useQueryClient();
  const line = useRef<StaffLine>(undefined);
  const [isUp, setUp] = useState(false);
  const [changed, setChanged] = useState<ReadonlyMap<string, Summary>>(new Map());
  const [presence, setPresence] = useState<Presence>();
  const watched = useRef<string>(undefined);
  const typedAt = useRef(0);

  useEffect(() => {
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAgain = (what: string): void => {
      stale.add(what);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const each of stale) void client.invalidateQueries({ queryKey: [each, merchant] });
        stale.clear();
      }, togetherMs);
    };
    const { protocol, host } = location;
    const opened = openStaffLine({
      open: () => new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/v1/staff/socket`),
      onUp: (isUpNow) => {
        setUp(isUpNow);
        if (!isUpNow) return setPresence(undefined);
        for (const each of ["head", "counts", "conversation"]) askAgain(each);
      },
      onHeard: (heard) => {
        switch (heard.kind) {
          case "changed":
            setChanged((before) => {
              const after = new Map(before);
              after.delete(heard.conversation.id);
              after.set(heard.conversation.id, heard.conversation);
              const [oldest] = after.keys();
              if (after.size > changedAtMost && oldest !== undefined) after.delete(oldest);
              return after;
            });
            askAgain("head");
            return askAgain("counts");
          case "event":
            client.setQueryData<readonly LoggedEvent[]>(["events", merchant, heard.conversation], (log) =>
              log === undefined ? log : extended(log, [heard.event]),
            );
            return askAgain("conversation");
          case "presence":
            if (heard.conversation === watched.current) setPresence(heard);
            return;
          case "refused":
          case "beat":
            return;
        }
      },
    });
    line.current = opened;
    opened.wish("list", { do: "list", merchant });
    return () => {
      clearTimeout(timer);
      opened.close();
      setChanged(new Map());
    };
  }, [client, merchant]);

  const watch = useCallback(
    (conversation: string | undefined, after: number): void => {
      if (watched.current !== undefined && watched.current !== conversation) {
        line.current?.say({ do: "leave", conversation: watched.current });
        setPresence(undefined);
      }
      watched.current = conversation;
      line.current?.wish(
        "watch",
        conversation === undefined ? undefined : { do: "watch", merchant, conversation, after },
      );
    },
    [merchant],
  );
  const typing = useCallback((conversation: string, stopped = false): void => {
    const now = Date.now();
    if (!stopped && now - typedAt.current < typingEveryMs) return;
    typedAt.current = stopped ? 0 : now;
    line.current?.say({ do: "typing", conversation, ...(stopped ? { stopped } : {}) });
  }, []);

  const live = useMemo(() => ({ isUp, changed, presence, watch, typing }), [isUp, changed, presence, watch, typing]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
