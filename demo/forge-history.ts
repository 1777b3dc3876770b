/** What the demo forge tells of the past: a path's feed and the commits API, as Gitea 1.25 answers them. */
import type { Commit, Entry, Listing } from "../src/listing.ts";
import { escapeHtml } from "../src/text.ts";
import type { Push } from "./forge.ts";
import { directoryPath, type Place } from "./forge-page.ts";

/** Which ways into the past are open. */
export type Ways = { feed: boolean; api: boolean };

/** An answer of the forge's. */
export type Answer = { status: number; type: string; body: string; headers?: Record<string, string> };

/** One commit with the entries that it touched. */
type Step = { commit: Commit; entries: readonly string[] };

/** As many commits are in a feed, and on a page of the API. */
const pageSize = 50;

/** All commits to the directory, oldest first: of what was there before the pushes, only those that its rows show. */
export function stepsOf({ head, entries }: Listing, pushes: readonly Push[]): Step[] {
  const shown = Map.groupBy(entries, ({ commit }) => commit?.id);
  const commits = new Map(
    entries.flatMap(({ commit }) => (commit === undefined ? [] : [[commit.id, commit]])),
  );
  if (head !== undefined) commits.set(head.id, head);
  const before = [...commits.values()]
    .toSorted((a, b) => timeOf(a, head) - timeOf(b, head))
    .map((commit): Step => ({ commit, entries: namesOf(shown.get(commit.id) ?? []) }));
  return [
    ...before,
    ...pushes.map((push): Step => ({ commit: push.head, entries: [...namesOf(push.set), ...push.gone] })),
  ];
}

function namesOf(entries: readonly Entry[]): string[] {
  return entries.map(({ name }) => name);
}

/** The head comes last, whatever its date. */
function timeOf({ id, committedAt }: Commit, head: Commit | undefined): number {
  return id === head?.id ? Number.POSITIVE_INFINITY : Date.parse(committedAt ?? "1970-01-01T00:00:00Z");
}

/** The answer to a request for the past; undefined where it is a request for something else, or that way is closed. */
export function answerHistory(
  place: Place,
  steps: () => readonly Step[],
  ways: Ways,
  { url, accept = "" }: { url: URL; accept?: string | undefined },
): Answer | undefined {
  if (url.pathname === `/api/v1/repos/${place.repository}/commits`)
    return ways.api ? answerApi(place, steps(), url) : undefined;
  if (!ways.feed) return undefined;
  const directory = directoryPath(place);
  const path = decodeURIComponent(url.pathname);
  const branch = decodeURIComponent(directory).replace("/src/", "/rss/");
  if (path === branch || path.startsWith(`${branch}/`))
    return feed(place, url, touching(steps(), path.slice(branch.length + 1)));
  if (!accept.includes("application/rss+xml")) return undefined;
  const [, id, below = ""] =
    new RegExp(`^/${place.repository}/src/commit/([0-9a-f]{40})/${place.path}(?:/(.+))?$`).exec(path) ?? [];
  return id === undefined ? undefined : feed(place, url, touching(until(steps(), id) ?? [], below));
}

/** The steps up to a commit, itself included. */
function until(steps: readonly Step[], id: string): readonly Step[] | undefined {
  const index = steps.findIndex(({ commit }) => commit.id === id);
  return index < 0 ? undefined : steps.slice(0, index + 1);
}

/** The steps that touched an entry, or all where none is named, newest first. */
function touching(steps: readonly Step[], entry: string): Step[] {
  return steps.filter(({ entries }) => entry === "" || entries.includes(entry)).toReversed();
}

function feed(place: Place, { origin, pathname }: URL, steps: readonly Step[]): Answer {
  const repository = `${origin}/${place.repository}`;
  const items = steps.slice(0, pageSize).map(
    ({ commit }) => `
    <item>
      <title>${escapeHtml(commit.title)}</title>
      <link>${repository}/commit/${commit.id}</link>
      <description>${escapeHtml(messageOf(commit))}</description>
      <content:encoded><![CDATA[${messageOf(commit).replaceAll("]]>", "]]]]><![CDATA[>")}]]></content:encoded>
      <author>${escapeHtml(commit.author ?? "")}</author>
      <guid>${commit.id}</guid>
      <pubDate>${new Date(commit.committedAt ?? 0).toUTCString().replace("GMT", "+0000")}</pubDate>
    </item>`,
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Latest commits for file ${escapeHtml(pathname)}</title>
    <link>${repository}</link>
    <description></description>${items.join("")}
  </channel>
</rss>`;
  return { status: 200, type: "application/rss+xml;charset=utf-8", body };
}

/** A commit's message as git keeps it. */
export function messageOf({ title, body }: Commit): string {
  return body === undefined ? title : `${title}\n\n${body}\n`;
}

function answerApi(place: Place, steps: readonly Step[], { searchParams }: URL): Answer {
  const asked = (name: string) => searchParams.get(name) ?? "";
  const [from, path] = [asked("sha"), asked("path")];
  const all = from === place.ref ? steps : until(steps, from);
  if (all === undefined) return json(500, { message: "FileCommitsCount" });
  const old = asked("not");
  const since = old === "" ? 0 : (until(steps, old)?.length ?? 0);
  const isDirectory = path === place.path;
  const entry = isDirectory ? "" : path.slice(place.path.length + 1);
  const wanted = isDirectory || path.startsWith(`${place.path}/`) ? touching(all.slice(since), entry) : [];
  if (wanted.length === 0) return json(404, { errors: null, message: "FileCommitsCount" });
  const start = (Number(asked("page") || 1) - 1) * pageSize;
  const items = wanted.slice(start, start + pageSize).map((step) => apiCommit(place, step, asked("files")));
  return json(200, items, { "X-Total-Count": String(wanted.length), "X-Page": asked("page") });
}

/** As far as anybody reads it. Of an entry's files one is named: which it was, the forge does not know. */
function apiCommit(place: Place, { commit, entries }: Step, files: string): object {
  const person = { name: commit.author ?? "", email: "", date: commit.committedAt };
  return {
    sha: commit.id,
    created: commit.committedAt,
    commit: { author: person, committer: person, message: messageOf(commit), verification: null },
    parents: [],
    files: files === "false" ? null : entries.map((name) => ({ filename: `${place.path}/${name}/Makefile` })),
    stats: null,
  };
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, type: "application/json;charset=utf-8", body: JSON.stringify(value), headers };
}
