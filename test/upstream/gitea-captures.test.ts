import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Commit, Entry } from "../../src/listing.ts";
import { gitea } from "../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../src/upstream/tree-address.ts";
import { readListing, readPage } from "./gitea-page.ts";

/** Pages of real servers with the truth from git beside each; no part of the project. */
const captures = "../shared/captures/forge/";
const absent = !existsSync(captures);
const table = ["gitea-1.16.9", "gitea-1.19.4", "gitea-1.21.4", "forgejo-7.0.15", "forgejo-11.0.1"];
const grid = ["gitea-1.24-dev", "gitea-1.25.3"];

type Capture = { file: string; url: string; is: string; status: number };
type Truth = { ref: string; head: Commit; entries: Entry[] };

const read = (name: string) => readFileSync(captures + name);
const index: Capture[] = absent ? [] : JSON.parse(read("index.json").toString());

function those(folders: string[], ...kinds: string[]): Capture[] {
  const isIn = (file: string) => folders.some((folder) => file.startsWith(`${folder}/`));
  return index.filter(({ file, is }) => isIn(file) && kinds.includes(is) && !file.endsWith("only-content"));
}

function ask({ file, url, status }: Capture) {
  const address = `http://127.0.0.1:3410${url}`;
  const target: TreeAddress = gitea.match(new URL(address)) ?? { repository: address };
  return [read(`${file}.body`), { target, page: { url: address, status } }] as const;
}

/** How versions differ in showing git's `%s`, which joins the lines of a subject: titles are compared without it. */
const shownDifferently: [written: string | RegExp, comparable: string][] = [
  ["Two line first paragraph", "Two line"],
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
  if (/^gitea-1\.1.*-(?:zone|zh-CN)$/.test(file)) return true;
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

/** The row that the truth makes, as far as the page can tell it: a commit without a message has no link. */
function trueRow({ name, kind, commit }: Entry, { file }: Capture, notReady: string[]): Row {
  if (commit === undefined || notReady.includes(name)) return [name, kind, undefined, undefined, undefined];
  const date = isUntold(commit.committedAt, file) ? undefined : commit.committedAt;
  const link = commit.title === "" ? [] : [commit.id, comparable(commit.title)];
  return [name, kind, link[0], link[1], date];
}

describe.skipIf(absent)("gitea: pages of real servers (skipped where the captures are not there)", () => {
  it("are there of every version", () => {
    for (const version of [...table, ...grid]) expect(those([version], "listing").length).toBeGreaterThan(15);
  });

  it.each(those([...table, ...grid], "listing", "rows-not-ready"))("reads $file", (capture) => {
    const { listing, notReady } = readListing(...ask(capture));
    const truth: Truth = JSON.parse(read(`${capture.file}.expected.json`).toString());
    expect(listing.entries.map(rowOf)).toEqual(
      truth.entries.map((entry) => trueRow(entry, capture, notReady)),
    );
    expect(notReady.length > 0).toBe(capture.is === "rows-not-ready");
    expect(truth.ref.replace(/^refs\/(?:heads|tags)\//, "")).toMatch(listing.ref ?? "no ref");
  });

  it.each(those([...table, ...grid], "listing"))("reads the head of $file", (capture) => {
    const { url, ...head } = readListing(...ask(capture)).listing.head ?? { url: undefined };
    const { head: trueHead }: Truth = JSON.parse(read(`${capture.file}.expected.json`).toString());
    const { committedAt, ...dateless } = trueHead;
    expect(head).toEqual(isUntold(committedAt, capture.file) ? dateless : trueHead);
    expect(url).toMatch(new RegExp(`^http://127.0.0.1:3410/.*/commit/${trueHead.id}$`));
  });

  const sites = ["not-found", "login-required", "server-error"];
  const repositories = ["not-a-directory", "empty-repository", "repository-broken", "being-migrated"];
  const isRedirect = ({ status }: Capture) => status >= 300 && status < 400;
  const isFeed = ({ file }: Capture) => file.endsWith("-rss");
  const refused = those([...table, ...grid], ...sites, ...repositories);
  it.each(refused.filter((capture) => !isRedirect(capture) && !isFeed(capture)))(
    "refuses $file",
    (capture) => {
      expect(readPage(...ask(capture))).toMatchObject({ is: "refused", refusal: { reason: capture.is } });
    },
  );

  const libs = those(table, "listing").filter(({ file }) => file.endsWith("/lib-master"));
  it.each(libs)("finds $file unchanged under its own head", (capture) => {
    const [body, options] = ask(capture);
    const { listing } = readListing(body, options);
    const known = { head: listing.head?.id ?? "", entries: listing.entries.length, open: false };
    expect(readPage(body, { ...options, known })).toEqual({ is: "unchanged" });
  });

  it.each(libs)("refuses $file wherever it is cut", (capture) => {
    const [body, options] = ask(capture);
    for (let cut = 0; cut < body.lastIndexOf("</html>"); cut += 1013) {
      expect(readPage(body.subarray(0, cut), options).is).toBe("refused");
    }
  });
});
