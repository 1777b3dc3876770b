/** Treewatch's own Worker, whose Fleet can be told of as many watches as are configured, though none was ever polled. */
import { app } from "../src/http/app.ts";
import { configured } from "../src/configured.ts";
import { theFleet } from "../src/fleet.ts";
import type { Status } from "../src/status.ts";
import { DAY, formatTime, MINUTE } from "../src/time.ts";

export * from "../src/index.ts";

/** One watch in so many fails, and the newest so many have an update. */
const FAILING = 50;
const UPDATED = 100;

export default {
  async fetch(request, env) {
    if (request.method !== "PUT") return app.fetch(request, env);
    const fleet = theFleet(env);
    const now = Date.now();
    for (const [index, { id, key }] of configured(env).watches.entries()) {
      const at = formatTime(now - (index + 1) * MINUTE);
      const updates = index < UPDATED ? [updateText(index, at)] : [];
      const told = { status: statusOf(id, at, index % FAILING === 1), since: formatTime(now - DAY) };
      await fleet.report({ key, told: { ...told, changedAt: at }, updates });
    }
    await fleet.finishTick(now, { done: [], left: [] });
    return new Response();
  },
} satisfies ExportedHandler<Env>;

function statusOf(watch: string, at: string, fails: boolean): Status {
  const message = "The forge answers with an error of its own. It is asked again by itself.";
  return {
    watch,
    upstream: "gitea",
    state: fails ? "failing" : "ok",
    lastPoll: fails
      ? { at, outcome: "failed", reason: "server-error", message }
      : { at, outcome: "unchanged" },
    lastSuccess: at,
    nextPoll: at,
    snapshot: "20261124T060000Z-0123456789ab",
    latest: 1,
    published: 1,
    channels: [{ name: "SLACK_TEAM", kind: "slack", state: "idle", delivered: 1, skipped: 0 }],
  };
}

function updateText(index: number, detectedAt: string): string {
  const commit = {
    id: String(index).padStart(40, "c"),
    title: `nvmf/vfio-user: one change of many, the ${index}th`,
    author: "John Levon",
    committedAt: detectedAt,
    url: "https://git.example/mirror/spdk/commit/c",
  };
  return JSON.stringify({
    seq: 1,
    id: `tag:treewatch,2026:bench/${index}`,
    detectedAt,
    complete: true,
    commit,
    changes: [{ kind: "updated", entry: "nvmf", after: { name: "nvmf", kind: "directory", commit } }],
    snapshots: { from: "a", to: "b" },
  });
}
