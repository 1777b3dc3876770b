/** PURE. The figures as text for people. */
import { type Figure, spread } from "./figures.ts";

/** Columns as wide as what stands in them; the first is text, the others end at the right. The first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A number with three digits that count, or all before the point: `0.36`, `21.7`, `15,900`. */
export function digits(value: number): string {
  const wanted = Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return value.toLocaleString("en-GB", { minimumFractionDigits: wanted, maximumFractionDigits: wanted });
}

/** The median, and how far the rounds lie apart: `0.36 ±12 %`. */
export function shown(value: Figure, unit = ""): string {
  return `${digits(value.median)}${unit} ±${Math.round(spread(value) * 50)} %`;
}

/** A multiple or a part of something else: `2.8×`. */
export function times(value: Figure): string {
  return shown(value, "×");
}
