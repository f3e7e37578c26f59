import type { OwnModel } from "./own-model.ts";

/** Of this shape; a model kept in another shape, or made of other traits, is not read but learned anew (`coach/versions`). */
const format = 2;

const parts = {
  traits: Int32Array,
  importance: Uint8Array,
  weights: Int8Array,
  scales: Float32Array,
  biases: Float32Array,
  starts: Int32Array,
  columns: Uint16Array,
  norms: Float32Array,
  labelOf: Uint8Array,
} as const;
type Part = keyof typeof parts;
const names = Object.keys(parts) as readonly Part[];

/** A model as bytes, to be kept in a row: a line of JSON that says what follows, then the arrays, each on a full word. */
export function bytesFrom(model: OwnModel): Uint8Array {
  const lengths = names.map((name) => model[name].length);
  const head = new TextEncoder().encode(`${JSON.stringify({ format, labels: model.labels, lengths })}\n`);
  const sizes = names.map((name) => full(model[name].byteLength));
  const bytes = new Uint8Array(full(head.length) + sizes.reduce((sum, size) => sum + size, 0));
  bytes.set(head);
  let at = full(head.length);
  names.forEach((name, index) => {
    const { buffer, byteOffset, byteLength } = model[name];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += sizes[index] ?? 0;
  });
  return bytes;
}

/** Undefined for bytes of another shape. Throws when they end too early. */
export function modelFrom(bytes: Uint8Array): OwnModel | undefined {
  const end = bytes.indexOf(10);
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))));
  if (!isHead(head) || head.format !== format) return undefined;
  // Copied, so that every array begins on a word of its own whatever the row's bytes began on. (A Buffer's own `slice` copies nothing.)
  const { buffer } = Uint8Array.from(bytes.subarray(full(end + 1)));
  let at = 0;
  const next = <Kind extends Part>(name: Kind): InstanceType<(typeof parts)[Kind]> => {
    const length = head.lengths[names.indexOf(name)] ?? 0;
    const made = new parts[name](buffer, at, length);
    at += full(made.byteLength);
    return made as InstanceType<(typeof parts)[Kind]>;
  };
  return {
    labels: head.labels,
    traits: next("traits"),
    importance: next("importance"),
    weights: next("weights"),
    scales: next("scales"),
    biases: next("biases"),
    starts: next("starts"),
    columns: next("columns"),
    norms: next("norms"),
    labelOf: next("labelOf"),
  };
}

const full = (size: number): number => Math.ceil(size / 4) * 4;

const isHead = (
  head: unknown,
): head is { readonly format: number; readonly labels: string[]; readonly lengths: number[] } =>
  typeof head === "object" && head !== null && "format" in head && "labels" in head && "lengths" in head;
