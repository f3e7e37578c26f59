/** Sets of small whole numbers as words of 32 bits. */
export type Bits = Uint32Array;

export const noBits = (size: number): Bits => new Uint32Array(Math.max(1, (size + 31) >>> 5));

export function allBits(size: number): Bits {
  const bits = noBits(size);
  for (let index = 0; index < size; index += 1) setBit(bits, index);
  return bits;
}

export const setBit = (bits: Bits, index: number): void => {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
};

export const hasBit = (bits: Bits, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

export const isEmpty = (bits: Bits): boolean => {
  for (let word = 0; word < bits.length; word += 1) if (bits[word] !== 0) return false;
  return true;
};

export const meets = (a: Bits, b: Bits): boolean => {
  for (let word = 0; word < a.length; word += 1) if (((a[word] ?? 0) & (b[word] ?? 0)) !== 0) return true;
  return false;
};

/** Whether `a` holds all of `b`. */
export const covers = (a: Bits, b: Bits): boolean => {
  for (let word = 0; word < a.length; word += 1) if (((b[word] ?? 0) & ~(a[word] ?? 0)) !== 0) return false;
  return true;
};

export const both = (a: Bits, b: Bits): Bits => a.map((word, index) => word & (b[index] ?? 0));
export const without = (a: Bits, b: Bits): Bits => a.map((word, index) => word & ~(b[index] ?? 0));
export const either = (a: Bits, b: Bits): Bits => a.map((word, index) => word | (b[index] ?? 0));

export const countBits = (bits: Bits): number => {
  let count = 0;
  for (let word = 0; word < bits.length; word += 1) {
    let left = bits[word] ?? 0;
    left -= (left >>> 1) & 0x5555_5555;
    left = (left & 0x3333_3333) + ((left >>> 2) & 0x3333_3333);
    count += Math.imul((left + (left >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
};

/** The least member; -1 for none. */
export const firstBit = (bits: Bits): number => {
  for (let word = 0; word < bits.length; word += 1) {
    const found = bits[word] ?? 0;
    if (found !== 0) return word * 32 + (31 - Math.clz32(found & -found));
  }
  return -1;
};

export const bitsOf = (bits: Bits): number[] => {
  const members: number[] = [];
  for (let index = 0; index < bits.length * 32; index += 1) if (hasBit(bits, index)) members.push(index);
  return members;
};
