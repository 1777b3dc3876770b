import { describe, expect, it } from "vitest";
import { explainNote } from "../../../src/upstream/notes.ts";
import { gitea } from "../../../src/upstream/gitea.ts";
import { fixture, follow, libTarget, libUrl, pageAt, readPage } from "./page.ts";

const repository = "https://git.example/mirror/spdk";
const html = (inside: string) => `<!DOCTYPE html>\n<html><body>${inside}</body>\n</html>\n`;
const filePage = html('<div class="tab-size-4 non-diff-file-content">');
const file = { repository, tree: "branch/master/lib/Makefile" };
const notesOf = (...args: Parameters<typeof readPage>) => {
  const read = readPage(...args);
  return read.is === "refused" ? read.refusal : read.notes;
};

describe("gitea: where redirects end", () => {
  const moved = fixture("table").replaceAll("/mirror/spdk/", "/new-mirror/spdk2/");
  const url = "https://git.example/new-mirror/spdk2/src/branch/master/lib";

  it("says where a repository has moved to, also while nothing has changed", () => {
    const note = { note: "moved", to: url } as const;
    expect(notesOf(moved, { page: { url } })).toEqual([note]);
    const known = { head: "a".repeat(40), entries: 8, open: false };
    expect(readPage(moved, { page: { url }, known })).toEqual({ is: "unchanged", notes: [note] });
    expect(explainNote(note)).toContain(url);
  });

  it.each([
    ["another letter case", "https://git.example/Mirror/SPDK/src/branch/master/lib"],
    ["a slash at the end", `${libUrl}/`],
    ["http instead of https", libUrl.replace("https:", "http:")],
  ])("does not call %s a move", (_title, there) => {
    expect(notesOf(fixture("table"), { page: { url: there } })).toBeUndefined();
  });

  it.each([
    ["a branch", "branch"],
    ["a tag", "tag"],
    ["a commit", "commit"],
  ])("follows an address without the kind of ref to %s", (_title, kind) => {
    const page = fixture("table").replaceAll("/branch/master", `/${kind}/master`);
    const target = { repository, tree: "master/lib" };
    const there = `${repository}/src/${kind}/master/lib`;
    expect(readPage(page, { target, page: { url: there } })).toMatchObject({
      is: "listing",
      listing: { ref: "master" },
    });
  });

  it("refuses the default branch in place of a ref that is gone", () => {
    const target = { repository, tree: "lib" };
    expect(notesOf(fixture("table"), { target, page: { url: libUrl } })).toEqual({
      reason: "not-found",
      status: 200,
      because: "ref",
    });
  });

  it.each([
    [
      "broken",
      html('<div class="repository quickstart">The Git data underlying this repository cannot be read.'),
      200,
      "repository-broken",
    ],
    ["broken, until 1.16", "", 500, "repository-broken"],
    ["being migrated", html('<div id="repo_migrating">'), 200, "being-migrated"],
    [
      "empty",
      html('<div class="repository quickstart">This repository does not contain any content.'),
      200,
      "empty-repository",
    ],
    [
      "of its own accord at its root",
      fixture("table").replaceAll("/master/lib/", "/master/"),
      200,
      "not-a-listing",
    ],
  ])("refuses the root of a repository that is %s", (_title, body, status, reason) => {
    expect(notesOf(body, { page: { url: repository, status } })).toMatchObject({ reason });
  });

  it("does not call an error of the page itself a broken repository", () => {
    expect(notesOf("", { page: { status: 500 } })).toEqual({ reason: "server-error", status: 500 });
  });

  it("knows the tab of a repository without code whatever that answers", () => {
    const page = { url: `${repository}/issues`, status: 404 };
    expect(notesOf("", { page })).toEqual({ reason: "code-disabled" });
  });
});

describe("gitea: what the page says of itself", () => {
  it.each([
    [
      "the link to the history",
      '<a href="/mirror/spdk/commits/branch/master/lib" class="ui button">',
      "master/lib",
      "master/app",
    ],
    [
      "the ref's kind",
      '<div data-current-tree-path="lib" data-current-ref-type="branch" data-current-ref-short-name="master">',
      '"branch"',
      '"tag"',
    ],
    [
      "the ref's name",
      '<div data-current-tree-path="lib" data-current-ref-type="branch" data-current-ref-short-name="master">',
      '"master"',
      '"main"',
    ],
    [
      "the path",
      '<div data-current-tree-path="lib" data-current-ref-type="branch" data-current-ref-short-name="master">',
      '"lib"',
      '"app"',
    ],
  ])("has to agree with the address: %s", (_title, said, from, to) => {
    const page = (text: string) => fixture("table").replace('<table id="repo', `${text}<table id="repo`);
    expect(readPage(page(said)).is).toBe("listing");
    expect(readPage(page(said.replace(from, to)))).toEqual({
      is: "refused",
      refusal: { reason: "not-a-listing", because: "another-directory" },
    });
  });

  it.each([
    '<div class="ui warning message">\n\tThis repo is archived. You can view files',
    '<div class="ui warning message tw-text-center">\n\tThis repository has been archived on <absolute-date>',
    '<div class="ui warning message">This repository is archived. You can',
  ])("notes that it is archived: %s", (said) => {
    const page = fixture("table").replace('<table id="repo', `${said}</div><table id="repo`);
    expect(notesOf(page)).toEqual([{ note: "archived" }]);
  });

  it("notes that a commit never changes", () => {
    const tree = `commit/${"a".repeat(40)}/lib`;
    const page = fixture("table").replaceAll("/branch/master", `/commit/${"a".repeat(40)}`);
    expect(notesOf(page, { target: { repository, tree } })).toEqual([{ note: "fixed-commit" }]);
  });
});

describe("gitea: a file's address", () => {
  const directory = (body: string) => ({ target: file, answers: [pageAt(libUrl, body)] });

  it("watches its directory with that one entry, whose commit is the head", () => {
    const { outcome, requests } = follow(filePage, directory(fixture("table")));
    expect(requests.map(({ url }) => url)).toEqual([libUrl]);
    const id = "c".repeat(40);
    expect(outcome).toMatchObject({
      is: "listing",
      notReady: [],
      notes: [{ note: "one-entry", entry: "Makefile" }],
      listing: { ref: "master", head: { id }, entries: [{ name: "Makefile", commit: { id } }] },
    });
    expect(outcome.is === "listing" && outcome.listing.entries).toHaveLength(1);
  });

  it("has the whole head where the entry's commit is the directory's too", () => {
    const target = { repository, tree: "branch/master/lib/nvmf" };
    const { outcome } = follow(filePage, { ...directory(fixture("table")), target });
    expect(outcome).toMatchObject({ listing: { head: { author: "Mira Ångström" } } });
  });

  it("has not changed while its commit has not", () => {
    const known = { head: "c".repeat(40), entries: 1, open: false };
    expect(follow(filePage, { ...directory(fixture("table")), known }).outcome).toEqual({
      is: "unchanged",
      notes: [{ note: "one-entry", entry: "Makefile" }],
    });
  });

  it.each([
    ["is not there", pageAt(libUrl, "", { status: 404 })],
    ["is a file too", pageAt(libUrl, filePage)],
    ["does not list it", pageAt(libUrl, fixture("table").replaceAll("Makefile", "makefile"))],
  ])("is no directory where the directory %s", (_title, answer) => {
    expect(follow(filePage, { target: file, answers: [answer] }).outcome).toEqual({
      is: "refused",
      refusal: { reason: "not-a-directory" },
    });
  });

  it("passes on why the directory cannot be read now", () => {
    const refused = { is: "refused", refusal: { reason: "network" } } as const;
    expect(follow(filePage, { target: file, answers: [refused] }).outcome).toEqual(refused);
  });

  it("is refused where there is nothing above it", () => {
    const target = { repository, tree: "branch/master" };
    expect(follow(filePage, { target })).toEqual({
      outcome: { is: "refused", refusal: { reason: "not-a-directory" } },
      requests: [],
    });
  });
});

describe("gitea: what may follow", () => {
  it("is not asked for where the first answer is refused", () => {
    expect(follow("", { target: libTarget, page: { status: 503 } }).requests).toEqual([]);
    expect(gitea.reads).toContain("Gogs");
  });
});
