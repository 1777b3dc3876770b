import { expect, it } from "vitest";
import type { Note } from "../../src/upstream/contract.ts";
import { explainNote } from "../../src/upstream/notes.ts";

it.each<[Note, RegExp]>([
  [
    { note: "moved", to: "https://git.example/new/spdk/src/branch/master/lib" },
    /new\/spdk\/src\/branch\/master\/lib$/,
  ],
  [{ note: "archived" }, /archived/],
  [{ note: "fixed-commit" }, /address of a branch/],
  [{ note: "one-entry", entry: "Makefile" }, /Makefile.*directory's address/],
])("explains $note and says what to do", (note, words) => {
  expect(explainNote(note)).toMatch(words);
});
