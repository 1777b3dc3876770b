/** Every way in which a forge can fail, against a real one on loopback, as an operator would see it. */
import { expect, it } from "vitest";
import { spdkLib } from "../demo/spdk-lib.ts";
import type { Status } from "../src/status.ts";
import { createFaultyForge, faults, type Fault } from "./forge.ts";
import { json, startInstance } from "./instance.ts";
import { createSink } from "./sink.ts";

const HOUR = 3_600_000;
const documents = ["feed.rss", "feed.atom", "feed.json", "snapshot.json", "updates.json"];

const reasons: Record<Fault, string> = {
  "not-found": "not-found",
  "server-error": "server-error",
  login: "login-required",
  challenge: "bot-challenge",
  "empty-body": "not-a-listing",
  truncated: "truncated",
  "cut-in-a-row": "truncated",
  "no-rows": "not-a-listing",
  "not-ready": "not-ready",
  huge: "too-large",
  redirect: "private-address",
  hang: "timeout",
};

it("a fault changes nothing that readers see, is said in words, and its end is no news", async () => {
  const [forge, sink] = [await createFaultyForge(spdkLib), await createSink()];
  const watches = [{ id: "lib", url: forge.url, every: "1h", notify: [{ slack: "SLACK_TEAM" }] }];
  const instance = await startInstance({ watches, vars: { SLACK_TEAM: sink.url } });
  let time = Date.UTC(2026, 10, 24);
  const status = () => json<Status>(instance, "/lib/status.json");
  const bytes = () => Promise.all(documents.map(async (name) => (await instance.get(`/lib/${name}`)).text()));
  await instance.tick(time);
  await expect.poll(async () => (await instance.get("/lib/snapshot.json")).status).toBe(200);
  const before = await bytes();

  for (const fault of faults) {
    forge.fail(fault);
    // Half a day: later than any backoff.
    await instance.tick((time += 12 * HOUR));
    const { state, latest, lastPoll, snapshot } = await status();
    expect([state, latest, lastPoll?.reason], fault).toEqual(["failing", 0, reasons[fault]]);
    expect(lastPoll?.message, fault).toMatch(/^[A-Z].*\.$/);
    expect(snapshot).toBe(JSON.parse(before[3] ?? "").snapshot.id);
    expect(await bytes(), fault).toEqual(before);
    const health = await json<{ state: string; failing: { watch: string }[] }>(instance, "/healthz");
    expect([health.state, health.failing.map(({ watch }) => watch)], fault).toEqual(["ok", ["lib"]]);
    const page = await (await instance.get("/lib")).text();
    expect(page, fault).toContain("failing");
  }

  forge.fail(undefined);
  await instance.tick((time += 12 * HOUR));
  expect(await status()).toMatchObject({ state: "ok", latest: 0, lastPoll: { outcome: "unchanged" } });
  expect(sink.received).toHaveLength(0);
  await instance.stop();
  await Promise.all([forge.close(), sink.close()]);
});
