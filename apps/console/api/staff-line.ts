import { StaffHeard, type StaffSaid } from "@ruyi/desk/contract";

type Heard = StaffHeard;
type Said = StaffSaid;

export type StaffLine = {
  /** Says something now, or when the line is up again. Later words about the same thing replace earlier ones. */
  readonly wish: (name: string, said: Said | undefined) => void;
  /** Says something if the line is up; otherwise it is not worth saying. */
  readonly say: (said: Said) => void;
  readonly close: () => void;
};

export type LineNeeds = {
  readonly open: () => WebSocket;
  readonly onHeard: (heard: Heard) => void;
  /** Up, or down: then one asks by oneself until it is up again. */
  readonly onUp: (isUp: boolean) => void;
};

/** The service says every ten seconds that it is there; a line on which nothing is heard for so long is dead. */
const silentMs = 25_000;
const patienceMs = [500, 1_000, 2_000, 5_000, 10_000];

/** The staff's socket, opened again whenever it falls; what is wished for is said anew each time. */
export function openStaffLine({ open, onHeard, onUp }: LineNeeds): StaffLine {
  const wishes = new Map<string, Said>();
  let socket: WebSocket | undefined;
  let falls = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  const isOpen = (): boolean => socket?.readyState === WebSocket.OPEN;
  const send = (said: Said): void => socket?.send(JSON.stringify(said));

  /** Gives a line up that is dead or may be, and opens another. */
  const fall = (line: WebSocket | undefined): void => {
    if (isClosed || socket !== line) return;
    socket = undefined;
    line?.close();
    clearTimeout(silence);
    clearTimeout(timer);
    onUp(false);
    timer = setTimeout(connect, patienceMs[Math.min(falls, patienceMs.length - 1)]);
    falls += 1;
  };
  const onOffline = (): void => fall(socket);
  const onOnline = (): void => {
    if (isOpen()) return;
    falls = 0;
    fall(socket);
  };

  const connect = (): void => {
    const line = open();
    socket = line;
    const listen = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => fall(line), silentMs);
    };
    listen();
    line.addEventListener("open", () => {
      onUp(true);
      listen();
      for (const said of wishes.values()) send(said);
    });
    line.addEventListener("message", ({ data }) => {
      listen();
      const heard = StaffHeard.safeParse(read(data));
      if (!heard.success) return;
      falls = 0;
      onHeard(heard.data);
    });
    line.addEventListener("close", () => fall(line));
  };
  addEventListener("offline", onOffline);
  addEventListener("online", onOnline);
  connect();

  return {
    wish(name, said) {
      if (said) {
        wishes.set(name, said);
        if (isOpen()) send(said);
      } else wishes.delete(name);
    },
    say: (said) => {
      if (isOpen()) send(said);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      clearTimeout(silence);
      removeEventListener("offline", onOffline);
      removeEventListener("online", onOnline);
      socket?.close();
    },
  };
}

function read(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
