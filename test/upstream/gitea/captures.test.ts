import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Commit, Entry } from "../../../src/listing.ts";
import { gitea } from "../../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../../src/upstream/tree-address.ts";
import { follow, pageAt, readListing, readPage } from "./page.ts";

/** Pages of real servers with the truth from git beside each; no part of the project. */
const captures = "../shared/captures/forge/";
const absent = !existsSync(captures);
const origin = "http://127.0.0.1:3410";
const versions = [
  "gitea-1.13.7",
  "gitea-1.16.9",
  "gitea-1.19.4",
  "gitea-1.21.4",
  "gitea-1.24-dev",
  "gitea-1.25.3",
  "forgejo-7.0.15",
  "forgejo-11.0.1",
  "gogs-0.13.4",
];

type Capture = {
  file: string;
  url: string;
  is: string;
  status: number;
  location?: string;
  /** Rows and head for which the page shows another commit than git names. */
  otherCommit?: string[];
  otherHead?: string;
};
type Truth = { ref: string; head: Commit; entries: Entry[] };

const read = (name: string) => readFileSync(captures + name);
const index: Capture[] = absent ? [] : JSON.parse(read("index.json").toString());
const truthOf = ({ file }: Capture): Truth => JSON.parse(read(`${file}.expected.json`).toString());
const those = (...kinds: string[]) => index.filter(({ is }) => kinds.includes(is));

function ask({ file, url, status }: Capture) {
  const address = origin + url;
  const target: TreeAddress = gitea.match(new URL(address)) ?? { repository: `${origin}/rowan/tricky` };
  return [read(`${file}.body`), { target, page: { url: address, status } }] as const;
}

/** How versions differ in showing git's `%s`, which joins the lines of a subject: titles are compared without it. */
const shownDifferently: [written: string | RegExp, comparable: string][] = [
  ["Two line first paragraph", "Two line"],
  ["Blank lines first", ""], // Gogs
  [/ {2,}|\t/g, " "],
  [/http\S*\/issues\//, "#"],
  [/http\S*\/commit\//, ""],
  [/\b([0-9a-f]{10})[0-9a-f]{30}\b/g, "$1"],
  [":tada:", "🎉"],
  [":rocket:", "🚀"],
  [":+1:", "👍"],
  [/`/g, ""],
  // One message is in Latin-1, on pages that say that they are UTF-8.
  [/[öäß\uFFFD]+/g, "?"],
];
const comparable = (title: string) =>
  shownDifferently.reduce((text, [written, same]) => text.replace(written, same), title);

/** Whether the page does not tell a date: its zone is an abbreviation or missing, or second 0 is shown as `-`. */
function isUntold(date: string | undefined, file: string): boolean {
  if (/^(?:gitea-1\.1|gogs).*-zone$|^gitea-1\.1.*-zh-CN$/.test(file)) return true;
  const showsDash = /^(?:gitea-1\.2[45]|forgejo-11)|absolute-dates/.test(file);
  return showsDash && date === "1970-01-01T00:00:00Z";
}

type Row = (string | undefined)[];
const rowOf = ({ name, kind, commit, modifiedAt }: Entry): Row => [
  name,
  kind,
  commit?.id,
  commit && comparable(commit.title),
  commit?.committedAt ?? modifiedAt,
];

/** The row that the truth makes, as far as the page can tell it: from 1.16 on a commit without a message has no link. */
function trueRow({ name, kind, commit }: Entry, { file }: Capture, notReady: string[]): Row {
  if (commit === undefined || notReady.includes(name)) return [name, kind, undefined, undefined, undefined];
  const date = isUntold(commit.committedAt, file) ? undefined : commit.committedAt;
  const isLinked = commit.title !== "" || /^(?:gitea-1\.13|gogs)/.test(file);
  const link = isLinked ? [commit.id, comparable(commit.title)] : [];
  return [name, kind, link[0], link[1], date];
}

describe.skipIf(absent)("gitea: pages of real servers (skipped where the captures are not there)", () => {
  it("are there of every version", () => {
    const listings = those("listing").map(({ file }) => file.split("/")[0]);
    for (const version of versions)
      expect(listings.filter((one) => one === version).length).toBeGreaterThan(15);
  });

  it.each(those("listing", "rows-not-ready"))("reads $file", (capture) => {
    const { listing, notReady } = readListing(...ask(capture));
    const truth = truthOf(capture);
    const asGitHasIt = ([name = ""]: Row) => !capture.otherCommit?.includes(name);
    expect(listing.entries.map((entry) => entry.name)).toEqual(truth.entries.map((entry) => entry.name));
    expect(listing.entries.map(rowOf).filter(asGitHasIt)).toEqual(
      truth.entries.map((entry) => trueRow(entry, capture, notReady)).filter(asGitHasIt),
    );
    expect(notReady.length > 0).toBe(capture.is === "rows-not-ready");
    expect(truth.ref.replace(/^refs\/(?:heads|tags)\//, "")).toMatch(listing.ref ?? "no ref");
  });

  it.each(those("listing"))("reads the head of $file", (capture) => {
    const { url, ...head } = readListing(...ask(capture)).listing.head ?? { url: undefined };
    const { head: trueHead } = truthOf(capture);
    expect(url).toBe(`${url?.replace(/\/commit\/.*/, "")}/commit/${capture.otherHead ?? trueHead.id}`);
    if (capture.otherHead !== undefined) return;
    const { committedAt, body, ...rest } = trueHead;
    const dated = isUntold(committedAt, capture.file) ? rest : { ...rest, committedAt };
    // Gogs shows no more of a message than its first line.
    const shown = body === undefined || capture.file.startsWith("gogs") ? dated : { ...dated, body };
    expect(head).toEqual(shown);
  });

  it.each(those("rows").filter(({ file }) => file.endsWith("as-browser") || file.endsWith("-loader")))(
    "completes rows that are not ready by $file",
    (capture) => {
      const [version = ""] = capture.file.split("/");
      const isCold = capture.file.endsWith("seed-loader");
      const cold = index.find(({ file }) => file === `${version}/${isCold ? "spdk-seed-cold" : "not-ready"}`);
      if (cold === undefined) throw new Error("no page whose rows are not ready");
      const [body, options] = ask(cold);
      const answers = [pageAt(origin + capture.url, read(`${capture.file}.body`))];
      const { outcome, requests } = follow(body, { ...options, answers });
      expect(requests.map(({ url }) => url)).toEqual([origin + capture.url]);
      if (outcome.is !== "listing") throw new Error(JSON.stringify(outcome));
      expect(outcome.notReady).toEqual([]);
      expect(outcome.listing.entries.map(rowOf)).toEqual(
        truthOf(cold).entries.map((entry) => trueRow(entry, cold, [])),
      );
    },
  );

  const sites = ["not-found", "login-required", "server-error"];
  const repositories = ["not-a-directory", "empty-repository", "repository-broken", "being-migrated"];
  const pages = those(...sites, ...repositories).filter(({ location }) => location === undefined);
  it.each(pages.filter(({ file }) => !file.endsWith("-rss")))("refuses $file", (capture) => {
    expect(readPage(...ask(capture))).toMatchObject({ is: "refused", refusal: { reason: capture.is } });
  });

  it.each(those("api", "git", "feed", "robots", "loader-refused"))("sees no listing in $file", (capture) => {
    expect(readPage(...ask(capture)).is).toBe("refused");
  });

  const led = those("repository-broken", "being-migrated", "code-disabled", "login-required");
  it.each(led.filter(({ location }) => location !== undefined))(
    "refuses $file where its redirect ends",
    (capture) => {
      const [version] = capture.file.split("/");
      const there = capture.location ?? "";
      const end = index.find(({ file, url }) => file.startsWith(`${version}/`) && url === there);
      const page = { url: origin + there, status: end?.status ?? 200 };
      const body = end === undefined ? "<html></html>" : read(`${end.file}.body`);
      expect(readPage(body, { ...ask(capture)[1], page })).toMatchObject({
        is: "refused",
        refusal: { reason: capture.is },
      });
    },
  );

  it.each(those("moved").filter(({ file }) => file.endsWith("/submodule")))(
    "refuses the directory that $file leads to",
    (capture) => {
      const list = index.find(({ file }) => file === capture.file.replace("submodule", "lib-master"));
      const page = { url: origin + (capture.location ?? ""), status: 200 };
      expect(readPage(read(`${list?.file}.body`), { ...ask(capture)[1], page })).toEqual({
        is: "refused",
        refusal: { reason: "not-a-directory", because: "submodule" },
      });
    },
  );

  const notes = (end: string) => those("listing").filter(({ file }) => file.endsWith(end));
  it.each(notes("/archived-lib").filter(({ file }) => !file.startsWith("gogs")))("notes $file", (capture) => {
    expect(readPage(...ask(capture))).toMatchObject({ notes: [{ note: "archived" }] });
  });

  it.each(notes("/lib-commit"))("notes that $file never changes", (capture) => {
    expect(readPage(...ask(capture))).toMatchObject({ notes: [{ note: "fixed-commit" }] });
  });

  const libs = notes("/lib-master");
  it.each(libs)("finds $file unchanged under its own head", (capture) => {
    const [body, options] = ask(capture);
    const { listing } = readListing(body, options);
    const known = { head: listing.head?.id ?? "", entries: listing.entries.length, open: false };
    expect(readPage(body, { ...options, known })).toEqual({ is: "unchanged", notes: [] });
    expect(readPage(body, { ...options, known: { ...known, entries: known.entries + 1 } }).is).toBe(
      "listing",
    );
  });

  it.each(libs)("refuses $file wherever it is cut", (capture) => {
    const [body, options] = ask(capture);
    for (let cut = 0; cut < body.lastIndexOf("</html>"); cut += 1013) {
      expect(readPage(body.subarray(0, cut), options).is).toBe("refused");
    }
  });
});
