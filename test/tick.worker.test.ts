/** A tick over many hosts, whose objects do as the test says; the Fleet is real. */
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Fleet, LastTick } from "../src/fleet.ts";
import type { Round } from "../src/host.ts";
import { takeRounds } from "../src/queue.ts";
import { runTick } from "../src/tick.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
const done: Round = { left: [], failed: 0, goOn: false };

type Rounds = (host: string, keys: readonly string[]) => Round | Promise<Round>;

/** A deployment with one watch at each of these hosts. `asked` are the rounds that were begun since it was last called. */
function deploy(hosts: readonly string[], { queue }: { queue?: (hosts: string[]) => Promise<void> } = {}) {
  let asked: string[] = [];
  let rounds: Rounds = () => done;
  const fleet: DurableObjectStub<Fleet> = env.FLEET.getByName(crypto.randomUUID());
  let finish: Fleet["finishTick"] | undefined;
  const watches = hosts.map((host) => {
    return { id: host.split(".")[0], url: `http://${host}/own/repo/src/branch/main/lib`, every: "1m" };
  });
  const stub = {
    beginTick: () => fleet.beginTick(),
    finishTick: async (...args: Parameters<Fleet["finishTick"]>) =>
      finish === undefined ? fleet.finishTick(...args) : finish(...args),
    roster: () => fleet.roster(),
    writeRoster: () => undefined,
  };
  const own = {
    WATCHES: JSON.stringify(watches),
    FLEET: { getByName: () => stub },
    WATCHER: { getByName: () => ({ rearm: () => undefined, forget: () => true }) },
    HOST: {
      getByName: (host: string) => ({
        round: async (_: number, keys: readonly string[]) => {
          asked.push(host);
          return rounds(host, keys);
        },
      }),
    },
    ...(queue === undefined ? {} : { ROUNDS: { send: queue } }),
  };
  const bound = { ...env, ...own } as unknown as Env;
  return {
    tick: (minute: number) => runTick(bound, begin + minute * MINUTE),
    take: (...messages: unknown[]) =>
      takeRounds(
        bound,
        messages.map((body) => ({ body })),
      ),
    asked: () => {
      const some = asked;
      asked = [];
      return some;
    },
    answer: (next: Rounds) => (rounds = next),
    /** What the Fleet does with a tick that ends. */
    end: (next: Fleet["finishTick"]) => (finish = next),
    leave: (minute: number, left: string[]) => fleet.finishTick(begin + minute * MINUTE, { done: [], left }),
    last: async (): Promise<LastTick | undefined> => fleet.lastTick(),
  };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.test`);

describe("a tick", () => {
  it("asks six hosts side by side, and the next as soon as one is done", async () => {
    const { tick, asked, answer, last } = deploy(names(8));
    // The Fleet's object has been made: what is waited for is the tick alone.
    await last();
    const gates = new Map(names(8).map((host) => [host, Promise.withResolvers<void>()]));
    answer(async (host) => {
      await gates.get(host)?.promise;
      return done;
    });
    const ended = tick(0);
    const begun: string[] = [];
    await vi.waitFor(() => expect(begun.push(...asked())).toBe(6));
    gates.get("h3.test")?.resolve();
    await vi.waitFor(() => expect(begun.push(...asked())).toBe(7));
    for (const { resolve } of gates.values()) resolve();
    await ended;
    expect([...begun, ...asked()]).toEqual(names(8));
  });

  it("goes on at a host for as long as it is to, and leaves the rest to the next tick", async () => {
    const { tick, asked, answer, last } = deploy(["a.test"]);
    const rounds = [3, 2, 1].map((left): Round => ({ left: names(left), failed: 0, goOn: left > 1 }));
    answer(() => rounds.shift() ?? done);
    await tick(0);
    expect(asked()).toHaveLength(3);
    expect(Object.keys((await last())?.behind ?? {})).toEqual(["a.test"]);
    await tick(1);
    expect(asked()).toHaveLength(1);
    expect(await last()).not.toHaveProperty("behind");
  });

  it("makes no more calls than one invocation may: the next begins with the hosts that were left", async () => {
    const hosts = names(805);
    const { tick, asked, last } = deploy(hosts);
    await tick(0);
    expect(asked()).toEqual(hosts.slice(0, 800));
    expect(Object.keys((await last())?.behind ?? {})).toEqual(hosts.slice(800));
    await tick(1);
    const next = asked();
    expect(next.slice(0, 5)).toEqual(hosts.slice(800));
    expect(next).toHaveLength(800);
  });

  it("counts each round as a call", async () => {
    const { tick, asked, answer } = deploy(names(2));
    answer((_, keys) => ({ left: [...keys], failed: 0, goOn: true }));
    await tick(0);
    expect(asked()).toHaveLength(800);
  });

  it("that dies before it is over is made up by the next, at all hosts", async () => {
    const { tick, asked, end, last } = deploy(names(3));
    await tick(0);
    asked();
    end(() => {
      throw new Error("gone");
    });
    await expect(tick(1)).rejects.toThrow("gone");
    expect(asked()).toHaveLength(3);
    expect((await last())?.scheduledTime).toBe(begin);
  });

  it("goes on where a host's object fails, and that host is behind", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    const { tick, asked, answer, last } = deploy(names(3));
    answer((host) => (host === "h1.test" ? Promise.reject(new Error("overloaded")) : done));
    await tick(0);
    expect(asked()).toEqual(names(3));
    expect(Object.keys((await last())?.behind ?? {})).toEqual(["h1.test"]);
    expect(trouble.mock.calls.flat().join()).toContain("round-failed");
  });

  it("forgets a host that no watch is of any more", async () => {
    const { tick, asked, leave, last } = deploy(["a.test"]);
    await leave(0, ["gone.test"]);
    await tick(1);
    expect(asked()).toEqual(["a.test"]);
    expect(await last()).not.toHaveProperty("behind");
  });
});

describe("a slow host", () => {
  it("is behind while the others are not, and is not any more once it is done", async () => {
    const late = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    const { tick, asked, answer, last } = deploy(names(3));
    const { promise, resolve } = Promise.withResolvers<Round>();
    answer((host) => (host === "h1.test" ? promise : done));
    const ended = tick(0);
    await vi.waitFor(() => expect(asked()).toContain("h1.test"));
    late.abort();
    await vi.waitFor(async () => {
      expect(Object.keys((await last())?.behind ?? {})).toEqual(["h1.test"]);
    });
    resolve(done);
    await ended;
    expect(await last()).not.toHaveProperty("behind");
  });
});

describe("with a queue", () => {
  it("hosts beyond what one invocation may call are handed over, and made up by whoever takes them, once", async () => {
    const messages: string[][] = [];
    const hosts = names(1000);
    const { tick, asked, take, last } = deploy(hosts, {
      queue: (some) => {
        messages.push(some);
        return Promise.resolve();
      },
    });
    await tick(0);
    asked();
    expect(messages.map(({ length }) => length)).toEqual([80, 80, 40]);
    expect(messages.flat()).toEqual(hosts.slice(800));
    await take(...messages.slice(0, 2));
    expect(asked()).toEqual(hosts.slice(800, 960));
    await take(...messages);
    expect(asked()).toEqual(hosts.slice(960));
    await take(...messages, "no list", [1], ["h0.test"]);
    expect(asked()).toEqual([]);
    expect(await last()).toMatchObject({ scheduledTime: begin });
    expect(await last()).not.toHaveProperty("behind");
  });

  it("a message longer on its way than a tick brings its hosts up to the last tick, and not twice", async () => {
    const messages: string[][] = [];
    const { tick, asked, take, last } = deploy(names(801), {
      queue: (some) => Promise.resolve(void messages.push(some)),
    });
    await tick(0);
    await tick(1);
    asked();
    expect(messages).toEqual([["h800.test"], ["h799.test"]]);
    await take(["h800.test"], ["h799.test"]);
    expect(asked()).toEqual(["h799.test"]);
    expect(await last()).not.toHaveProperty("behind");
  });

  it("what is not begun when a tick is late is handed over at once, and nothing else is", async () => {
    const late = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    const messages: string[][] = [];
    const { tick, asked, answer } = deploy(names(8), {
      queue: (some) => Promise.resolve(void messages.push(some)),
    });
    const { promise, resolve } = Promise.withResolvers<Round>();
    answer(() => promise);
    const ended = tick(0);
    await vi.waitFor(() => expect(asked()).toEqual(names(6)));
    late.abort();
    await vi.waitFor(() => expect(messages).toEqual([["h6.test", "h7.test"]]));
    resolve(done);
    await ended;
    expect(asked()).toEqual([]);
  });

  it("that takes nothing they are left to the next tick", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    const { tick, last } = deploy(names(801), { queue: () => Promise.reject(new Error("full")) });
    await tick(0);
    expect(Object.keys((await last())?.behind ?? {})).toEqual(["h800.test"]);
    expect(trouble.mock.calls.flat().join()).toContain("queue-failed");
  });
});
