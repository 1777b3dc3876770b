/** The dead man's switch, which hears of each tick in which no watch was overdue. */
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Round } from "../src/host.ts";
import { runTick } from "../src/tick.ts";

const beats: Request[] = [];
let hour = 0;

const taken: Round = { left: [], failed: 0, goOn: true };

/** Runs a tick with one watch, whose host's round ends so. */
async function tickWith(round: () => Promise<Round>, answer = () => new Response("ok")): Promise<void> {
  beats.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    beats.push(new Request(input, init));
    return Promise.resolve(answer());
  });
  const own = {
    WATCHES: JSON.stringify([{ id: "beating", url: "http://forge.test/own/repo/src/branch/main/beating" }]),
    HEARTBEAT_URL: "http://switch.test/canary-heartbeat",
    HOST: { getByName: () => ({ round }) },
  };
  await runTick({ ...env, ...own } as unknown as Env, Date.UTC(2026, 10, 24, (hour += 1)));
}

describe("the heartbeat", () => {
  it("is sent once after a tick that every watch took", async () => {
    await tickWith(() => Promise.resolve(taken));
    expect(beats.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET http://switch.test/canary-heartbeat",
    ]);
  });

  it("is left out where a watch's object did not take its tick", async () => {
    await tickWith(() => Promise.resolve({ ...taken, failed: 1 }));
    expect(beats).toEqual([]);
  });

  it("is left out where a host's object did not take its round", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    await tickWith(() => Promise.reject(new Error("overloaded")));
    expect(beats).toEqual([]);
    expect(trouble.mock.calls.flat().join()).toContain("round-failed");
  });

  it("that does not arrive is logged without its address, and does not end the tick badly", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    await tickWith(
      () => Promise.resolve(taken),
      () => new Response("", { status: 503 }),
    );
    expect(trouble.mock.calls.flat()).toEqual([
      JSON.stringify({ event: "heartbeat-failed", reason: "http-503" }),
    ]);
  });
});
