import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@preact/signals";
import type { Language } from "@ruyi/kernel";
import type { Session } from "./session.ts";
import type { OrderInSight } from "./shop.ts";
import { fill, type Word, words } from "./words.ts";

/** What every part of the widget stands on. */
export type Chat = {
  readonly session: Session;
  readonly shopName: Readonly<Record<Language, string>> | undefined;
  readonly language: Signal<Language>;
  readonly isOpen: Signal<boolean>;
  readonly order: Signal<OrderInSight | undefined>;
  readonly draft: Signal<string>;
  readonly now: () => number;
};

export const ChatContext = createContext<Chat | undefined>(undefined);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("A part of the widget stands outside the chat; wrap it in ChatContext.Provider.");
  return chat;
}

/** Says a word of ours in the language that is chosen now. */
export function useWords(): (word: Word, values?: Readonly<Record<string, string | number>>) => string {
  const { language } = useChat();
  return (word, values = {}) => fill(words[word][language.value], values);
}
