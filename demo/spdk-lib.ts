/** What the demo's forge has to show, read from `spdk-lib.json`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { Commit, Entry, Listing } from "../src/listing.ts";

const File = z.object({
  listing: Listing,
  pushes: z.array(z.object({ head: Commit, set: z.array(Entry), gone: z.array(z.string()) })),
});

/** SPDK's `lib/` one commit before it was first watched, and what is pushed to it afterwards. */
export const spdkLib = z.parse(
  File,
  JSON.parse(readFileSync(join(import.meta.dirname, "spdk-lib.json"), "utf8")),
);
