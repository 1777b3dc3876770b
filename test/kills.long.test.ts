/** Kills at random moments of a replay: nothing lost, nothing twice in the feed, repeats only under a known id. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import { readHistory } from "./history.ts";
import { json, startInstance, walkUpdates } from "./instance.ts";
import { random } from "./random.ts";
import { createSink } from "./sink.ts";

const KILLS = 30;
const MINUTE = 60_000;
const history = readHistory();
const pushes = history.pushes.slice(0, 300);

it(`survives ${KILLS} kills in a replay of ${history.name}`, async () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-kills-"));
  const [forge, sink, hung] = [
    await createForge({ ...history, pushes }),
    await createSink(),
    await createSink(),
  ];
  hung.answer("hang");
  const start = () =>
    startInstance({
      state,
      watches: [
        {
          id: "spdk-lib",
          url: forge.url,
          every: "1m",
          notify: [{ slack: "SLACK_TEAM" }, { slack: "SLACK_HUNG" }],
        },
      ],
      vars: { SLACK_TEAM: sink.url, SLACK_HUNG: hung.url },
    });
  let instance = await start();
  try {
    const next = random(20261124);
    let time = Date.UTC(2026, 10, 24);
    await instance.tick(time);
    const perKill = Math.ceil(pushes.length / KILLS);
    while (forge.position() < pushes.length) {
      const until = Math.min(forge.position() + perKill, pushes.length);
      const killed = new Promise<void>((resolve) => setTimeout(resolve, next() * perKill * 60)).then(() =>
        instance.kill9(),
      );
      while (forge.position() < until) {
        forge.push();
        time += MINUTE;
        // A tick that the kill cut short is made up by the next: what it saw is still there to be seen.
        await instance.tick(time).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, next() * 40));
      }
      await killed;
      instance = await start();
      time += MINUTE;
      await instance.tick(time);
    }
    await expect
      .poll(() => json<Status>(instance, "/spdk-lib/status.json"), { timeout: 120_000, interval: 500 })
      .toSatisfy(
        ({ latest, published, channels }: Status) =>
          published === latest && channels[0]?.delivered === latest,
      );

    const updates = await walkUpdates(instance, "spdk-lib");
    expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
    expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, index) => index + 1));
    // The chain of each entry's commits is whole: what one update left is what the next one began with.
    const last = new Map(history.listing.entries.map(({ name, commit }) => [name, commit?.id]));
    for (const { entry, before, after } of updates.flatMap(({ changes }) => changes)) {
      expect(before?.commit?.id).toBe(last.get(entry));
      last.set(entry, after?.commit?.id);
    }
    for (const { name, commit } of forge.listing().entries) expect(last.get(name)).toBe(commit?.id);

    const told = new Map<string, string>();
    for (const { headers, body } of sink.received) {
      const id = String(headers["webhook-id"]);
      expect(told.get(id) ?? body).toBe(body);
      told.set(id, body);
    }
    const messages = [...told.values()].join("\n");
    for (const { commit } of updates) expect(messages).toContain(commit?.id ?? "");
    expect(hung.received.length).toBeGreaterThan(0);
  } finally {
    await instance.stop();
    await Promise.all([forge.close(), sink.close(), hung.close()]);
    rmSync(state, { recursive: true, force: true });
  }
});

type Status = { latest: number; published: number; channels: { delivered: number }[] };
