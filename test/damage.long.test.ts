/** 500 damaged pages between good ones, through the whole Worker: nothing is told of them. */
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import type { Status } from "../src/status.ts";
import { json, startInstance } from "./instance.ts";
import { random } from "./random.ts";
import { createSink } from "./sink.ts";
import { isInMessage, isSeamless, mutated } from "./upstream/mutations.ts";

const DAMAGED = 500;
/** Later than any backoff. */
const STEP = 7 * 3_600_000;

it(`${DAMAGED} damaged pages between good ones are no news`, async () => {
  const next = random(500);
  let number = 0;
  let damage = false;
  const served: string[] = [];
  const forge = await createForge({
    ...spdkLib,
    intercept(request, response, page) {
      if (!damage || !request.url?.includes("/src/branch/")) return false;
      // Bytes as Latin-1 characters, as the mutations handle them.
      const bytes = Buffer.from(page).toString("latin1");
      const mutation = mutated(bytes, number++, next);
      if (mutation === undefined || isSeamless(mutation, bytes) || isInMessage(mutation, bytes)) return false;
      served.push(mutation.kind);
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(Buffer.from(mutation.page, "latin1"));
      return true;
    },
  });
  const sink = await createSink();
  const watches = [
    { id: "lib", url: forge.url, every: "1h", robots: "ignore", notify: [{ slack: "SLACK_TEAM" }] },
  ];
  const instance = await startInstance({ watches, vars: { SLACK_TEAM: sink.url } });
  let time = Date.UTC(2026, 10, 24);
  await instance.tick(time);
  while (served.length < DAMAGED) {
    damage = true;
    await instance.tick((time += STEP));
    damage = false;
    if (served.length % 10 === 0) await instance.tick((time += STEP));
  }
  await instance.tick((time += STEP));
  const status = await json<Status>(instance, "/lib/status.json");
  expect(status).toMatchObject({ state: "ok", latest: 0, lastPoll: { outcome: "unchanged" } });
  expect(sink.received).toHaveLength(0);
  // A real change after all that is told, once and rightly.
  forge.push();
  await instance.tick((time += STEP));
  await sink.waitFor(1);
  expect((await json<Status>(instance, "/lib/status.json")).latest).toBe(1);
  await instance.stop();
  await Promise.all([forge.close(), sink.close()]);
});
