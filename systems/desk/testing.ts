import {
  bytes16,
  type ConversationId,
  createNewId,
  customerId,
  type MerchantId,
  type NewId,
  seededRandom,
  type StaffId,
} from "@ruyi/kernel";
import type { OrderCard } from "./contract.ts";
import { type Conversation, newConversation } from "./conversation.ts";
import type {
  Actions,
  Assistant,
  Effect,
  Intent,
  Move,
  OpenMove,
  Procedures,
  Progress,
  Proposal,
  Run,
  SavedRun,
  Sources,
  Wording,
} from "./needs.ts";
import type { Agent } from "./turn.ts";

/** Noon in Shanghai on an ordinary Tuesday. */
export const noon = new Date("2026-11-24T04:00:00Z");

export const testIds = (seed: number): NewId => createNewId(() => noon.getTime(), bytes16(seededRandom(seed)));

export const ning: Agent = { id: "01900000-0000-7000-8000-00000000000a" as StaffId, name: "阿宁", authority: "R2" };
export const tao: Agent = { id: "01900000-0000-7000-8000-00000000000b" as StaffId, name: "小陶" };

export const aConversation = (but: Partial<Conversation> = {}): Conversation => ({
  ...newConversation({
    merchantId: "01900000-0000-7000-8000-000000000001" as MerchantId,
    id: "01900000-0000-7000-8000-000000000002" as ConversationId,
    customerId: customerId("mei"),
    language: "zh",
    zone: "Asia/Shanghai",
    merchantName: { zh: "云裳", en: "Yunshang" },
    at: noon.toISOString(),
  }),
  ...but,
});

/** A run of the imagined procedures below. */
type TestRun = Run & {
  readonly conversationId: ConversationId;
  readonly procedure: string;
  readonly count: number;
  readonly version?: number;
};

const yesOrNo = [
  { id: "yes", label: "退款¥9.90" },
  { id: "no", label: "先不退" },
];
const say = (text: string, strict = false, choices?: typeof yesOrNo): Effect => ({
  kind: "say",
  text,
  strict,
  ...(choices ? { choices } : {}),
});

/**
 * A procedure no bigger than a desk needs to see: `refund` looks an order up, reads back, acts, promises a word and
 * waits for it; `person` hands over and asks an agent; `talk` asks the customer something; `broken` breaks.
 */
export function testProcedures(): Procedures & { readonly saved: SavedRun[]; readonly intents: Map<string, Intent> } {
  const open = new Map<string, Run>();
  const saved: SavedRun[] = [];
  const intents = new Map<string, Intent>();

  const moved = (run: TestRun, kind: string, effects: Effect[], key?: string): Progress => ({
    run: { ...run, count: run.count + 1, state: { kind, ...(key === undefined ? {} : { key }) } } as TestRun,
    event: { at: noon.toISOString(), actor: { kind: "system" } },
    effects,
  });
  const same = (run: Run): Progress => ({ run, event: { at: "", actor: { kind: "system" } }, effects: [] });
  const ended = (run: TestRun, outcome: string, ...before: Effect[]): Progress =>
    moved(run, "ended", [...before, { kind: "ended", outcome }]);
  const act = (run: TestRun): Progress =>
    moved(run, "acting", [{ kind: "act", key: `${run.id}/refund`, action: "refund", input: {} }], `${run.id}/refund`);

  const openMoves = (run: Run): OpenMove[] => {
    switch (run.state.kind) {
      case "confirming":
        return [
          { move: "confirm", action: "refund", label: "退款¥9.90" },
          { move: "decline", action: "refund", label: "先不退" },
          { move: "stop" },
        ];
      case "asking": {
        const of = (run as TestRun).procedure === "person" ? "agent" : "customer";
        const choices = of === "agent" ? [{ id: "solved", label: "已解决" }] : [];
        return [{ move: "answer", fact: "word", of, choices, freeText: of === "customer" }, { move: "stop" }];
      }
      case "acting":
      case "ended":
        return [];
      default:
        return [{ move: "stop" }];
    }
  };

  const make = (run: TestRun, move: Move): Progress => {
    if (move.move === "confirm") return act(run);
    if (move.move === "decline") return ended(run, "kept", say("好，先不退。"));
    if (move.move === "override") return ended(run, move.id);
    return move.move === "stop"
      ? ended(run, "stopped")
      : ended(run, String(move.value), say(`记下了：${String(move.value)}。`));
  };

  return {
    saved,
    intents,
    start({ id, procedure, conversationId, customerId: owner }) {
      const fresh: TestRun = {
        id,
        customerId: owner,
        conversationId,
        procedure,
        count: 0,
        state: { kind: "asking" },
        facts: {},
      };
      if (procedure === "refund") {
        const lookUp: Effect = { kind: "look-up", key: `${id}/order`, facts: ["order"], with: {} };
        return moved(fresh, "looking-up", [lookUp], `${id}/order`);
      }
      if (procedure === "person") return moved(fresh, "asking", [{ kind: "hand-off", reason: "asked", reasons: [] }]);
      if (procedure === "talk") return moved(fresh, "asking", [say("说来听听？")]);
      if (procedure === "broken") throw new Error("This procedure breaks.");
      return undefined;
    },
    take(run, event) {
      const here = run as TestRun;
      const { key, kind } = run.state;
      if (event.kind === "stopped") return kind === "acting" ? same(run) : ended(here, "stopped");
      if (event.kind === "woken" && kind === "acting") return act(here);
      if ("key" in event && event.key !== key) return same(run);
      if (event.kind === "looked-up" && kind === "looking-up") {
        const known = Object.entries(event.facts).flatMap(([name, fact]) => (fact ? [[name, fact] as const] : []));
        const found = { ...here, facts: { ...here.facts, ...Object.fromEntries(known) } };
        return moved(found, "confirming", [say("请确认：退款¥9.90。", true, yesOrNo)], `${run.id}/refund`);
      }
      if (event.kind === "acted" && kind === "acting") {
        const { state } = event.result;
        const acted: Effect = { kind: "acted", key: `${run.id}/refund`, action: "refund", state };
        const promise: Effect = {
          kind: "promise",
          key: `${run.id}/promise`,
          text: "11月25日（周三）12:00前告知结果。",
          dueAt: "2026-11-25T04:00:00.000Z",
        };
        return state === "unknown"
          ? moved(here, "waiting", [acted, promise], `settled:${run.id}`)
          : ended(here, "refunded", acted, say("¥9.90已退。", true));
      }
      if (event.kind === "signalled" && kind === "waiting") return ended(here, "refunded", say("¥9.90已退。", true));
      return same(run);
    },
    makeMove(run, move, { actor }) {
      const found = openMoves(run).find((each) => each.move === move.move);
      const isTheirs = found?.move !== "answer" || found.of === "customer" || actor.kind === "agent";
      if (!found || !isTheirs) return { kind: "refused", why: found ? "not-yours" : "not-open", open: openMoves(run) };
      return { kind: "moved", ...make(run as TestRun, move) };
    },
    openMoves,
    migrate(run, { to }) {
      const here = run as TestRun;
      if (here.version === Number(to)) return { kind: "there" };
      if (run.state.kind === "acting") return { kind: "stays", reasons: [{ why: "being-done", about: "refund" }] };
      const { run: gone, ...progress } = moved(here, run.state.kind, [], run.state.key);
      return { ...progress, run: { ...gone, version: Number(to) } as TestRun };
    },
    view: (run) => ({
      id: run.id,
      procedure: (run as TestRun).procedure,
      version: (run as TestRun).version ?? 1,
      step: run.state.kind,
      state: run.state.kind,
    }),
    titleOf: () => ({ zh: "退款", en: "Refund" }),
    remainsOf: () => undefined,
    recall: () => Promise.resolve(),
    guidance: (run) => ({ moves: openMoves(run), line: { text: "请确认：退款¥9.90。", strict: true } }),
    factsOf: () => order,
    wayOf: (_tx, _merchantId, run) =>
      Promise.resolve([{ step: run.state.kind, kind: "ask", about: "word", state: "now", at: noon.toISOString() }]),
    ready: () => undefined,
    needsIdentity: (_merchantId, procedure) => procedure === "refund",
    startable: () => [
      { id: "refund", title: { zh: "退款", en: "Refund" }, needsIdentity: true },
      { id: "talk", title: { zh: "聊聊", en: "Talk" }, needsIdentity: false },
    ],
    save(_tx, runs) {
      saved.push(...runs);
      for (const { run } of runs) open.set(run.id, run);
      return Promise.resolve();
    },
    openRuns: (_tx, _merchantId, conversationId) =>
      Promise.resolve(
        [...open.values()].filter(
          (run) => (run as TestRun).conversationId === conversationId && run.state.kind !== "ended",
        ),
      ),
    addIntents(_tx, wished) {
      for (const intent of wished) intents.set(intent.key, intent);
      return Promise.resolve();
    },
    removeIntents(_tx, keys) {
      for (const { key } of keys) intents.delete(key);
      return Promise.resolve();
    },
  };
}

/** Reads messages to the letter: each of these words is one proposal, anything else is silence. */
export const testAssistant: Assistant = {
  read: ({ text, language, memory, run }) => ({
    language: /^[a-z ]+$/.test(text) && text.startsWith("in english") ? "en" : language,
    memory: [...(Array.isArray(memory) ? memory : []), text].slice(-3),
    proposals: proposalsFor(text, run?.wasAskedLast ?? false),
  }),
};

function proposalsFor(text: string, wasAskedLast: boolean): readonly Proposal[] {
  const [word, rest = ""] = [text.split(" ")[0] ?? "", text.slice(text.indexOf(" ") + 1)];
  switch (word) {
    case "start":
      return [{ kind: "start", procedure: rest, facts: {} }];
    case "yes":
      return wasAskedLast
        ? [{ kind: "move", move: { move: "confirm" } }]
        : [{ kind: "say", text: "还没有办。", repeats: true }];
    case "no":
      return [{ kind: "move", move: { move: "decline" } }];
    case "answer":
      return [{ kind: "move", move: { move: "answer", fact: "word", value: rest } }];
    case "say":
      return [{ kind: "say", text: rest }];
    case "person":
      return [{ kind: "hand-off", reason: "asked" }];
    case "danger":
      return [
        { kind: "hand-off", reason: "emotional", reasons: ["safety"], text: "您的安全比订单要紧。", urgent: true },
      ];
    case "boom":
      throw new Error("The reader breaks.");
    default:
      return [{ kind: "silence" }];
  }
}

/** Words whose variables are written `{path, format}`; values stand as they are. */
export const testWording: Wording = {
  variablesOf: (text) => {
    const found = [...text.matchAll(/\{([^{},]+)(?:, *(\w+))?\}/g)];
    return found.map(([, path = "", format = "text"]) => ({ path, format }));
  },
  word: (text, values) => text.replaceAll(/\{([^{},]+)(?:, *\w+)?\}/g, (_whole, path: string) => String(values(path))),
};

const order = { order: { value: { id: "o-1" }, source: "shop" as const, at: noon.toISOString() } };

const testCard: OrderCard = {
  number: "202611223021",
  title: { zh: "坚果", en: "Nuts" },
  quantity: 1,
  price: { minor: 990, currency: "CNY" },
  state: "delivered",
  tender: { zh: "微信支付", en: "WeChat Pay" },
  placedAt: "2026-11-20T04:00:00.000Z",
  deliveredAt: "2026-11-22T04:00:00.000Z",
  readAt: noon.toISOString(),
};

/** Facts from memory when `fresh`, otherwise by a look-up of their own. */
export const testSources = (fresh: boolean): Sources => ({
  peek: () => (fresh ? order : undefined),
  lookUp: () => Promise.resolve(order),
  warm: () => undefined,
  cardOf: ({ order }) => (order ? testCard : undefined),
  recall: () => Promise.resolve(undefined),
});

export const testActions = (but: Partial<Actions> = {}): Actions => ({
  begin: () => Promise.resolve(),
  perform: () => Promise.resolve({ state: "done" }),
  ...but,
});
