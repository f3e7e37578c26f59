import type { ComponentChildren, JSX } from "preact";
import { formatMoney } from "@ruyi/kernel";
import { useRef } from "preact/hooks";
import { useChat } from "./chat.ts";
import { Icon } from "./icons.tsx";
import { inRow, OrderCard } from "./order-card.tsx";
import type { Unsent } from "./outbox.ts";
import { tellWait } from "./tell.ts";
import { Track, type TrackStage } from "./track.tsx";
import { amountIn, type Entry, offerOf, orderOf, type Said, stagesOf, tookChoice, voicesOf } from "./view.ts";
import { actionWords, otherAction, stageWords, type Word } from "./words.ts";

/** The conversation so far, oldest first, and what is still on its way. */
export function Timeline(): JSX.Element {
  const { session } = useChat();
  const { entries } = session.view.value;
  /** What was there when the chat was opened stands still; what comes while one looks on appears. */
  const old = useRef(entries.length);
  const voices = voicesOf(entries);
  const lastOwn = entries.findLast((entry) => entry.kind === "said" && entry.from === "customer");
  return (
    <>
      {entries.map((entry, place) => {
        if (entry.kind === "said" && entry.isShownElsewhere) return null;
        const isOwn = entry.kind === "said" && entry.from === "customer";
        // A choice that was pressed shows its own tick; said a second time it is for those who listen.
        const side = !isOwn ? "theirs" : tookChoice(entries, entry) ? "vh" : "mine";
        return (
          <div key={entry.id} class={place >= old.current ? `${side} fresh` : side}>
            {voices[place] && <ByLine voice={voices[place]} at={entry.at} />}
            {isOwn ? <Own said={entry} isLast={entry === lastOwn} /> : <EntryView entry={entry} entries={entries} />}
          </div>
        );
      })}
      {session.outbox.value.map((one) => (
        <UnsentView key={one.id} unsent={one} />
      ))}
      {session.isAwaited.value && <Typing />}
    </>
  );
}

type EntryProps<Kind extends Entry["kind"] = Entry["kind"]> = {
  readonly entry: Extract<Entry, { kind: Kind }>;
  readonly entries: readonly Entry[];
};

function EntryView({ entry, entries }: EntryProps): JSX.Element {
  switch (entry.kind) {
    case "said":
      return <Theirs entry={entry} entries={entries} />;
    case "order":
      return <OrderCard order={entry.order} />;
    case "matter":
      return <Matter entry={entry} entries={entries} />;
    case "promise":
      return <Promised promise={entry} />;
    case "queue":
      return <Queue entry={entry} entries={entries} />;
    case "turn":
      return <Turn turn={entry} />;
  }
}

function ByLine({ voice, at }: { readonly voice: Said["from"]; readonly at: string }): JSX.Element {
  const { say, time } = useChat();
  return (
    <p class="by">
      {voice === "agent" ? <Icon name="person" /> : <span class="one" aria-hidden="true" />}
      <span>{say(voice === "agent" ? "colleague" : voice === "assistant" ? "assistant" : "shopSays")}</span>{" "}
      <span class="num">{time(at)}</span>
    </p>
  );
}

function Own({ said, isLast }: { readonly said: Said; readonly isLast: boolean }): JSX.Element {
  const { say, time } = useChat();
  return (
    <>
      {/* Outside, where our word for them does not decide which way theirs run. */}
      <span class="vh">{say("you")} </span>
      <p class="bubble" dir="auto">
        {said.text}
      </p>
      {isLast && (
        <p class="note">
          {say("stored")} {time(said.at)}
        </p>
      )}
    </>
  );
}

function UnsentView({ unsent }: { readonly unsent: Unsent }): JSX.Element {
  const { session, say } = useChat();
  const isDown = session.line.value === "down";
  return (
    <div class="mine fresh">
      <span class="vh">{say("you")} </span>
      <p class={`bubble ${unsent.state === "stored" ? "" : "pending"}`} dir="auto">
        {unsent.text}
      </p>
      {unsent.state === "refused" ? (
        <div class="lost" role="alert">
          <p>{say("refused")}</p>
          <button type="button" class="btn" onClick={() => session.sendAgain(unsent.id)}>
            {say("again")}
          </button>
        </div>
      ) : (
        <p class="note">{unsent.state === "stored" ? say("stored") : say(isDown ? "kept" : "sending")}</p>
      )}
    </div>
  );
}

function Theirs({ entry: said, entries }: EntryProps<"said">): JSX.Element {
  const { say, day } = useChat();
  return (
    <>
      <p class="say" dir="auto" lang={said.language || undefined}>
        {said.text}
      </p>
      {said.sources.map(({ title, at, link }) => (
        <p key={title} class="note">
          <a {...link} target="_blank">
            {say("source", { title, date: day(at) })}
          </a>
        </p>
      ))}
      {said.choices.length > 0 && <Choices said={said} entries={entries} />}
    </>
  );
}

function Choices({ said, entries }: { readonly said: Said; readonly entries: readonly Entry[] }): JSX.Element {
  const { session, say, time } = useChat();
  const { isOpen, taken } = offerOf(entries, said, session.outbox.value.length > 0);
  return (
    <div class="choices" role="group" aria-label={said.text}>
      {said.choices.map(({ id, label }, place) => {
        const isTaken = taken?.id === id;
        const leads = isOpen && said.strict && place === 0;
        return (
          <button
            key={id}
            type="button"
            class={`choice ${isTaken ? "done" : isOpen ? "" : "gone"} ${leads ? "lead" : ""}`}
            aria-pressed={isTaken ? true : undefined}
            // Not `disabled`, which would take the focus from the one that was just pressed.
            aria-disabled={!isOpen}
            onClick={() => isOpen && session.send(label)}
          >
            <span dir="auto" lang={said.language || undefined}>
              {!said.strict && <span class="num ordinal">{place + 1}</span>}
              {label}
            </span>
            {isTaken ? (
              <span class="took">
                <Icon name="tick" /> {say("chosen", { time: time(taken.at) })}
              </span>
            ) : (
              isOpen && !said.strict && <Icon name="next" />
            )}
          </button>
        );
      })}
    </div>
  );
}

function Matter({ entry: { id, acts }, entries }: EntryProps<"matter">): JSX.Element {
  const { language, say, time } = useChat();
  const amount = amountIn(acts);
  const { action = "" } = acts.at(-1) ?? {};
  const isRefund = action === "refund";
  const title = isRefund ? say("refund") : (actionWords[action] ?? otherAction).done[language.value];
  const order = orderOf(entries, id);
  const about = inRow(
    isRefund && order?.tender ? say("backTo", { tender: order.tender[language.value] }) : undefined,
    order?.title[language.value],
  );
  const stages = stagesOf(acts).map(({ action: of, is, at }): TrackStage => {
    const named = actionWords[of] ?? otherAction;
    const name = is === "asked" ? named.asked : is === "done" ? named.done : stageWords[is];
    const shown = { asked: "done", done: "done", refused: "missed", unknown: "unknown", "to-come": "now" } as const;
    return { name: name[language.value], is: shown[is], note: at && time(at) };
  });
  return (
    <section class="card" aria-label={title}>
      <p class="row base">
        <span class="label">{amount ? title : say("progress")}</span>
        {amount && <span class="push num total">{formatMoney(amount, language.value)}</span>}
      </p>
      {about && <p class="note">{about}</p>}
      <Track label={say("progress")} stages={stages} />
    </section>
  );
}

function Promised({ promise }: { readonly promise: Extract<Entry, { kind: "promise" }> }): JSX.Element {
  const { say, time } = useChat();
  const note: Readonly<Record<typeof promise.state, ComponentChildren>> = {
    open: (
      <>
        <Icon name="clock" size={14} /> {say("promiseNote", { time: time(promise.dueAt) })}
      </>
    ),
    kept: (
      <>
        <Icon name="tick" size={14} /> {say("promiseKept")}
      </>
    ),
    late: say("promiseLate"),
    withdrawn: say("promiseOver"),
  };
  return (
    <div class={`promise ${promise.state}`}>
      <p class="said" dir="auto">
        {promise.text}
      </p>
      <p class="note">{note[promise.state]}</p>
    </div>
  );
}

const reasons = ["asked", "technical", "emotional", "policy", "unsure"] as const satisfies readonly Word[];
const endsWait = ({ kind }: Entry): boolean => kind === "turn" || kind === "queue";

function Queue({ entry: queue, entries }: EntryProps<"queue">): JSX.Element {
  const { language, say, time } = useChat();
  const isLast = !entries.slice(entries.indexOf(queue) + 1).some(endsWait);
  const { waitSeconds } = queue;
  const wait =
    waitSeconds === undefined ? say("waitUnknown") : (tellWait(waitSeconds, language.value) ?? say("waitLong"));
  const ahead = Math.max(0, queue.place - 1);
  const refunded = amountIn(entries.flatMap((entry) => (entry.kind === "matter" ? entry.acts : [])));
  const done = [...new Set(queue.done)].map((action) => {
    const name = (actionWords[action] ?? otherAction).done[language.value];
    return action === "refund" && refunded ? `${name} ${formatMoney(refunded, language.value)}` : name;
  });
  return (
    <>
      <p class="say">{say(reasons.find((each) => each === queue.reason) ?? "emotional")}</p>
      <section class={`card ${isLast ? "" : "past"}`} aria-label={say("inLine")}>
        <div class="queue">
          {ahead > 0 && <span class="figure num">{ahead}</span>}
          <div>
            <p class="strong">
              {say(ahead === 0 ? "nextIsYou" : ahead === 1 ? "oneAhead" : "ahead")}
              {language.value === "zh" ? "，" : ", "}
              {wait}
            </p>
            <p class="note">{say("asOf", { time: time(queue.at) })}</p>
          </div>
        </div>
        {(done.length > 0 || queue.promised.length > 0) && (
          <div class="handed">
            <p class="note">{say("seenByColleague")}</p>
            <ul>
              {done.map((name) => (
                <Handed key={name} icon="tick" text={name} />
              ))}
              {queue.promised.map((text) => (
                <Handed key={text} icon="clock" text={text} />
              ))}
            </ul>
          </div>
        )}
      </section>
    </>
  );
}

const Handed = ({ icon, text }: { readonly icon: "tick" | "clock"; readonly text: string }): JSX.Element => (
  <li>
    <Icon name={icon} />
    <span dir="auto">{text}</span>
  </li>
);

function Turn({ turn }: { readonly turn: Extract<Entry, { kind: "turn" }> }): JSX.Element {
  const { say, time } = useChat();
  return (
    <p class="turn">
      <span>{say(turn.what, { time: time(turn.at) })}</span>
    </p>
  );
}

function Typing(): JSX.Element {
  const { say } = useChat();
  return (
    <p class="typing note">
      <span class="strokes" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {say("typing")}
    </p>
  );
}
