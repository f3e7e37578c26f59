import type { JSX } from "preact";

export type TrackStage = {
  readonly name: string;
  readonly is: "done" | "now" | "missed" | "unknown" | "to-come";
  readonly note?: string | undefined;
};

/** A way lying down: what is passed, where it is now, what is to come. */
export function Track({
  label,
  stages,
}: {
  readonly label: string;
  readonly stages: readonly TrackStage[];
}): JSX.Element {
  const reached = stages.findLastIndex(({ is }) => is === "done" || is === "now" || is === "missed");
  return (
    <ol
      class="track"
      aria-label={label}
      style={{ "--stages": String(stages.length), "--reached": String(Math.max(0, reached)) }}
    >
      {stages.map(({ name, is, note }, place) => (
        <li key={place} class={is} aria-current={is === "now" ? "step" : undefined}>
          <b>{name}</b>
          {note && <span>{note}</span>}
        </li>
      ))}
    </ol>
  );
}
