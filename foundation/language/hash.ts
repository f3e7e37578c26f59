const hashSeed = 0x811c9dc5;

/** 32-bit FNV-1a with a final mix; signed, so that it stays a small integer in the engine. */
export function hashText(text: string, from = 0, to = text.length, seed = hashSeed): number {
  let hash = seed;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

function mix(value: number): number {
  let hash = value ^ (value >>> 15);
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  return (hash ^ (hash >>> 15)) | 0;
}

export const pairHash = (left: number, right: number): number =>
  mix(Math.imul(left, 0x9e3779b1) ^ (right + 0x7f4a7c15));
