import { describe, expect, it } from "vitest";
import { MAX_REQUESTS } from "../../../src/upstream/ask.ts";
import { splitMessage } from "../../../src/upstream/commit-message.ts";
import type { PageRequest, Read } from "../../../src/upstream/contract.ts";
import { giteaHistory } from "../../../src/upstream/gitea/history.ts";
import { inOrder } from "../../../src/upstream/gitea/order.ts";
import { pageAt } from "./page.ts";
import { ask, idOf, rows, target, type Past } from "./past.ts";

const count = (requests: readonly string[], part: string) =>
  requests.filter((request) => request.includes(part)).length;

describe("history of a forge", () => {
  it("is asked of git first, then of the feeds, then of the API, each once", () => {
    const asked: string[] = [];
    const note = (url: URL) => void asked.push(url.pathname);
    const past: Past = { ways: [], lists: {}, instead: note };
    const { history } = ask(past, rows("a", { x: "a" }), rows("b", { x: "b" }));
    expect(asked).toEqual([
      "/own/repo.git/info/refs",
      "/own/repo/rss/branch/main/lib",
      "/api/v1/repos/own/repo/commits",
    ]);
    expect(history).toMatchObject({ is: "refused" });
  });

  it("takes the first source that tells all of it", () => {
    const past: Past = { before: "a", lists: { "": "c b a", x: "c b a" } };
    const { told, requests } = ask(past, rows("a", { x: "a" }), rows("c", { x: "c" }));
    expect(told).toEqual(["b: updated x", "c: updated x"]);
    expect(count(requests, "/api/")).toBe(0);
  });

  it.each<[string, Past]>([
    ["a merge", { before: "b a", merges: { m: "" }, lists: { "": "m b s a", x: "s a", y: "m b" } }],
    ["a commit of which no entry is left", { before: "b a", lists: { "": "s t b a", x: "s b a", z: "t" } }],
  ])("asks the API where a feed has %s, which it cannot tell of", (_, past) => {
    const head = past.lists[""]?.[0] ?? "";
    const before = rows("b", { x: past.lists["x"]?.includes("b") === true ? "b" : "a", y: "b" });
    const { requests } = ask(past, before, rows(head, { x: "s", y: head === "m" ? "m" : "b" }));
    expect(count(requests, "/rss/")).toBeGreaterThan(0);
    expect(count(requests, "/api/")).toBe(1);
  });

  it("asks the API at once where there are more entries to ask for than requests", () => {
    const names = Array.from({ length: 100 }, (_, index) => `e${index}`);
    const lists = Object.fromEntries(names.map((name) => [name, "c b a"]));
    const past: Past = { before: "a", lists: { "": "c b a", ...lists } };
    const at = (commit: string) => rows(commit, Object.fromEntries(names.map((name) => [name, commit])));
    const { history, requests } = ask(past, at("a"), at("c"));
    expect(requests).toHaveLength(1);
    expect(history).toMatchObject({ commits: [{ complete: true }, { complete: true }], rewritten: false });
  });

  it("asks no feed where no row has changed", () => {
    const past: Past = { before: "a", lists: { "": "c b a", x: "c b" } };
    const { told, requests } = ask(past, rows("a", { y: "a" }), rows("c", { y: "a" }));
    expect(told).toEqual(["b: added x", "c: removed x"]);
    expect(count(requests, "/rss/")).toBe(0);
  });

  it("keeps what one source tells where the next tells less", () => {
    const past: Past = { ways: ["feed"], lists: { "": "c b a", x: "c b a", y: "c" } };
    const { told } = ask(past, rows("a", { x: "a", y: "a" }), rows("c", { x: "c", y: "?" }));
    expect(told).toEqual(["b: updated x", "c: updated x, updated y"]);
  });

  it("takes addresses and missing dates of commits from the listing", () => {
    const url = `https://forge.example/Own/Repo/commit/${idOf("b")}`;
    const { head = { id: "", title: "" }, ...after } = rows("b", { x: "b" });
    const { committedAt } = head;
    const shown = { ...after, head: { ...head, url } };
    const { history } = ask({ lists: { "": "b a" } }, rows("a", { x: "a" }), shown);
    const commit = { id: idOf("b"), title: "title of b", author: "Ada", committedAt, url };
    expect(history).toMatchObject({ commits: [{ commit }] });
  });

  it("is not asked for where a listing shows no head", () => {
    const { head: _, ...headless } = rows("a", { x: "a" });
    expect(ask({ lists: {} }, headless, rows("b", { x: "b" })).requests).toEqual([]);
  });

  it("never asks more often than a poll may, whatever it is answered", () => {
    const names = Array.from({ length: 500 }, (_, index) => `e${index}`);
    const at = (commit: string) => rows(commit, Object.fromEntries(names.map((name) => [name, commit])));
    let counter = 0;
    const endless = ({ url }: PageRequest) => {
      const items = Array.from({ length: 50 }, () => `<item><guid>${idOf(String(counter++))}</guid></item>`);
      const from = /[0-9a-f]{40}/.exec(url)?.[0] ?? idOf("b");
      return pageAt(url, `<rss><channel><item><guid>${from}</guid></item>${items.join("")}</channel></rss>`);
    };
    const read: Read = { is: "listing", listing: at("b"), notReady: [] };
    const steps = giteaHistory(target, at("a"), read);
    let requests = 0;
    for (let step = steps.next(); step.done !== true; requests++) step = steps.next(endless(step.value));
    // Reading the listing may have taken three.
    expect(requests).toBeLessThanOrEqual(MAX_REQUESTS - 3);
  });
});

describe("a commit's message", () => {
  it.each([
    [
      "its first line as title, the rest as body",
      "fix: it\n\nBecause.\n\n  Indented.\n",
      "fix: it",
      "Because.\n\n  Indented.",
    ],
    ["a title alone", "fix: it\n", "fix: it", undefined],
    ["nothing", "", "", undefined],
    ["nothing but white space", " \n\t\n", "", undefined],
    [
      "a second line that follows at once, in the body",
      "Two line\nparagraph\n\nBody",
      "Two line",
      "paragraph\n\nBody",
    ],
    ["blank lines first", "\n \n  Late\n\n\n\nbody", "Late", "body"],
    ["line ends of Windows", "one\r\n\r\ntwo\r\nthree", "one", "two\nthree"],
    ["white space in the title", "a  b\tc ", "a b c", undefined],
    ["half a surrogate pair", "a\ud800b", "a\ufffdb", undefined],
  ])("is told with %s", (_, message, title, body) => {
    expect(splitMessage(message)).toEqual({ title, ...(body === undefined ? {} : { body }) });
  });

  it("is cut at 65,536 characters", () => {
    const { title, body } = splitMessage(`title\n\n${"x".repeat(100_000)}`);
    expect(title.length + (body?.length ?? 0)).toBeLessThan(65_536);
    expect(body?.endsWith("x…")).toBe(true);
  });
});

describe("the order of commits", () => {
  const commit = (name: string, minute?: number) => ({
    id: name,
    title: "",
    ...(minute === undefined ? {} : { committedAt: `2026-01-01T00:0${minute}:00Z` }),
  });
  const told = (...commits: ReturnType<typeof commit>[]) =>
    commits.map((one) => ({ commit: one, changes: [], complete: true }));
  const [a, b, c, d] = [commit("a", 1), commit("b", 1), commit("c", 0), commit("d")];
  const ids = (...args: Parameters<typeof inOrder>) =>
    inOrder(...args)
      .map(({ commit: { id } }) => id)
      .join("");

  it("is that of the directory's list, whatever the dates", () => {
    expect(ids(told(a, b, c), [b, c, a], [])).toBe("acb");
  });

  it("begins with what that list does not reach, by date, then as the entries' lists have it", () => {
    expect(ids(told(a, b, c, d), [d], [])).toBe("cabd");
    expect(ids(told(a, b, c, d), [d], [[a, b]])).toBe("cbad");
  });

  it("goes by the entries' lists alone where a date is missing", () => {
    expect(
      ids(
        told(a, b, c, d),
        [],
        [
          [c, d, a],
          [d, b],
        ],
      ),
    ).toBe("abdc");
  });

  it("ends although lists contradict each other", () => {
    expect(
      ids(
        told(a, b),
        [],
        [
          [a, b],
          [b, a],
        ],
      ),
    ).toHaveLength(2);
  });
});
