import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "./advance.ts";
import { checkProcedure } from "./check.ts";
import { guidanceFor } from "./guidance.ts";
import { whatSourcesSay } from "./library.fixture.ts";
import { makeMove, type Move, openMoves } from "./moves.ts";
import { loadLibrary } from "./operations.ts";
import type { Actor, Run } from "./run.ts";
import { aRun, mei, noon, procedureOf, smallProcedure, theSystem, wander } from "./testing.ts";

const small = procedureOf(smallProcedure);
const library = loadLibrary();
const agent = (authority?: Actor["authority"]): Actor => ({
  kind: "agent",
  id: "ning",
  ...(authority ? { authority } : {}),
});
const by = (actor: Actor) => ({ at: noon, actor });

const started = (): Run => advance(small, aRun(small), { kind: "started", at: noon, actor: mei, facts: {} })[0];

function moved(run: Run, move: Move, actor: Actor = mei): Run {
  const made = makeMove(small, run, move, by(actor));
  if (made.kind === "refused") throw new Error(`Refused: ${made.why}.`);
  return made.run;
}

function lookedUp(run: Run, open: boolean): Run {
  const key = run.state.kind === "looking-up" ? run.state.key : "";
  const order = { value: { amount: { minor: 990, currency: "CNY" }, open }, source: "shop" as const, at: noon };
  return advance(small, run, { kind: "looked-up", key, facts: { order }, at: noon, actor: theSystem })[0];
}

const atReadBack = (): Run => lookedUp(moved(started(), { move: "answer", fact: "size", value: "big" }), true);
const atPerson = (): Run => lookedUp(moved(started(), { move: "answer", fact: "size", value: "big" }), false);
const why = (run: Run, move: Move, actor: Actor): string | undefined => {
  const made = makeMove(small, run, move, by(actor));
  return made.kind === "refused" ? made.why : undefined;
};

describe("openMoves", () => {
  test("lists a question's answers in the run's language, and the way out", () => {
    expect(openMoves(small, started(), noon)).toEqual([
      {
        move: "answer",
        fact: "size",
        of: "customer",
        freeText: true,
        choices: [
          { id: "big", label: "大" },
          { id: "small", label: "小" },
        ],
      },
      { move: "stop" },
    ]);
  });

  test("names the amount on the buttons of a read-back", () => {
    expect(openMoves(small, { ...atReadBack(), language: "en" }, noon)).toEqual([
      { move: "confirm", action: "refund", label: "Refund CN¥9.90" },
      { move: "decline", action: "refund", label: "Not now" },
      { move: "stop" },
    ]);
  });

  test("has nothing while an act is under way, and nothing after the end", () => {
    const acting = moved(atReadBack(), { move: "confirm" });
    expect(openMoves(small, acting, noon)).toEqual([]);
    expect(openMoves(small, moved(started(), { move: "stop" }), noon)).toEqual([]);
  });

  test("is the same list for everyone, and every listed move can be made by somebody", () => {
    const someone = [mei, agent("R3"), { kind: "assistant" } as const];
    fc.assert(
      fc.property(
        fc.constantFrom(...library.startable),
        fc.array(fc.nat({ max: 60 }), { maxLength: 25 }),
        (procedure, choices) => {
          const { run, log } = wander(procedure, choices, whatSourcesSay);
          const at = log.at(-1)?.at ?? noon;
          for (const open of openMoves(procedure, run, at)) {
            const move: Move =
              open.move === "answer"
                ? { move: "answer", fact: open.fact, value: open.choices[0]?.id ?? "词" }
                : open.move === "confirm"
                  ? { move: "confirm", said: 1 }
                  : { move: open.move };
            const made = someone.map((actor) => makeMove(procedure, run, move, { at, actor }).kind);
            expect(made).toContain("moved");
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("makeMove", () => {
  test("comes to the same run whoever passes the customer's answer on, but for who it was", () => {
    const answer: Move = { move: "answer", fact: "size", value: "big" };
    const runs = [mei, agent(), { kind: "assistant" } as const].map((actor) => moved(started(), answer, actor));
    for (const run of runs) {
      expect(run.places).toEqual(runs[0]?.places);
      expect(run.state).toEqual(runs[0]?.state);
    }
    expect(runs.map((run) => run.facts["size"]?.source)).toEqual(["customer", "staff", "customer"]);
  });

  test.each<[string, Run, Move, Actor, string]>([
    ["an answer to what is not asked", started(), { move: "answer", fact: "colour", value: "red" }, mei, "not-open"],
    ["an empty answer", started(), { move: "answer", fact: "size", value: "  " }, mei, "not-a-choice"],
    ["an answer that is no text", started(), { move: "answer", fact: "size", value: 7 }, mei, "not-a-choice"],
    ["a yes to no read-back", started(), { move: "confirm" }, mei, "not-open"],
    ["an agent's own yes", atReadBack(), { move: "confirm" }, agent("R3"), "needs-the-customers-yes"],
    ["a customer's word in an agent's place", atPerson(), pay(), mei, "not-yours"],
    ["the assistant's word in an agent's place", atPerson(), pay(), { kind: "assistant" }, "not-yours"],
    ["a sum above the agent's authority", atPerson(), pay(), agent("R1"), "above-authority"],
    ["a sum for an agent of no authority", atPerson(), pay(), agent(), "above-authority"],
    ["to stop an act under way", moved(atReadBack(), { move: "confirm" }), { move: "stop" }, mei, "not-open"],
  ])("refuses %s", (_what, run, move, actor, expected) => {
    expect(why(run, move, actor)).toBe(expected);
  });

  test("shows what is open beside a refusal", () => {
    const refused = makeMove(small, started(), { move: "decline" }, by(mei));
    expect(refused).toMatchObject({ kind: "refused", open: [{ move: "answer" }, { move: "stop" }] });
  });

  test("lets an agent pass on a yes that a message holds, and decide within their authority", () => {
    expect(why(atReadBack(), { move: "confirm", said: 4 }, agent())).toBeUndefined();
    expect(why(atPerson(), pay(), agent("R2"))).toBeUndefined();
    expect(why(atPerson(), pay(), agent("R3"))).toBeUndefined();
    expect(moved(atPerson(), pay(), agent("R2")).facts["decisionBy"]?.value).toEqual(agent("R2"));
  });

  describe("where two people must agree", () => {
    const small2 = procedureOf(smallProcedure.replace(`'"R2"'`, `'"two-people"'`));
    const [ning, an] = [agent("R3"), { kind: "agent", id: "an", authority: "R3" } as const];
    const payBecause: Move = { move: "answer", fact: "decision", value: "pay", reason: "seen the photos" };
    const made = (run: Run, move: Move, actor: Actor): Run => {
      const result = makeMove(small2, run, move, by(actor));
      if (result.kind === "refused") throw new Error(result.why);
      return result.run;
    };

    test("the first one's choice is kept and seen, and the run waits on", () => {
      const run = made(atPerson(), payBecause, ning);
      expect(run.state).toMatchObject({ kind: "asking", first: { value: "pay", by: ning, reason: "seen the photos" } });
      expect(openMoves(small2, run, noon)[0]).toMatchObject({ move: "answer", first: { value: "pay", by: ning } });
      expect(run.facts["decision"]).toBeUndefined();
    });

    test("the second, another person of the highest authority, completes it, and both are on record", () => {
      const run = made(made(atPerson(), payBecause, ning), pay(), an);
      expect(run.state).not.toHaveProperty("first");
      expect(run.facts["decision"]?.value).toBe("pay");
      expect(run.facts["decisionBy"]?.value).toMatchObject({
        ...an,
        first: { value: "pay", by: ning, reason: "seen the photos" },
      });
    });

    test.each<[string, Actor, string]>([
      ["the same person", ning, "needs-another-person"],
      ["somebody of less authority", agent("R2"), "above-authority"],
      ["somebody of none", { kind: "agent", id: "new" }, "above-authority"],
    ])("%s cannot be the second", (_who, actor, expected) => {
      const run = made(atPerson(), pay(), ning);
      expect(makeMove(small2, run, pay(), by(actor))).toMatchObject({ kind: "refused", why: expected });
    });

    test("and one person may still choose what takes one", () => {
      const run = made(made(atPerson(), pay(), ning), { move: "answer", fact: "decision", value: "stop" }, ning);
      expect(run.facts["decision"]?.value).toBe("stop");
      expect(run.facts["decisionBy"]?.value).not.toHaveProperty("first");
    });
  });

  test("keeps an authority nobody knows from everybody", () => {
    const alone = procedureOf(smallProcedure.replace(`'"R2"'`, `'"R9"'`));
    expect(makeMove(alone, atPerson(), pay(), by(agent("R3")))).toMatchObject({ why: "above-authority" });
  });
});

function pay(): Move {
  return { move: "answer", fact: "decision", value: "pay" };
}

describe("a way off the path", () => {
  const text = smallProcedure.replace(
    "start: ask\n",
    "overrides:\n  by-hand: { from: [ask, refund], to: hand, authority: R2, title: { zh: 交给人办, en: Give it to a person } }\nstart: ask\n",
  );
  const procedure = procedureOf(text);
  const [asking] = advance(procedure, aRun(procedure), { kind: "started", at: noon, actor: mei, facts: {} });
  const lead: Actor = { kind: "agent", id: "ning", authority: "R2" };
  const move = { move: "override", id: "by-hand", reason: "the customer is on the phone" } as const;

  test("is sound by the check, offered to agents, and to nobody else", () => {
    const { parts: _parts, hash: _hash, ...source } = procedure;
    expect(checkProcedure(source, new Map()).map(({ rule }) => rule)).not.toContain("override");
    const offered = (actor: Actor) => guidanceFor(procedure, asking, actor, noon).moves.map((each) => each.move);
    expect(offered(lead)).toContain("override");
    for (const kind of ["assistant", "customer", "system"] as const) {
      expect(offered({ kind })).not.toContain("override");
      const refused = makeMove(procedure, asking, move, { at: noon, actor: { kind } });
      expect(refused).toMatchObject({ kind: "refused", why: "not-yours" });
    }
    expect(openMoves(procedure, asking, noon).map((each) => each.move)).toEqual(["answer", "stop"]);
  });

  test("takes the authority and a reason, which stay in the log", () => {
    expect(makeMove(procedure, asking, move, by({ ...lead, authority: "R1" }))).toMatchObject({
      why: "above-authority",
    });
    expect(makeMove(procedure, asking, { ...move, reason: " " }, { at: noon, actor: lead })).toMatchObject({
      kind: "refused",
    });
    const made = makeMove(procedure, asking, move, { at: noon, actor: lead });
    expect(made).toMatchObject({
      kind: "moved",
      event: { kind: "overridden", id: "by-hand", reason: move.reason, actor: lead },
      run: { places: [{ step: "person" }] },
    });
    expect(made.kind === "moved" && made.effects.map(({ kind }) => kind)).toContain("hand-off");
  });

  test("begins only where the procedure says, and never while something is being done", () => {
    const [left] = advance(procedure, asking, { kind: "answered", fact: "size", value: "big", at: noon, actor: mei });
    expect(left.state.kind).toBe("looking-up");
    expect(makeMove(procedure, left, move, { at: noon, actor: lead })).toMatchObject({
      kind: "refused",
      why: "not-open",
    });
  });

  test("is checked: where it begins and leads, what it says, and what is known where it leads", () => {
    const found = (override: string) => {
      const {
        parts: _parts,
        hash: _hash,
        ...source
      } = procedureOf(text.replace(/by-hand: .*\n/, `by-hand: ${override}\n`));
      return checkProcedure(source, new Map()).map(({ rule, at }) => `${rule} ${at}`);
    };
    const title = "title: { zh: 改, en: Change }";
    expect(found(`{ from: ask, to: nowhere, authority: R1, ${title} }`)).toContain("link overrides.by-hand");
    expect(found(`{ from: kept, to: hand, authority: R1, ${title} }`)).toContain("override overrides.by-hand");
    expect(found(`{ from: ask, to: hand, authority: R1, title: { zh: 改 } }`)).toContain(
      "language overrides.by-hand.title.en",
    );
    // Nobody has looked the order up on this way, and the sentence names its amount.
    expect(found(`{ from: ask, to: say-done, authority: R3, ${title} }`)).toContain("fact phrases.done");
  });
});
