/** The examples of docs/api.md, asked of the Worker in workerd at the times that they show. */
import { env, exports } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import text from "../../docs/api.md?raw";
import type { Commit, Entry } from "../../src/listing.ts";
import { settled } from "../drive.ts";
import { World } from "../world.ts";

/** What the document names as users would, and the world of the tests otherwise. */
const names = [
  ["https://git.example/mirror/spdk", "http://forge.test/own/repo"],
  ["branch/master", "branch/main"],
  ['"master"', '"main"'],
  ["spdk/lib", "repo/lib"],
  ["spdk-lib", "lib"],
  ["SLACK_STORAGE_TEAM", "SLACK_LIB_A"],
  ["SLACK_RELEASES", "SLACK_LIB_B"],
  ["SLACK_OPS", "SLACK_OPS_A"],
] as const;

/** Each `curl` with what comes back: JSON, or the lines of headers that are shown. */
const examples = [
  ...inTheWorld(text).matchAll(/^```sh\ncurl (.*)\n```\n(?:\n[^`\n]+\n)*\n```(json|http)\n([^]*?)^```$/gm),
].map(([, command = "", kind = "", answer = ""]) => ({ command, kind, answer }));

function inTheWorld(example: string): string {
  return names.reduce((text, [shown, real]) => text.replaceAll(shown, real), example);
}

/** A text without what differs from run to run. */
function comparable(answer: string): string {
  return answer
    .replaceAll(/tag:treewatch,2026:[^"]+/g, "ID")
    .replaceAll(/(\d{8}T\d{6}Z)-[0-9a-f]{12}/g, "$1-HASH")
    .replaceAll(/W\/"[^"]+"/g, "TAG");
}

async function ask(command: string): Promise<Response> {
  const [, method = command.startsWith("-I") ? "HEAD" : "GET"] = /-X (\w+)/.exec(command) ?? [];
  const [address = ""] = /https:\/\/treewatch\.example[^' ]*/.exec(command) ?? [];
  const path = await withRealIds(address.replace("https://treewatch.example", ""));
  return exports.default.fetch(`http://treewatch.test${path}`, { method });
}

/** The hashes in the document's ids are of the day on which it was written. */
async function withRealIds(path: string): Promise<string> {
  const ids = await env.WATCHER.getByName("lib").keptSnapshots(undefined, 10);
  return path.replaceAll(
    /(\d{8}T\d{6}Z)-[0-9a-f]{12}/g,
    (id, time) => ids.find((one) => one.startsWith(time)) ?? id,
  );
}

const idxd: Commit = {
  id: "057fdedbff12445d4e26a16608f02c2de0faebed",
  title: "idxd: zero out descriptor before use",
  author: "paul luse",
  committedAt: "2022-01-27T19:00:22Z",
};
const nvmf: Commit = {
  id: "d1c2027d019730e15c50d15990c55dffb02bf19c",
  title: "nvmf/vfio-user: add NVMe live migration support finally",
  author: "Changpeng Liu",
  committedAt: "2022-01-27T20:55:16Z",
};
const pushed: Commit = {
  id: "c38e59182b70448b86d1ad85e77a17b73d87a94d",
  title: "nvmf/vfio-user: introduce nvme_q_mapping",
  author: "John Levon",
  committedAt: "2022-02-09T16:06:52Z",
};

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const world = new World().install();
  for (const [time, head] of [
    ["2026-11-23T06:00:00Z", nvmf],
    ["2026-11-23T06:05:00Z", pushed],
  ] as const) {
    vi.setSystemTime(time);
    const entries: Entry[] = [
      { name: "idxd", kind: "directory", commit: idxd },
      { name: "nvmf", kind: "directory", commit: head },
    ];
    world.show("lib", { ref: "main", head, entries });
    await env.WATCHER.getByName("lib").tick(Date.now());
    await settled("lib");
  }
});

afterAll(() => {
  vi.useRealTimers();
});

describe("an example", () => {
  it("is there for every document", () => {
    for (const name of ["snapshot", "snapshots", "updates", "diff", "status"]) {
      expect(examples.map(({ command }) => command).join("\n")).toMatch(new RegExp(`/lib/${name}\\.json`));
    }
  });

  it.each(examples.filter(({ kind }) => kind === "json"))(
    "is answered as shown: curl $command",
    async ({ command, answer }) => {
      const body = await (await ask(command)).text();
      expect(JSON.parse(comparable(body))).toEqual(JSON.parse(comparable(answer)));
    },
  );

  it.each(examples.filter(({ kind }) => kind === "http"))(
    "is answered with the headers shown: curl $command",
    async ({ command, answer }) => {
      const response = await ask(command);
      const [status = "", ...lines] = comparable(answer).trim().split("\n");
      expect(status).toMatch(new RegExp(`^HTTP/1.1 ${response.status} `));
      const sent = [...response.headers].map(([name, value]) => comparable(`${name}: ${value}`));
      expect(sent).toEqual(expect.arrayContaining(lines));
    },
  );
});
