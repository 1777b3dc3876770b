/** The front page and those after it, through the whole Worker in workerd, over more watches than one page holds. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Status } from "../../src/status.ts";
import { formatTime, MINUTE } from "../../src/time.ts";
import { ask, base } from "./asking.ts";

const READ_TOKEN = "canary-read-token";
const asReader = { authorization: `Bearer ${READ_TOKEN}` };
const noon = Date.UTC(2026, 10, 23, 12);
const fleet = () => env.FLEET.getByName("fleet");

/** A configuration of so many watches, `name-0` and so on; those of which `isPrivate` says so are for readers with the key. */
function varsOf(name: string, count: number, isPrivate?: (index: number) => boolean) {
  const watches = Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    title: `${name}/${index}`,
    url: `https://git.example/own/repo/src/branch/main/${index}`,
    ...(isPrivate?.(index) ? { private: true } : {}),
  }));
  return { PUBLIC_URL: base, READ_TOKEN, WATCHES: JSON.stringify(watches) };
}

/** Tells the Fleet how a watch is doing, and of an update that was seen this many minutes after noon. */
async function tell(watch: string, more: Partial<Status> = {}, minute?: number): Promise<void> {
  const status: Status = { watch, state: "ok", latest: 1, published: 1, channels: [], ...more };
  const detectedAt = formatTime(noon + (minute ?? 0) * MINUTE);
  const update = {
    seq: 1,
    id: `tag:treewatch,2026:${watch}`,
    detectedAt,
    complete: true,
    changes: [{ kind: "added", entry: "x", after: { name: "x", kind: "file" } }],
    snapshots: { from: "a", to: "b" },
  };
  await fleet().report({
    key: watch,
    told: { status },
    updates: minute === undefined ? [] : [JSON.stringify(update)],
  });
}

const failing: Partial<Status> = {
  state: "failing",
  lastPoll: { at: "2026-11-23T12:00:00Z", outcome: "failed", reason: "timeout", message: "It is slow." },
};

/** What a page shows: the watches of its list and those that are said to fail, by id, and where it leads. */
async function read(path: string, vars: object, headers: Record<string, string> = {}) {
  const response = await ask(path, headers, vars);
  const html = await response.text();
  expect(response.status, `${path}: ${html}`).toBe(200);
  const section = (id: string) =>
    new RegExp(`aria-labelledby="${id}">(.*?)</section>`, "s").exec(html)?.[1] ?? "";
  const ids = (part: string) =>
    [...part.matchAll(/<a href="https:\/\/watch\.example\/([a-z]+-\d+)">/g)].map(([, id]) => id);
  return {
    html,
    etag: response.headers.get("etag") ?? "",
    heading: /<h1>(.*?)<\/h1>/.exec(html)?.[1],
    listed: ids(section("watches")),
    failing: ids(section("failing")),
    updated: ids(section("updates")),
    before: /<a href="([^"]*)" rel="prev">/.exec(html)?.[1],
    after: /<a href="([^"]*)" rel="next">/.exec(html)?.[1],
  };
}

const numbered = (name: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${name}-${from + index}`);

describe("a thousand watches", () => {
  const vars = varsOf("many", 1000);

  beforeAll(async () => {
    await tell("many-0", failing);
    await tell("many-640", failing);
    await tell("many-641", {}, 1);
  });

  it("are on ten pages in the order of the configuration, each leading to those beside it", async () => {
    const [first, second, last] = [
      await read("/", vars),
      await read("/page/2", vars),
      await read("/page/10", vars),
    ];
    expect([first.listed, second.listed, last.listed]).toEqual([
      numbered("many", 0, 100),
      numbered("many", 100, 200),
      numbered("many", 900, 1000),
    ]);
    expect([first, second, last].map(({ heading, before, after }) => [heading, before, after])).toEqual([
      ["1000 watches", undefined, `${base}/page/2`],
      ["1000 watches", `${base}/`, `${base}/page/3`],
      ["1000 watches", `${base}/page/9`, undefined],
    ]);
  });

  it("are named on the first page where they fail, whichever page they are on, and have what changed there", async () => {
    const [first, second, seventh] = [
      await read("/", vars),
      await read("/page/2", vars),
      await read("/page/7", vars),
    ];
    expect(first.failing).toEqual(["many-0", "many-640"]);
    expect(first.updated).toEqual(["many-641"]);
    expect(first.html.match(/It is slow\./g)).toHaveLength(1);
    expect([second.failing, second.updated]).toEqual([[], []]);
    expect(seventh.html).toContain("It is slow.");
  });

  it("are listed by /healthz where they fail", async () => {
    const body: { failing: { watch: string }[] } = await (await ask("/healthz", {}, vars)).json();
    expect(body.failing).toEqual([
      { watch: "many-0", reason: "timeout" },
      { watch: "many-640", reason: "timeout" },
    ]);
  });

  it.each(["0", "01", "11", "-1", "x", "2.0", "99999", "100000", "1e1"])(
    "have no page %s",
    async (number) => {
      expect((await ask(`/page/${number}`, {}, vars)).status).toBe(404);
    },
  );

  it("have a first page with a number, too", async () => {
    expect(await read("/page/1", vars)).toEqual(await read("/", vars));
  });
});

describe("a page", () => {
  const vars = varsOf("tagged", 150);

  it("answers GET and HEAD by its own tag, which changes when one of its watches does", async () => {
    const [first, second] = [await read("/", vars), await read("/page/2", vars)];
    expect(first.etag).not.toBe(second.etag);
    for (const [path, { etag }] of [["/", first] as const, ["/page/2", second] as const]) {
      const again = await ask(path, { "if-none-match": etag }, vars);
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    await tell("tagged-120", { state: "paused" });
    expect((await ask("/", { "if-none-match": first.etag }, vars)).status).toBe(304);
    expect((await ask("/page/2", { "if-none-match": second.etag }, vars)).status).toBe(200);
  });

  it("is another for another address, another configuration and another reader", async () => {
    const tags = new Set<string>();
    for (const other of [
      vars,
      { ...vars, PUBLIC_URL: "https://other.example" },
      varsOf("tagged", 149),
      varsOf("tagged", 150, (index) => index === 0),
    ]) {
      const response = await ask("/", {}, other);
      await response.text();
      tags.add(response.headers.get("etag") ?? "");
    }
    expect(tags.size).toBe(4);
  });
});

describe("private watches", () => {
  const vars = varsOf("mixed", 150, (index) => index % 2 === 1);

  beforeAll(async () => {
    await tell("mixed-1", failing);
    await tell("mixed-2", failing);
    for (let index = 3; index < 30; index += 2) await tell(`mixed-${index}`, {}, 100 + index);
    await tell("mixed-4", {}, 99);
  });

  it("are on no page of a stranger, in no count, and leave no gap", async () => {
    const page = await read("/", vars);
    expect(page.html).not.toMatch(/mixed[-/]\d*[13579]\b/);
    expect(page.heading).toBe("75 watches");
    expect(page.listed).toHaveLength(75);
    expect(page.failing).toEqual(["mixed-2"]);
    expect(page.updated).toContain("mixed-4");
    expect(page.after).toBeUndefined();
    const [none, never] = [await ask("/page/2", {}, vars), await ask("/page/3", {}, vars)];
    expect([none.status, never.status]).toEqual([404, 404]);
  });

  it("are on the pages of a reader with the key, in their order", async () => {
    const [first, second] = [await read("/", vars, asReader), await read("/page/2", vars, asReader)];
    expect([first.heading, first.failing]).toEqual(["150 watches", ["mixed-1", "mixed-2"]]);
    expect([...first.listed, ...second.listed]).toEqual(numbered("mixed", 0, 150));
    expect(first.updated).toHaveLength(10);
  });
});
