import type { JSX } from "preact";
import { formatMoney } from "@ruyi/kernel";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useChat, useWords } from "./chat.tsx";
import { Icon, Mark } from "./icons.tsx";
import { mattersFor, type OrderInSight } from "./shop.ts";
import { Timeline } from "./timeline.tsx";

const mostCharacters = 4_000;

/** The button in the corner, and the chat it opens. */
export function Widget(): JSX.Element {
  const { isOpen, language } = useChat();
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!isOpen.value && wasOpen.current) launcher.current?.focus();
    wasOpen.current = isOpen.value;
  }, [isOpen.value]);
  return (
    <div class="ruyi" lang={language.value}>
      <Launcher button={launcher} />
      {isOpen.value && <Panel />}
    </div>
  );
}

function Launcher({ button }: { readonly button: { current: HTMLButtonElement | null } }): JSX.Element {
  const { isOpen, session } = useChat();
  const say = useWords();
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
  const { isOpen, session, shopName, language } = useChat();
  const say = useWords();
  const panel = useRef<HTMLElement>(null);
  const name = shopName?.[language.value] ?? say("shop");

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      isOpen.value = false;
    }
    if (event.key === "Tab" && panel.current) keepWithin(panel.current, event);
  };

  return (
    // Its corner is the page's inline end. Inside, both of its languages run from left to right; messages decide for themselves.
    <section
      ref={panel}
      class="panel"
      dir="ltr"
      role="dialog"
      aria-label={say("panel", { name })}
      onKeyDown={onKeyDown}
    >
      <Head name={name} />
      {session.line.value === "down" && (
        <p class="strip" role="status">
          <Icon name="cut" />
          <span>{say("offline")}</span>
        </p>
      )}
      {session.line.value === "misplaced" && (
        <p class="strip bad" role="alert">
          <Icon name="info" />
          <span>{say("unavailable")}</span>
        </p>
      )}
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
  const { session, language, isOpen } = useChat();
  const say = useWords();
  const { floor } = session.view.value;
  const status = floor === "agent" ? "statusAgent" : floor === "queue" ? "statusQueue" : "statusAssistant";
  const other = language.value === "zh" ? "en" : "zh";
  return (
    <div class="head">
      <Mark size={24} />
      <div class="grow">
        <h2 class="trunc">{name}</h2>
        <p class="note trunc" aria-live="polite">
          {say(status)}
        </p>
      </div>
      <button type="button" class="btn quiet" lang={other} onClick={() => (language.value = other)}>
        {say("otherLanguage")}
        <span class="vh"> {say("otherLanguageName")}</span>
      </button>
      <button type="button" class="btn quiet icon" aria-label={say("minimise")} onClick={() => (isOpen.value = false)}>
        <Icon name="down" size={18} />
      </button>
    </div>
  );
}

/** How near to its end, in pixels, a reader counts as reading the newest. */
const nearEnd = 96;

function Body({ name }: { readonly name: string }): JSX.Element {
  const { session, order } = useChat();
  const say = useWords();
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isBehind = useSignal(false);
  const hasBegun = session.view.value.entries.length > 0 || session.outbox.value.length > 0;

  const toEnd = (): void => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
    isBehind.value = false;
  };
  const newest = session.view.value.entries.at(-1)?.id;
  const written = session.outbox.value.length;
  // New messages do not push away what is being read; what one has written oneself is always shown.
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
    else isBehind.value = true;
  }, [newest, session.isAwaited.value]);
  useLayoutEffect(toEnd, [written > 0]);
  useLayoutEffect(toEnd, [order.value]);
  useSignalEffect(() => {
    if (session.view.value.offset > 0) session.see();
  });

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
          if (isAtEnd.current) isBehind.value = false;
        }}
      >
        <Welcome name={name} hasBegun={hasBegun} />
        <Timeline />
        {order.value && hasBegun && <About order={order.value} />}
      </div>
      {isBehind.value && (
        <button type="button" class="btn to-end" onClick={toEnd}>
          <Icon name="down" />
          {say("newMessages")}
        </button>
      )}
    </div>
  );
}

/** What it is and can do; and the order the customer most likely came for. */
function Welcome({ name, hasBegun }: { readonly name: string; readonly hasBegun: boolean }): JSX.Element {
  const { order, session, language } = useChat();
  const say = useWords();
  return (
    <>
      <div class="welcome">
        <p class="greeting">
          {say("greeting", { name })}
          {language.value === "zh" ? "。" : "."}
        </p>
        <p class="say mute">{say("abilities")}</p>
        {session.isVisitor.value && <p class="note">{say("visitor")}</p>}
      </div>
      {order.value && !hasBegun && <About order={order.value} />}
    </>
  );
}

/** For a button that goes away when it is pressed: the focus rests on the conversation. */
function restFocus({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
  const root = currentTarget.getRootNode();
  if (root instanceof ShadowRoot) root.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}

function About({ order }: { readonly order: OrderInSight }): JSX.Element {
  const chat = useChat();
  const say = useWords();
  const language = chat.language.value;
  const tail = order.id.slice(-4);
  const title = order.title[language];
  const close = (): void => {
    chat.order.value = undefined;
  };
  return (
    <div class="about">
      <p class="note">{say("aboutOrder")}</p>
      <div class="order">
        <span class="pic">
          <Icon name="parcel" size={26} />
        </span>
        <p class="name trunc" dir="auto">
          {title}
        </p>
        {order.amount && <p class="num name">{formatMoney(order.amount, language)}</p>}
        <p class="note sub">
          {order.note && `${order.note[language]} · `}
          {say("orderTail", { tail })}
        </p>
      </div>
      <div class="choices">
        {mattersFor(order.state).map(({ label, sentence }) => (
          <button
            key={label}
            type="button"
            class="choice"
            onClick={(event) => {
              restFocus(event);
              close();
              chat.session.send(say(sentence, { title, tail }));
            }}
          >
            <span>{say(label)}</span>
            <Icon name="next" />
          </button>
        ))}
        <button
          type="button"
          class="choice"
          onClick={(event) => {
            restFocus(event);
            close();
          }}
        >
          <span>{say("otherOrder")}</span>
          <Icon name="next" />
        </button>
      </div>
    </div>
  );
}

function Foot(): JSX.Element {
  const { session, draft } = useChat();
  const say = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const { floor, entries } = session.view.value;
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const send = (): void => {
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
        <button type="submit" class="btn primary icon" aria-label={say("send")} disabled={draft.value.trim() === ""}>
          <Icon name="up" size={18} />
        </button>
      </form>
      <div class="row below">
        {floor === "assistant" ? (
          <button
            type="button"
            class="btn quiet push"
            onClick={(event) => {
              restFocus(event);
              session.send(say("person"));
            }}
          >
            <Icon name="person" />
            {say("person")}
          </button>
        ) : (
          <p class="note push still">
            <Icon name="person" />
            {say(floor === "queue" ? "inLine" : "statusAgent")}
          </p>
        )}
      </div>
    </div>
  );
}
