import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { after } from "../../demo/forge.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { twelveWeeks } from "../../demo/twelve-weeks.ts";

const Snapshot = z.object({
  head: z.object({ id: z.string() }),
  entries: z.array(
    z.object({ name: z.string(), commit: z.object({ title: z.string(), committedAt: z.string() }) }),
  ),
});

it("npm run demo shows a baseline, the head commit in one message, stands still on it, then lets twelve weeks go by", async () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-"));
  const main = join(import.meta.dirname, "../../demo/main.ts");
  const demo = spawn(process.execPath, [main, "--port", "0", "--every", "1", "--state", state], {
    detached: true,
    env: { ...process.env, npm_lifecycle_event: "test" },
  });
  let stdout = "";
  demo.stdout.on("data", (chunk) => (stdout += String(chunk)));
  const ended = once(demo, "close");
  await expect.poll(() => stdout, { timeout: 30_000 }).toContain("edit watches.ts");
  const url = /^http:\S+$/m.exec(stdout)?.[0];
  const snapshot = z.parse(Snapshot, await (await fetch(`${url}/spdk-lib/snapshot.json`)).json());
  await sleep(3000);
  const feed = await (await fetch(`${url}/spdk-lib/feed.rss`)).text();
  const untilThen = stdout;
  await expect.poll(() => stdout, { timeout: 120_000 }).toContain("That was all");
  const page = await (await fetch(`${url}/spdk-lib`)).text();
  process.kill(-(demo.pid ?? 0), "SIGINT");
  expect(await ended).toEqual([0, null]);
  rmSync(state, { recursive: true });

  expect(untilThen.match(/Slack gets/g)).toHaveLength(1);
  expect(untilThen).toContain(
    "nvmf · vfio-user: add NVMe live migration support finally · Changpeng Liu · d1c2027",
  );
  const [first] = spdkLib.pushes;
  const shown = first === undefined ? spdkLib.listing : after(spdkLib.listing, first);
  expect(snapshot.head.id).toBe(first?.head.id);
  expect(snapshot.entries).toEqual(
    shown.entries.map(({ name, commit }) => ({
      name,
      commit: { title: commit?.title, committedAt: commit?.committedAt },
    })),
  );
  expect(feed).toContain("nvmf/vfio-user: add NVMe live migration support finally");
  expect(page).toContain(twelveWeeks.at(-1)?.head.title);
  expect(page).toContain("Commits by week, 25 Oct 2021 to 24 Apr 2022: nvmf 75, nvme 48");
}, 200_000);
