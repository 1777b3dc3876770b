import { describe, expect, it } from "vitest";
import { judgeByRobots, obeying, readRobots, robotsRequest } from "../../src/upstream/robots.ts";
import { pageOf } from "./pages.ts";

const url = "https://forge.example/owner/repo/src/branch/main/lib";
const judge = (rules: string) => judgeByRobots({ rules }, url);

describe("judgeByRobots", () => {
  it.each([
    ["no rules", "", "allowed"],
    ["rules for all", "User-agent: *\nDisallow: /owner/", "forbidden"],
    [
      "Forgejo's own, with wildcards",
      "User-agent: *\nDisallow: /*/*/src/\nDisallow: /*/*/commit/",
      "forbidden",
    ],
    ["rules for others", "User-agent: OtherBot\nDisallow: /", "allowed"],
    [
      "rules by name, in any case",
      "User-agent: *\nAllow: /\n\nUser-agent: treeWATCH\nDisallow: /owner/",
      "forbidden",
    ],
    [
      "a name of its own before all",
      "User-agent: *\nDisallow: /\n\nUser-agent: Treewatch\nAllow: /",
      "allowed",
    ],
    ["the longest match", "User-agent: *\nDisallow: /\nAllow: /owner/repo/src/", "allowed"],
    ["no robots.txt at all but a page", "<html><body>Not a robots file</body></html>", "allowed"],
  ])("goes by %s", (_, rules, verdict) => {
    expect(judge(rules)).toBe(verdict);
  });

  it("forbids everything where the rules could not be read", () => {
    expect(judgeByRobots("unreadable", url)).toBe("unreadable");
  });
});

describe("readRobots", () => {
  it.each([
    [200, { rules: "User-agent: *" }],
    [404, { rules: "" }],
    [403, { rules: "" }],
    [500, "unreadable"],
    [503, "unreadable"],
  ])("status %d", (status, robots) => {
    expect(readRobots(pageOf("User-agent: *", { status }))).toEqual(robots);
  });

  it("no answer at all", () => {
    expect(readRobots({ is: "refused", refusal: { reason: "network" } })).toBe("unreadable");
  });

  it("reads the first 500 KiB", () => {
    const long = `${"#".repeat(600_000)}\nUser-agent: *\nDisallow: /`;
    expect(readRobots(pageOf(long))).toEqual({ rules: "#".repeat(512_000) });
  });
});

describe("robotsRequest", () => {
  it("asks at the root of the host, whatever the forge's own path", () => {
    expect(robotsRequest("https://host.example:8443/git/owner/repo?x=1").url).toBe(
      "https://host.example:8443/robots.txt",
    );
  });
});

describe("obeying", () => {
  it("asks for nothing that is not allowed", async () => {
    const asked: string[] = [];
    const perform = obeying(
      async (request) => {
        asked.push(request.url);
        return pageOf("");
      },
      async (address) => (address.endsWith("/open") ? "allowed" : "forbidden"),
    );
    expect(await perform({ url: "https://forge.example/shut" })).toEqual({
      is: "refused",
      refusal: { reason: "robots", because: "forbidden" },
    });
    expect((await perform({ url: "https://forge.example/open" })).is).toBe("page");
    expect(asked).toEqual(["https://forge.example/open"]);
  });
});
