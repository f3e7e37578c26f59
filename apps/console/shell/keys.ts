/** Which part of a key sequence was pressed: `g` waits a second for the letter of a page. */
export type KeyPress = { readonly key: string; readonly afterG: boolean };

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches("input:not([type='radio'], [type='checkbox']), textarea, select, [contenteditable]");

/**
 * One key, one thing to press: what a key does is what a click on the element with that `data-key` does.
 * `ahead` is asked first and says whether it took the key.
 */
export function listenToKeys(ahead: (press: KeyPress, event: KeyboardEvent) => boolean): () => void {
  let gAt = Number.NEGATIVE_INFINITY;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const isOpen = document.querySelector("dialog[open]") !== null;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (hasModifier && event.key.toLowerCase() !== "k") return;
    if (isOpen) return;
    if (event.key === "Escape" && isField(event.target)) return (document.activeElement as HTMLElement | null)?.blur();
    if (isField(event.target) && !hasModifier && event.key !== "F6") return;

    const afterG = event.timeStamp - gAt < 1_000;
    gAt = event.key === "g" && !hasModifier ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (ahead({ key: event.key, afterG }, event)) return event.preventDefault();
    if (hasModifier) return;
    if (event.key === "F6") {
      event.preventDefault();
      return toNextPart(event.shiftKey ? -1 : 1);
    }
    const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (isField(target)) target.focus();
    else target.click();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}

/** The parts of a page carry `data-part` and can be focused. */
function toNextPart(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-part]")].filter((part) => part.offsetParent !== null);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  parts.at((at + step + parts.length) % parts.length)?.focus();
}
