/** A name as lists show it: enough to know somebody again. 周宁 is 周*, Ava Moore is Ava M. */
export function maskName(name: string): string {
  const [first = "", ...others] = name.trim().split(/\s+/);
  const last = others.at(-1);
  if (last !== undefined) return `${first} ${[...last][0] ?? ""}.`;
  const [initial = "", ...rest] = [...first];
  return rest.length === 0 ? "*" : `${initial}*`;
}
