/** A watch's state taken out and brought in, and who has the watch meanwhile, in workerd with real objects, alarms and KV. */
import { exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { after, noProgress } from "../src/store/portable.ts";
import { parts } from "../src/store/state-pages.ts";
import type { MoveCommand } from "../src/transfer.ts";
import { get, settled, status, tick, watcher } from "./drive.ts";
import { listing, World } from "./world.ts";

const operate = async (method: string, path: string, body?: string) => {
  const response = await exports.default.fetch(`http://treewatch.test${path}`, {
    method,
    headers: { authorization: "Bearer canary-admin-token" },
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const answer = await response.json<Record<string, unknown>>().catch((): Record<string, unknown> => ({}));
  return { status: response.status, headers: response.headers, body: answer };
};

/** All lines of a watch's state, without a trailer. */
async function linesOf(id: string): Promise<string[]> {
  const lines = await watcher(id).statePage(undefined, "");
  if (typeof lines === "string") throw new Error(lines);
  for (const part of parts) {
    const page = await watcher(id).statePage(part, part === "left" ? "" : "0");
    if (typeof page === "string") throw new Error(page);
    lines.push(...page);
  }
  return lines;
}

/** The lines with the trailer that proves them, and their digest. */
function sealed(lines: readonly string[]): { lines: string[]; digest: string } {
  let progress = noProgress;
  for (const line of lines) progress = after(progress, line);
  const { counts, digest } = progress;
  return { lines: [...lines, JSON.stringify({ end: { counts, digest } })], digest };
}

/** Every document of a watch, as readers get it. */
async function documents(id: string): Promise<unknown[]> {
  const { snapshots } = (await get(`/${id}/snapshots.json`)).body as { snapshots: { id: string }[] };
  const paths = [
    "snapshot.json",
    "updates.json",
    "feed.json",
    ...snapshots.map((one) => `snapshots/${one.id}.json`),
  ];
  return Promise.all(
    paths.map(async (path) => (await exports.default.fetch(`http://treewatch.test/${id}/${path}`)).text()),
  );
}

async function watched(id: string, upTo: number): Promise<World> {
  const world = new World().install();
  for (let minute = 0; minute <= upTo; minute++) {
    world.show(id, listing({ a: minute + 1, b: 1 }));
    await tick(id, minute);
  }
  await settled(id);
  return world;
}

const perform = async (id: string, command: Partial<MoveCommand> & Pick<MoveCommand, "do">) =>
  operate("POST", `/${id}/move`, JSON.stringify(command));

describe("a state that is brought in", () => {
  it("is refused unless it is whole, this watch's and of this version; what is there stays as it is", async () => {
    await watched("carried", 3);
    const lines = await linesOf("carried");
    const { lines: whole } = sealed(lines);
    const before = [await status("carried"), await linesOf("carried"), await documents("carried")];
    const text = whole.join("\n");
    const header = JSON.parse(lines[0] ?? "");
    const refuses = async (sent: readonly string[], why: RegExp) => {
      const taken = await watcher("carried").takeState(sent, 0, true);
      expect(taken).toHaveProperty("refused", expect.stringMatching(why));
      const { staged } = (await watcher("carried").standing()) ?? {};
      expect(staged).toBeUndefined();
    };
    for (let cut = 1; cut <= 50; cut++) {
      const sent = text.slice(0, Math.floor((text.length * cut) / 51)).split("\n");
      const taken = await watcher("carried").takeState(sent, 0, true);
      // What ends with a whole line waits for more, and never takes the other's place.
      const digest = taken !== undefined && "staged" in taken ? (taken.staged?.digest ?? "") : "";
      const arriving = { do: "arrive", move: "x", digest, replace: true } as const;
      expect((await perform("carried", arriving)).status).toBe(409);
      const trailer = whole.at(-1) ?? "";
      await refuses([...sent.slice(0, -1), trailer].slice(-whole.length), /not as it was written|beginning/);
      const at = Math.floor((text.length * cut) / 51);
      const changed = text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);
      const answer = await watcher("carried").takeState(changed.split("\n"), 0, true);
      expect(answer).toHaveProperty("refused");
    }
    await refuses([JSON.stringify({ ...header, version: 2 })], /has version 2, .* reads version 1/);
    await refuses(
      [JSON.stringify({ ...header, watch: { ...header.watch, id: "else" } })],
      /of the watch else, not of carried/,
    );
    await refuses([JSON.stringify({ ...header, target: "elsewhere" })], /state of elsewhere, and carried is/);
    await refuses([...whole, "{}"], /none of a watch's state/);
    await refuses(
      sealed(lines.filter((line) => !line.startsWith('{"state"'))).lines,
      /not as it was written/,
    );
    expect([await status("carried"), await linesOf("carried"), await documents("carried")]).toEqual(before);
  });

  it("asks for replace where there is a state, takes its place at once, and equals it in every document", async () => {
    const world = await watched("carried", 3);
    const { lines, digest } = sealed(await linesOf("carried"));
    const before = await documents("carried");
    world.show("carried", listing({ a: 9, b: 9 }));
    await tick("carried", 9);
    await settled("carried");
    expect(await documents("carried")).not.toEqual(before);
    expect(await watcher("carried").takeState(lines, 0, false)).toHaveProperty("refused");
    for (let at = 0; at < lines.length; at += 2)
      await watcher("carried").takeState(lines.slice(at, at + 2), at, true);
    expect(await perform("carried", { do: "arrive", move: "m", digest })).toMatchObject({ status: 409 });
    expect(await perform("carried", { do: "arrive", move: "m", digest, replace: true })).toMatchObject({
      status: 200,
      body: { is: "here", active: true },
    });
    await vi.waitFor(async () => expect(await documents("carried")).toEqual(before), 5000);
    expect(await perform("carried", { do: "arrive", move: "m", digest })).toMatchObject({ status: 200 });
    expect((await linesOf("carried")).filter((line) => !/^\{"(state|treewatch)"/.test(line))).toEqual(
      lines.filter((line) => !/^\{"(state|treewatch|end)"/.test(line)),
    );
    // It goes on from there.
    world.show("carried", listing({ a: 10, b: 1 }));
    await tick("carried", 10);
    expect((await settled("carried")).latest).toBe(4);
  });

  it("holds no secret, and not what was made of one", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const world = new World().install();
    world.answer("carried/A", () => new Response("no_service", { status: 404 }));
    world.show("carried", listing({ a: 20, b: 1 }));
    await tick("carried", 20);
    await vi.waitFor(async () => expect((await status("carried")).channels[0]?.state).toBe("stopped"), 5000);
    const text = (await linesOf("carried")).join("\n");
    expect(text).not.toMatch(/canary|"stopped"/);
    expect(text).toContain('{"cursor":{"name":"channel/SLACK_CARRIED_A"');
  });
});

describe("a watch that is moved", () => {
  it("stands still once the poll in hand has ended, and goes on when it is given back", async () => {
    const world = await watched("moving", 2);
    let show: () => void = () => {};
    const shown = new Promise<void>((resolve) => (show = resolve));
    world.show("moving", listing({ a: 7, b: 1 }));
    world.answer("moving", async () => {
      await shown;
      world.answer("moving", undefined);
      return new Response("", { status: 503 });
    });
    const polling = tick("moving", 3);
    await vi.waitFor(() => expect(world.asked.get("moving")).toBe(4), 5000);
    const left = perform("moving", { do: "leave", to: "https://there.example" });
    show();
    await polling;
    const { body } = await left;
    expect(body).toMatchObject({ is: "leaving", active: false, awake: true, to: "https://there.example" });
    expect(await status("moving")).toMatchObject({ state: "paused", reason: "moved" });
    const asked = world.asked.get("moving");
    await tick("moving", 4);
    await operate("POST", "/moving/poll");
    expect(world.asked.get("moving")).toBe(asked);
    expect((await get("/moving/snapshot.json")).status).toBe(200);

    expect(await perform("moving", { do: "leave", to: "https://else.example" })).toMatchObject({
      status: 409,
    });
    expect(await perform("moving", { do: "depart", move: "other" })).toMatchObject({ status: 409 });
    expect(await perform("moving", { do: "return", move: "other" })).toMatchObject({ status: 409 });
    expect(await perform("moving", { do: "forget" })).toMatchObject({ status: 409 });
    expect(await perform("moving", { do: "return", move: String(body["move"]) })).toMatchObject({
      body: { is: "here", active: true },
    });
    await tick("moving", 5);
    expect((await settled("moving")).latest).toBe(3);
  });

  it("leads all its readers on once it is given up, until it is given back", async () => {
    await watched("moving", 2);
    const { body } = await perform("moving", { do: "leave", to: "https://there.example/base" });
    const move = String(body["move"]);
    expect(await perform("moving", { do: "depart", move })).toMatchObject({ body: { is: "away" } });
    for (const path of ["", "/feed.rss?entry=a", "/updates.json?after=1", "/status.json"]) {
      await vi.waitFor(async () => {
        const { status: code, headers } = await operate("GET", `/moving${path}`);
        expect([code, headers.get("location"), headers.get("cache-control")]).toEqual([
          308,
          `https://there.example/base/moving${path}`,
          "no-store",
        ]);
      }, 5000);
    }
    expect((await operate("POST", "/moving/poll")).status).toBe(308);
    expect((await linesOf("moving")).length).toBeGreaterThan(3);
    expect(await perform("moving", { do: "return", move })).toMatchObject({
      body: { is: "here", active: true },
    });
    await vi.waitFor(async () => expect((await get("/moving/status.json")).status).toBe(200), 5000);
  });

  it("never arrives by a move that was called off, and arrives once by one", async () => {
    await watched("moving", 2);
    const { lines, digest } = sealed(await linesOf("moving"));
    const arrive = (move: string) => perform("moving", { do: "arrive", move, digest, replace: true });
    await watcher("moving").takeState(lines, 0, true);
    expect(await perform("moving", { do: "call-off", move: "one" })).toMatchObject({ status: 200 });
    await watcher("moving").takeState(lines, 0, true);
    expect(await arrive("one")).toMatchObject({ status: 409, body: { detail: "This move was called off." } });
    expect(await arrive("two")).toMatchObject({ status: 200 });
    expect(await perform("moving", { do: "call-off", move: "two" })).toMatchObject({ status: 409 });
    expect(await arrive("two")).toMatchObject({ status: 200 });
    expect(await arrive("three")).toMatchObject({ status: 409 });
  });

  it("is deleted when it is to be forgotten, and leads on all the same", async () => {
    await watched("moving", 3);
    const { body } = await perform("moving", { do: "leave", to: "https://there.example" });
    await perform("moving", { do: "depart", move: String(body["move"]) });
    await perform("moving", { do: "forget" });
    await vi.waitFor(async () => expect((await status("moving")).snapshot).toBeUndefined(), 8000);
    expect(await perform("moving", { do: "return", move: String(body["move"]) })).toMatchObject({
      status: 409,
    });
    expect((await operate("GET", "/moving/feed.rss")).status).toBe(308);
  });
});

it.each([
  ["GET", "/carried/state"],
  ["POST", "/carried/state"],
  ["GET", "/carried/move"],
  ["POST", "/carried/move"],
  ["GET", "/watches.json"],
])("%s %s is an operator's", async (method, path) => {
  const response = await exports.default.fetch(`http://treewatch.test${path}`, { method });
  expect(response.status).toBe(401);
});
