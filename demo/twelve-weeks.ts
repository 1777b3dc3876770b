/** SPDK's `lib/` for twelve weeks, as `twelve-weeks.jsonl` has it: every push after d1c2027d01, without trailers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { Commit } from "../src/listing.ts";
import type { Push } from "./forge.ts";

/** A line: the commit that was pushed, and the directories that it touched. None came, none went. */
const Line = z.object({ ...Commit.shape, entries: z.array(z.string()) });

/** The pushes, oldest first. */
export const twelveWeeks: readonly Push[] = readFileSync(
  join(import.meta.dirname, "twelve-weeks.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => {
    const { entries, ...head } = z.parse(Line, JSON.parse(line));
    // A row shows nothing of its commit's message but the subject.
    const { body: _, ...commit } = head;
    return { head, set: entries.map((name) => ({ name, kind: "directory", commit })), gone: [] };
  });
