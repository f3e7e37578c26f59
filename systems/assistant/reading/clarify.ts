import type { Language } from "@ruyi/kernel";
import type { Reading } from "@ruyi/language";
import type { Found, Near } from "../answers.ts";
import { lines, noneChoice } from "../lines.ts";
import {
  cameTo,
  type Heard,
  type Memory,
  person,
  personOf,
  propose,
  type Proposed,
  type Read,
  type ReaderNeeds,
  withPending,
} from "./heard.ts";
import { hurries, isGreeting } from "./words.ts";

/** Two or three that together are this likely are offered as choices. */
const worthOffering = 0.5;

/** Offers what it may be; the first time that nothing fits it says what it can do, the second time a person comes. */
export function clarify(heard: Heard, reading: Reading, needs: ReaderNeeds): Read {
  const { memory, text, mood, language, merchantName } = heard;
  const pending = withPending(memory, text);
  const greets = isGreeting({ mood, text, language });
  if (greets && memory.misses === 0) {
    const greeted = { ...memory, pending: [], greeted: true };
    if (memory.greeted) return sayStillHere(greeted, language);
    const opening = lines.opening[language].replace("{name}", merchantName[language]);
    return { memory: greeted, proposals: [{ kind: "say", text: opening }] };
  }
  if (hurries.test(heard.plain) && memory.misses === 0) return sayStillHere({ ...memory, misses: 1 }, language);
  const near = nearOf(heard.found);
  const proposed = proposedIn(heard, needs);
  const quoted = { ...memory.quoted, ...proposed.quoted };
  if (memory.misses >= 2 || (memory.misses >= 1 && reading.rejected && !greets))
    return cameTo(propose({ kind: "hand-off", reason: "unsure" }), "person", reading);

  const likely = reading.top.filter(({ label }) => needs.titles.has(label)).slice(0, 3);
  const together = likely.reduce((sum, { confidence }) => sum + confidence, 0);
  const isRead = !reading.rejected && together >= worthOffering;
  if (near.length > 0) {
    const matters = isRead
      ? likely.map(({ label, confidence }) => ({
          id: label,
          title: needs.titles.get(label)?.[language] ?? label,
          confidence,
        }))
      : [];
    const sorted = [...near, ...matters].toSorted((a, b) => b.confidence - a.confidence).slice(0, 3);
    const all = withProposed(sorted, proposed, heard, needs);
    const choices = all.map(({ id, title }) => ({ id, label: title }));
    const asked: Read = {
      isUnclear: true,
      memory: { ...memory, misses: memory.misses + 1, pending, quoted, offered: all.map(({ id }) => id) },
      proposals: [
        {
          kind: "say",
          text: lines.mayBeThis[language],
          choices: [...choices, { id: "none", label: noneChoice[language] }],
        },
      ],
    };
    return cameTo(asked, "offered", reading);
  }
  if (!isRead && proposed.matters.length > 0) {
    const all = withProposed([], proposed, heard, needs);
    const asked: Read = {
      memory: { ...memory, misses: memory.misses + 1, pending, quoted, offered: all.map(({ id }) => id) },
      proposals: [
        {
          kind: "say",
          text: lines.mayBeThis[language],
          choices: [
            ...all.map(({ id, title }) => ({ id, label: title })),
            { id: "none", label: noneChoice[language] },
            personOf(language),
          ],
        },
      ],
    };
    return cameTo(asked, "offered", reading);
  }
  if (!isRead) {
    const lost: Read = {
      isUnclear: true,
      memory: { ...memory, misses: memory.misses + 1, pending, offered: [person] },
      proposals: [{ kind: "say", text: lines.cannot[language], choices: [personOf(language)] }],
    };
    return cameTo(lost, "lost", reading);
  }
  const titled = likely.map(({ label }) => ({ id: label, title: needs.titles.get(label)?.[language] ?? label }));
  const all = withProposed(titled, proposed, heard, needs).map(({ id }) => id);
  const asked = offer({ memory: { ...memory, quoted }, text, language, reading }, all, needs);
  return { ...asked, isUnclear: true };
}

const sayStillHere = (memory: Memory, language: Language): Read => ({
  memory,
  proposals: [{ kind: "say", text: lines.stillHere[language], choices: [personOf(language)] }],
});

/** How many choices a proposal may bring beside ours; ours stay where they are. */
const proposedAtMost = 2;

/** Ours first, then what was proposed and is not among them: a proposal adds a choice, and takes none away. */
function withProposed<Choice extends { readonly id: string; readonly title: string }>(
  ours: readonly Choice[],
  { matters }: Proposed,
  { language }: Heard,
  { titles }: ReaderNeeds,
): readonly { readonly id: string; readonly title: string }[] {
  const added = matters.filter((id) => !ours.some((one) => one.id === id)).slice(0, proposedAtMost);
  return [...ours, ...added.map((id) => ({ id, title: titles.get(id)?.[language] ?? id }))];
}

/** What the message came to when it was thought over, as far as it is of what is known. */
function proposedIn({ thoughtOver }: Heard, { titles }: ReaderNeeds): Proposed {
  if (typeof thoughtOver !== "object" || thoughtOver === null) return { matters: [], quoted: {} };
  const { matters = [], quoted = {} } = thoughtOver as Partial<Proposed>;
  return { matters: matters.filter((id) => titles.has(id) && id !== person), quoted };
}

/** Which of these matters is it? */
export function offer(
  { memory, text, language, reading }: Pick<Heard, "memory" | "text" | "language" | "reading">,
  offered: readonly string[],
  needs: ReaderNeeds,
): Read {
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const asked: Read = {
    memory: { ...memory, misses: memory.misses + 1, pending: withPending(memory, text), offered },
    proposals: [
      {
        kind: "say",
        text: lines.whichMatter[language],
        choices: [...choices, { id: "none", label: noneChoice[language] }],
      },
    ],
  };
  return cameTo(asked, "offered", reading);
}

/** What may be meant, where nothing is sure; one that was sure and yet not said is one of them. */
function nearOf(found: Found): readonly Near[] {
  if (found.kind === "near") return found.near;
  if (found.kind === "none") return [];
  const { source, confidence } = found.answer;
  return [{ id: source.id, title: source.title, confidence }];
}
