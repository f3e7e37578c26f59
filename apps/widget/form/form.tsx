import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatMoney, type Language } from "@ruyi/kernel";
import { watchAll } from "../cell.ts";
import { Icon } from "../icons.tsx";
import { plainOffers } from "../order.ts";
import { tellTime } from "../tell.ts";
import { Track, type TrackStage } from "../track.tsx";
import { amountIn, stagesOf } from "../view.ts";
import { actionWords, fill, otherAction, stageWords } from "../words.ts";
import type { FormSession, Pressed } from "./session.ts";
import type { Choice, Offered, Press, Promised, Standing } from "./standing.ts";
import { type Word, words } from "./words.ts";

type FormProps = {
  readonly session: FormSession;
  readonly language: Language;
  readonly now: () => number;
  /** Opens the chat of this page: the same conversation goes on there. */
  readonly openChat: () => void;
};

type Shared = FormProps & {
  readonly say: (word: Word, values?: Readonly<Record<string, string | number>>) => string;
  readonly time: (iso: string) => string;
};

/** The address tells whether one is choosing, so that the browser's way back leads to what was open. */
const choosing = "#choose";

function leaveChoice(): void {
  if (location.hash !== choosing) return;
  history.replaceState(undefined, "", location.pathname + location.search);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** One matter, one question at a time. */
export function Form(given: FormProps): JSX.Element {
  const { session, language, now } = given;
  const [, again] = useState({});
  useLayoutEffect(() => watchAll([session], () => again({})), []);
  const [isChoosing, setChoosing] = useState(location.hash === choosing);
  useEffect(() => {
    const look = (): void => setChoosing(location.hash === choosing);
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  const shared: Shared = {
    ...given,
    say: (word, values = {}) => fill(words[word][language], values),
    time: (iso) => tellTime(iso, language, { at: now() }),
  };
  const { value: standing } = session.standing;
  const { value: problem } = session.problem;
  const { say } = shared;
  const isFresh = standing !== undefined && !standing.run && standing.said.length === 0 && standing.acts.length === 0;
  const showsChoice = standing !== undefined && standing.speaker === "assistant" && (isChoosing || isFresh);
  const screen = !standing ? "" : showsChoice ? "choose" : `${standing.run?.state}/${standing.question}`;
  const heading = useFocusOnChange(screen);
  return (
    <div class="form">
      <div role="status">
        <Line {...shared} />
        {session.isBusy.value || standing?.isAtWork ? <Working {...shared} /> : null}
      </div>
      {problem && (
        <p class="wrong" role="alert">
          <Icon name="info" />
          <span>{say(problem)}</span>
        </p>
      )}
      {!standing ? (
        session.line.value !== "misplaced" && <Opening {...shared} />
      ) : showsChoice ? (
        <Matters {...shared} standing={standing} heading={heading} />
      ) : (
        <Matter key={screen} {...shared} standing={standing} heading={heading} />
      )}
      {standing && <Person {...shared} standing={standing} />}
    </div>
  );
}

type Heading = { current: HTMLHeadingElement | null };

/** After a press the focus goes to what is asked now; on a page just opened it stays where it is. */
function useFocusOnChange(screen: string): Heading {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef("");
  useLayoutEffect(() => {
    if (before.current !== "" && screen !== "" && screen !== before.current) heading.current?.focus();
    before.current = screen || before.current;
  }, [screen]);
  return heading;
}

const Opening = ({ say }: Shared): JSX.Element => (
  <div class="soon" aria-busy="true">
    <span class="vh">{say("loading")}</span>
  </div>
);

function Line({ session, say }: Shared): JSX.Element | false {
  const { value: line } = session.line;
  return (
    (line === "down" || line === "misplaced") && (
      <p class="wrong">
        <Icon name="cut" />
        <span>{say(line === "down" ? "offline" : "unavailable")}</span>
      </p>
    )
  );
}

const Working = ({ say }: Shared): JSX.Element => (
  <p class="typing note">
    <span class="strokes-now" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    {say("working")}
  </p>
);

type OpenProps = Shared & { readonly standing: Standing; readonly heading: Heading };

/** Likely matters first; a person is offered always, elsewhere. */
const first: readonly string[] = [...plainOffers, "cancel-order", "change-address", "refund-progress"];
const elsewhere = "talk-to-a-person";

function Matters({ session, language, say, standing, heading }: OpenProps): JSX.Element {
  const offered = session.offered.value.filter(({ id }) => id !== elsewhere);
  const likely = first.flatMap((id) => offered.find((each) => each.id === id) ?? []);
  const others = offered.filter((each) => !likely.includes(each));
  const begin = (id: string): void => {
    void session.begins(id).then(leaveChoice);
  };
  const list = (some: readonly Offered[]): JSX.Element => (
    <ul class="choices">
      {some.map(({ id, title }) => (
        <li key={id}>
          <button type="button" class="choice" aria-disabled={session.isBusy.value} onClick={() => begin(id)}>
            <span>{title[language]}</span>
            <Icon name="next" />
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <section aria-labelledby="matters">
      <h2 id="matters" ref={heading} tabIndex={-1}>
        {say("which")}
      </h2>
      {session.isVisitor.value && <p class="notice">{say("visitor")}</p>}
      {list(likely.length > 0 ? likely : others)}
      {likely.length > 0 && others.length > 0 && (
        <details>
          <summary>{say("all", { n: offered.length })}</summary>
          {list(others)}
        </details>
      )}
      {standing.run && (
        <p>
          <button type="button" class="btn" onClick={leaveChoice}>
            {say("goBack", { title: standing.run.title[language] })}
          </button>
        </p>
      )}
    </section>
  );
}

/** What is asked, or read back, or how it goes on by itself. */
function Matter(props: OpenProps): JSX.Element {
  const { standing, session, language, say, heading } = props;
  const { run, moves, question, order, said } = standing;
  const answer = moves.find((each) => each.move === "answer");
  const yes = moves.find((each) => each.move === "confirm");
  const isAsked = question !== undefined && (answer ?? yes) !== undefined;
  const canStop = isAsked && moves.some(({ move }) => move === "stop");
  // A question stands above its answers; what is so by itself, above what was said of it.
  const headline = (
    <h2
      id="question"
      ref={heading}
      tabIndex={-1}
      class={isAsked ? "" : "plain"}
      dir="auto"
      lang={isAsked ? standing.language : language}
    >
      {isAsked ? question : waitingLine(props)}
    </h2>
  );
  return (
    <section aria-labelledby="question">
      {run && (
        <p class="crumb">
          <span class="one" aria-hidden="true" /> {run.title[language]}
        </p>
      )}
      {!isAsked && headline}
      {order && <About {...props} order={order} />}
      <div class="lines" aria-live="polite">
        {said.map(({ id, text, language: of }) => (
          <p key={id} class="say" dir="auto" lang={of || undefined}>
            {text}
          </p>
        ))}
      </div>
      <Progress {...props} />
      {standing.promises.map((promise) => (
        <PromiseLine key={`${promise.text}${promise.dueAt}`} {...props} promise={promise} />
      ))}
      {isAsked && headline}
      {answer?.move === "answer" && isAsked && <Answer key={answer.fact} {...props} answer={answer} />}
      {yes?.move === "confirm" && <ReadBack {...props} yes={yes.label} />}
      <div class="bar">
        {canStop && (
          <button
            type="button"
            class="btn quiet"
            aria-disabled={session.isBusy.value}
            onClick={() => void session.presses({ move: "stop" })}
          >
            {say("stop")}
          </button>
        )}
        {!standing.isAtWork && standing.speaker === "assistant" && (
          <a class={isAsked ? "btn quiet" : "btn"} href={choosing}>
            {say("another")}
          </a>
        )}
      </div>
    </section>
  );
}

function waitingLine({ standing: { speaker, run, isAtWork }, language, say }: OpenProps): string {
  if (speaker !== "assistant") return say(speaker);
  if (isAtWork) return say("working");
  return run?.state === "waiting" ? say("waits", { title: run.title[language] }) : say("over");
}

function About({
  order: { number, title, price },
  language,
  say,
}: OpenProps & { readonly order: NonNullable<Standing["order"]> }): JSX.Element {
  return (
    <div class="order-card" role="group" aria-label={say("about")}>
      <span class="pic" aria-hidden="true">
        {title[language].slice(0, 1)}
      </span>
      <span class="grow">
        <span class="name">{title[language]}</span>
        <span class="note">{say("tail", { tail: number.slice(-4) })}</span>
      </span>
      {price && <span class="num strong">{formatMoney(price, language)}</span>}
    </div>
  );
}

/** The read-back has its own two buttons; no other press is a yes. */
function ReadBack({ standing, session, yes }: OpenProps & { readonly yes: string }): JSX.Element {
  const no = standing.moves.find((each) => each.move === "decline");
  const press = (pressed: Pressed) => () => void session.presses(pressed);
  const { value: isBusy } = session.isBusy;
  const lang = standing.language;
  return (
    <div class="bar" role="group" aria-labelledby="question">
      <button
        type="button"
        class="btn primary"
        lang={lang}
        aria-disabled={isBusy}
        onClick={press({ move: "confirm", asked: standing.asked })}
      >
        {yes}
      </button>
      {no?.move === "decline" && (
        <button type="button" class="btn" lang={lang} aria-disabled={isBusy} onClick={press({ move: "decline" })}>
          {no.label}
        </button>
      )}
    </div>
  );
}

type Asked = Extract<Press, { move: "answer" }>;
type Draft = { readonly chosen: readonly string[]; readonly text: string };
const nothing: Draft = { chosen: [], text: "" };
/** The place of one's own words among the choices; no choice is called so. */
const own = " own";
const mostCharacters = 2_000;
/** The fact that is asked for where the choices are one's orders. */
const orders = "pick";

/** Kept while the page is open, so that neither a look back nor a new start of the page loses what was written. */
const draftKey = "ruyi.form";
function keptDraft(at: string): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(draftKey) ?? "");
    const { at: of, chosen, text } = kept as { at?: unknown; chosen?: unknown; text?: unknown };
    return of === at && Array.isArray(chosen) && typeof text === "string"
      ? { chosen: chosen.map(String), text }
      : nothing;
  } catch {
    return nothing;
  }
}
function keepDraft(at: string, draft: Draft): void {
  try {
    sessionStorage.setItem(draftKey, JSON.stringify({ at, ...draft }));
  } catch {
    // A browser that forbids storage keeps a draft as long as its page.
  }
}

function Answer({ session, say, standing, answer }: OpenProps & { readonly answer: Asked }): JSX.Element {
  const { fact, choices, freeText, several } = answer;
  const at = `${standing.asked}/${fact}`;
  const [draft, setDraft] = useState(() => keptDraft(at));
  const [wrong, setWrong] = useState<Word | undefined>(undefined);
  const field = useRef<HTMLTextAreaElement>(null);
  const options = useRef<HTMLDivElement>(null);
  const isWritten = choices.length === 0 || draft.chosen.includes(own);
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    setWrong(undefined);
    keepDraft(at, next);
  };
  const choose = (id: string, isOn: boolean): void =>
    change({ chosen: several ? [...draft.chosen.filter((each) => each !== id), ...(isOn ? [id] : [])] : [id] });
  const refuse = (why: Word, at: HTMLElement | null | undefined): void => {
    setWrong(why);
    at?.focus();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = draft.text.trim();
    const picked = draft.chosen.filter((id) => choices.some((choice) => choice.id === id));
    if (!isWritten && picked.length === 0) return refuse("choose", options.current?.querySelector("input"));
    if (isWritten && text === "") return refuse("write", field.current);
    if (text.length > mostCharacters) return refuse("tooLong", field.current);
    const values = isWritten ? [...picked, text] : picked;
    const [only = ""] = values;
    void session.presses({ move: "answer", fact, value: several && values.length > 1 ? values : only });
  };
  const { value: isBusy } = session.isBusy;
  return (
    <form class="answer" onSubmit={submit} noValidate>
      {choices.length > 0 && (
        <div
          ref={options}
          class="choices"
          role={several ? "group" : "radiogroup"}
          aria-labelledby="question"
          aria-describedby={wrong ? "wrong" : undefined}
        >
          {several && <p class="note">{say("several")}</p>}
          {choices.map((choice) => (
            <Option
              key={choice.id}
              choice={choice}
              lang={standing.language}
              isOrder={fact === orders && choice.id !== "none"}
              several={several}
              isOn={draft.chosen.includes(choice.id)}
              choose={choose}
            />
          ))}
          {freeText && (
            <Option
              choice={{ id: own, label: say("own") }}
              several={several}
              isOn={draft.chosen.includes(own)}
              choose={choose}
            />
          )}
        </div>
      )}
      {isWritten && (freeText || choices.length === 0) && (
        <textarea
          ref={field}
          rows={3}
          dir="auto"
          aria-label={choices.length > 0 ? say("ownLabel") : undefined}
          aria-labelledby={choices.length > 0 ? undefined : "question"}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? "wrong" : undefined}
          value={draft.text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      )}
      {wrong && (
        <p class="wrong" id="wrong" role="alert">
          <Icon name="info" />
          <span>{say(wrong)}</span>
        </p>
      )}
      <div class="bar">
        <button type="submit" class="btn primary" aria-disabled={isBusy}>
          {say(isBusy ? "going" : "go")}
        </button>
      </div>
    </form>
  );
}

type OptionProps = {
  readonly choice: Choice;
  readonly lang?: Language;
  readonly several: boolean;
  readonly isOn: boolean;
  readonly isOrder?: boolean;
  readonly choose: (id: string, isOn: boolean) => void;
};

function Option({ choice: { id, label }, lang, several, isOn, isOrder, choose }: OptionProps): JSX.Element {
  return (
    <label class={`choice ${isOn ? "on" : ""}`}>
      <input
        type={several ? "checkbox" : "radio"}
        name="answer"
        value={id}
        checked={isOn}
        onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
      />
      {isOrder && (
        <span class="pic small" aria-hidden="true">
          {label.slice(0, 1)}
        </span>
      )}
      <span class="grow" dir="auto" lang={lang}>
        {label}
      </span>
    </label>
  );
}

/** How what was asked of the shop and the bank goes on. */
function Progress({ standing: { acts }, language, say, time }: OpenProps): JSX.Element | false {
  if (acts.length === 0) return false;
  const amount = amountIn(acts);
  const { action = "" } = acts.at(-1) ?? {};
  const title = action === "refund" ? say("refund") : (actionWords[action] ?? otherAction).done[language];
  const shown = { asked: "done", done: "done", refused: "missed", unknown: "unknown", "to-come": "now" } as const;
  const stages = stagesOf(acts).map(({ action: of, is, at }): TrackStage => {
    const named = actionWords[of] ?? otherAction;
    const name = is === "asked" ? named.asked : is === "done" ? named.done : stageWords[is];
    return { name: name[language], is: shown[is], note: at && time(at) };
  });
  return (
    <section class="card" aria-label={title}>
      <p class="row">
        <span class="strong grow">{amount ? title : say("progress")}</span>
        {amount && <span class="num total">{formatMoney(amount, language)}</span>}
      </p>
      <Track label={say("progress")} stages={stages} />
    </section>
  );
}

function PromiseLine({
  promise: { text, dueAt, state },
  say,
  time,
}: OpenProps & { readonly promise: Promised }): JSX.Element {
  const note: ComponentChildren = state === "open" ? say("due", { time: time(dueAt) }) : say(state);
  return (
    <div class={`promise is-${state}`}>
      <p class="promised" dir="auto">
        {text}
      </p>
      <p class="note">
        {state === "open" && <Icon name="clock" size={14} />}
        {state === "kept" && <Icon name="tick" size={14} />}
        <span>{note}</span>
      </p>
    </div>
  );
}

/** Always there: the same conversation goes on in the chat. */
function Person({ session, say, openChat, standing }: Shared & { readonly standing: Standing }): JSX.Element {
  const isCalled = standing.speaker !== "assistant";
  return (
    <p class="person">
      <button
        type="button"
        class="btn"
        onClick={() => {
          if (!isCalled) void session.says(say("person"));
          openChat();
        }}
      >
        <Icon name="person" />
        {say(isCalled ? "openChat" : "person")}
      </button>
      <span class="note">{say("personNote")}</span>
    </p>
  );
}
