import type { Content } from "./article.ts";
import { type Circumstances, type Holds, holds } from "./conditions.ts";

/** A published content at one place of the tree. */
export type Layer = { readonly content: Content };
export type InForce<L extends Layer> = { readonly layer: L; readonly holds: Exclude<Holds, "no"> };

/**
 * Of the layers under one key, the nearest first, the one that speaks: the first whose conditions do not fail. None
 * where that one hides what is above it.
 */
export function inForce<L extends Layer>(layers: readonly L[], known: Circumstances): InForce<L> | undefined {
  for (const layer of layers) {
    if (layer.content.kind === "hides") return undefined;
    const found = holds(layer.content.conditions, known);
    if (found !== "no") return { layer, holds: found };
  }
  return undefined;
}
