/** A rating of five: short strokes to see, and words to hear. */
export const Strokes = ({ stars, label, large }: { stars: number; label: string; large?: boolean }) => (
  <span className={large ? "strokes l" : "strokes"} role="img" aria-label={label}>
    {[1, 2, 3, 4, 5].map((place) => (
      <i key={place} className={place <= stars ? "on" : undefined} />
    ))}
  </span>
);
