import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { budgetOf } from "../../local/budget.ts";
import { budgeted, troublesOf } from "../../local/check.ts";
import { parseConfig } from "../../src/config.ts";
import builtIn from "../../watches.ts";
import { createFaultyForge, type FaultyForge } from "../forge.ts";
import { createSink, type Sink } from "../sink.ts";
import { treewatch } from "./treewatch.ts";

let folder: string;
let forge: FaultyForge;
let sink: Sink;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "treewatch-check-"));
  forge = await createFaultyForge(spdkLib);
  sink = await createSink();
});
afterAll(async () => {
  await Promise.all([forge.close(), sink.close()]);
  rmSync(folder, { recursive: true });
});

const publicUrl = { PUBLIC_URL: "https://treewatch.example" };

/** Checks a list of watches with these variables. */
function check(watches: unknown, vars: Record<string, string>, ...args: string[]) {
  const lines = Object.entries({ ALLOW_PRIVATE_HOSTS: "true", ...vars }).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}\n`,
  );
  writeFileSync(join(folder, "vars"), lines.join(""));
  writeFileSync(join(folder, "watches.json"), JSON.stringify(watches));
  const files = ["--vars", join(folder, "vars"), "--watches", join(folder, "watches.json")];
  return treewatch(["check", ...files, ...args]);
}

function troublesIn(stdout: string): string[] {
  return stdout.split("\n").filter((line) => line.startsWith("- "));
}

describe("npm run check", () => {
  it("says that all is well where it is, and ends with 0", async () => {
    const watches = [{ id: "lib", url: forge.url, notify: [{ slack: "SLACK_TEAM" }] }];
    const { code, stdout, stderr } = await check(watches, { ...publicUrl, SLACK_TEAM: sink.url });
    const newest = spdkLib.listing.head?.id.slice(0, 7);
    expect(stdout).toMatch(new RegExp(`^  lib  \\d+\\.\\d s  38 entries, newest commit ${newest}$`, "m"));
    expect(stdout).toMatch(/^ {2}SLACK_TEAM {2}slack {2}present in .*vars$/m);
    expect(stdout).toMatch(/^ {2}object requests a day +2,976 +of 100,000$/m);
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(sink.received).toEqual([]);
  });

  it("says exactly what is wrong: a watch that cannot be read, a secret that is missing", async () => {
    const watches = Array.from({ length: 12 }, (_, index) => ({
      id: `lib-${index}`,
      url: index === 7 ? forge.url.replace("/lib", "/gone") : forge.url,
      every: "1m",
      notify: [{ slack: index === 9 ? "SLACK_LOST" : "SLACK_TEAM" }],
    }));
    const { code, stdout } = await check(watches, { ...publicUrl, SLACK_TEAM: sink.url });
    const [unread, secret, ...others] = troublesIn(stdout);
    expect(stdout).toContain("\n2 things are wrong:\n");
    expect(unread).toMatch(
      /^- watch "lib-7" cannot be read\. The forge answers 404: .* correct it in the watch\.$/,
    );
    expect(secret).toBe(
      "- The secret SLACK_LOST is not set: run `npx wrangler secret put SLACK_LOST`. (slack; named by lib-9)",
    );
    expect(others).toEqual([]);
    expect(code).toBe(1);
  });

  it("says what a plan has not enough of, and with which interval it would", () => {
    const list = Array.from({ length: 300 }, (_, index) => ({
      id: `lib-${index}`,
      url: `https://h${index}.example/a/b.git`,
      every: "1m",
    }));
    const troubles = (PLAN: "free" | "paid") => {
      const config = parseConfig({ ...publicUrl, PLAN }, { watches: list });
      const budget = budgetOf(budgeted(config.watches, []), PLAN);
      return troublesOf({ config, name: "treewatch", readings: [], secrets: [], budget, watchesBytes: 0 });
    };
    expect(troubles("free")).toEqual([
      '300 watches every 1m are more than the free plan allows: 434,880 object requests a day of 100,000. Write "5m" or more for every, or take the paid plan and set PLAN to paid.',
    ]);
    expect(troubles("paid")).toEqual([]);
  });

  it("reckons with the plan that PLAN names", async () => {
    const watches = [{ id: "lib", url: forge.url }];
    const free = await check(watches, publicUrl);
    expect(free.stdout).toContain(
      "There is room for 500 changes a day; what would be used up first is KV writes.",
    );
    const paid = await check(watches, { ...publicUrl, PLAN: "paid" });
    expect(paid.stdout).toContain("Cloudflare's paid plan, while nothing changes");
    expect(paid.stdout).toContain("Beyond what the plan's price includes, that costs nothing.");
    expect(paid.stdout).not.toContain("room for");
  });

  it("names the address to set where PUBLIC_URL is missing", async () => {
    const { code, stdout } = await check([], {});
    const [only, ...others] = troublesIn(stdout);
    expect(only).toMatch(/^- PUBLIC_URL is not set.*https:\/\/treewatch\.<your-subdomain>\.workers\.dev/);
    expect(others).toEqual([]);
    expect(code).toBe(1);
  });

  it("tells what is wrong with the configuration itself and with a secret's form, and prints no secret", async () => {
    const watches = [
      { id: "lib", url: forge.url, notify: [{ webhook: "HOOK" }], evry: "5m" },
      { id: "other", url: forge.url, notify: [{ slack: "SLACK_TEAM" }] },
      { id: "third", url: forge.url, notify: [{ slack: "SLACK_TEAM" }] },
    ];
    const { stdout, stderr } = await check(watches, { ...publicUrl, SLACK_TEAM: "xoxb-not-an-address" });
    const [field, form, ...others] = troublesIn(stdout);
    expect(field).toMatch(/^- watch "lib".*evry/);
    expect(form).toMatch(/^- The secret SLACK_TEAM .*\(slack; named by other, third\)$/);
    expect(others).toEqual([]);
    expect(stdout + stderr).not.toContain("xoxb");
  });

  it("asks a host for one watch at a time", async () => {
    let now = 0;
    let most = 0;
    const slow = await createFaultyForge({
      ...spdkLib,
      beside(_, response) {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now -= 1;
          response.writeHead(404).end();
        }, 20);
        return true;
      },
    });
    const watches = Array.from({ length: 8 }, (_, index) => ({ id: `lib-${index}`, url: slow.url }));
    await check(watches, publicUrl);
    await slow.close();
    expect(most).toBe(1);
  });

  it("leaves a watch that is paused alone", async () => {
    const before = forge.requests();
    const { code } = await check([{ id: "lib", url: forge.url, paused: true }], publicUrl);
    expect(forge.requests()).toBe(before);
    expect(code).toBe(0);
  });

  it("reads watches.ts where it is given no list, as it will be deployed", async () => {
    // Its hosts are somebody else's: they are not asked.
    writeFileSync(join(folder, "vars"), "SLACK_TEAM=x\n");
    const { code, stderr } = await treewatch(["check", "--vars", join(folder, "vars"), "--send", "NOBODY"]);
    const named = JSON.stringify(builtIn).match(/(?<="(?:slack|discord|webhook)":")\w+/g) ?? [
      "it names none",
    ];
    for (const name of named) expect(stderr).toContain(name);
    expect(code).toBe(2);
  });

  it("refuses a list that Cloudflare would not take as a variable", async () => {
    const watches = Array.from({ length: 80 }, (_, n) => ({ id: `n-${n}`, url: forge.url, paused: true }));
    const text = `PUBLIC_URL=https://x.example\nWATCHES='${JSON.stringify(watches)}'\n`;
    writeFileSync(join(folder, "vars"), text);
    const { code, stdout } = await treewatch(["check", "--vars", join(folder, "vars")]);
    expect(troublesIn(stdout)).toEqual([expect.stringMatching(/^- The variable WATCHES has [\d,]+ bytes/)]);
    expect(code).toBe(1);
  });

  describe("--send", () => {
    const watches = [
      { id: "lib", url: "https://git.example/a/b/src/branch/m/c", notify: [{ slack: "SLACK_TEAM" }] },
    ];
    const list = { watches, ops: [{ webhook: "HOOK" }] };

    it("posts a test message to that channel and nothing else", async () => {
      const vars = { ...publicUrl, SLACK_TEAM: sink.url };
      const { code, stdout } = await check(list, vars, "--send", "SLACK_TEAM");
      expect(stdout).toBe("Delivered: the test message is in SLACK_TEAM (slack).\n");
      expect(code).toBe(0);
      expect(sink.received).toHaveLength(1);
      expect(sink.received[0]?.headers["webhook-id"]).toMatch(/^msg_test_\d+$/);
      expect(sink.received[0]?.body).toContain("https://treewatch.example/lib");
    });

    it("says why it was not delivered, without the address", async () => {
      sink.answer({ status: 404, body: "no_service" });
      const { code, stdout, stderr } = await check(list, { SLACK_TEAM: sink.url }, "--send", "SLACK_TEAM");
      expect(stderr).toMatch(/^Not delivered to SLACK_TEAM\. [A-Z].*\.\n$/);
      expect(stdout + stderr).not.toContain("127.0.0.1");
      expect(code).toBe(1);
    });

    it("says that the secret is missing, also of a channel of the operator's", async () => {
      const { code, stderr } = await check(list, {}, "--send", "HOOK");
      expect(stderr).toContain("The secret HOOK is not set");
      expect(code).toBe(1);
    });

    it("refuses a name that is no channel's, and names those there are", async () => {
      const { code, stderr } = await check(list, {}, "--send", "SLACK_TAEM");
      expect(stderr).toContain("has no channel SLACK_TAEM: there are SLACK_TEAM, HOOK.");
      expect(code).toBe(2);
    });
  });
});
