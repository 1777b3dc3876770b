/** A hub on loopback hears of a publication, from Treewatch as its user starts it. It waits for what it has to: two minutes. */
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { startInstance } from "./instance.ts";
import { createSink } from "./sink.ts";

const MINUTE = 60_000;

it("a hub is told once of what readers see by then, and never of a private watch", async () => {
  const [forge, hub] = [await createForge(spdkLib), await createSink()];
  const watches = ["lib", "hush"].map((id) => ({ id, url: forge.url, every: "1m", private: id === "hush" }));
  const vars = { PUBLIC_URL: "https://watch.example", WEBSUB_HUB: hub.url, READ_TOKEN: "key" };
  hub.answer({ status: 202 });
  const instance = await startInstance({ watches, vars });
  const time = Date.UTC(2026, 10, 24);
  await instance.tick(time);
  forge.push();
  await instance.tick(time + MINUTE);
  const began = Date.now();
  await hub.waitFor(1, 4 * MINUTE);
  expect(Date.now() - began).toBeGreaterThan(2 * MINUTE);
  expect(new URLSearchParams(hub.received[0]?.body).getAll("hub.url")).toContain(
    "https://watch.example/lib/feed.rss",
  );
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  expect(hub.received).toHaveLength(1);
  await instance.stop();
  await Promise.all([forge.close(), hub.close()]);
});
