/** This version on the state that each released one has left (`test/states/`). */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Status } from "../src/status.ts";
import { json, startInstance } from "./instance.ts";
import { createSink } from "./sink.ts";

type FeedDocument = { items: { id: string; title: string; date_published: string; url: string }[] };

const states = join(import.meta.dirname, "states");
const released = readdirSync(states).filter((name) => name.endsWith(".tar.gz"));

describe("the state of a released version", () => {
  it.each(released)("%s shows the same feeds, and nothing is sent", async (archive) => {
    const folder = mkdtempSync(join(tmpdir(), "treewatch-upgrade-"));
    expect(spawnSync("tar", ["-xzf", join(states, archive), "-C", folder]).status).toBe(0);
    const served = (document: string): unknown =>
      JSON.parse(readFileSync(join(folder, "served", document), "utf8"));
    const sink = await createSink();
    const treewatch = await startInstance({
      state: join(folder, "state"),
      watches: JSON.parse(readFileSync(join(folder, "watches.json"), "utf8")),
      vars: { SLACK_TEAM: sink.url, PUBLIC_URL: "https://treewatch.example" },
    });
    try {
      // Its forge is gone by now: a poll that fails changes nothing either.
      await treewatch.tick(Date.UTC(2027, 0, 1));
      const now = await json<Status>(treewatch, "/lib/status.json");
      expect(now).toMatchObject({ state: "failing", channels: [{ state: "idle", delivered: now.latest }] });
      for (const document of ["updates.json", "snapshot.json"]) {
        expect(await json(treewatch, `/lib/${document}`)).toEqual(served(document));
      }
      const told = ({ items }: FeedDocument) =>
        items.map(({ id, title, date_published: date, url }) => ({ id, title, date, url }));
      const feed = await json<FeedDocument>(treewatch, "/lib/feed.json");
      expect(told(feed).length).toBeGreaterThan(0);
      expect(told(feed)).toEqual(told(served("feed.json") as FeedDocument));
      expect(sink.received).toEqual([]);
    } finally {
      await treewatch.stop();
      await sink.close();
      rmSync(folder, { recursive: true });
    }
  });
});
