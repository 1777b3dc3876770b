/** Rounds at a host in trouble, and with watches that hold it up. */
import { describe, expect, it } from "vitest";
import type { Due } from "../src/round.ts";
import type { Refusal } from "../src/upstream/refusal.ts";
import { asked, refused, roundOf, timeout } from "./rounds.ts";

describe("a host in trouble", () => {
  const pages = ["a", "b"].map((path) => asked(path, { steady: true }));
  const all = pages.map((asks, index): Due => ({ key: `${index}`, asks }));

  it.each<Refusal>([
    timeout,
    { reason: "network" },
    { reason: "rate-limited", status: 429, retryAfterMs: 5000 },
    { reason: "server-error", status: 503 },
    { reason: "server-error", status: 500, retryAfterMs: 5000 },
  ])("is asked for nothing more: all that are due hear of it ($reason)", async (refusal) => {
    const { steps, left, trouble } = await roundOf([...all, { key: "2" }], {
      answer: () => refused(refusal),
    });
    const words = `with ${refusal.reason} to all it asks`;
    expect(steps).toEqual([
      "ask a as 0",
      `tick 0 ${words}`,
      `tick 1 ${words}, by hearsay`,
      `tick 2 ${words}, by hearsay`,
    ]);
    expect(trouble).toEqual(refusal);
    expect(left).toEqual([]);
  });

  it("is found to be so by a watch, too", async () => {
    const { steps, trouble } = await roundOf([{ key: "a" }, { key: "b" }, ...all], {
      ticked: (key) => (key === "a" ? { requests: 1, refusal: timeout } : { requests: 0 }),
    });
    expect(steps.slice(-1)).toEqual(["tick b with timeout to all it asks, by hearsay"]);
    expect(trouble).toEqual(timeout);
  });

  it("is left alone where that is news, and the watches that did not ask are still due", async () => {
    const { steps, left } = await roundOf([...all, { key: "2" }], {
      answer: () => refused(timeout),
      news: true,
    });
    expect(steps).toEqual(["ask a as 0", "tick 0 with timeout to all it asks"]);
    expect(left).toEqual(["1", "2"]);
  });

  it("has answered all that share a question, as soon as one of them says so", async () => {
    const one = asked("page");
    const { steps, left } = await roundOf(
      ["a", "b"].map((key) => ({ key, asks: one })),
      {
        ticked: () => ({ requests: 0, refusal: { reason: "server-error", status: 503 } }),
        news: true,
      },
    );
    expect(steps).toEqual(["ask page as a", "tick a with a page", "tick b with server-error to all it asks"]);
    expect(left).toEqual([]);
  });

  it("is well otherwise where another watch was read", async () => {
    const memory = { request: asked("a").request };
    const ticked = (key: string) =>
      key === "a" ? { requests: 1, memory } : { requests: 1, memory, refusal: timeout };
    const [well, ill] = [{ key: "a" }, { key: "b", late: true }];
    expect(await roundOf([well, ill], { ticked })).toMatchObject({ isWell: true, trouble: timeout });
    expect(await roundOf([ill], { ticked })).toMatchObject({ isWell: false, trouble: timeout });
  });

  it.each<Refusal>([
    { reason: "not-found", status: 404 },
    { reason: "server-error", status: 500 },
    { reason: "robots", because: "forbidden" },
    { reason: "tls" },
  ])("is not one that has trouble with one question alone ($reason)", async (refusal) => {
    const { steps, trouble } = await roundOf(all, { answer: () => refused(refusal) });
    expect(steps.filter((step) => step.startsWith("ask"))).toHaveLength(2);
    expect(trouble).toBeUndefined();
  });
});

describe("what holds up a round", () => {
  it("comes last, if it could not be read the last time", async () => {
    const { steps } = await roundOf([
      { key: "a", late: true },
      { key: "b" },
      { key: "c", late: true, asks: asked("c", { steady: true }) },
    ]);
    expect(steps).toEqual(["tick b", "ask c as c", "tick c with a page", "pause", "tick a"]);
  });

  it("is counted where it is an object that fails, and keeps nobody from being ticked", async () => {
    const { steps, ...ended } = await roundOf([{ key: "a" }, { key: "b" }], {
      ticked: (key) => (key === "a" ? undefined : { requests: 0 }),
    });
    expect(steps).toEqual(["tick a", "tick b"]);
    expect(ended).toMatchObject({ left: [], failed: 1 });
  });

  it("is left where it is an object that is busy, but not to be gone on with at once", async () => {
    const { left, isCut } = await roundOf([{ key: "a" }, { key: "b" }], {
      ticked: (key) => (key === "a" ? { requests: 0, isBusy: true } : { requests: 0 }),
    });
    expect({ left, isCut }).toEqual({ left: ["a"], isCut: false });
  });
});
