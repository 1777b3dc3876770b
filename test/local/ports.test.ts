import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { listenLocally } from "../../demo/listening.ts";
import { addressOf, choosePort, startOnPort } from "../../local/ports.ts";

it("finds a free port where 0 is asked for", async () => {
  const chosen = await choosePort("127.0.0.1", 0);
  expect(chosen.is === "port" && chosen.port > 1023).toBe(true);
});

it("says that a port is in use, and how to choose another", async () => {
  const { port, close } = await listenLocally(createServer());
  const chosen = await choosePort("127.0.0.1", port);
  await close();
  expect(chosen).toEqual({
    is: "refused",
    problem: `Port ${port} is in use by another program. Choose another: --port ${port + 1}, or --port 0 for any free one.`,
  });
});

describe("what is started on a port that is taken before it listens", () => {
  const inUse = { is: "broken", problem: "Address already in use" } as const;

  /** Starts something on a port that another program takes on so many tries. */
  async function start(port: number, takenTimes: number) {
    const closes: (() => Promise<void>)[] = [];
    const tried: number[] = [];
    const ended = await startOnPort("127.0.0.1", port, async (chosen) => {
      tried.push(chosen);
      if (tried.length > takenTimes) return { at: chosen };
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(chosen, "127.0.0.1", resolve));
      closes.push(() => new Promise((resolve) => server.close(() => resolve())));
      return inUse;
    });
    await Promise.all(closes.map((close) => close()));
    return { started: "is" in ended ? ended : ended.started, tried };
  }

  it("is started on another, where any would do", async () => {
    const { started, tried } = await start(0, 2);
    expect(started).toEqual({ at: tried[2] });
    expect(new Set(tried).size).toBe(3);
  });

  it("is given up after five", async () => {
    const { started, tried } = await start(0, 9);
    expect(tried).toHaveLength(5);
    expect(started).toMatchObject({ problem: expect.stringContaining(`Port ${tried[4]} is in use`) });
  });

  it("is given up at once where that port was asked for, in our words", async () => {
    const free = await choosePort("127.0.0.1", 0);
    const port = free.is === "port" ? free.port : 0;
    const { started, tried } = await start(port, 1);
    expect(tried).toEqual([port]);
    expect(started).toMatchObject({ is: "broken", problem: expect.stringContaining("--port") });
  });

  it("is not tried again where something else is wrong", async () => {
    const broken = { is: "broken", problem: "it throws while it is loaded" } as const;
    let tries = 0;
    const started = await startOnPort("127.0.0.1", 0, () => {
      tries += 1;
      return Promise.resolve(broken);
    });
    expect(started).toBe(broken);
    expect(tries).toBe(1);
  });
});

it("says that an address is not this machine's", async () => {
  expect(await choosePort("192.0.2.1", 0)).toMatchObject({
    is: "refused",
    problem: expect.stringContaining("192.0.2.1 is not an address of this machine"),
  });
});

it.each([
  ["127.0.0.1", "http://127.0.0.1:8787"],
  ["0.0.0.0", "http://127.0.0.1:8787"],
  ["::", "http://127.0.0.1:8787"],
  ["::1", "http://[::1]:8787"],
  ["treewatch.lan", "http://treewatch.lan:8787"],
])("is reached, when it listens on %s, at %s", (host, address) => {
  expect(addressOf(host, 8787)).toBe(address);
});
