import { expect, it } from "vitest";
import { activityOf } from "../../../src/http/activity.ts";
import { renderWatch } from "../../../src/http/pages/watch.tsx";
import { parseTime } from "../../../src/time.ts";
import { commitOf, entryOf } from "../../feed/sample.ts";
import { elementsOf, sectionText } from "./read-page.ts";
import { watchOf } from "./views.ts";

const now = parseTime("2022-02-01T00:00:00Z");
const entries = [
  entryOf("nvmf", { commit: commitOf("x") }),
  entryOf("a-very-long-name-of-an-entry", { commit: commitOf("y") }),
];
const activity = activityOf(entries, [], now);
const html = renderWatch(watchOf({ entries, ...(activity && { activity }) }));

it("says in words what the picture shows", () => {
  const picture = elementsOf(html, "svg").find(({ attribs }) => attribs["role"] === "img");
  expect(picture?.attribs["aria-label"]).toBe(
    "Commits by week, 2 Aug 2021 to 30 Jan 2022: nvmf 1, a-very-long-name-of-an-entry 1.",
  );
});

it("names months above the weeks that they begin in, and entries beside their rows", () => {
  const text = sectionText(html, "Activity");
  expect(text).toContain("SepOctNovDecJan");
  expect(text).toContain("nvmf1");
  expect(text).toContain("a-very-long-n…1");
});

it("has a mark for each entry in the last week", () => {
  const marks = elementsOf(html, "path").map(({ attribs }) => attribs["d"] ?? "");
  expect(marks.join("").match(/h6\.5/g)).toHaveLength(2);
});

it("is not there where no date is known", () => {
  expect(sectionText(renderWatch(watchOf({ entries: [] })), "Activity")).toBeUndefined();
});
