/**
 * Records the state that this version leaves, with what it served: run once for each release, as
 * `node test/states/record.ts`, and committed. `test/upgrade.test.ts` starts every later version on it.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spdkLib } from "../../demo/spdk-lib.ts";
import type { Status } from "../../src/status.ts";
import { version } from "../../src/version.ts";
import { createFaultyForge } from "../forge.ts";
import { json, startInstance } from "../instance.ts";
import { createSink } from "../sink.ts";

const folder = mkdtempSync(join(tmpdir(), "treewatch-record-"));
const [forge, sink] = [await createFaultyForge(spdkLib), await createSink()];
const watches = [{ id: "lib", url: forge.url, every: "1h", notify: [{ slack: "SLACK_TEAM" }] }];
const vars = { SLACK_TEAM: sink.url, PUBLIC_URL: "https://treewatch.example" };
const treewatch = await startInstance({ state: join(folder, "state"), watches, vars });
let now = Date.UTC(2026, 10, 24);
await treewatch.tick(now);
for (const _ of spdkLib.pushes) {
  forge.push();
  await treewatch.tick((now += 3_600_000));
}
for (;;) {
  const { latest, published, channels } = await json<Status>(treewatch, "/lib/status.json");
  if (latest > 0 && published === latest && channels.every(({ state }) => state === "idle")) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
mkdirSync(join(folder, "served"));
writeFileSync(join(folder, "watches.json"), JSON.stringify(watches));
for (const document of ["updates.json", "snapshot.json", "feed.json"]) {
  writeFileSync(join(folder, "served", document), await (await treewatch.get(`/lib/${document}`)).text());
}
await treewatch.stop();
await Promise.all([forge.close(), sink.close()]);
const archive = join(import.meta.dirname, `${version}.tar.gz`);
spawnSync("tar", ["-czf", archive, "-C", folder, "state", "served", "watches.json"], { stdio: "inherit" });
rmSync(folder, { recursive: true });
console.log(`${archive} is written.`);
