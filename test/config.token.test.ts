/** A watch's token: where it goes, what it makes of the watch, and that nothing gives it away. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { channels } from "../src/notify/index.ts";
import { configOf, problemsOf, READ_TOKEN, watchOf } from "./one-watch.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const git = "https://git.example/mirror/spdk.git";

describe("a token", () => {
  it.each<[object, string]>([
    [{ url }, "https://git.example"],
    [{ git }, "https://git.example"],
    [{ git: "https://GIT.example:8443/o/r.git" }, "https://git.example:8443"],
    [{ url: "https://github.com/spdk/spdk/tree/master/lib" }, "https://github.com"],
    [{ url, upstream: "git" }, "https://git.example"],
  ])("makes %j private and be read by git, and is for the repository's own origin", (spec, origin) => {
    const watch = watchOf({ ...spec, token: "FORGE_TOKEN" });
    expect(watch).toMatchObject({
      private: true,
      token: { secret: "FORGE_TOKEN", origin },
      source: { upstream: "git" },
    });
    expect(watchOf({ ...spec, token: "FORGE_TOKEN", private: false }).private).toBe(true);
  });

  it("may go over http where private hosts are allowed", () => {
    const env = { READ_TOKEN, ALLOW_PRIVATE_HOSTS: "true" };
    const spec = { git: "http://127.0.0.1:3000/o/r.git", token: "FORGE_TOKEN" };
    expect(watchOf(spec, env).token).toEqual({ secret: "FORGE_TOKEN", origin: "http://127.0.0.1:3000" });
  });

  it("needs READ_TOKEN as any private watch does", () => {
    const noReadToken =
      "a private watch needs the secret READ_TOKEN, which its readers bring: set it, or take this away";
    expect(problemsOf({ url, token: "FORGE_TOKEN" }, {})).toEqual([`token: ${noReadToken}`]);
    expect(problemsOf({ url, private: true }, {})).toEqual([`private: ${noReadToken}`]);
  });

  it.each(["ghp_canary", "github_pat_canary", "glpat-canary", "forge", "", 5, null])(
    "is named, and not written out as %j",
    (token) => {
      const [problem, ...others] = problemsOf({ git, token });
      expect(problem).toMatch(
        /^token: write the name of the secret that holds the token, such as "FORGE_TOKEN"/,
      );
      expect(problem).not.toContain("canary");
      expect(others).toEqual([]);
    },
  );

  it.each(["READ_TOKEN", "ADMIN_TOKEN", "WATCHES"])(
    "is no variable of Treewatch's own, such as %s",
    (token) => {
      expect(problemsOf({ git, token })).toEqual([
        "token: write another name: Treewatch reads a variable of that name",
      ]);
    },
  );

  it("is no secret of a channel's, of whichever watch: that would send it to its own host", () => {
    const secured = { id: "a", url, token: "FORGE_TOKEN" };
    const told = (notify: object) => [secured, { id: "b", url, notify: [notify] }];
    const tellsOf = (watches: object[]) => parseConfig({ READ_TOKEN }, { watches }).problems;
    expect(tellsOf(told({ slack: "FORGE_TOKEN" }))).toMatchObject([{ watch: "a", field: "token" }]);
    expect(tellsOf(told({ slack: "FORGE" }))).toEqual([]);
    const further = channels.flatMap(({ kind, further = [] }) =>
      further.map((suffix) => [kind, suffix] as const),
    );
    for (const [kind, suffix] of further) {
      const watches = [{ ...secured, token: `FORGE_${suffix}` }, ...told({ [kind]: "FORGE" }).slice(1)];
      expect(tellsOf(watches), kind).toMatchObject([{ watch: "a", field: "token" }]);
    }
  });

  it.each<[string, object]>([
    ["no address", { token: "FORGE_TOKEN" }],
    ["a token that is no name", { url, token: "ghp_canary" }],
    ["a misspelt token", { url, Tokens: "FORGE_TOKEN" }],
    ["a token that is nothing", { url, token: null }],
    ["a misspelt privacy", { url, isPrivate: true }],
    ["an upstream that takes none", { url, upstream: "gitea", token: "FORGE_TOKEN" }],
    ["no READ_TOKEN", { url, token: "FORGE_TOKEN" }],
  ])("keeps a watch from readers that is idle for %s", (_, spec) => {
    const { idle, watches } = configOf(spec, {});
    expect(watches).toEqual([]);
    expect(idle).toMatchObject([{ id: "a", private: true }]);
  });

  it("that is not there keeps nothing from them", () => {
    expect(configOf({ url, every: "0m" }).idle).toMatchObject([{ id: "a", private: false }]);
  });
});
