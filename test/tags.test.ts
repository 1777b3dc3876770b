/** A tag that is pushed, from git's own server to everything outward, with Treewatch as its user starts it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hasBackend, startBackend } from "./git/backend.ts";
import { TestRepository } from "./git/repository.ts";
import { json, startInstance, walkUpdates } from "./instance.ts";
import { createSink } from "./sink.ts";

const begin = Date.UTC(2026, 10, 24, 6);
const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";

it.skipIf(!hasBackend)(
  `a tag that is pushed is told in feeds, in Slack, as JSON and on the page${skipped}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "treewatch-tags-"));
    const repository = new TestRepository(folder, "spdk/spdk.git");
    const id = repository.commit();
    for (const name of ["v24.01", "v24.05", "v24.05-rc1"]) repository.git("tag", name);
    const [backend, sink] = [await startBackend(folder), await createSink()];
    const instance = await startInstance({
      watches: [
        {
          id: "spdk",
          git: backend.url("spdk/spdk.git"),
          tags: ["v*", "!*-rc*"],
          links: "gitea",
          every: "1m",
          notify: [{ slack: "SLACK" }],
        },
      ],
      vars: { SLACK: `${sink.url}/hook` },
    });
    try {
      await instance.tick(begin);
      for (const name of ["v24.09", "v24.09-rc2"]) repository.git("tag", "-a", "-m", "said", name);
      await instance.tick(begin + 60_000);
      await sink.waitFor(1);

      const release = backend.url("spdk/spdk/releases/tag/v24.09");
      const updates = await walkUpdates(instance, "spdk");
      const commit = { id, title: "", url: backend.url(`spdk/spdk/commit/${id}`) };
      expect(updates).toMatchObject([
        {
          complete: true,
          changes: [{ kind: "added", after: { name: "v24.09", kind: "tag", url: release, commit } }],
        },
      ]);
      expect(updates[0]).not.toHaveProperty("commit");
      const feed = await json<object>(instance, "/spdk/feed.json");
      expect(feed).toMatchObject({ title: expect.stringContaining("spdk/spdk tags") });
      expect(feed).toMatchObject({ items: [{ title: "v24.09 tagged", url: release }] });
      const told = `spdk/spdk tags: v24.09 tagged · ${id.slice(0, 7)}`;
      expect(JSON.parse(sink.received[0]?.body ?? "")).toMatchObject({ text: told });
      const page = await (await instance.get("/spdk")).text();
      expect(page).toContain("3 tags, newest version first.");
      expect(page.indexOf(">v24.09</a>")).toBeLessThan(page.indexOf(">v24.01</a>"));
      const { upstream, state } = await json<{ upstream: string; state: string }>(
        instance,
        "/spdk/status.json",
      );
      expect([upstream, state]).toEqual(["tags", "ok"]);
    } finally {
      await instance.stop();
      await Promise.all([backend.close(), sink.close()]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
