import { type FeelContext, type FeelFunction, type FeelList, type FeelValue, isContext, isList } from "../value.ts";
import { any, builtin, context, list, signature, text } from "./signature.ts";

function fromEntries(entries: FeelList): FeelContext | null {
  const made = new Map<string, FeelValue>();
  for (const entry of entries) {
    if (!isContext(entry)) return null;
    const key = entry.get("key");
    const value = entry.get("value");
    if (typeof key !== "string" || value === undefined || made.has(key)) return null;
    made.set(key, value);
  }
  return made;
}

/** Puts a value at the end of a way of keys; parts of the way must be contexts where they exist. */
function put(target: FeelContext, keys: FeelList, value: FeelValue): FeelContext | null {
  const [key, ...rest] = keys;
  if (typeof key !== "string") return null;
  if (rest.length === 0) return new Map([...target, [key, value]]);
  const inner = target.get(key);
  if (inner === undefined || inner === null || !isContext(inner)) return null;
  const changed = put(inner, rest, value);
  return changed === null ? null : new Map([...target, [key, changed]]);
}

export const contextFunctions: Readonly<Record<string, FeelFunction>> = {
  context: builtin(signature([list("entries")], fromEntries)),
  "get value": builtin(
    signature([context("m"), text("key")], (m, key) => m.get(key) ?? null),
    signature([context("context"), text("key")], (m, key) => m.get(key) ?? null),
  ),
  "get entries": builtin(
    signature([context("m")], (m) =>
      [...m].map(
        ([key, value]) =>
          new Map([
            ["key", key],
            ["value", value],
          ]),
      ),
    ),
    signature([context("context")], (m) =>
      [...m].map(
        ([key, value]) =>
          new Map([
            ["key", key],
            ["value", value],
          ]),
      ),
    ),
  ),
  "context put": builtin(
    signature([context("context"), text("key"), any("value")], (target, key, value) => put(target, [key], value)),
    signature([context("context"), any("keys"), any("value")], (target, keys, value) =>
      isList(keys) && keys.length > 0 ? put(target, keys, value) : null,
    ),
  ),
  "context merge": builtin(
    signature([list("contexts")], (contexts) => {
      const maps = contexts.filter(isContext);
      return maps.length === contexts.length ? new Map(maps.flatMap((entries) => [...entries])) : null;
    }),
  ),
};
