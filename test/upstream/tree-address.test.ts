import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import {
  decodePath,
  followLink,
  parseTreeUrl,
  TreeAddress,
  treeTitle,
  treeUrl,
} from "../../src/upstream/tree-address.ts";

const parse = (url: string) => parseTreeUrl(new URL(url));
const spdk = "https://git.example/mirror/spdk";

describe("parseTreeUrl", () => {
  it.each([
    [`${spdk}/src/branch/master/lib`, spdk, "branch/master/lib"],
    [`${spdk}/src/branch/master`, spdk, "branch/master"],
    [`${spdk}/src/branch/release/v22.01/lib`, spdk, "branch/release/v22.01/lib"],
    [`${spdk}/src/tag/v22.01/lib`, spdk, "tag/v22.01/lib"],
    [`${spdk}/src/commit/d1c2027d01/lib`, spdk, "commit/d1c2027d01/lib"],
    [`${spdk}/src/branch/master/lib/`, spdk, "branch/master/lib"],
    [`${spdk}/src/branch/master//lib`, spdk, "branch/master/lib"],
    [`${spdk}/src/branch/master/lib?lang=en-US#readme`, spdk, "branch/master/lib"],
    [`${spdk}/src/branch/master/my%20lib/é`, spdk, "branch/master/my%20lib/%C3%A9"],
    [`${spdk}/src/branch/master/src/branch/x`, spdk, "branch/master/src/branch/x"],
    ["http://h:3000/git/hub/o/r/src/branch/b/p", "http://h:3000/git/hub/o/r", "branch/b/p"],
    ["https://me:secret@git.example/o/r/src/branch/b", "https://git.example/o/r", "branch/b"],
    [`${spdk}/src/master/lib`, spdk, "master/lib"],
    [`${spdk}/src/master`, spdk, "master"],
    [`${spdk}/tree/master/lib`, spdk, "master/lib"],
    [`${spdk}/tree/branch/master/lib`, spdk, "branch/master/lib"],
    ["https://git.example/src/src/src/branch/b/src", "https://git.example/src/src", "branch/b/src"],
    [`${spdk}/src/branch/master/lib/Makefile`, spdk, "branch/master/lib/Makefile"],
  ])("%s", (url, repository, tree) => {
    expect(parse(url)).toEqual({ repository, tree });
    expect(z.safeParse(TreeAddress, { repository, tree }).success).toBe(true);
  });

  it.each([
    [spdk, spdk],
    [`${spdk}/`, spdk],
    [`${spdk}.git`, spdk],
    [`${spdk}?tab=readme#readme`, spdk],
    ["https://forge.example/git/mirror/spdk", "https://forge.example/git/mirror/spdk"],
  ])("%s is a root", (url, repository) => {
    expect(parse(url)).toEqual({ repository });
    expect(z.safeParse(TreeAddress, { repository }).success).toBe(true);
  });

  it.each([
    [`${spdk}/src/branch`],
    [`${spdk}/src/branch/`],
    [`${spdk}/issues`],
    [`${spdk}/commits`],
    ["https://git.example/"],
    ["https://git.example/mirror"],
    ["https://git.example/user/login"],
    ["https://git.example/explore/repos"],
    ["https://git.example/a/b/c/d"],
    [`${spdk}/raw/branch/master/lib`],
    ["https://git.example/src/branch/master/lib"],
    ["https://git.example/spdk/src/branch/master"],
    ["ftp://git.example/mirror/spdk/src/branch/master"],
    ["data:text/html,/o/r/src/branch/b"],
  ])("%s is not of this form", (url) => {
    expect(parse(url)).toBeUndefined();
  });
});

describe("treeUrl and treeTitle", () => {
  it.each([
    [`${spdk}/src/branch/master/lib`, "spdk/lib"],
    [`${spdk}/src/branch/master/lib/nvmf`, "spdk/lib/nvmf"],
    [`${spdk}/src/branch/master`, "mirror/spdk"],
    [`${spdk}/src/master/lib`, "spdk/lib"],
    [`${spdk}/src/master`, "mirror/spdk"],
    [`${spdk}/src/commit/d1c2027d01/lib`, "spdk/lib"],
    [`${spdk}/src/branch/master/my%20lib/%C3%A9`, "spdk/my lib/é"],
  ])("%s is called %s", (url, title) => {
    const address = parse(url);
    expect(address && treeTitle(address)).toBe(title);
    expect(address && treeUrl(address)).toBe(url);
  });

  it("know the root of the default branch", () => {
    expect(treeUrl({ repository: spdk })).toBe(spdk);
    expect(treeTitle({ repository: spdk })).toBe("mirror/spdk");
  });
});

describe("decodePath", () => {
  it.each([
    ["/a/b", "/a/b"],
    ["/a//b///c/", "/a/b/c"],
    ["/my%20lib/%C3%A9%2541", "/my lib/é%41"],
    ["/100%", "/100%"],
    ["/caf%E9/%20", "/caf\uFFFD/ "],
    ["%EF%BB%BFx", "\uFEFFx"],
  ])("%s is %s", (path, decoded) => {
    expect(decodePath(path)).toBe(decoded);
  });
});

describe("followLink", () => {
  const page = new URL(`${spdk}/src/branch/master/lib`);
  it.each([
    ["/mirror/spdk/src/branch/master/lib/a%20b", `${spdk}/src/branch/master/lib/a%20b`],
    ["/mirror/spdk/..foo/.hidden", `${spdk}/..foo/.hidden`],
    ["/mirror/../other", "https://git.example/other"],
    ["/a b/é", "https://git.example/a%20b/%C3%A9"],
    ["//evil.example/x", "https://evil.example/x"],
    ["https://example.org/isal", "https://example.org/isal"],
    ["http://example.org", "http://example.org/"],
    ["\\\\evil.example", "https://evil.example/"],
  ])("%s leads to %s", (href, url) => {
    expect(followLink(href, page)).toBe(url);
  });

  it.each([[undefined], [""], ["#ZgotmplZ"], ["javascript:alert(1)"], ["mailto:x@y.z"], ["http://"]])(
    "%s leads nowhere",
    (href) => {
      expect(followLink(href, page)).toBeUndefined();
    },
  );

  it("gives what URL gives, for every character", () => {
    for (let code = 0; code < 0x180; code += 1) {
      const href = `/o/r/x${String.fromCharCode(code)}y`;
      expect(followLink(href, page)).toBe(new URL(href, page).href);
    }
  });
});
