/** The JSON API's routes: snapshots, updates and how a watch is doing. */
import { Hono } from "hono/tiny";
import { explainProblems, type NamedWatch } from "../../config.ts";
import type { Status } from "../../status.ts";
import { getText, keys } from "../../store/kv.ts";
import { readPublished, type Published } from "../../store/published.ts";
import { isSnapshotId } from "../../store/snapshot.ts";
import { parseTime } from "../../time.ts";
import { parseRange, updatesBody } from "../json.ts";
import { problem } from "../problem.ts";
import { JSON_TYPE } from "../representation.ts";
import { paramsOf, serve, withWatch } from "../routed.ts";

export const apiRoutes = new Hono<{ Bindings: Env }>({ strict: false });

apiRoutes.get("/:watch/snapshot.json", (c) =>
  withWatch(c, async (watch) => {
    const published = await readPublished(c.env.KV, watch.id, Date.now());
    if (published === undefined) return noBaseline();
    const { snapshot } = published.head;
    return serve(c, {
      mediaType: JSON_TYPE,
      keeping: "shared",
      ingredients: [snapshot.id],
      body: () => published.snapshotText,
      modified: parseTime(snapshot.takenAt),
    });
  }),
);

apiRoutes.get("/:watch/snapshots/:file", (c) =>
  withWatch(c, async (watch) => {
    const id = c.req.param("file").replace(/\.json$/, "");
    if (!isSnapshotId(id) || !c.req.param("file").endsWith(".json")) return noSnapshot();
    const stored = await getText(c.env.KV, keys.snapshot(watch.id, id));
    if (stored === undefined) return goneSnapshot(id, await readPublished(c.env.KV, watch.id, Date.now()));
    return serve(c, {
      mediaType: JSON_TYPE,
      keeping: "immutable",
      ingredients: [id],
      body: () => stored.text,
    });
  }),
);

apiRoutes.get("/:watch/updates.json", (c) =>
  withWatch(c, async (watch) => {
    const range = parseRange(paramsOf(c));
    if (range instanceof Response) return range;
    const published = await readPublished(c.env.KV, watch.id, Date.now());
    const text = await updatesBody(c.env.KV, watch.id, published, range);
    if (text instanceof Response) return text;
    return serve(c, { mediaType: JSON_TYPE, keeping: "shared", ingredients: [text], body: () => text });
  }),
);

apiRoutes.get("/:watch/status.json", (c) =>
  withWatch(c, async (named) => {
    const status = (await c.env.WATCHER.getByName(named.id).status()) ?? (await idleStatus(c.env, named));
    const text = JSON.stringify(status);
    return serve(c, { mediaType: JSON_TYPE, keeping: "revalidate", ingredients: [text], body: () => text });
  }),
);

/** The status of a watch whose configuration is not valid: what is published stays as it is. */
async function idleStatus(env: Env, { id, problems }: NamedWatch): Promise<Status> {
  const published = await readPublished(env.KV, id, Date.now());
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

function noBaseline(): Response {
  return problem(
    404,
    "No snapshot yet",
    "The directory has not been read yet: status.json says why, or when it will be.",
  );
}

function noSnapshot(): Response {
  return problem(
    404,
    "No such snapshot",
    "A snapshot's id is what snapshot.json and updates.json name, as snapshots/ID.json.",
  );
}

function goneSnapshot(id: string, published: Published | undefined): Response {
  const oldest = published?.head.oldestSnapshot;
  // Ids begin with their time. Of the same second, an older one cannot be told from one that never was.
  if (oldest === undefined || id.slice(0, 16) > oldest.id.slice(0, 16)) return noSnapshot();
  return problem(
    410,
    "Gone",
    `The oldest snapshot that is kept is ${oldest.id}, taken at ${oldest.takenAt}.`,
  );
}
