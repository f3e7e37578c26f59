/** The name that was probably meant: the one fewest letters away, when that is few enough; undefined otherwise. */
export function nearest(said: string, names: readonly string[]): string | undefined {
  const ranked = [...new Set(names)]
    .map((name) => ({ name, away: lettersAway(said, name) }))
    .toSorted((a, b) => a.away - b.away);
  const [best] = ranked;
  return best && best.away <= Math.max(1, Math.floor(said.length / 3)) ? best.name : undefined;
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function lettersAway(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const steps = [cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + change];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(Math.min(...steps, ...(isSwap ? [cell(row - 2, column - 2) + 1] : [])));
    }
  }
  return cell(from.length, to.length);
}
