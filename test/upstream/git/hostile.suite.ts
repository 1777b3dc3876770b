/** Answers that something happened to on their way, or that were never meant well. */
import { expect, it } from "vitest";
import { readFetch } from "../../../src/git/fetch-objects.ts";
import { readMutations } from "../../git/hostile.ts";
import { describeWithServer, type GitServer } from "./server.ts";
import { type Recorded, record, replayMutations } from "./replay.ts";

/** A poll that finds a series of commits. */
async function recordSeries(server: GitServer): Promise<Recorded> {
  const repository = server.create();
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`lib/entry${at}/file`, "1"]));
  repository.commit({ files });
  const watch = server.watch(repository);
  await watch.read();
  for (let at = 0; at < 12; at++) {
    repository.commit({
      message: `entry${at}: change it\n\n${"Because. ".repeat(20)}`,
      files: { [`lib/entry${at}/file`]: "2" },
    });
  }
  repository.git("repack", "-adfq");
  return record(watch);
}

/** What is promised of such answers, tried so many times. */
export function describeHostile(times: number): void {
  const seeds = Array.from({ length: times }, (_, index) => index + 1);
  describeWithServer("an answer that something happened to", (server) => {
    it(`is refused or read for what it was (${times} times)`, async () => {
      const counts = await replayMutations(await recordSeries(server()), seeds);
      expect(counts.read + counts.refused).toBe(times);
      expect(counts.refused).toBeGreaterThan(times / 2);
    });

    it(`is refused or holds only what its ids say, where its checksum fits (${times} times)`, async () => {
      const { pages } = await recordSeries(server());
      const packs = [...pages.values()].flatMap(({ body }) => {
        const answer = readFetch(body);
        return "pack" in answer && answer.pack ? [answer.pack] : [];
      });
      expect(packs).toHaveLength(3);
      for (const pack of packs) {
        const counts = readMutations(pack, seeds);
        expect(counts.refused).toBeGreaterThan(times / 2);
      }
    });
  });
}
