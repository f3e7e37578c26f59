import type { MerchantId } from "@ruyi/kernel";
import { modelFrom } from "../../learning/bytes.ts";
import type { KeptMind } from "../../learning/lesson.ts";
import type { Mind } from "../../learning/mind.ts";
import { bytesOf, type OwnModel } from "../../learning/own-model.ts";

export type MindAt = { readonly version: number; readonly mind: Mind | undefined };

/** What minds may take of memory; 4,500 merchants of 300 examples each have room, and the least used makes way. */
const bytesAtMost = 960 * 1024 * 1024;
/** A confidence and the objects around the arrays. */
const smallBytes = 3_000;

/** Minds at hand, within a budget. A merchant who taught nothing has none, and costs nothing. */
export function createMinds(budget = bytesAtMost) {
  const kept = new Map<MerchantId, MindAt>();
  let bytes = 0;
  const sizeOf = ({ mind }: MindAt): number => (mind?.own ? bytesOf(mind.own) : 0) + smallBytes;
  const drop = (merchantId: MerchantId): void => {
    const held = kept.get(merchantId);
    if (held && kept.delete(merchantId)) bytes -= sizeOf(held);
  };
  return {
    drop,
    /** Without counting as a use. */
    peek: (merchantId: MerchantId): MindAt | undefined => kept.get(merchantId),
    of(merchantId: MerchantId): Mind | undefined {
      const held = kept.get(merchantId);
      if (!held) return undefined;
      kept.delete(merchantId);
      kept.set(merchantId, held);
      return held.mind;
    },
    put(merchantId: MerchantId, at: MindAt): void {
      drop(merchantId);
      kept.set(merchantId, at);
      bytes += sizeOf(at);
      for (const oldest of kept.keys()) {
        if (bytes <= budget || oldest === merchantId) break;
        drop(oldest);
      }
    },
    usedBytes: (): number => bytes,
  };
}

/** A mind as it is read with. A confidence fitted on another library, or a model that cannot be read, is left out. */
export function mindFrom({ own, confidence }: KeptMind, isOfThisLibrary: boolean): Mind | undefined {
  const model = own && modelIn(own);
  const sureness = isOfThisLibrary ? confidence : undefined;
  return model || sureness ? { own: model, confidence: sureness } : undefined;
}

/** Undefined for a model of another shape, and for one that ends too early. */
function modelIn(bytes: Uint8Array): OwnModel | undefined {
  try {
    return modelFrom(bytes);
  } catch {
    return undefined;
  }
}
