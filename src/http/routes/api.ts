/** The JSON API's routes: snapshots and what differs between them, updates, and how a watch is doing. */
import { theFleet } from "../../fleet.ts";
import { hostsTick } from "../../host.ts";
import type { NamedWatch } from "../../named-watches.ts";
import { explainProblems } from "../../problems.ts";
import type { Status } from "../../status.ts";
import { readPublished } from "../../store/published.ts";
import { isSnapshotId, takenAtOf } from "../../store/snapshot.ts";
import { parseTime } from "../../time.ts";
import { parseRange, updatesBody } from "../json.ts";
import { JSON_TYPE, type Keeping, type Representation } from "../representation.ts";
import { Routes } from "../router.ts";
import { paramsOf, serve, withWatch } from "../routed.ts";
import {
  diffBody,
  noSnapshot,
  parseAt,
  parseSpan,
  readSnapshot,
  snapshotsBody,
  type Kept,
} from "../snapshots.ts";

export const apiRoutes = new Routes();

/** The description of the API, once this isolate has read it. */
let openapi: string | undefined;

apiRoutes.get("/openapi.json", async (c) => {
  const text = (openapi ??= await readOpenapi(c.env));
  return serve(c, {
    mediaType: JSON_TYPE,
    keeping: "shared",
    // Of one version of Treewatch there is one description.
    ingredients: ["openapi"],
    body: () => text,
  });
});

apiRoutes.get("/:watch/snapshot.json", (c) =>
  withWatch(c, async (watch) => {
    const place = parseAt(paramsOf(c));
    if (place instanceof Response) return place;
    const kept = await readSnapshot(c.env, watch.key, place);
    if (kept instanceof Response) return kept;
    return serve(c, {
      ...snapshotOf(kept, "shared"),
      // RFC 9110, 8.7: the same document has an address of its own, where it stays.
      ...(place === "latest" ? {} : { headers: { "content-location": `snapshots/${kept.id}.json` } }),
    });
  }),
);

apiRoutes.get("/:watch/snapshots/:file", (c) =>
  withWatch(c, async (watch) => {
    const [, id = ""] = /^(.*)\.json$/.exec(c.param("file")) ?? [];
    if (!isSnapshotId(id)) return noSnapshot();
    const kept = await readSnapshot(c.env, watch.key, { id });
    return kept instanceof Response ? kept : serve(c, snapshotOf(kept, "immutable"));
  }),
);

apiRoutes.get("/:watch/snapshots.json", (c) =>
  withWatch(c, async (watch) => {
    const text = await snapshotsBody(c.env, watch, paramsOf(c));
    if (text instanceof Response) return text;
    return serve(c, jsonOf(text));
  }),
);

apiRoutes.get("/:watch/diff.json", (c) =>
  withWatch(c, async ({ id, key }) => {
    const span = parseSpan(paramsOf(c));
    if (span instanceof Response) return span;
    const [from, to] = await Promise.all([
      readSnapshot(c.env, key, span.from),
      readSnapshot(c.env, key, span.to),
    ]);
    if (from instanceof Response) return from;
    if (to instanceof Response) return to;
    return serve(c, {
      mediaType: JSON_TYPE,
      keeping: "shared",
      ingredients: ["diff", id, from.id, to.id],
      body: () => diffBody(id, from, to),
    });
  }),
);

apiRoutes.get("/:watch/updates.json", (c) =>
  withWatch(c, async (watch) => {
    const range = parseRange(paramsOf(c));
    if (range instanceof Response) return range;
    const published = await readPublished(c.env.KV, watch.key, Date.now());
    const text = await updatesBody(c.env.KV, watch, published, range);
    if (text instanceof Response) return text;
    return serve(c, jsonOf(text));
  }),
);

apiRoutes.get("/:watch/status.json", (c) =>
  withWatch(c, async (named) => {
    const lastTick = await theFleet(c.env).lastTick();
    const askedUpTo = named.watch && lastTick && hostsTick(lastTick, named.watch);
    const status =
      (await c.env.WATCHER.getByName(named.key).status(askedUpTo)) ?? (await idleStatus(c.env, named));
    return serve(c, { ...jsonOf(JSON.stringify(status)), keeping: "revalidate" });
  }),
);

/** `assets/openapi.json`, without the spaces that it has for its authors. Throws where it cannot be read. */
async function readOpenapi({ ASSETS }: Env): Promise<string> {
  const response = await ASSETS.fetch("https://assets/openapi.json");
  if (!response.ok) throw new Error("assets/openapi.json cannot be read");
  return JSON.stringify(await response.json());
}

/** The status of a watch whose configuration is not valid: what is published stays as it is. */
async function idleStatus(env: Env, { id, key, problems }: NamedWatch): Promise<Status> {
  const published = await readPublished(env.KV, key, Date.now());
  const latest = published?.head.latest ?? 0;
  return {
    watch: id,
    state: "paused",
    reason: "invalid-configuration",
    message: explainProblems(problems),
    ...(published === undefined ? {} : { snapshot: published.head.snapshot.id }),
    latest,
    published: latest,
    channels: [],
  };
}

/** A document that is made of itself. */
function jsonOf(text: string): Representation {
  return { mediaType: JSON_TYPE, keeping: "shared", ingredients: [text], body: () => text };
}

/** A snapshot, whose id stands for all that is in it. */
function snapshotOf({ id, text }: Kept, keeping: Keeping): Representation {
  return {
    mediaType: JSON_TYPE,
    keeping,
    ingredients: [id],
    body: () => text,
    modified: parseTime(takenAtOf(id)),
  };
}
