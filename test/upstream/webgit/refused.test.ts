import { describe, expect, it } from "vitest";
import { webgit } from "../../../src/upstream/webgit.ts";
import { pageOf } from "../pages.ts";
import { type Answers, fixture, follow, knownOf, readAt } from "./follow.ts";
import { cgit, cgitPages, gitweb, gitwebPages, id, klaus, klausPages } from "./sites.ts";

describe("webgit: what is no listing", () => {
  /** The addresses of the directory at its head, and of its log. */
  const pages: [string, string, Answers, tree: string, log: string, logged: string][] = [
    ["cgit", cgit, cgitPages, `/tree/lib?id=${id("a")}`, "/log/lib?h=main", "cgit-log"],
    [
      "gitweb",
      gitweb,
      gitwebPages,
      `?a=tree;f=lib;hb=${id("a")}`,
      "?a=history;f=lib;h=main;hb=main",
      "gitweb-history",
    ],
    ["klaus", klaus, klausPages, "/tree/feat/x/lib", "/tree/feat/x/lib", "klaus"],
  ];

  it.each(pages)(
    "is every page of %s that is cut, also under a known head",
    (name, address, answers, tree, log, logged) => {
      const known = knownOf(readAt(address, answers));
      const page = fixture(name);
      for (let end = 0; end < page.trimEnd().length; end += 7) {
        const cut = { ...answers, [tree]: page.slice(0, end) };
        expect(follow(address, cut, { ...known, open: true }).outcome.is).toBe("refused");
        expect(follow(address, cut).outcome.is).toBe("refused");
      }
      const list = fixture(logged);
      for (let end = 0; end < list.trimEnd().length; end += 7) {
        const cut = { ...answers, [log]: list.slice(0, end) };
        expect(follow(address, cut, known).outcome.is).toBe("refused");
        expect(follow(address, cut).outcome.is).toBe("refused");
      }
    },
  );

  it.each(pages)("is a page of %s that lost a piece of a row", (name, address, answers, tree) => {
    const page = fixture(name);
    const row = page.lastIndexOf("mod<");
    const lost = page.slice(0, row) + page.slice(row + 40);
    expect(follow(address, { ...answers, [tree]: lost }).outcome.is).toBe("refused");
  });

  it.each([
    ["", { reason: "not-a-listing", because: "empty-body" }],
    ["plain text", { reason: "not-a-listing", because: "not-html" }],
    ["<!doctype html><html>login</html>", { reason: "not-a-listing", because: "no-table" }],
    ["<!doctype html><html>", { reason: "truncated" }],
    [fixture("cgit-log"), { reason: "not-a-listing", because: "unreadable-row" }],
    [fixture("cgit").replaceAll("/tree/lib", "/tree/include"), { reason: "not-a-directory" }],
    [fixture("cgit").replace("tree/lib/link'", "tree/include/link'"), { reason: "not-a-directory" }],
    [
      fixture("cgit").replace("</table>\n</div> <!--", "text</table>\n</div> <!--"),
      { reason: "not-a-listing", because: "unreadable-row" },
    ],
    [fixture("cgit").replace(">deep</a>", ">link</a>"), { reason: "not-a-directory" }],
    [500, { reason: "server-error", status: 500 }],
    [
      { reason: "timeout", timeoutMs: 15_000 },
      { reason: "timeout", timeoutMs: 15_000 },
    ],
  ] as const)("is page %#", (page, refusal) => {
    expect(follow(cgit, { ...cgitPages, [`/tree/lib?id=${id("a")}`]: page }).outcome).toEqual({
      is: "refused",
      refusal,
    });
  });

  it("is a page of another directory that a redirect led to", () => {
    const target = webgit.match(new URL(cgit));
    const steps = target && webgit.list(target);
    steps?.next();
    const page = pageOf(fixture("cgit"), { url: "https://git.example/spdk/tree/?h=main" });
    expect(steps?.next(page).value).toMatchObject({ refusal: { because: "another-directory" } });
  });

  it("notes an address that names one commit", () => {
    const at = `https://git.example/spdk/tree/lib?id=${id("a")}`;
    const answers = { ...cgitPages, [`/log/lib?id=${id("a")}`]: fixture("cgit-log") };
    expect(readAt(at, answers).notes).toEqual([{ note: "fixed-commit" }]);
  });
});
