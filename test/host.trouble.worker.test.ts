/** When a host in trouble is left alone and asked again, in workerd. */
import { describe, expect, it, vi } from "vitest";
import type { Given, Ticked } from "../src/round.ts";
import type { Refusal } from "../src/upstream/refusal.ts";
import { begin, firstOf, quiet, refs, watch, withHost } from "./hosts.ts";

const MINUTE = 60_000;
const asked = "/own/repo.git/git-upload-pack";
const unavailable: Refusal = { reason: "server-error", status: 503 };

/** What a watch makes of what it is given: its directory where that is a good page. */
function read(given: Given | undefined, refusal: Refusal | undefined, notBefore = 0): Ticked {
  const first = firstOf(given);
  const why = first?.is === "refused" ? first.refusal : refusal;
  const ticked = quiet(given);
  return why === undefined
    ? ticked
    : { requests: ticked.requests, memory: { request: refs }, refusal: why, notBefore };
}

describe("a host that says when to come back", () => {
  it("is left alone until then by the wall clock, all its watches with it", async () => {
    let now = begin;
    vi.spyOn(Date, "now").mockImplementation(() => now);
    let refusal: Refusal | undefined;
    await withHost(
      async (host) => {
        await host.round(0);
        refusal = { reason: "rate-limited", status: 429, retryAfterMs: 10 * MINUTE };
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual([
          asked,
          ...["a", "b", "c"].map((key) => expect.stringContaining(`tick ${key}`)),
        ]);
        // Time runs fast: by the ticks it is over long before.
        for (const minute of [2, 30, 31]) {
          now = begin + (minute / 31) * 9 * MINUTE;
          expect(await host.round(minute)).toEqual({ left: ["a", "b", "c"], failed: 0, goOn: false });
        }
        expect(host.steps()).toEqual([]);
        refusal = undefined;
        now = begin + 10 * MINUTE;
        expect(await host.round(32)).toEqual({ left: [], failed: 0, goOn: false });
        expect(host.steps()[0]).toBe(asked);
      },
      {
        answer: () => new Response(refusal === undefined ? "same" : "slow down"),
        tick: (_, given) => read(given, refusal),
      },
    );
  });
});

describe("a host that does not answer", () => {
  it("is asked at the next tick, then less and less often, and its watches hear of it from the second time on", async () => {
    let isWell = false;
    await withHost(
      async (host) => {
        const steps: string[][] = [];
        for (let minute = 0; minute < 40; minute++) {
          await host.round(minute);
          steps.push(host.steps());
        }
        expect(steps.flatMap((some, minute) => (some.length > 0 ? minute : []))).toEqual([
          0, 1, 2, 4, 8, 16, 32,
        ]);
        expect(steps.slice(0, 2)).toEqual([
          ["tick a"],
          ["tick b", "tick c given refused", "tick a given refused"],
        ]);
        isWell = true;
        for (const minute of [64, 65]) expect(await host.round(minute)).toMatchObject({ left: [] });
        isWell = false;
        host.steps();
        // What was is forgotten: after the first trouble it is not left alone yet.
        for (const minute of [66, 67]) {
          await host.round(minute);
          expect(host.steps()[0]).toBe(asked);
        }
      },
      {
        answer: () => (isWell ? new Response("same") : Promise.reject(new Error("refused"))),
        tick: (_, given) => read(given, isWell ? undefined : { reason: "network" }),
      },
    );
  });

  it("for one repository alone is asked about the others first, and not left alone", async () => {
    const own = (key: string) => ({ ...refs, url: `http://forge.test/${key}` });
    await withHost(
      async (host) => {
        await host.round(0);
        expect(host.steps()).toEqual(["tick a"]);
        for (const minute of [1, 2, 3, 4]) {
          const { left } = await host.round(minute);
          expect(left).toEqual([]);
          expect(host.steps().map((step) => step.split(" given")[0])).toEqual(
            minute === 1 ? ["tick b", "tick c", "/a", "tick a"] : ["/b", "/c", "/a", "tick a"],
          );
        }
      },
      {
        answer: ({ url }) =>
          url === own("a").url ? new Response("", { status: 503 }) : new Response("same"),
        tick: (key, given) =>
          key === "a"
            ? { requests: 1, memory: { request: own("a") }, refusal: unavailable, notBefore: 1 }
            : quiet(given, own(key)),
      },
    );
  });
});

describe("a watch in backoff", () => {
  it("is not asked about before the tick that may try again", async () => {
    const gone: Refusal = { reason: "not-found", status: 404 };
    await withHost(
      async (host) => {
        for (let minute = 0; minute < 6; minute++) {
          expect(await host.round(minute)).toMatchObject({ left: [] });
          expect(host.steps().length).toBe(minute % 5 === 0 ? 2 - Number(minute === 0) : 0);
        }
      },
      {
        watches: [watch("a")],
        tick: (_, given, at = 0) => ({ ...read(given, gone), notBefore: at + 5 * MINUTE }),
      },
    );
  });
});
