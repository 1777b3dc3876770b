/** A host's rounds with real watches of one repository, through the whole Worker in workerd. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FLUSH, packet } from "../src/git/pkt-line.ts";
import type { Watcher } from "../src/watcher.ts";
import { poll, status, watcher } from "./drive.ts";
import { commit, listing, page } from "./world.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
const ids = ["basic", "twice"];
const refs = "/own/repo.git/git-upload-pack";

const round = (minute: number) => env.HOST.getByName("forge.test").round(begin + minute * MINUTE, ids);

/** The forge: what it was asked, where its branch is, and what else its answer says of refs. */
const forge = { asked: [] as string[], head: 1, others: "", until: Promise.resolve() };
let minute = 0;

/** Makes rounds until nothing is new to any watch. */
async function becomeQuiet(): Promise<void> {
  for (let count = 0; count < 5; count++) await round((minute += 1));
  forge.asked = [];
}

beforeEach(() => {
  forge.others = "";
  forge.until = Promise.resolve();
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    if (host !== "forge.test") return new Response("ok");
    if (pathname === "/robots.txt") return new Response("", { status: 404 });
    const body = new TextDecoder().decode(await request.bytes());
    forge.asked.push(pathname);
    await forge.until;
    if (pathname.endsWith("/info/refs"))
      return new Response(packet("version 2\n") + packet("fetch=filter\n") + FLUSH);
    if (body.includes("command=ls-refs"))
      return new Response(packet(`${commit(forge.head).id} refs/heads/main\n`) + forge.others + FLUSH);
    const id = /\/src\/branch\/main\/(\w+)$/.exec(pathname)?.[1];
    return id === undefined ? new Response("", { status: 404 }) : page(id, listing({ a: forge.head }));
  });
});

describe("a round with watches of one repository", () => {
  it("in which nothing is new wakes no Watcher, and each says when it was polled all the same", async () => {
    await becomeQuiet();
    const ticked = await runInDurableObject(watcher("basic"), (object: Watcher) => vi.spyOn(object, "tick"));
    const rounds = [await round((minute += 1)), await round((minute += 1))];
    expect(rounds).toEqual([1, 2].map(() => ({ left: [], failed: 0, goOn: false })));
    expect(forge.asked).toEqual([refs, refs]);
    expect(ticked).not.toHaveBeenCalled();
    const now = await watcher("basic").status(begin + minute * MINUTE);
    expect(now).toMatchObject({ state: "ok", lastPoll: { outcome: "unchanged" } });
    expect(Date.parse(now?.nextPoll ?? "")).toBe(begin + (minute + 1) * MINUTE);
  });

  it("tells each what moved, from one answer, however long that is", async () => {
    await becomeQuiet();
    // A server that tells of all its refs, whatever it is asked: just below the ten MiB that are read.
    const line = packet(`${commit(9).id} refs/heads/${"x".repeat(60_000)}\n`);
    forge.others = line.repeat(Math.floor((10 * 1024 * 1024 - 1000) / line.length));
    forge.head += 1;
    await round((minute += 1));
    expect(forge.asked.filter((path) => path.includes("/src/")).toSorted()).toEqual(
      ids.map((id) => `/own/repo/src/branch/main/${id}`),
    );
    for (const id of ids) expect(await status(id)).toMatchObject({ latest: 1 });
  });

  it("leaves alone one that its operator has paused, and asks it itself once it is resumed or polled", async () => {
    await becomeQuiet();
    for (const id of ids) await watcher(id).pause();
    await round((minute += 1));
    expect(forge.asked).toEqual([]);
    for (const id of ids) await watcher(id).resume();
    forge.asked = [];
    await round((minute += 1));
    // By one of them for both, as nothing is known of them any more.
    expect(forge.asked).toEqual([refs]);
    await becomeQuiet();
    await poll("basic");
    forge.asked = [];
    await round((minute += 1));
    expect(forge.asked.toSorted()).toEqual([refs, refs]);
  });

  it("does not wait for what an operator has begun: the watch is left to the next tick", async () => {
    await becomeQuiet();
    const { promise, resolve } = Promise.withResolvers<void>();
    forge.until = promise;
    const polling = poll("basic");
    await vi.waitFor(() => expect(forge.asked).toHaveLength(1));
    forge.until = Promise.resolve();
    expect(await round((minute += 1))).toEqual({ left: ["basic"], failed: 0, goOn: false });
    resolve();
    expect((await polling).state).toBe("ok");
  });
});
