import { expect, it } from "vitest";
import { renderWatch } from "../../../src/http/pages/watch.tsx";
import { entryOf, updateOf } from "../../feed/sample.ts";
import { rowsOf } from "./read-page.ts";
import { watchOf } from "./views.ts";

const file = entryOf("a.iso", { kind: "file", modifiedAt: "2026-02-03T00:00:00Z", size: 1536 });

it("a listing has sizes in place of commits where there are none, as in a web server's index", () => {
  const entries = [file, entryOf("b", { modifiedAt: "2026-02-04T00:00:00Z" })];
  expect(rowsOf(renderWatch(watchOf({ entries })), "listing")).toEqual([
    "Name | Kind | Size | Date",
    "b | directory | 4 Feb",
    "a.iso | file | 1,536 bytes | 3 Feb",
  ]);
});

it("an update tells date and size of what has no commit", () => {
  const change = { kind: "added", entry: "a.iso", after: file } as const;
  const html = renderWatch(watchOf({ updates: [updateOf(1, [change])] }));
  expect(rowsOf(html, "updates")).toEqual(["a.iso added | 06:01 UTC | 2026-02-03 00:00 UTC, 1,536 bytes"]);
});
