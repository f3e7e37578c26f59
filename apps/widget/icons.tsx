import type { JSX } from "preact";

const paths = {
  down: "M4.5 7.5 10 13l5.5-5.5",
  next: "M7.5 4.5 13 10l-5.5 5.5",
  tick: "M4.2 10.4l3.9 3.9 7.7-8.4",
  up: "M10 16.5v-13M4.8 8.7 10 3.5l5.2 5.2",
  person: "M10 3.2a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M3.8 16.8c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6.2V10l2.6 1.7",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 9.2v4.2M10 6.6h.01",
  parcel: "M3.5 6.4 10 3l6.5 3.4v7.2L10 17l-6.5-3.4zM3.5 6.4 10 9.8l6.5-3.4M10 9.8V17M6.7 4.8l6.5 3.4",
  cut: "M3 3l14 14M8.6 14.2a2 2 0 0 1 2.8 0M5.7 11.2a6 6 0 0 1 2.6-1.5M12.9 10.2c.5.3 1 .6 1.4 1M2.9 8.3a10 10 0 0 1 2.6-1.8M9 5.5a10 10 0 0 1 8.1 2.8M10 16.6h.01",
} as const;

/** Line icons on a grid of 20; always beside a word or a label, so hidden from those who listen. */
export const Icon = ({
  name,
  size = 16,
}: {
  readonly name: keyof typeof paths;
  readonly size?: number;
}): JSX.Element => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width={size < 16 ? 1.75 : 1.5}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
);

/** The mark: 一, a level line and its shoulder. */
export const Mark = ({ size }: { readonly size: number }): JSX.Element => (
  <svg class="mark" width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="M1.8 12.1h13.9l3.4-4.1c.5-.6 1.2-.6 1.6.1l2.2 3.9c.6 1.1.1 2.2-1.1 2.2H1.8z" />
  </svg>
);
