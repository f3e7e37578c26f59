/** Sets of small whole numbers as words of 32 bits. */
export type Bits = Uint32Array;

export const noBits = (size: number): Bits => new Uint32Array(Math.max(1, (size + 31) >>> 5));

/** Several empty sets of one size, side by side in one piece of memory. */
export function noBitsEach(count: number, size: number): Bits[] {
  const words = Math.max(1, (size + 31) >>> 5);
  const all = new Uint32Array(count * words);
  return Array.from({ length: count }, (_, index) => all.subarray(index * words, (index + 1) * words));
}

export const setBit = (bits: Bits, index: number): void => {
  const word = index >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (index & 31));
};

/** Sets every index from `low` to `high`, both included. */
function setRange(bits: Bits, low: number, high: number): void {
  for (let index = low; index <= high; index += 1) setBit(bits, index);
}

export const hasBit = (bits: Bits, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

/** A set with its ends; `solid` sets have no holes, so that most questions about them need their ends alone. */
export type Span = {
  readonly bits: Bits;
  /** Least and greatest member; `low` exceeds `high` for the empty set. */
  readonly low: number;
  readonly high: number;
  readonly solid: boolean;
};

export function spanOf(bits: Bits): Span {
  let low = Number.POSITIVE_INFINITY;
  let high = -1;
  let count = 0;
  for (let word = 0; word < bits.length; word += 1) {
    const found = bits[word] ?? 0;
    if (found === 0) continue;
    if (high < 0) low = word * 32 + 31 - Math.clz32(found & -found);
    high = word * 32 + 31 - Math.clz32(found);
    count += onesIn(found);
  }
  return { bits, low, high, solid: count > 0 && count === high - low + 1 };
}

function onesIn(word: number): number {
  let left = word - ((word >>> 1) & 0x5555_5555);
  left = (left & 0x3333_3333) + ((left >>> 2) & 0x3333_3333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

export const fullSpan = (size: number): Span => {
  const bits = noBits(size);
  setRange(bits, 0, size - 1);
  return spanOf(bits);
};

export const isEmptySpan = (span: Span): boolean => span.high < 0;

export function spanSize({ bits, low, high, solid }: Span): number {
  if (high < 0) return 0;
  if (solid) return high - low + 1;
  let count = 0;
  for (let word = 0; word < bits.length; word += 1) count += onesIn(bits[word] ?? 0);
  return count;
}

export function spansMeet(a: Span, b: Span): boolean {
  const low = a.low > b.low ? a.low : b.low;
  const high = a.high < b.high ? a.high : b.high;
  if (low > high) return false;
  if (a.solid && b.solid) return true;
  for (let word = low >>> 5; word <= high >>> 5; word += 1) {
    if (((a.bits[word] ?? 0) & (b.bits[word] ?? 0)) !== 0) return true;
  }
  return false;
}

/** Whether `a` holds all of `b`. */
export function spanCovers(a: Span, b: Span): boolean {
  if (b.high < 0) return true;
  if (a.low > b.low || a.high < b.high) return false;
  if (a.solid) return true;
  for (let word = b.low >>> 5; word <= b.high >>> 5; word += 1) {
    if (((b.bits[word] ?? 0) & ~(a.bits[word] ?? 0)) !== 0) return false;
  }
  return true;
}

export const commonSpan = (a: Span, b: Span): Span => spanOf(a.bits.map((word, index) => word & (b.bits[index] ?? 0)));
export const spanWithout = (a: Span, b: Span): Span =>
  spanOf(a.bits.map((word, index) => word & ~(b.bits[index] ?? 0)));

export function membersOf({ bits, low, high }: Span): number[] {
  const members: number[] = [];
  for (let index = low; index <= high; index += 1) if (hasBit(bits, index)) members.push(index);
  return members;
}
