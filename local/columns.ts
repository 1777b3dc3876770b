/** Text in columns, as wide as the terminal shows it: counted in characters, whatever their colour. */
import { stripVTControlCharacters } from "node:util";

/** The rows, each cell but a row's last as wide as the widest of its column, two spaces between; none at the ends. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const isLast = index === row.length - 1;
        return isLast ? cell : cell + " ".repeat((widths[index] ?? 0) - widthOf(cell));
      })
      .join("  ")
      .trimEnd(),
  );
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
