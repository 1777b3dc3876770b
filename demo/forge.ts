/** A forge of our own on this machine: one directory of one repository, to which pushes happen when it is told so. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Commit, type Entry, type Listing, sortEntries } from "../src/listing.ts";
import { type Answer, answerHistory, stepsOf, type Ways } from "./forge-history.ts";
import { commitPage, directoryPath, entryPage, listingPage, notFoundPage, type Place } from "./forge-page.ts";
import { listenLocally } from "./listening.ts";

/** One push: the new head, the entries as they are after it, and the names that are gone. */
export type Push = { head: Commit; set: readonly Entry[]; gone: readonly string[] };

export type Forge = {
  /** The directory's address. */
  url: string;
  port: number;
  /** What it shows now. */
  listing(): Listing;
  /** How many of its pushes have happened. */
  position(): number;
  /** Lets the next push happen and returns it; undefined where there is none left. */
  push(): Push | undefined;
  /** Ends it and breaks what connections there are. */
  close(): Promise<void>;
};

const demoPlace: Place = { repository: "mirror/spdk", ref: "master", path: "lib" };

/**
 * Starts a forge on loopback, at a free port unless one is given, with the first `position` pushes done. `history` says
 * which ways into the past it has (default: all of them). `intercept` sees each request first, with the page that would
 * be the answer, and returns true where it has answered itself.
 */
export async function createForge(options: {
  listing: Listing;
  pushes: readonly Push[];
  position?: number;
  port?: number;
  place?: Place;
  history?: Partial<Ways>;
  intercept?: (request: IncomingMessage, response: ServerResponse, page: string) => boolean;
}): Promise<Forge> {
  const { pushes, place = demoPlace, intercept } = options;
  let position = 0;
  let listing = options.listing;
  const push = (): Push | undefined => {
    const next = pushes[position];
    if (next === undefined) return undefined;
    listing = after(listing, next);
    position += 1;
    return next;
  };
  while (position < (options.position ?? 0) && push() !== undefined);
  const ways = { feed: true, api: true, ...options.history };
  const server = createServer((request, response) => {
    const token = randomBytes(32).toString("base64url");
    const { status, type, body, headers } = answer(request, token);
    if (intercept?.(request, response, body) === true) return;
    response.writeHead(status, {
      "Cache-Control": "max-age=0, private, must-revalidate, no-transform",
      "Content-Type": type,
      ...headers,
      "Set-Cookie": [
        `i_like_gitea=${randomBytes(8).toString("hex")}; Path=/; HttpOnly; SameSite=Lax`,
        `_csrf=${token}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax`,
      ],
      "X-Frame-Options": "SAMEORIGIN",
    });
    response.end(request.method === "HEAD" ? "" : body);
  });
  const steps = () => stepsOf(options.listing, pushes.slice(0, position));
  const answer = ({ url: path = "/", headers }: IncomingMessage, token: string): Answer => {
    const url = URL.parse(path, `http://${headers.host ?? "127.0.0.1"}`);
    if (url === null) return html(404, notFoundPage(place, token));
    return (
      answerHistory(place, steps, ways, { url, accept: headers.accept }) ??
      answerPage(url.pathname.replace(/\/$/, ""), token)
    );
  };
  const answerPage = (asked: string, token: string): Answer => {
    const directory = directoryPath(place);
    if (asked === directory) return html(200, listingPage(place, listing, token));
    const entry = listing.entries.find(({ name }) => asked === `${directory}/${encodeURIComponent(name)}`);
    if (entry !== undefined) return html(200, entryPage(place, entry.name, token));
    const commit = asked.startsWith(`/${place.repository}/commit/`)
      ? commitOf(asked.slice(asked.lastIndexOf("/") + 1), [options.listing, listing], pushes)
      : undefined;
    return commit === undefined
      ? html(404, notFoundPage(place, token))
      : html(200, commitPage(place, commit, token));
  };
  const { port, close } = await listenLocally(server, options.port);
  return {
    url: `http://127.0.0.1:${port}${directoryPath(place)}`,
    port,
    listing: () => listing,
    position: () => position,
    push,
    close,
  };
}

function html(status: number, body: string): Answer {
  return { status, type: "text/html; charset=utf-8", body };
}

/** The listing once a push has happened. */
export function after({ ref, entries }: Listing, { head, set, gone }: Push): Listing {
  const changed = new Set([...gone, ...set.map(({ name }) => name)]);
  const kept = entries.filter(({ name }) => !changed.has(name));
  return { ...(ref === undefined ? {} : { ref }), head, entries: sortEntries([...kept, ...set]) };
}

/** A commit that the forge has shown or will show; the one with a body first. */
function commitOf(id: string, listings: readonly Listing[], pushes: readonly Push[]): Commit | undefined {
  const heads = [...pushes.map(({ head }) => head), ...listings.map(({ head }) => head)];
  const rows = [...listings.flatMap(({ entries }) => entries), ...pushes.flatMap(({ set }) => set)];
  return [...heads, ...rows.map(({ commit }) => commit)].find((commit) => commit?.id === id);
}
