import { useLayoutEffect, useState } from "preact/hooks";
import type { Language } from "@ruyi/kernel";
import { type Cell, watchAll, type Watched } from "./cell.ts";
import type { Look } from "./look.ts";
import type { Order } from "./order.ts";
import type { Session } from "./session.ts";
import { tellDay, tellTime } from "./tell.ts";
import { fill, type Word, words } from "./words.ts";

/** What every part of the widget stands on. */
export type Chat = {
  readonly session: Session;
  readonly look: Look;
  readonly language: Cell<Language>;
  readonly isOpen: Cell<boolean>;
  /** The order the page thinks the customer means. */
  readonly order: Cell<Order | undefined>;
  readonly draft: Cell<string>;
  readonly now: () => number;
};

/** There is one chat a page, and its parts find it here: a context would be a quarter of a kilobyte of a shopper's. */
let chat: Chat | undefined;
export const beginChat = (begun: Chat): void => void (chat = begun);

export type Say = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

type Speech = {
  /** A word of ours. */
  readonly say: Say;
  /** A time, with its day where that is not today. */
  readonly time: (iso: string) => string;
  readonly day: (iso: string) => string;
};

/** The chat, and how it speaks in the language that is chosen now. */
export function useChat(): Chat & Speech {
  if (!chat) throw new Error("No chat has begun; call beginChat before drawing.");
  const { now } = chat;
  const { value: language } = chat.language;
  return {
    ...chat,
    say: (word, values = {}) => fill(words[word][language], values),
    time: (iso) => tellTime(iso, language, { at: now() }),
    day: (iso) => tellDay(iso, language, { at: now() }),
  };
}

/** Draws a part again whenever one of these changes. */
export function useWatched(...cells: readonly Watched[]): void {
  const [, again] = useState({});
  useLayoutEffect(() => watchAll(cells, () => again({})), []);
}
