const isHan = /\p{Script=Han}/u;

/** A customer's name as lists show it: enough to know them again, no more. 周宁 is 周*, Ava Moore is Ava M. */
export function maskName(name: string): string {
  const letters = [...name.trim()];
  const [first = ""] = letters;
  if (isHan.test(first)) return `${first}${"*".repeat(Math.max(1, Math.min(2, letters.length - 1)))}`;
  const [given = "", ...others] = name.trim().split(/\s+/);
  const last = others.at(-1);
  return last === undefined ? `${[...given][0] ?? ""}.` : `${given} ${[...last][0] ?? ""}.`;
}
