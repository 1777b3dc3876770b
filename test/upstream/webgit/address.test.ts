import { describe, expect, it } from "vitest";
import { sourcesAt } from "../../../src/upstream/index.ts";
import { webgit } from "../../../src/upstream/webgit.ts";

describe("webgit: addresses", () => {
  it.each([
    ["https://git.kernel.org/pub/scm/git/git.git/tree/Documentation?h=next", "git/Documentation"],
    ["https://git.example/cgit/spdk/tree/?h=v1.0", "spdk"],
    ["https://git.example/cgit.cgi/spdk/tree/lib/nvme?id=abc", "spdk/lib/nvme"],
    ["https://git.example/spdk/tree/lib", "spdk/lib"],
    ["https://git.example/?p=mirror/spdk.git;a=tree;f=lib/nvme;hb=refs/heads/master", "spdk/lib/nvme"],
    ["https://git.example/gitweb.cgi?p=spdk.git&a=tree&hb=HEAD", "spdk"],
    ["https://git.example/spdk.git/tree/refs/heads/master:/lib/a%20b", "spdk/lib/a b"],
    ["https://git.example/spdk/tree/master/lib/", "spdk/master/lib"],
    ["https://git.example/spdk/tree/master/", "spdk/master"],
  ])("reads %s, and calls it %s", (address, title) => {
    const target = webgit.match(new URL(`${address}#top`));
    expect(target).toEqual({ page: address });
    expect(target && webgit.title(target)).toBe(title);
    expect(target && webgit.url(target)).toBe(address);
  });

  it.each([
    "https://git.example/?p=spdk.git;a=blob;f=lib",
    "https://git.example/?p=spdk.git;a=treeless",
    "https://git.example/spdk/log/lib",
    "https://git.example/spdk/trees/lib",
    "ftp://git.example/spdk/tree/lib",
  ])("does not read %s", (address) => {
    expect(webgit.match(new URL(address))).toBeUndefined();
  });

  it.each([
    ["https://git.example/a/b/tree/lib?h=main", "webgit"],
    ["https://git.example/a/b.git/tree/lib", "webgit"],
    ["https://git.example/a/b.git/tree/main:/lib", "webgit"],
    ["https://git.example/a/b/tree/main/lib", "gitea"],
    ["https://github.com/a/b/tree/main/lib", "git"],
  ])("is %s read best by %s", (address, name) => {
    const kinds = sourcesAt(new URL(address)).map(({ upstream }) => upstream);
    expect(kinds[0]).toBe(name);
    expect(kinds).toContain("webgit");
  });

  it("sends no user name or password of an address", () => {
    expect(webgit.match(new URL("https://me:secret@git.example/spdk/tree/lib"))).toEqual({
      page: "https://git.example/spdk/tree/lib",
    });
  });
});
