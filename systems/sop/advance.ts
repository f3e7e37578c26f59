import {
  compileCondition,
  compileExpression,
  compileTable,
  type DecisionTable,
  evaluateTable,
  type TableSource,
  variablesOf,
} from "@ruyi/decision";
import { minuteMs, unreachable } from "@ruyi/kernel";
import { type Choice, type FactSource, phraseOf, type Procedure, type Step, type StepId, stepOf } from "./procedure.ts";
import {
  type ActResult,
  type Effect,
  type FactRecord,
  type OfferedChoice,
  type Place,
  placeOf,
  type Run,
  type RunEvent,
  type RunState,
} from "./run.ts";
import { word } from "./wording.ts";

/** How long a yes to a read-back counts (VOICE §5). */
export const yesCountsMs = 30 * minuteMs;
/** Facts of others older than this are read again before anything is done on them (SERVICE-STANDARD §0). */
const factsFreshMs = 10 * minuteMs;
/** When an unanswered machine is asked again, and how often in all before its silence is the answer. */
export const lookUpAgainMs = 20_000;
export const actAgainMs = 30_000;
export const lookUpsAtMost = 3;
export const actsAtMost = 5;
/** More steps in one go than any sane procedure takes: a circle that the static check must have missed. */
const stepsAtMost = 200;

/**
 * Moves a run by one event and says what should happen, without doing it. Pure: equal arguments, equal results.
 * An event the run does not wait for (a late or doubled reply, an answer nobody asked for) changes nothing.
 * Moves of people are checked by `makeMove` before; this function trusts the actor. `procedure` is the version the run is in;
 * of an event that brings it to another version, that other one.
 */
export function advance(procedure: Procedure, run: Run, event: RunEvent, watch?: Watch): [Run, Effect[]] {
  const counted: Run = { ...run, count: run.count + 1, language: event.language ?? run.language };
  const walk = new Walk(procedure, counted, event.at, watch);
  return walk.take(event) ? [walk.run, walk.effects] : [run, []];
}

/** Hears of every step a run goes through on its way, in order. */
export type Watch = (passage: Passage) => void;

/** From one step of a procedure to another; from nowhere at its beginning, to nowhere at its end. */
export type Passage = {
  readonly procedure: Procedure;
  readonly from: StepId | undefined;
  readonly to: StepId | undefined;
  /** With what it ended; only where it leads to nowhere. */
  readonly outcome?: string;
};

/** The part of a procedure a place stands in. */
export function partOf(procedure: Procedure, place: Place): Procedure {
  if (place.procedure === procedure.id) return procedure;
  const part = procedure.parts[place.procedure];
  if (!part)
    throw new Error(`Procedure "${procedure.id}" does not carry its part "${place.procedure}"; load it again.`);
  return part;
}

/** One call of `advance`: the run as it changes, and the effects as they gather. Lives no longer than that call. */
class Walk {
  run: Run;
  readonly effects: Effect[] = [];
  private readonly procedure: Procedure;
  private readonly at: string;
  private readonly watch: Watch | undefined;
  /** A procedure or a part was just begun: its first step is come to from nowhere. */
  private begins = false;

  constructor(procedure: Procedure, run: Run, at: string, watch: Watch | undefined) {
    this.procedure = procedure;
    this.run = run;
    this.at = at;
    this.watch = watch;
  }

  /** False when the event means nothing to the run as it stands. */
  take(event: RunEvent): boolean {
    const { state } = this.run;
    if (state.kind === "ended") return false;
    switch (event.kind) {
      case "started":
        this.learn(event.facts);
        this.begins = true;
        this.enter(this.procedure.start);
        return true;
      case "answered":
        return this.answered(event);
      case "told":
        return (state.kind === "looking-up" || state.kind === "asking") && this.told(event.facts);
      case "confirmed":
        return state.kind === "confirming" && this.confirmed(state);
      case "declined":
        return state.kind === "confirming" && this.declined();
      case "looked-up":
        return state.kind === "looking-up" && state.key === event.key && this.lookedUp(event.facts);
      case "acted":
        return state.kind === "acting" && state.key === event.key && this.acted(event.key, event.result);
      case "signalled":
        return state.kind === "waiting" && state.key === event.key && this.signalled(event.facts);
      case "woken":
        return this.woken();
      case "overridden":
        return state.kind !== "acting" && this.overridden(event.id);
      case "stopped":
        // What is under way is not stopped by walking away from it.
        if (state.kind === "acting") return false;
        this.end("stopped");
        return true;
      case "migrated":
        return state.kind !== "acting" && this.migrated(event);
      default:
        return unreachable(event);
    }
  }

  private overridden(id: string): boolean {
    const override = this.part.overrides?.[id];
    if (!override?.from.includes(placeOf(this.run).step)) return false;
    this.run = { ...this.run, agreed: undefined };
    this.enter(override.to);
    return true;
  }

  /** Goes on in another version from where it stands: nothing is said or asked anew. Whether it can, `migrationOf` says before. */
  private migrated({ from, to }: Extract<RunEvent, { kind: "migrated" }>): boolean {
    if (this.run.hash !== from.hash || this.procedure.hash !== to.hash) return false;
    this.run = { ...this.run, ...to };
    return true;
  }

  private get part(): Procedure {
    return partOf(this.procedure, placeOf(this.run));
  }

  private get step(): Step {
    return stepOf(this.part, placeOf(this.run).step);
  }

  private learn(facts: Readonly<Record<string, FactRecord>>): void {
    this.run = { ...this.run, facts: { ...this.run.facts, ...facts } };
  }

  private rest(state: RunState): void {
    this.run = { ...this.run, state };
  }

  private soon(ms: number): string {
    return new Date(Date.parse(this.at) + ms).toISOString();
  }

  /** Walks from a step until the run must wait for someone or something, or ends. */
  private enter(first: StepId): void {
    let next: StepId | undefined = first;
    for (let steps = 0; next !== undefined; steps += 1) {
      if (steps > stepsAtMost) throw new Error(`Procedure "${this.procedure.id}" turns in a circle at "${next}".`);
      this.moveTo(next);
      next = this.pass(this.step);
    }
  }

  private moveTo(step: StepId): void {
    const place = placeOf(this.run);
    this.watch?.({ procedure: this.part, from: this.begins ? undefined : place.step, to: step });
    this.begins = false;
    this.run = { ...this.run, places: [...this.run.places.slice(0, -1), { ...place, step }] };
  }

  /** Does what a step does on arrival. Answers the next step, or undefined when the run rests here. */
  private pass(step: Step): StepId | undefined {
    if ("atMost" in step && step.atMost && this.countVisit() > step.atMost.times) return step.atMost.then;
    switch (step.kind) {
      case "say":
        this.say(step.phrase);
        return step.next;
      case "ask": {
        const told = this.toldEarly(step);
        if (told !== undefined) return branch(step.next, told, this.where());
        if (step.of === "customer") this.say(step.phrase, this.offered(step));
        this.rest({ kind: "asking", since: this.at });
        return undefined;
      }
      case "look-up": {
        const key = `${this.run.id}/${placeOf(this.run).step}/${this.run.count}`;
        this.lookUp(step, key, 1);
        return undefined;
      }
      case "work-out":
        return this.workOut(step);
      case "decide":
        return this.decide(step);
      case "act":
        return this.prepare(step);
      case "wait":
        this.rest({ kind: "waiting", key: this.fill(step.for), wakeAt: later(this.at, step.until, this.run.zone) });
        return undefined;
      case "promise":
        this.promise(step);
        return step.next;
      case "hand-off":
        this.effects.push({
          kind: "hand-off",
          reason: step.reason,
          reasons: step.reasons === undefined ? [] : asTexts(this.evaluate(step.reasons)),
          ...(step.phrase === undefined ? {} : { text: this.wordPhrase(step.phrase) }),
        });
        return step.next;
      case "call": {
        const part = this.procedure.parts[step.procedure];
        if (!part)
          throw new Error(`Procedure "${this.procedure.id}" calls "${step.procedure}", which it does not carry.`);
        this.run = { ...this.run, places: [...this.run.places, { procedure: part.id, step: part.start }] };
        this.begins = true;
        return part.start;
      }
      case "undo":
        return this.undoLast(step);
      case "end":
        return this.end(step.outcome);
      default:
        return unreachable(step);
    }
  }

  private countVisit(): number {
    const { procedure, step } = placeOf(this.run);
    const name = `${procedure}/${step}`;
    const visits = { ...this.run.visits, [name]: (this.run.visits?.[name] ?? 0) + 1 };
    this.run = { ...this.run, visits };
    return visits[name] ?? 0;
  }

  /** Begins to take back the last act that can be; where none is left, all is as before. */
  private undoLast(step: Extract<Step, { kind: "undo" }>): StepId | undefined {
    const last = this.run.done.findLast(({ undo }) => undo);
    if (!last?.undo) return step.next.done;
    this.perform(`${last.key}/undo`, last.undo.action, last.undo.input, 1);
    return undefined;
  }

  /** Ends the part or the run; answers where the caller goes on. */
  private end(outcome: string): StepId | undefined {
    const isPart = this.run.places.length > 1 && outcome !== "stopped";
    // Walking away leaves the callers of a part too.
    for (const place of outcome === "stopped" ? this.run.places.toReversed() : [placeOf(this.run)]) {
      this.watch?.({ procedure: partOf(this.procedure, place), from: place.step, to: undefined, outcome });
    }
    if (!isPart) {
      this.rest({ kind: "ended", outcome, at: this.at });
      this.effects.push({ kind: "ended", outcome });
      return undefined;
    }
    this.run = { ...this.run, places: this.run.places.slice(0, -1) };
    const caller = this.step;
    if (caller.kind !== "call") throw new Error(`Run ${this.run.id} came back to a step that called nobody.`);
    return branch(caller.next, outcome, this.where());
  }

  private where(): string {
    const place = placeOf(this.run);
    return `Step "${place.step}" of procedure "${place.procedure}"`;
  }

  /** What the customer said before it was asked is not asked again, once; an answer given here is asked anew. */
  private toldEarly(step: Extract<Step, { kind: "ask" }>): string | undefined {
    const known = this.run.facts[step.fact];
    if (step.of !== "customer" || !known || this.run.answered.includes(step.fact)) return undefined;
    const values = step.several ? listOf(known.value) : [String(known.value)];
    const offered = choicesOf(step, this.run);
    const fits = values.length > 0 && values.every((value) => step.freeText || offered.some(({ id }) => id === value));
    if (!fits) return undefined;
    if (step.several) this.learn({ [step.fact]: { ...known, value: values } });
    this.run = { ...this.run, answered: [...this.run.answered, step.fact] };
    return step.several ? "*" : values[0];
  }

  /** What was told already is not told otherwise by a later guess; what is being asked for is answered, not told. */
  private told(facts: Readonly<Record<string, FactRecord>>): boolean {
    const asked = this.step.kind === "ask" ? this.step.fact : undefined;
    const fresh = Object.entries(facts).filter(([name]) => name !== asked && this.run.facts[name] === undefined);
    this.learn(Object.fromEntries(fresh));
    return fresh.length > 0;
  }

  private answered({ fact, value: answer, actor, reason }: Extract<RunEvent, { kind: "answered" }>): boolean {
    const { state } = this.run;
    const step = this.step;
    if (state.kind !== "asking" || step.kind !== "ask" || step.fact !== fact) return false;
    const value = step.several ? listOf(answer) : answer;
    const source = actor.kind === "agent" ? "staff" : "customer";
    const why = reason === undefined ? {} : { reason };
    if (authorityFor(step, this.run, value, this.at, this.part) === "two-people") {
      const { first } = state;
      if (!first || first.value !== String(value) || first.by.id === actor.id) {
        this.rest({ ...state, first: { value: String(value), by: actor, at: this.at, ...why } });
        return true;
      }
    }
    this.learn({ [fact]: { value, source, at: this.at } });
    // Who decided is a fact too: an act may need it.
    if (step.of === "agent") {
      const first = state.first?.value === String(value) ? { first: state.first } : {};
      this.learn({ [`${fact}By`]: { value: { ...actor, ...why, ...first }, source, at: this.at } });
    }
    const answered = [...this.run.answered.filter((each) => each !== fact), fact];
    this.run = { ...this.run, answered, agreed: undefined };
    this.enter(branch(step.next, step.several ? "*" : String(value), this.where()));
    return true;
  }

  private lookUp(step: Extract<Step, { kind: "look-up" }>, key: string, tries: number): void {
    this.effects.push({ kind: "look-up", key, facts: step.facts, with: this.evaluateAll(step.with) });
    this.rest({ kind: "looking-up", key, tries, wakeAt: this.soon(lookUpAgainMs) });
  }

  private lookedUp(facts: Readonly<Record<string, FactRecord | null>>): boolean {
    const step = this.step;
    if (step.kind !== "look-up") return false;
    const known = Object.entries(facts).filter((entry): entry is [string, FactRecord] => entry[1] !== null);
    this.learn(Object.fromEntries(known));
    this.enter(step.facts.every((name) => facts[name]) ? step.next : step.missing);
    return true;
  }

  /** What is worked out from others' word is theirs too, and ages with it. */
  private workOut(step: Extract<Step, { kind: "work-out" }>): StepId {
    let isKnown = true;
    for (const [name, text] of Object.entries(step.facts)) {
      const value = this.evaluate(text) ?? null;
      if (value === null) isKnown = false;
      const { source, at } = this.oldestOf(namesIn(text)) ?? { source: "desk" as const, at: this.at };
      // What was worked out before, on other facts, must not stand for what cannot be known now.
      if (value === null) this.forget(name);
      else this.learn({ [name]: { value, source, at } });
    }
    return isKnown ? step.next : step.unknown;
  }

  private forget(name: string): void {
    const { [name]: _gone, ...facts } = this.run.facts;
    this.run = { ...this.run, facts };
  }

  /** Of the facts that others told, the one told longest ago. */
  private oldestOf(facts: readonly string[]): FactRecord | undefined {
    const told = facts.map((name) => this.run.facts[name]).filter((fact) => fact !== undefined);
    const [oldest] = told
      .filter(({ source }) => othersSay.has(source))
      .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return oldest;
  }

  private decide(step: Extract<Step, { kind: "decide" }>): StepId {
    const source = this.part.tables[step.table];
    if (!source) throw new Error(`${this.where()} names the table "${step.table}", which is not there.`);
    const context = this.context();
    const { output } = evaluateTable(tableOf(source), context);
    const found = output && "outcome" in output ? output["outcome"] : undefined;
    const outcome = typeof found === "string" ? found : null;
    this.keep(step.table, source, context, outcome);
    if (outcome === null) return step.unknown;
    this.learn({ [step.table]: { value: output, source: "desk", at: this.at } });
    return branch(step.next, outcome, this.where());
  }

  private keep(table: string, { inputs }: TableSource, context: Record<string, unknown>, outcome: string | null): void {
    const { procedure: part, step } = placeOf(this.run);
    const values = inputs.map(({ expression }) => expressionOf(expression)(context) ?? null);
    const earlier = (this.run.decided ?? []).filter((each) => each.part !== part || each.table !== table);
    this.run = { ...this.run, decided: [...earlier, { part, step, table, values, outcome, at: this.at }] };
  }

  /** On arrival at an act: read back and wait for the yes, or do it at once where none is needed. */
  private prepare(step: Extract<Step, { kind: "act" }>): StepId | undefined {
    const { agreed } = this.run;
    if (agreed) this.run = { ...this.run, agreed: undefined };
    if (conditionOf(step.requires)(this.context()) !== true) return step.next.refused;
    const { step: id } = placeOf(this.run);
    const round = (this.run.rounds[id] ?? 0) + 1;
    this.run = { ...this.run, rounds: { ...this.run.rounds, [id]: round } };
    const key = step.key.replaceAll("{run}", this.run.id).replaceAll("{step}", id).replaceAll("{round}", String(round));
    if (step.confirm.kind !== "read-back") {
      this.act(step, key, 1);
      return undefined;
    }
    const text = this.wordPhrase(step.confirm.phrase);
    if (agreed?.step === id && agreed.text === text && this.isWithin(agreed.at, yesCountsMs)) {
      this.act(step, key, 1);
      return undefined;
    }
    this.say(step.confirm.phrase, [
      { id: "yes", label: this.text(step.confirm.yes) },
      { id: "no", label: this.text(step.confirm.no) },
    ]);
    this.rest({ kind: "confirming", since: this.at, key, text });
    return undefined;
  }

  private isWithin(since: string, ms: number): boolean {
    return Date.parse(this.at) - Date.parse(since) <= ms;
  }

  private confirmed(state: Extract<RunState, { kind: "confirming" }>): boolean {
    const step = this.step;
    if (step.kind !== "act") return false;
    const { step: id } = placeOf(this.run);
    if (!this.isWithin(state.since, yesCountsMs)) {
      this.enter(step.refresh ?? id);
      return true;
    }
    if (step.refresh !== undefined && this.isStale(step)) {
      // The yes stands if, with facts read afresh, the same words would be read back.
      this.run = { ...this.run, agreed: { step: id, text: state.text, at: this.at } };
      this.enter(step.refresh);
      return true;
    }
    if (conditionOf(step.requires)(this.context()) === true) this.act(step, state.key, 1);
    else this.enter(step.next.refused);
    return true;
  }

  /** Whether something the act is done on was told by others too long ago. */
  private isStale(step: Extract<Step, { kind: "act" }>): boolean {
    return [step.requires, ...Object.values(step.with)].flatMap(namesIn).some((name) => {
      const fact = this.run.facts[name];
      return fact !== undefined && othersSay.has(fact.source) && !this.isWithin(fact.at, factsFreshMs);
    });
  }

  private declined(): boolean {
    const step = this.step;
    if (step.kind !== "act" || step.confirm.kind !== "read-back") return false;
    this.enter(step.confirm.declined);
    return true;
  }

  private act(step: Extract<Step, { kind: "act" }>, key: string, tries: number): void {
    this.perform(key, step.action, this.evaluateAll(step.with), tries);
  }

  private perform(key: string, action: string, input: Readonly<Record<string, unknown>>, tries: number): void {
    this.effects.push({ kind: "act", key, action, input });
    this.rest({ kind: "acting", key, tries, wakeAt: this.soon(actAgainMs) });
  }

  private acted(key: string, result: ActResult): boolean {
    const step = this.step;
    if (step.kind === "undo") return this.undone(step, key, result);
    if (step.kind !== "act") return false;
    this.tell(key, step.action, result);
    if (result.state === "done") {
      const undo =
        step.undo === "none" ? {} : { undo: { action: step.undo.action, input: this.evaluateAll(step.undo.with) } };
      const done = { step: placeOf(this.run).step, action: step.action, key, ...undo };
      this.run = { ...this.run, done: [...this.run.done, done] };
    }
    this.enter(step.next[result.state]);
    return true;
  }

  /** An act was taken back: on to the one before it. What cannot be taken back, or is not known to be, stays done. */
  private undone(step: Extract<Step, { kind: "undo" }>, key: string, result: ActResult): boolean {
    const last = this.run.done.findLast(({ undo }) => undo);
    if (!last?.undo || key !== `${last.key}/undo`) return false;
    this.tell(key, last.undo.action, result);
    if (result.state === "done") this.run = { ...this.run, done: this.run.done.filter((each) => each !== last) };
    const next = result.state === "done" ? this.undoLast(step) : step.next.stuck;
    if (next !== undefined) this.enter(next);
    return true;
  }

  /** What became of an act, for the log and as a fact under its action's name. */
  private tell(key: string, action: string, result: ActResult): void {
    this.effects.push({
      kind: "acted",
      key,
      action,
      state: result.state,
      ...(result.amount ? { amount: result.amount } : {}),
      ...(result.state === "refused" ? { reasons: result.reasons } : {}),
    });
    const facts = "facts" in result && result.facts ? result.facts : {};
    const reasons = result.state === "refused" ? { reasons: result.reasons } : {};
    this.learn({
      [action]: { value: { ...facts, ...reasons, state: result.state, key }, source: "desk", at: this.at },
    });
  }

  private signalled(facts: Readonly<Record<string, FactRecord>>): boolean {
    const step = this.step;
    if (step.kind !== "wait") return false;
    this.learn(facts);
    this.enter(step.next.arrived);
    return true;
  }

  /**
   * A wait that is over goes on; a machine that did not answer is asked again under the same key, a few times. Then a
   * fact counts as missing and an act as unknown, so that no run stands still for ever.
   */
  private woken(): boolean {
    const { state } = this.run;
    if (!("wakeAt" in state) || Date.parse(this.at) < Date.parse(state.wakeAt)) return false;
    const step = this.step;
    if (state.kind === "waiting" && step.kind === "wait") {
      this.enter(step.next.late);
      return true;
    }
    if (state.kind === "looking-up" && step.kind === "look-up") {
      if (state.tries >= lookUpsAtMost) this.enter(step.missing);
      else this.lookUp(step, state.key, state.tries + 1);
      return true;
    }
    if (state.kind === "acting") {
      if (state.tries >= actsAtMost) return this.acted(state.key, { state: "unknown" });
      if (step.kind === "act") this.act(step, state.key, state.tries + 1);
      else this.undoAgain(state.key, state.tries + 1);
      return true;
    }
    return false;
  }

  private undoAgain(key: string, tries: number): void {
    const last = this.run.done.findLast(({ undo }) => undo);
    if (last?.undo) this.perform(key, last.undo.action, last.undo.input, tries);
  }

  private promise(step: Extract<Step, { kind: "promise" }>): void {
    const dueAt = later(this.at, step.due, this.run.zone);
    const { step: id } = placeOf(this.run);
    this.learn({ [`promise-${id}`]: { value: dueAt, source: "desk", at: this.at } });
    const text = this.wordPhrase(step.phrase, { due: dueAt });
    this.effects.push({ kind: "promise", key: `${this.run.id}/${id}/${this.run.count}`, text, dueAt });
  }

  private say(phrase: string, choices?: readonly OfferedChoice[]): void {
    const { strict } = phraseOf(this.part, phrase);
    const text = this.wordPhrase(phrase);
    this.effects.push({ kind: "say", text, strict, ...(choices && choices.length > 0 ? { choices } : {}) });
  }

  private wordPhrase(id: string, extra: Readonly<Record<string, unknown>> = {}): string {
    return this.text(phraseOf(this.part, id), extra);
  }

  private text(
    phrase: { readonly zh: string; readonly en: string },
    extra: Readonly<Record<string, unknown>> = {},
  ): string {
    const context = { ...this.context(), ...extra };
    const reader = { language: this.run.language, zone: this.run.zone, now: this.at };
    return word(phrase[this.run.language], (path) => at(context, path), reader);
  }

  private offered(step: Extract<Step, { kind: "ask" }>): OfferedChoice[] {
    return choicesOf(step, this.run).map(({ id, label }) => ({ id, label: this.text(label) }));
  }

  private context(): Record<string, unknown> {
    return factValues(this.run, this.at, this.part);
  }

  private evaluate(expression: string): unknown {
    return expressionOf(expression)(this.context());
  }

  private evaluateAll(expressions: Readonly<Record<string, string>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(expressions).map(([name, text]) => [name, this.evaluate(text) ?? null]));
  }

  private fill(template: string): string {
    const context = this.context();
    return template.replaceAll(/\{([^{}]+)\}/g, (_whole, path: string) => String(at(context, path.trim()) ?? ""));
  }
}

/** The facts as FEEL sees them, with `run`, `procedure`, `identified`, `now`, and under `setting` what the merchant set. */
export function factValues(run: Run, now: string, part: Pick<Procedure, "settings">): Record<string, unknown> {
  const identified = run.customerId !== undefined;
  const { settings: setting } = part;
  const values: Record<string, unknown> = { run: run.id, procedure: run.procedure, now, identified, setting };
  for (const [name, fact] of Object.entries(run.facts)) values[name] = fact.value;
  return values;
}

/** What may be answered to an ask: its own choices, or those a fact lists. */
export function choicesOf(step: Extract<Step, { kind: "ask" }>, run: Run): readonly Choice[] {
  const listed = step.choicesFrom === undefined ? undefined : at(factValues(run, "", nothingSet), step.choicesFrom);
  const found = Array.isArray(listed) ? listed.filter(isChoice) : [];
  return [...found, ...(step.choices ?? [])];
}

const nothingSet = { settings: {} };

const rising = ["R1", "R2", "R3", "two-people", "nobody"] as const;

/**
 * What choosing this takes, of a list the most that any of it takes: an authority, `"two-people"` of the highest one, or
 * undefined where anybody may. What a rule cannot tell is in nobody's power.
 */
export function authorityFor(
  step: Extract<Step, { kind: "ask" }>,
  run: Run,
  value: unknown,
  now: string,
  part: Pick<Procedure, "settings">,
): (typeof rising)[number] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const needed = choicesOf(step, run).flatMap(({ id, authority }) => {
    if (authority === undefined || !values.includes(id)) return [];
    const told = expressionOf(authority)(factValues(run, now, part));
    return [rising.find((each) => each === told) ?? "nobody"];
  });
  return rising.findLast((each) => needed.includes(each));
}

const isChoice = (value: unknown): value is Choice =>
  typeof value === "object" && value !== null && "id" in value && "label" in value;

function at(context: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = context;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** One answer is a list of one. */
const listOf = (answer: unknown): string[] => (Array.isArray(answer) ? answer : [answer]).map(String);

/** `outcome` may be anything a customer typed, so only what the procedure itself names counts. */
function branch(next: Readonly<Record<string, StepId>>, outcome: string, where: string): StepId {
  const step = Object.hasOwn(next, outcome) ? next[outcome] : next["*"];
  if (step === undefined) throw new Error(`${where} has no way for "${outcome}"; add it under "next".`);
  return step;
}

const asTexts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);

/** `duration` after `at`; days are the calendar's in `zone`, hours and below are the clock's. */
function later(at: string, duration: string, zone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .add(Temporal.Duration.from(duration))
    .toInstant()
    .toString();
}

// Procedures are few and live as long as the process, so what is compiled once is kept by its text.
const expressions = new Map<string, (context: Record<string, unknown>) => unknown>();
const conditions = new Map<string, (context: Record<string, unknown>) => boolean | undefined>();
const names = new Map<string, readonly string[]>();
const tables = new WeakMap<object, DecisionTable>();

function expressionOf(text: string): (context: Record<string, unknown>) => unknown {
  return expressions.get(text) ?? remember(expressions, text, compileExpression(text));
}

function conditionOf(text: string): (context: Record<string, unknown>) => boolean | undefined {
  return conditions.get(text) ?? remember(conditions, text, compileCondition(text));
}

/** The facts an expression reads. */
const namesIn = (text: string): readonly string[] => names.get(text) ?? remember(names, text, variablesOf(text));

/** Sources whose word may have changed since. */
const othersSay: ReadonlySet<FactSource> = new Set(["shop", "carrier", "pay", "ledger", "trust"]);

function tableOf(source: Parameters<typeof compileTable>[0]): DecisionTable {
  const known = tables.get(source);
  if (known) return known;
  const table = compileTable(source);
  tables.set(source, table);
  return table;
}

function remember<Value>(cache: Map<string, Value>, text: string, value: Value): Value {
  cache.set(text, value);
  return value;
}
