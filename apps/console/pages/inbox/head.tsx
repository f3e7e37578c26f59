import { useMemo, useState } from "react";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { Detail } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { type Command, useCommands } from "../../shell/commands.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { useToast } from "../../shell/toast.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { tellTime } from "../../words/tell.ts";
import { type Say, useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo } from "./address.ts";
import type { Act, Standing } from "./conversation.tsx";
import { useNow } from "./fresh.ts";
import { LaterMenu } from "./later.tsx";
import { useLive } from "./live.tsx";
import { nameOf } from "./row.tsx";

type Needs = {
  readonly me: Me;
  readonly address: InboxAddress;
  readonly detail: Detail | undefined;
  readonly standing: Standing | undefined;
  readonly act: Act;
};

/** Who it is, who else is here, and the buttons that change who has the floor. */
export function Head({ me, address, detail, standing, act }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  const [asking, ask] = useState<"take-over" | "close">();
  const name = detail?.speaker.name ?? say("colleague");
  return (
    <header className="conv-head">
      <div className="bar">
        <Link
          className="btn quiet icon narrow"
          aria-label={say("back")}
          {...linkTo({ ...address, conversation: undefined, at: undefined, side: "talk" })}
        >
          <ChevronLeft size={18} strokeWidth={1.5} aria-hidden="true" />
        </Link>
        <div className="grow">
          <h2 className="trunc">{detail ? nameOf(detail, say) : " "}</h2>
          <p className="note faint trunc">
            {detail ? stateLine(detail, me, say, tellTime(detail.snoozedUntil ?? "", language, now), language) : " "}
          </p>
        </div>
        <People me={me} />
        <div className="head-acts">
          <Link className="btn s narrow" {...linkTo({ ...address, side: "run" })}>
            {say("toRun")}
          </Link>
          {detail && standing && !asking && <Buttons detail={detail} standing={standing} act={act} ask={ask} />}
        </div>
      </div>
      {asking && detail && <Asking what={asking} name={name} act={act} onEnd={() => ask(undefined)} />}
      {standing === "colleague" && !asking && <p className="floor-line dense">{say("hasFloor", { name })}</p>}
    </header>
  );
}

/** Colleagues who have it before them; who types is said so. */
function People({ me }: { readonly me: Me }) {
  const say = useSay(inboxWords);
  const { presence } = useLive();
  const others = presence?.people.filter(({ id }) => id !== me.staff.id) ?? [];
  return (
    <div className="with-me" role="status">
      {others.slice(0, 2).map(({ id, name, isTyping }) => (
        <span key={id} className="row dense mute">
          <span className="av s" aria-hidden="true">
            {name.slice(0, 1)}
          </span>
          <span className="trunc">{say(isTyping ? "isTyping" : "isHere", { name })}</span>
        </span>
      ))}
    </div>
  );
}

type ButtonsNeeds = {
  readonly detail: Detail;
  readonly standing: Standing;
  readonly act: Act;
  readonly ask: (what: "take-over" | "close") => void;
};

function Buttons({ detail, standing, act, ask }: ButtonsNeeds) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const tell = useToast();
  const { mutate } = act;
  const take = (): void => mutate((api, merchant, id) => api.take(merchant, id, {}));
  const giveBack = (): void => mutate((api, merchant, id) => api.giveBack(merchant, id, {}));
  const wake = (): void => mutate((api, merchant, id) => api.unsnooze(merchant, id, {}));
  const later = (until: string): void =>
    mutate((api, merchant, id) => api.snooze(merchant, id, { until }), {
      onSuccess: () => tell({ text: say("laterTold", { time: tellTime(until, language, Date.now()) }), onUndo: wake }),
    });
  useHeadCommands(standing, { take, giveBack, close: () => ask("close"), takeOver: () => ask("take-over") });
  switch (standing) {
    case "free":
      return (
        <button type="button" className="btn primary s" data-key="t" disabled={act.isPending} onClick={take}>
          {say("take")}
          <kbd>T</kbd>
        </button>
      );
    case "colleague":
      return (
        <button type="button" className="btn s" data-key="t" onClick={() => ask("take-over")}>
          {say("takeOver")}
          <kbd>T</kbd>
        </button>
      );
    case "mine":
      return (
        <>
          <button type="button" className="btn quiet s" onClick={giveBack}>
            {say("giveBack")}
          </button>
          {detail.snoozedUntil === null ? (
            <LaterMenu keyName="h" onUntil={later} />
          ) : (
            <button type="button" className="btn quiet s" data-key="h" onClick={wake}>
              {say("unsnooze")}
              <kbd>H</kbd>
            </button>
          )}
          <button type="button" className="btn s" data-key="e" onClick={() => ask("close")}>
            {say("close")}
            <kbd>E</kbd>
          </button>
        </>
      );
    case "closed":
    case "may-not":
      return null;
  }
}

type Deeds = Readonly<Record<"take" | "giveBack" | "close" | "takeOver", () => void>>;

function useHeadCommands(standing: Standing, { take, giveBack, close, takeOver }: Deeds): void {
  const say = useSay(inboxWords);
  // The deeds only use what does not change while a conversation is shown.
  const list = useMemo((): readonly Command[] => {
    if (standing === "free") return [{ id: "take", name: say("keyTake"), keys: ["T"], run: take }];
    if (standing === "colleague") return [{ id: "take-over", name: say("takeOver"), keys: ["T"], run: takeOver }];
    if (standing !== "mine") return [];
    return [
      { id: "reply", name: say("keyReply"), keys: ["R"], run: () => press("r") },
      { id: "note", name: say("keyNote"), keys: ["N"], run: () => press("n") },
      { id: "canned", name: say("keyCanned"), keys: [";"], run: () => press(";") },
      { id: "later", name: say("keyLater"), keys: ["H"], run: () => press("h") },
      { id: "give-back", name: say("giveBack"), run: giveBack },
      { id: "close", name: say("keyClose"), keys: ["E"], run: close },
    ];
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- they would be new at every drawing, and do the same
  }, [standing, say]);
  useCommands(list);
}

/** What a key does is what a press on the button of that key does. */
const press = (key: string): void => document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.click();

type AskingNeeds = {
  readonly what: "take-over" | "close";
  readonly name: string;
  readonly act: Act;
  readonly onEnd: () => void;
};

function Asking({ what, name, act, onEnd }: AskingNeeds) {
  const say = useSay(inboxWords);
  const isTakeOver = what === "take-over";
  const label = say(isTakeOver ? "takeOver" : "doClose");
  return (
    <div className="floor asking" role="group" aria-label={label}>
      <p className="dense">{isTakeOver ? say("takeOverAsk", { name }) : say("closeAsk")}</p>
      <div className="row">
        <button
          type="button"
          className="btn s"
          autoFocus
          onClick={() =>
            act.mutate(
              (api, merchant, id) =>
                isTakeOver ? api.take(merchant, id, { takeOver: true }) : api.close(merchant, id, {}),
              { onSuccess: onEnd },
            )
          }
        >
          {label}
        </button>
        <button type="button" className="btn quiet s" data-key="Escape" onClick={onEnd}>
          {say("cancel")}
        </button>
      </div>
    </div>
  );
}

function stateLine(
  { status, speaker, about, snoozedUntil }: Detail,
  me: Me,
  say: Say<typeof inboxWords>,
  until: string,
  language: "zh" | "en",
): string {
  const who =
    status === "closed"
      ? say("closedState")
      : snoozedUntil !== null
        ? say("snoozedNow", { until })
        : speaker.kind === "assistant"
          ? say("withAssistant")
          : speaker.kind === "queue"
            ? say("inQueue")
            : speaker.id === me.staff.id
              ? say("withMe")
              : say("withName", { name: speaker.name ?? say("colleague") });
  return [about?.[language], who].filter(Boolean).join(" · ");
}
