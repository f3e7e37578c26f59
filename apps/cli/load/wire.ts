import { connect, type Socket } from "node:net";

export type WireAnswer = { readonly status: number; readonly body: string };

/** One kept-open HTTP/1.1 connection that carries one request at a time, and opens anew when it was closed. */
export type Wire = {
  /** Rejects when the connection fails before the whole answer is there. */
  readonly ask: (method: "GET" | "POST", path: string, headers: string, body?: string) => Promise<WireAnswer>;
  readonly close: () => void;
};

type Waiting = { readonly done: (answer: WireAnswer) => void; readonly failed: (error: Error) => void };

/**
 * The load shares its machine with what it measures, so this does no more than it must: a request is one string, and an
 * answer is read where its length says. `headers` are whole lines, each ended by CRLF.
 */
export function createWire(host: string, port: number): Wire {
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let received: Buffer = Buffer.alloc(0);

  const fail = (error: Error): void => {
    socket?.destroy();
    socket = undefined;
    received = Buffer.alloc(0);
    const failed = waiting?.failed;
    waiting = undefined;
    failed?.(error);
  };
  const open = (): Socket => {
    const fresh = connect({ host, port, noDelay: true });
    const ifMine = (work: () => void) => (): void => {
      if (socket === fresh) work();
    };
    fresh.on("data", (chunk: Buffer) => {
      if (socket !== fresh) return;
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (!answer) return;
      received = received.subarray(answer.length);
      const done = waiting?.done;
      waiting = undefined;
      if (answer.closes) {
        socket = undefined;
        fresh.destroy();
      }
      done?.(answer);
    });
    fresh.on("error", (error) => ifMine(() => fail(error))());
    fresh.on(
      "close",
      ifMine(() => fail(new Error("The connection was closed."))),
    );
    return fresh;
  };

  return {
    ask: (method, path, headers, body = "") =>
      new Promise((done, failed) => {
        if (waiting) throw new Error("A wire carries one request at a time; wait for its answer first.");
        waiting = { done, failed };
        socket ??= open();
        const length =
          method === "POST" ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` : "";
        socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${headers}${length}\r\n${body}`);
      }),
    close: () => {
      const closing = socket;
      socket = undefined;
      closing?.destroy();
    },
  };
}

type ReadAnswer = WireAnswer & { readonly length: number; readonly closes: boolean };

/** A whole answer at the start of `bytes`; undefined while part of it is still to come. */
export function readAnswer(bytes: Buffer): ReadAnswer | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const closes = /\r\nconnection: *close/i.test(head);
  const start = headEnd + 4;
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (declared !== undefined || status === 204 || status === 304) {
    const length = start + Number(declared ?? 0);
    return bytes.length < length ? undefined : { status, body: bytes.toString("utf8", start, length), length, closes };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    throw new Error(`An answer without a length: ${head.slice(0, 80)}`);
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts).toString("utf8"), length: next, closes };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
