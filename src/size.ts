/** PURE. Sizes of entries as people read them: exact, because what changes a size may be one byte. */
import type { Change } from "./diff.ts";
import type { Entry } from "./listing.ts";

/** Whether nothing but a date or a size tells what an entry is at: a web server's index knows of no commits. */
export function isDatedAlone(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.commit === undefined && (entry.modifiedAt ?? entry.size) !== undefined;
}

/** `1,536 bytes`; undefined where it is not known. */
export function showSize({ size }: { size?: number | undefined }): string | undefined {
  return size === undefined ? undefined : `${size.toLocaleString("en")} ${size === 1 ? "byte" : "bytes"}`;
}

/** ` (1,024 → 1,536 bytes)`, ` (1,536 bytes)` of what was added; empty where no size is known, or it is as it was. */
export function showSizes({ before, after }: Change): string {
  const [from, to] = [before?.size, after?.size];
  const text = to === undefined || from === to ? undefined : showSize({ size: to });
  if (text === undefined) return "";
  return from === undefined ? ` (${text})` : ` (${from.toLocaleString("en")} → ${text})`;
}
