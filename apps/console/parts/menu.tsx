import { type ReactNode, useEffect, useId, useRef, useState } from "react";

export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
  /** One of several that exclude each other, and whether it is the one. */
  readonly isChosen?: boolean;
  readonly note?: string;
};

type Needs = {
  readonly label: string;
  readonly items: readonly (readonly MenuItem[])[];
  /** What stands on the button. */
  readonly children: ReactNode;
  readonly className?: string;
  readonly keyName?: string;
  readonly isDisabled?: boolean;
  readonly align?: "start" | "end";
  readonly opensUp?: boolean;
  /** Below the items: a small form, say. */
  readonly more?: (close: () => void) => ReactNode;
};

/** A button with a short list below it: arrows go through it, Enter takes one, Esc closes and gives the focus back. */
export function Menu(needs: Needs) {
  const {
    label,
    items,
    children,
    className = "btn quiet s",
    keyName,
    isDisabled,
    align = "end",
    opensUp,
    more,
  } = needs;
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const entries = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>("[role^='menuitem']") ?? [])];
  const step = (by: 1 | -1): void => {
    const all = entries();
    const at = all.findIndex((each) => each === document.activeElement);
    all.at((at + by + all.length) % all.length)?.focus();
  };

  useEffect(() => {
    if (!isOpen) return;
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[role^='menuitem']") ?? [])];
    (all.find((each) => each.getAttribute("aria-checked") === "true") ?? all[0])?.focus();
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", onDown);
    return () => removeEventListener("pointerdown", onDown);
  }, [isOpen]);

  return (
    <div
      className="menu"
      ref={root}
      onKeyDown={(event) => {
        if (!isOpen) return;
        // What is typed in an open list is no shortcut of the page.
        event.stopPropagation();
        const isField = event.target instanceof HTMLInputElement;
        if (event.key === "Escape") close();
        else if (isField) return;
        else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
        else if (event.key === "Home") entries()[0]?.focus();
        else if (event.key === "End") entries().at(-1)?.focus();
        else return;
        event.preventDefault();
      }}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        disabled={isDisabled}
        {...(keyName ? { "data-key": keyName } : {})}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div className={`menu-list ${align} ${opensUp ? "up" : ""}`}>
          <div role="menu" id={id} aria-label={label}>
            {items.map((group, place) => (
              <div role="group" key={group[0]?.id ?? place} className="menu-group">
                {group.map(({ id: item, label: text, run, isChosen, note }) => (
                  <button
                    key={item}
                    type="button"
                    role={isChosen === undefined ? "menuitem" : "menuitemradio"}
                    aria-checked={isChosen}
                    tabIndex={-1}
                    onClick={() => {
                      close();
                      run();
                    }}
                  >
                    <span className="grow">{text}</span>
                    {note !== undefined && <span className="note faint num">{note}</span>}
                  </button>
                ))}
              </div>
            ))}
          </div>
          {more?.(close)}
        </div>
      )}
    </div>
  );
}
