import { describe, expect, it } from "vitest";
import { activityOf, maxEntries, weeks } from "../../src/http/activity.ts";
import { DAY, formatTime, parseTime } from "../../src/time.ts";
import { added, commitOf, entryOf, removed, updated, updateOf } from "../feed/sample.ts";

const now = parseTime("2026-11-23T06:00:00Z");
const week = 7 * DAY;

/** An entry whose last commit is so many days old. */
const dated = (name: string, days: number, id = `${name}${days}`) =>
  entryOf(name, { commit: commitOf(name, { id, committedAt: formatTime(now - days * DAY) }) });

/** The rows as texts: `nvmf 0012`, the last four weeks of each. */
const rows = (...asked: Parameters<typeof activityOf>) =>
  activityOf(...asked)?.rows.map(({ name, counts }) => `${name} ${counts.slice(-4).join("")}`);

describe("the activity of a directory", () => {
  it("is at first each entry's last commit, the newest first, in the week of its date", () => {
    const entries = [dated("accel", 14), dated("bdev", 0), dated("blob", 7), entryOf("conf")];
    expect(rows(entries, [], now)).toEqual(["bdev 0001", "blob 0010", "accel 0100"]);
  });

  it("counts the commits that updates told, those before them, and each once", () => {
    const commit = commitOf("x", { id: "2", committedAt: formatTime(now) });
    const before = dated("nvmf", 14, "1");
    const after = entryOf("nvmf", { commit });
    const update = updateOf(1, [{ kind: "updated", entry: "nvmf", before, after }], commit);
    expect(rows([after], [update, update], now)).toEqual(["nvmf 0101"]);
  });

  it("counts what came and what went", () => {
    const commit = commitOf("x", { committedAt: formatTime(now) });
    expect(rows([], [updateOf(1, [added("keyring"), removed("reduce")], commit)], now)).toEqual([
      "keyring 0001",
      "reduce 0001",
    ]);
  });

  it("goes by the dates of entries where there are no commits", () => {
    expect(rows([entryOf("a.tar.gz", { modifiedAt: formatTime(now - week) })], [], now)).toEqual([
      "a.tar.gz 0001",
    ]);
  });

  it("ends with the newest commit and is half a year long, in weeks that begin on Mondays", () => {
    const old = 2000;
    const activity = activityOf(
      [dated("a", old), dated("b", old + 25 * 7), dated("c", old + 27 * 7)],
      [],
      now,
    );
    expect(activity?.rows.map(({ name, counts }) => [name, counts.indexOf(1)])).toEqual([
      ["a", weeks - 1],
      ["b", 0],
    ]);
    expect(new Date(activity?.begin ?? 0).getUTCDay()).toBe(1);
  });

  it("leaves out what claims to be of the future", () => {
    expect(rows([dated("a", -1), dated("b", 1)], [], now)).toEqual(["b 0001"]);
  });

  it("names the most active entries and counts the others", () => {
    const entries = Array.from({ length: maxEntries + 3 }, (_, i) => dated(`e${i}`, 1));
    const most = updateOf(1, [updated("e26")], commitOf("x", { id: "9", committedAt: formatTime(now) }));
    const activity = activityOf(entries, [most], now);
    expect(activity).toMatchObject({ more: 3, rows: { 0: { name: "e26", total: 2 }, length: maxEntries } });
  });

  it("is not there where no date is known", () => {
    expect(activityOf([entryOf("a")], [], now)).toBeUndefined();
  });
});
