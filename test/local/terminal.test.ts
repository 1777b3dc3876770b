import { describe, expect, it } from "vitest";
import { framed } from "../../local/terminal.ts";

describe("a frame", () => {
  it("is as wide as its longest line", () => {
    expect(framed("a\nabc", 80)).toBe("╭─────╮\n│ a   │\n│ abc │\n╰─────╯");
  });

  it("breaks a longer line at spaces, and indents the rest as the line is", () => {
    const rows = framed("  one two three four five", 24).split("\n").slice(1, -1);
    expect(rows).toEqual(["│   one two three four │", "│   five               │"]);
  });

  it("breaks a word that is longer than a line, never a character in two", () => {
    const rows = framed("😀".repeat(50), 24).split("\n").slice(1, -1);
    expect(rows.map((row) => row.match(/😀/g)?.length)).toEqual([20, 20, 10]);
  });
});
