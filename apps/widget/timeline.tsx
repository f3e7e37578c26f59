import type { JSX } from "preact";
import { formatMoney } from "@ruyi/kernel";
import { useChat, useWords } from "./chat.tsx";
import { Icon } from "./icons.tsx";
import type { Unsent } from "./outbox.ts";
import { tellTime, tellWait } from "./tell.ts";
import { amountIn, type Entry, offerOf, type Said, type Stage, stagesOf, tookChoice } from "./view.ts";
import { actionWords, otherAction, stageWords } from "./words.ts";

/** The conversation so far, oldest first, and what is still on its way. */
export function Timeline(): JSX.Element {
  const { session } = useChat();
  const { entries } = session.view.value;
  return (
    <>
      {entries.map((entry) => (
        <EntryView key={entry.id} entry={entry} entries={entries} />
      ))}
      {session.outbox.value.map((one) => (
        <UnsentView key={one.id} unsent={one} />
      ))}
      {session.isAwaited.value && <Typing />}
    </>
  );
}

function EntryView({ entry, entries }: { readonly entry: Entry; readonly entries: readonly Entry[] }): JSX.Element {
  switch (entry.kind) {
    case "said":
      return entry.from === "customer" ? (
        <Own said={entry} isShown={!tookChoice(entries, entry)} />
      ) : (
        <Theirs said={entry} entries={entries} />
      );
    case "matter":
      return <Matter matter={entry} />;
    case "promise":
      return <Promised promise={entry} />;
    case "queue":
      return <Queue queue={entry} isLast={!entries.slice(entries.indexOf(entry) + 1).some(endsWait)} />;
    case "turn":
      return <Turn turn={entry} />;
  }
}

const endsWait = ({ kind }: Entry): boolean => kind === "turn" || kind === "queue";

/** A choice that was pressed shows its own tick; said a second time it is for those who listen. */
function Own({ said, isShown }: { readonly said: Said; readonly isShown: boolean }): JSX.Element {
  const say = useWords();
  const time = useTime();
  return (
    <div class={isShown ? "mine" : "vh"}>
      <p class="bubble" dir="auto">
        <span class="vh">{say("you")} </span>
        {said.text}
      </p>
      <p class="note">
        {say("delivered")} {time(said.at)}
      </p>
    </div>
  );
}

function UnsentView({ unsent }: { readonly unsent: Unsent }): JSX.Element {
  const say = useWords();
  const { session } = useChat();
  const isDown = session.line.value === "down";
  return (
    <div class="mine">
      <p class={`bubble ${unsent.state === "stored" ? "" : "pending"}`} dir="auto">
        <span class="vh">{say("you")} </span>
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
        <p class="note">{unsent.state === "stored" ? say("delivered") : say(isDown ? "kept" : "sending")}</p>
      )}
    </div>
  );
}

function Theirs({ said, entries }: { readonly said: Said; readonly entries: readonly Entry[] }): JSX.Element {
  const say = useWords();
  const time = useTime();
  const before = entries[entries.indexOf(said) - 1];
  const follows = before?.kind === "said" && before.from === said.from;
  const name = say(said.from === "agent" ? "colleague" : said.from === "assistant" ? "assistant" : "shopSays");
  return (
    <div class="theirs">
      {follows ? (
        <span class="vh">{name} </span>
      ) : (
        <p class="by">
          {said.from === "agent" ? <Icon name="person" /> : <span class="one" aria-hidden="true" />}
          <span>{name}</span> <span class="num">{time(said.at)}</span>
        </p>
      )}
      <p class="say" dir="auto" lang={said.language || undefined}>
        {said.text}
      </p>
      {said.choices.length > 0 && <Choices said={said} entries={entries} />}
    </div>
  );
}

function Choices({ said, entries }: { readonly said: Said; readonly entries: readonly Entry[] }): JSX.Element {
  const { session } = useChat();
  const say = useWords();
  const time = useTime();
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
            <span dir="auto">
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

function Matter({ matter }: { readonly matter: Extract<Entry, { kind: "matter" }> }): JSX.Element {
  const { language } = useChat();
  const say = useWords();
  const amount = amountIn(matter.acts);
  const stages = stagesOf(matter.acts);
  const { action } = matter.acts.at(-1) ?? {};
  const title = action === "refund" ? say("refund") : (actionWords[action ?? ""] ?? otherAction).done[language.value];
  const reached = stages.findLastIndex(({ is }) => is !== "to-come" && is !== "unknown");
  return (
    <section class="card" aria-label={title}>
      <p class="row">
        <span class="label">{amount ? title : say("progress")}</span>
        {amount && <span class="push num total">{formatMoney(amount, language.value)}</span>}
      </p>
      <ol class={`track of-${stages.length} at-${Math.max(0, reached)}`}>
        {stages.map((stage, place) => (
          <StageView key={place} stage={stage} />
        ))}
      </ol>
    </section>
  );
}

function StageView({ stage }: { readonly stage: Stage }): JSX.Element {
  const { language } = useChat();
  const time = useTime();
  const named = actionWords[stage.action] ?? otherAction;
  const name = stage.is === "asked" ? named.asked : stage.is === "done" ? named.done : stageWords[stage.is];
  return (
    <li class={stage.is}>
      <b>{name[language.value]}</b>
      {stage.at && <span class="num">{time(stage.at)}</span>}
    </li>
  );
}

function Promised({ promise }: { readonly promise: Extract<Entry, { kind: "promise" }> }): JSX.Element {
  const say = useWords();
  const time = useTime();
  return (
    <div class={`promise ${promise.state}`}>
      <p class="said" dir="auto">
        {promise.text}
      </p>
      <p class="note">
        {promise.state === "kept" ? (
          <>
            <Icon name="tick" size={14} /> {say("promiseKept")}
          </>
        ) : promise.state === "late" ? (
          say("promiseLate")
        ) : (
          say("promiseNote", { time: time(promise.dueAt) })
        )}
      </p>
    </div>
  );
}

function Queue({ queue, isLast }: { readonly queue: Extract<Entry, { kind: "queue" }>; readonly isLast: boolean }) {
  const { language } = useChat();
  const say = useWords();
  const time = useTime();
  const wait = tellWait(queue.waitSeconds, language.value) ?? say("waitUnknown");
  const ahead = Math.max(0, queue.place - 1);
  const done = [...new Set(queue.done)].map((action) => (actionWords[action] ?? otherAction).done[language.value]);
  return (
    <section class={`card ${isLast ? "" : "past"}`}>
      <div class="queue">
        {ahead > 0 && <span class="figure num">{ahead}</span>}
        <div>
          <p class="strong">{say(ahead === 0 ? "nextIsYou" : ahead === 1 ? "oneAhead" : "ahead", { wait })}</p>
          <p class="note">{say("asOf", { time: time(queue.at) })}</p>
        </div>
      </div>
      {(done.length > 0 || queue.promised.length > 0) && (
        <div class="handed">
          <p class="note">{say("seenByColleague")}</p>
          <ul>
            {done.map((name) => (
              <li key={name}>
                <Icon name="tick" />
                <span>{name}</span>
              </li>
            ))}
            {queue.promised.map((text) => (
              <li key={text}>
                <Icon name="clock" />
                <span dir="auto">{text}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Turn({ turn }: { readonly turn: Extract<Entry, { kind: "turn" }> }): JSX.Element {
  const say = useWords();
  const time = useTime();
  return (
    <p class="turn">
      <span>{say(turn.what, { time: time(turn.at) })}</span>
    </p>
  );
}

function Typing(): JSX.Element {
  const say = useWords();
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

/** Tells a time in the chosen language, with its day where that is not today. */
function useTime(): (iso: string) => string {
  const { language, now } = useChat();
  return (iso) => tellTime(iso, language.value, { at: now() });
}
