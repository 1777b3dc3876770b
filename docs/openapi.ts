/**
 * The API described (OpenAPI 3.1). `npm run docs` writes it to assets/openapi.json, which the Worker hands out; a test
 * holds real answers to it.
 */
import { feedFormats } from "../src/feed/index.ts";
import { opmlMediaType } from "../src/feed/opml.ts";
import { MOST_SNAPSHOTS } from "../src/http/snapshots.ts";
import { PAGE } from "../src/store/published.ts";
import { version } from "../src/version.ts";
import { schemas } from "./api-shapes.ts";
import { inPath, ok, problems, query, ref, refused } from "./openapi-parts.ts";

const time = { type: "string", pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` };
const snapshotId = { type: "string", pattern: String.raw`^\d{8}T\d{6}Z-[0-9a-f]{12}$` };
const patterns = { type: "array", maxItems: 50, items: { type: "string", minLength: 1, maxLength: 200 } };
const limit = (most: number) =>
  query("limit", { type: "integer", minimum: 1, maximum: most }, "At most so many.");
const place = { anyOf: [ref("schemas", "SnapshotId"), ref("schemas", "Time")] };

const filter = {
  entry: query("entry", patterns, "Names of entries, as globs; a leading ! excludes."),
  kind: query("kind", patterns, "Kinds of change, as globs."),
  author: query("author", patterns, "Authors, as globs, in either case."),
  title: query("title", patterns, "Subject lines, as globs, in either case."),
};
const filterParameters = Object.keys(filter);

const parameters = {
  format: {
    ...inPath("format", "The feed's format."),
    schema: { enum: feedFormats.map(({ extension }) => extension) },
  },
  watch: inPath("watch", "The watch's id."),
  ...filter,
  name: inPath("name", "The channel's name, which is that of its secret."),
  archive: query(
    "archive",
    { type: "integer", minimum: 1 },
    "The archive that ends with this seq; not with per.",
  ),
  per: query("per", { type: "string", enum: ["day", "week"] }, "One item for each closed day or week."),
};

const opml = { 200: ok(opmlMediaType, { type: "string" }), 304: ref("responses", "NotModified") };

/** The operations, by address and method. */
export const paths = {
  "/{watch}/snapshot.json": {
    get: read("getSnapshot", "The latest snapshot, or the one that was the latest at a time", "Snapshot", {
      parameters: [query("at", ref("schemas", "Time"), "RFC 3339, in UTC.")],
      problems: [400, 404, 410, 503],
    }),
  },
  "/{watch}/snapshots.json": {
    get: read("listSnapshots", "The snapshots that are kept, oldest first", "Snapshots", {
      parameters: [
        query("after", ref("schemas", "SnapshotId"), "Goes on after this one: the last answer's next."),
        limit(MOST_SNAPSHOTS),
      ],
      problems: [400, 404],
    }),
  },
  "/{watch}/snapshots/{id}.json": {
    get: read("getSnapshotById", "A snapshot that is kept; it never changes", "Snapshot", {
      parameters: [inPath("id", "What snapshots.json and updates.json name.")],
      problems: [404, 410],
    }),
  },
  "/{watch}/updates.json": {
    get: read("listUpdates", "The updates after a number, oldest first", "Updates", {
      parameters: [
        query("after", { type: "integer", minimum: 0 }, "Goes on after this seq: the last answer's next."),
        limit(PAGE),
      ],
      problems: [400, 404, 410, 503],
    }),
  },
  "/{watch}/diff.json": {
    get: read("getDiff", "The changes that lead from one snapshot to another", "Diff", {
      parameters: [
        { ...query("from", place, "A snapshot's id, or a time at which it was the latest."), required: true },
        query("to", place, "Likewise; the latest where it is left out."),
      ],
      problems: [400, 404, 410, 503],
    }),
  },
  "/{watch}/status.json": {
    get: read("getStatus", "How a watch is doing, and how far its channels have got", "Status", {
      problems: [404],
    }),
  },
  "/{watch}/feed.{format}": { get: feed("getFeed", "A watch's feed", ["watch", "archive", "per"]) },
  "/feed.{format}": { get: feed("getFeedOfAll", "The feed over all watches") },
  "/feeds.opml": {
    get: {
      operationId: "getFeeds",
      summary: "The feed of every watch, for import into a reader",
      responses: opml,
    },
  },
  "/{watch}/feeds.opml": {
    get: {
      operationId: "getFeedsOfWatch",
      summary: "A watch's feed, and that of each of its entries, likewise",
      parameters: [ref("parameters", "watch")],
      responses: { ...opml, ...problems([404]) },
    },
  },
  "/healthz": {
    get: {
      operationId: "getHealth",
      summary: "Whether the clock ticks, and which watches cannot be read",
      responses: {
        200: ok("application/json", ref("schemas", "Health")),
        304: ref("responses", "NotModified"),
        503: {
          ...ok("application/json", ref("schemas", "Health")),
          description: "No tick for three periods.",
        },
      },
    },
  },
  "/openapi.json": {
    get: {
      operationId: "getDescription",
      summary: "This description, for programs",
      responses: { 200: ok("application/json", { type: "object" }), 304: ref("responses", "NotModified") },
    },
  },
  "/{watch}/poll": { post: operation("pollNow", "Polls now, whatever schedule and backoff say", "Status") },
  "/{watch}/pause": {
    post: operation(
      "pauseWatch",
      "Polls no more until resumed; what was found is told all the same",
      "Status",
    ),
  },
  "/{watch}/resume": {
    post: operation("resumeWatch", "Ends that pause with a poll", "Status", [409]),
  },
  "/{watch}/channels/{name}/preview": {
    get: ofChannel("previewChannel", "What a channel would be sent for the newest updates", "Preview", [409]),
  },
  "/{watch}/channels/{name}/test": {
    post: ofChannel(
      "testChannel",
      "Sends a channel a message that only shows that messages arrive",
      "Tested",
      [409, 502],
    ),
  },
  "/{watch}/channels/{name}/resume": {
    post: ofChannel("resumeChannel", "Lets a channel that was stopped go on", "Status"),
  },
};

/** The document. */
export function describeApi(): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Treewatch",
      version,
      license: { name: "MIT", identifier: "MIT" },
      description:
        "What changed in directories of other people's source trees. Every document for readers answers HEAD and conditional requests as well. Times are RFC 3339 in UTC, in whole seconds. Fields with nothing to say are absent, and new ones may come. Private watches exist only for readers who bring the key. The addresses of a watch under a former id answer 308, those of one that was removed 410.",
    },
    servers: [{ url: "/" }],
    security: [{}, { bearer: [] }, { basic: [] }, { key: [] }],
    paths,
    components: {
      parameters,
      responses: {
        NotModified: { description: "The copy that the condition names is still good." },
        400: refused("What the address asks for is not understood."),
        401: refused("Not the operator's token."),
        404: refused("There is nothing of that name."),
        409: refused("That cannot be done; the detail says why."),
        410: refused("Kept no longer; the oldest that is kept is named."),
        502: refused("The receiver did not take it; the detail says why."),
        503: refused("Stored, but not visible from here yet; Retry-After says when."),
      },
      schemas: { ...schemas(), Time: time, SnapshotId: snapshotId },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        basic: { type: "http", scheme: "basic" },
        key: { type: "apiKey", in: "query", name: "key" },
      },
    },
  };
}

function read(
  operationId: string,
  summary: string,
  shape: string,
  more: { parameters?: object[]; problems: number[] },
) {
  return {
    operationId,
    summary,
    parameters: [ref("parameters", "watch"), ...(more.parameters ?? [])],
    responses: {
      200: ok("application/json", ref("schemas", shape)),
      304: ref("responses", "NotModified"),
      ...problems(more.problems),
    },
  };
}

function feed(operationId: string, summary: string, own: readonly string[] = []) {
  const content = Object.fromEntries(
    feedFormats.map(({ mediaType }) => [mediaType, { schema: { type: "string" } }]),
  );
  const ofWatch = own.length > 0;
  return {
    operationId,
    summary,
    parameters: ["format", ...own, ...filterParameters].map((name) => ref("parameters", name)),
    responses: {
      200: { description: "The document.", content },
      ...(ofWatch ? { 226: { description: "What is new, to A-IM: feed.", content } } : {}),
      304: ref("responses", "NotModified"),
      ...problems(ofWatch ? [400, 404, 410, 503] : [400, 404]),
    },
  };
}

function operation(operationId: string, summary: string, shape: string, refusals: readonly number[] = []) {
  return {
    operationId,
    summary,
    security: [{ bearer: [] }],
    parameters: [ref("parameters", "watch")],
    responses: { 200: ok("application/json", ref("schemas", shape)), ...problems([401, 404, ...refusals]) },
  };
}

function ofChannel(...described: Parameters<typeof operation>) {
  const { parameters: own, ...rest } = operation(...described);
  return { ...rest, parameters: [...own, ref("parameters", "name")] };
}
