/** A whole small procedure to begin with: it asks, answers, and hands over where it cannot help. */
export const newText = (id: string): string => `id: ${id}
version: 1
title: { zh: 新流程, en: New procedure }
examples:
  zh: []
  en: []

phrases:
  what-is-it:
    zh: 请问是哪方面的事？
    en: What is it about?
  done:
    zh: 好的，已经记下。
    en: Thank you, that is noted.
  with-a-person:
    zh: 这件事怎么办的？
    en: How did this end?

start: ask
steps:
  ask:
    kind: ask
    fact: about
    phrase: what-is-it
    choices:
      - { id: note, label: { zh: 留个话, en: Leave a note } }
      - { id: person, label: { zh: 找人工, en: Talk to a person } }
    next: { note: say-done, person: hand-over }
  say-done: { kind: say, phrase: done, next: noted }
  hand-over: { kind: hand-off, reason: asked, next: with-person }
  with-person:
    kind: ask
    of: agent
    fact: result
    phrase: with-a-person
    choices:
      - { id: solved, label: { zh: 已解决, en: Solved } }
    next: { solved: solved }
  noted: { kind: end, outcome: noted }
  solved: { kind: end, outcome: solved }
`;
