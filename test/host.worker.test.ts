/** What the object of a host asks, remembers and writes, in workerd. */
import { describe, expect, it, vi } from "vitest";
import { answered, quiet, refs, type TestHost, watch, withHost } from "./hosts.ts";

const asked = "/own/repo.git/git-upload-pack";
const done = { left: [], failed: 0, goOn: false };

describe("a round", () => {
  it("in which nothing is new makes one request, ticks nobody and writes nothing, also in a new object", async () => {
    await withHost(async (host) => {
      await host.round(0);
      expect(host.steps()).toEqual(["tick a", "tick b", "tick c"]);
      expect(host.written()).toBe(3);
      host.deploy([watch("a"), watch("b"), watch("c")]);
      for (const minute of [1, 2, 3]) {
        expect(await host.round(minute)).toEqual(done);
        expect(host.steps()).toEqual([asked]);
      }
      expect(host.written()).toBe(0);
    });
  });

  it("ticks all that share a question where its answer is new, each with that", async () => {
    let text = "same";
    await withHost(
      async (host) => {
        await host.round(0);
        text = "new";
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual([asked, ...["a", "b", "c"].map((key) => `tick ${key} given page`)]);
        await host.round(2);
        expect(host.steps()).toEqual([asked]);
      },
      { answer: () => new Response(text) },
    );
  });

  it("passes over a watch that it was told of before, and one that no configuration has", async () => {
    await withHost(async (host) => {
      expect(await host.round(5, ["a", "gone"])).toEqual(done);
      await host.round(5, ["a"]);
      await host.round(4, ["a"]);
      expect(host.steps()).toEqual(["tick a"]);
    });
  });

  it("made up for later does not come back to those that it had come to, unless they are due again", async () => {
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        // The tick died; what was due at it is due at the next.
        await host.round(1);
        expect(host.steps()).toEqual([asked]);
        await host.round(2);
        expect(host.steps()).toEqual([asked]);
      },
      { watches: [watch("a", { every: "1h" }), watch("b"), watch("c")] },
    );
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual([]);
      },
      { watches: ["a", "b"].map((id) => watch(id, { every: "7d" })) },
    );
  });

  it("is not made while another one is under way: all are left, and the host sees one request at a time", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        const first = host.round(1);
        await vi.waitFor(() => expect(host.steps()).toEqual([asked]));
        expect(await host.round(2)).toEqual({ left: ["a", "b", "c"], failed: 0, goOn: false });
        expect(host.steps()).toEqual([]);
        resolve(new Response("same"));
        expect(await first).toEqual(done);
      },
      { answer: () => promise },
    );
  });

  it("ends with the share of an invocation, and goes on in the next", async () => {
    const ids = Array.from({ length: 45 }, (_, index) => `w${index}`);
    const of = (key: string) => ({ ...refs, url: `http://forge.test/${key}` });
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        const { left, goOn } = await host.round(1);
        expect(goOn).toBe(true);
        expect(left).toEqual(ids.slice(40));
        expect(await host.round(1, left)).toEqual(done);
        expect(host.steps()).toEqual(ids.map((id) => `/${id}`));
      },
      {
        watches: ids.map((id) => watch(id)),
        tick: (key) => quiet(answered(of(key)), of(key)),
      },
    );
  }, 30_000);

  it("goes on with the others where a watch's object fails, and says how many did", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    await withHost(
      async (host) => {
        expect(await host.round(0)).toEqual({ ...done, failed: 1 });
        expect(host.steps()).toEqual(["tick a", "tick b", "tick c"]);
      },
      {
        tick: (key, given) => {
          if (key === "a") throw new Error("overloaded");
          return quiet(given);
        },
      },
    );
    expect(trouble.mock.calls.flat().join()).toContain("tick-failed");
  });
});

describe("a watch is asked itself again", () => {
  /** What a second round does after a change. */
  async function stepsAfter(change: (host: TestHost) => void): Promise<string[]> {
    let steps: string[] = [];
    const act = async (host: TestHost) => {
      await host.round(0);
      change(host);
      host.steps();
      await host.round(1);
      steps = host.steps();
    };
    await withHost(act, { vars: { TOKEN: "secret" } });
    return steps;
  }

  it("once it was woken", async () => {
    expect(await stepsAfter((host) => host.wake("a"))).toContain("tick a");
  });

  it.each<[what: string, own: object]>([
    ["another directory", { url: "http://forge.test/own/repo/src/branch/main/other" }],
    ["a token", { token: "TOKEN" }],
    ["another way with robots.txt", { robots: "ignore" }],
    ["another title", { title: "New" }],
    ["a pause", { paused: true }],
  ])("once the configuration gives it %s", async (_, own) => {
    const steps = await stepsAfter((host) => host.deploy([watch("a", own), watch("b"), watch("c")]));
    expect(steps).toContain("tick a");
  });

  it("once it was woken in the middle of its tick, whatever that showed", async () => {
    let wake: (() => void) | undefined;
    await withHost(
      async (host) => {
        wake = () => host.wake("a");
        await host.round(0);
        wake = undefined;
        host.steps();
        await host.round(1);
        expect(host.steps().toSorted()).toEqual([asked, "tick a"]);
      },
      {
        tick: (key, given) => {
          if (key === "a") wake?.();
          return quiet(given);
        },
      },
    );
  });

  it("once it was out of the configuration: nothing is kept of it meanwhile", async () => {
    const steps = await stepsAfter((host) => {
      host.deploy([watch("b"), watch("c")]);
      host.deploy([watch("a"), watch("b"), watch("c")]);
    });
    expect(steps).toContain("tick a");
  });

  it("and is not asked about while the configuration pauses it", async () => {
    await withHost(async (host) => {
      await host.round(0);
      host.deploy(["a", "b", "c"].map((id) => watch(id, { paused: true })));
      host.steps();
      await host.round(1);
      expect(host.steps()).toEqual(["tick a", "tick b", "tick c"]);
    });
  });
});
