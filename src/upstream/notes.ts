/** PURE. The words for notes: what the operator of a watch should know although its listing could be read. */
import type { Note } from "./contract.ts";

/** One sentence or two for people: what is so, and what to do about it. Only `moved` holds an address, the forge's own. */
export function explainNote(note: Note): string {
  switch (note.note) {
    case "moved":
      return `The repository has moved. Nothing is lost meanwhile; write the new address in the watch: ${note.to}`;
    case "archived":
      return "The repository is archived, so nothing will change in it. Remove the watch, or watch the repository that follows it.";
    case "fixed-commit":
      return "The address names one commit, and what it holds never changes. Write the address of a branch instead.";
    case "one-entry":
      return `The address is of the file ${note.entry}: only that entry of its directory is watched. To watch them all, write the directory's address.`;
    case "no-filter":
      return "The git server cannot leave out what is not needed, so that each poll that finds something new fetches far more than it reads. Watch less often, or a mirror whose server allows filters (uploadpack.allowFilter).";
  }
}
