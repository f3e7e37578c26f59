import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useChat, useWatched } from "./chat.ts";
import { Icon, Mark } from "./icons.tsx";
import { mattersFor, offerFor, type Order, plainOffers } from "./order.ts";
import { inRow, OrderLine, stateOf, tailOf } from "./order-card.tsx";
import { Timeline } from "./timeline.tsx";

const mostCharacters = 4_000;

/** The button in the corner, and the chat it opens. */
export function Widget(): JSX.Element {
  const { isOpen, language, look, order, session } = useChat();
  useWatched(isOpen, language, order, session);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen.value) void session.meet();
    else if (wasOpen.current) launcher.current?.focus();
    wasOpen.current = isOpen.value;
  }, [isOpen.value]);
  return (
    <div class={`ruyi at-${look.side ?? "end"}`} lang={language.value}>
      <Launcher button={launcher} />
      {isOpen.value && <Panel />}
    </div>
  );
}

function Launcher({ button }: { readonly button: { current: HTMLButtonElement | null } }): JSX.Element {
  const { isOpen, session, say } = useChat();
  const unseen = isOpen.value ? 0 : session.unseen.value;
  return (
    <button
      ref={button}
      type="button"
      class="launcher"
      hidden={isOpen.value}
      aria-expanded={isOpen.value}
      onClick={() => (isOpen.value = true)}
    >
      <Mark size={22} />
      <span>{say("open")}</span>
      {unseen > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unseen > 99 ? "99+" : unseen}</span>
          <span class="vh">{say("unread", { n: unseen })}</span>
        </span>
      )}
    </button>
  );
}

function Panel(): JSX.Element {
  const { isOpen, session, look, language, say } = useChat();
  const panel = useRef<HTMLElement>(null);
  const name = look.name?.[language.value] ?? say("shop");
  const { value: line } = session.line;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      isOpen.value = false;
    }
    if (event.key === "Tab" && panel.current) keepWithin(panel.current, event);
  };

  return (
    // Its corner is the page's. Inside, both of its languages run from left to right; messages decide for themselves.
    <section
      ref={panel}
      class="panel"
      dir="ltr"
      role="dialog"
      aria-label={say("panel", { name })}
      onKeyDown={onKeyDown}
    >
      <Head name={name} />
      {/* Always there, so that those who listen hear what comes into it. */}
      <div role="status">
        {line === "down" && (
          <p class="strip">
            <Icon name="cut" />
            <span>{say("offline")}</span>
          </p>
        )}
        {line === "misplaced" && (
          <p class="strip bad">
            <Icon name="info" />
            <span>{say("unavailable")}</span>
          </p>
        )}
      </div>
      <Body name={name} />
      <Foot />
    </section>
  );
}

/** Where the chat covers the whole page, Tab stays in it: what lies beneath cannot be seen. */
function keepWithin(panel: HTMLElement, event: KeyboardEvent): void {
  if (panel.offsetWidth < window.innerWidth) return;
  const stops = [...panel.querySelectorAll<HTMLElement>("button:not(:disabled), textarea, [tabindex='0']")];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const other = event.shiftKey ? stops.at(-1) : stops[0];
  const root = panel.getRootNode();
  if (!(root instanceof ShadowRoot) || root.activeElement !== edge) return;
  event.preventDefault();
  other?.focus();
}

function Head({ name }: { readonly name: string }): JSX.Element {
  const { session, language, isOpen, say } = useChat();
  const { floor, entries } = session.view.value;
  const queue = entries.findLast((entry) => entry.kind === "queue");
  const ahead = queue?.kind === "queue" ? queue.place - 1 : 0;
  const status =
    floor === "agent"
      ? say("statusAgent")
      : floor === "assistant"
        ? say("statusAssistant")
        : ahead > 0
          ? say("placeInLine", { n: ahead })
          : say("statusQueue");
  const other = language.value === "zh" ? "en" : "zh";
  return (
    <div class="head">
      <Mark size={24} />
      <div class="grow">
        <h2 class="trunc">{name}</h2>
        <p class="note" aria-live="polite">
          {status}
        </p>
      </div>
      <button type="button" class="btn quiet" lang={other} onClick={() => (language.value = other)}>
        {say("otherLanguage")}
        <span class="vh"> {say("otherLanguageName")}</span>
      </button>
      <button type="button" class="btn quiet" aria-label={say("minimise")} onClick={() => (isOpen.value = false)}>
        <Icon name="down" size={18} />
      </button>
    </div>
  );
}

/** How near to its end, in pixels, a reader counts as reading the newest. */
const nearEnd = 96;

function Body({ name }: { readonly name: string }): JSX.Element {
  const { session, order, say } = useChat();
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [isBehind, setBehind] = useState(false);
  const { entries, offset } = session.view.value;
  const written = session.outbox.value.length;
  const hasBegun = entries.length > 0 || written > 0 || session.isGoingOn.value;

  const toEnd = (): void => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
    setBehind(false);
  };
  // New messages do not push away what is being read; what one has written oneself is always shown.
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
    else setBehind(true);
  }, [entries.at(-1)?.id, session.isAwaited.value]);
  useLayoutEffect(toEnd, [written > 0, order.value]);
  useEffect(() => session.see(), [offset]);

  return (
    <div class="body">
      <div
        ref={log}
        class="log"
        role="log"
        aria-label={say("log")}
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < nearEnd;
          if (isAtEnd.current) setBehind(false);
        }}
      >
        <Welcome name={name} />
        {!hasBegun && <Opening />}
        <Timeline />
        {hasBegun && order.value && <About key={order.value.number} order={order.value} />}
      </div>
      {isBehind && (
        <button type="button" class="btn to-end" onClick={toEnd}>
          <Icon name="down" />
          {say("newMessages")}
        </button>
      )}
    </div>
  );
}

/** What it is and can do. */
function Welcome({ name }: { readonly name: string }): JSX.Element {
  const { look, session, language, say } = useChat();
  const own = look.greeting?.[language.value];
  return (
    <div class="welcome">
      <p class="greeting" dir="auto">
        {own ?? say("greeting", { name })}
      </p>
      <p class="say mute">{say("abilities")}</p>
      {session.isVisitor.value && <p class="notice">{say("visitor")}</p>}
    </div>
  );
}

/** Before a word is said: the order one most likely means, or what the shop offers. */
function Opening(): JSX.Element | false {
  const { look, order, session, say } = useChat();
  const { value: likely } = session.likely;
  const meant = order.value ?? likely?.[0];
  if (meant) return <About key={meant.number} order={meant} />;
  if (!likely) return <div class="soon" aria-hidden="true" />;
  // What a visitor may ask needs no order, and is written.
  if (session.isVisitor.value) return false;
  const offers = (look.offers ?? plainOffers).flatMap((id) => offerFor[id] ?? []);
  return <Matters matters={offers.map((word) => [say(word), say(word)])} />;
}

/** For a button that goes away when it is pressed: the focus rests on the conversation. */
function restFocus({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
  const root = currentTarget.getRootNode();
  if (root instanceof ShadowRoot) root.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}

function Choice({ label, press }: { readonly label: string; readonly press: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="choice"
      onClick={(event) => {
        restFocus(event);
        press();
      }}
    >
      <span dir="auto">{label}</span>
      <Icon name="next" />
    </button>
  );
}

type MattersProps = { readonly matters: readonly (readonly [label: string, sentence: string])[] };

/** Matters as buttons; what is pressed is said in a sentence. */
function Matters({ matters }: MattersProps): JSX.Element {
  const { session, order } = useChat();
  return (
    <div class="choices">
      {matters.map(([label, sentence]) => (
        <Choice
          key={label}
          label={label}
          press={() => {
            order.value = undefined;
            session.send(sentence);
          }}
        />
      ))}
    </div>
  );
}

/** An order the customer may mean, what they may want of it, and the way to another. */
function About({ order: first }: { readonly order: Order }): JSX.Element | false {
  const { language, order, session, say, day } = useChat();
  const [meant, setMeant] = useState<Order | undefined>(first);
  const [isPassed, setPassed] = useState(false);
  const pass = (): void => {
    order.value = undefined;
    setPassed(true);
  };
  const others = (session.likely.value ?? []).filter(({ number }) => number !== meant?.number);
  if (isPassed) return false;
  if (!meant) {
    return (
      <div class="about">
        <p class="note">{say("whichOrder")}</p>
        <div class="choices">
          {others.map((other) => (
            <Choice
              key={other.number}
              label={inRow(other.title[language.value], stateOf(other, say, day))}
              press={() => setMeant(other)}
            />
          ))}
          <Choice label={say("noneOfThese")} press={pass} />
        </div>
      </div>
    );
  }
  const values = { title: meant.title[language.value], tail: tailOf(meant) };
  return (
    <div class="about">
      <p class="note">{say("aboutOrder")}</p>
      <OrderLine order={meant} />
      <Matters matters={mattersFor(meant.state).map(({ label, sentence }) => [say(label), say(sentence, values)])} />
      {others.length > 0 ? (
        <Choice label={say("otherOrder")} press={() => setMeant(undefined)} />
      ) : (
        <Choice label={say("otherMatter")} press={pass} />
      )}
    </div>
  );
}

function Foot(): JSX.Element {
  const { session, draft, order, say } = useChat();
  useWatched(draft);
  const field = useRef<HTMLTextAreaElement>(null);
  const { floor, entries } = session.view.value;
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const send = (): void => {
    // Who writes in their own words has passed by the order that was offered.
    if (draft.value.trim() !== "") order.value = undefined;
    session.send(draft.value);
    draft.value = "";
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that ends a word of an input method belongs to that method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const hint = floor === "agent" ? "writeColleague" : entries.length === 0 ? "writeHint" : "write";
  return (
    <div class="foot">
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          maxLength={mostCharacters}
          aria-label={say("write")}
          placeholder={say(hint)}
          enterkeyhint="send"
          value={draft.value}
          onInput={({ currentTarget }) => (draft.value = currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="btn primary" aria-label={say("send")} disabled={draft.value.trim() === ""}>
          <Icon name="up" size={18} />
        </button>
      </form>
      {floor === "assistant" ? (
        <button
          type="button"
          class="btn quiet person"
          onClick={(event) => {
            restFocus(event);
            session.send(say("person"));
          }}
        >
          <Icon name="person" />
          {say("person")}
        </button>
      ) : (
        <p class="note person">
          <Icon name="person" />
          {say(floor === "queue" ? "inLine" : "statusAgent")}
        </p>
      )}
    </div>
  );
}
