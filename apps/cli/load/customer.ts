import type { Language, Random } from "@ruyi/kernel";
import { WebSocket } from "ws";
import { isAnswer, type LogEntry, type SentMessage } from "./account.ts";
import { type Heard, nextLine, nothingHeard } from "./shopper.ts";
import { createWire, type Wire } from "./wire.ts";

/** Where a server answers. */
export type Place = { readonly host: string; readonly port: number; readonly path: string };

/** One simulated customer in one conversation. */
export type SimulatedCustomer = {
  /** Says the next thing and waits for its answer. False when the conversation has gone to a person or gone silent. */
  readonly turn: () => Promise<boolean>;
  /** All that was sent, for the account. */
  readonly sent: () => readonly SentMessage[];
  readonly readBack: () => Promise<readonly LogEntry[]>;
  readonly hang: () => void;
};

export type CustomerOptions = {
  readonly place: Place;
  readonly conversationId: string;
  readonly token: string;
  readonly language: Language;
  /** The share of read-backs that are confirmed, 0 to 1. */
  readonly confirmShare: number;
  readonly random: Random;
  readonly newMessageId: () => string;
  readonly answerMs: number;
  /** Every so many messages one is sent twice, as a phone in a tunnel does; 0 for never. */
  readonly twiceEvery: number;
  readonly onRetry: () => void;
};

type SocketEvent = LogEntry & {
  readonly choices?: Heard["choices"];
  readonly step?: string;
  readonly state?: string;
};

const pauseMs = 100;
const tries = 50;

export function simulateCustomer(options: CustomerOptions): SimulatedCustomer {
  const { place, conversationId, token, newMessageId, answerMs, twiceEvery, onRetry } = options;
  const wire = createWire(place.host, place.port);
  const bearer = `authorization: Bearer ${token}\r\n`;
  const base = `${place.path}/v1/customer/conversations/${conversationId}`;
  const sent: { clientMessageId: string; text: string; offset: number | undefined }[] = [];
  let heard: Heard = nothingHeard;
  let seen = 0;
  let answeredAt = 0;
  let isHandedOver = false;
  let hasHungUp = false;
  let arrived: () => void = () => undefined;

  const take = (event: SocketEvent): void => {
    if (event.offset <= seen) return;
    seen = event.offset;
    if (event.kind === "step") heard = { ...heard, step: event.step ?? "", state: event.state ?? "" };
    if (event.kind === "handoff") isHandedOver = true;
    if (!isAnswer(event)) return;
    if (event.kind === "message") heard = { ...heard, choices: event.choices ?? [] };
    answeredAt = event.offset;
    arrived();
  };
  const listen = (): WebSocket => {
    const address = `ws://${place.host}:${place.port}${place.path}/v1/customer/socket?conversation=${conversationId}&after=${seen}`;
    const socket = new WebSocket(address, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    socket.on("message", (data: Buffer) => take(JSON.parse(data.toString("utf8"))));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (hasHungUp) return;
      setTimeout(() => {
        if (!hasHungUp) current = listen();
      }, pauseMs);
    });
    return socket;
  };
  let current = listen();

  /** Sends until it is acknowledged; the client id makes trying again safe. */
  const say = async (message: (typeof sent)[number]): Promise<boolean> => {
    const body = JSON.stringify({ clientMessageId: message.clientMessageId, text: message.text });
    for (let attempt = 0; attempt < tries && !hasHungUp; attempt += 1) {
      const answer = await wire.ask("POST", `${base}/messages`, bearer, body).catch(() => undefined);
      if (answer && (answer.status === 200 || answer.status === 201)) {
        message.offset = (JSON.parse(answer.body) as { readonly offset: number }).offset;
        return true;
      }
      if (answer && answer.status < 500 && answer.status !== 429) return false;
      onRetry();
      await new Promise((done) => setTimeout(done, pauseMs));
    }
    return false;
  };

  const answerAfter = async (offset: number): Promise<boolean> => {
    if (answeredAt > offset) return true;
    return new Promise((done) => {
      const timer = setTimeout(() => done(false), answerMs);
      arrived = () => {
        if (answeredAt <= offset) return;
        clearTimeout(timer);
        arrived = () => undefined;
        done(true);
      };
    });
  };

  return {
    async turn() {
      const message = { clientMessageId: newMessageId(), text: nextLine(heard, options), offset: undefined };
      heard = { ...heard, choices: [] };
      sent.push(message);
      if (!(await say(message))) return false;
      const { offset } = message as SentMessage;
      if (offset === undefined || !(await answerAfter(offset))) return false;
      if (twiceEvery > 0 && sent.length % twiceEvery === 0 && !(await say({ ...message }))) return false;
      // An answer may be of several events, and the hand-over is not the first of them.
      await new Promise<void>((done) => setImmediate(done));
      return !isHandedOver;
    },
    sent: () => sent,
    async readBack() {
      const log: LogEntry[] = [];
      for (;;) {
        const page = await pageAfter(wire, base, bearer, log.at(-1)?.offset ?? 0);
        log.push(...page);
        if (page.length === 0) return log;
      }
    },
    hang() {
      hasHungUp = true;
      current.terminate();
      wire.close();
    },
  };
}

async function pageAfter(wire: Wire, base: string, bearer: string, after: number): Promise<readonly LogEntry[]> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const answer = await wire.ask("GET", `${base}/events?after=${after}`, bearer).catch(() => undefined);
    if (answer?.status === 200) return (JSON.parse(answer.body) as { readonly events: readonly LogEntry[] }).events;
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  throw new Error("A conversation's log cannot be read back; is the server still up?");
}
