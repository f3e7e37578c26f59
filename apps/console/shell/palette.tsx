import { useId, useMemo, useRef, useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { shellWords } from "../words/shell.ts";
import { useSay } from "../words/use-say.ts";
import { type Command, useOfferedCommands } from "./commands.tsx";
import { Dialog } from "./dialog.tsx";
import { pages } from "./pages.ts";
import { useMe, useMerchant } from "./session.ts";
import { useSetting } from "./setting.tsx";

type Needs = { readonly onClose: () => void; readonly onShortcuts: () => void };

/** Everything one can go to or do, found by a few letters. */
export function Palette({ onClose, onShortcuts }: Needs) {
  const say = useSay(shellWords);
  const commands = useAllCommands(onShortcuts);
  const [asked, ask] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const current = found[Math.min(at, found.length - 1)];
  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  const move = (step: 1 | -1): void => {
    const next = (Math.min(at, found.length - 1) + step + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog className="palette" label={say("commands")} onClose={onClose}>
      <div className="search">
        <Search size={16} strokeWidth={1.5} aria-hidden="true" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={current && `${id}-${current.id}`}
          aria-label={say("findCommand")}
          placeholder={say("findCommand")}
          value={asked}
          autoFocus
          onChange={(event) => {
            ask(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
            else if (event.key === "Enter" && !event.nativeEvent.isComposing) run(current);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <ul id={id} role="listbox" aria-label={say("commands")} ref={list}>
        {found.map((command) => (
          <li
            key={command.id}
            id={`${id}-${command.id}`}
            role="option"
            aria-selected={command === current}
            onClick={() => run(command)}
          >
            <span className="trunc">{command.name}</span>
            <span className="push row">
              {command.keys?.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="dense mute pad">{say("noCommand")}</p>}
    </Dialog>
  );
}

function useAllCommands(onShortcuts: () => void): readonly Command[] {
  const say = useSay(shellWords);
  const { language, setLanguage, theme, setTheme } = useSetting();
  const { merchants } = useMe();
  const merchant = useMerchant();
  const navigate = useNavigate();
  const offered = useOfferedCommands();
  return useMemo(() => {
    const otherTheme = theme === "dark" ? "light" : "dark";
    return [
      ...offered,
      ...(merchant
        ? pages.map(({ id, name, letter, link }) => ({
            id: `page-${id}`,
            name: say("goTo", { page: name[language] }),
            keys: ["G", letter.toUpperCase()],
            run: () => void navigate(link(merchant.slug)),
          }))
        : []),
      ...merchants
        .filter(({ slug }) => slug !== merchant?.slug)
        .map(({ slug, name }) => ({
          id: `shop-${slug}`,
          name: say("switchTo", { shop: name[language] }),
          run: () => void navigate({ to: "/console/$merchant", params: { merchant: slug } }),
        })),
      { id: "language", name: say("otherLanguage"), run: () => setLanguage(language === "zh" ? "en" : "zh") },
      { id: "theme", name: say(otherTheme), run: () => setTheme(otherTheme) },
      { id: "shortcuts", name: say("shortcuts"), keys: ["?"], run: onShortcuts },
    ];
  }, [offered, merchant, merchants, language, theme, say, navigate, setLanguage, setTheme, onShortcuts]);
}
