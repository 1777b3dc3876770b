/** An update's own page: from KV, or from its Watcher where KV does not show it yet. */
import type { NamedWatch } from "../named-watches.ts";
import { readPublished, readUpdates } from "../store/published.ts";
import { parseUpdate } from "../updates.ts";
import { feedLinks } from "./feeds.ts";
import { renderUpdate } from "./pages/update.tsx";
import { problem } from "./problem.ts";

/** The page of the update `seq`; 410 where it is kept no longer, 404 where its Watcher does not have it either. */
export async function updatePage(
  env: Env,
  { id, key, title }: NamedWatch,
  base: string,
  seq: number,
): Promise<string | Response> {
  const published = await readPublished(env.KV, key, Date.now());
  const { latest = 0, oldest = 0 } = published?.head ?? {};
  if (seq < oldest) return problem(410, "Gone", `The oldest update that is kept is ${oldest}.`);
  const [stored] =
    (published && seq <= latest && (await readUpdates(env.KV, key, published, { from: seq, to: seq }))) || [];
  const text = stored ?? (await env.WATCHER.getByName(key).updateText(seq));
  if (text === undefined)
    return problem(404, "No such update", `The newest update that is published is ${latest}.`);
  const pageUrl = `${base}/${id}`;
  return renderUpdate({
    id,
    title,
    pageUrl,
    update: parseUpdate(text),
    ...(seq > oldest && seq > 1 && { previous: seq - 1 }),
    ...(seq < latest && { next: seq + 1 }),
    feeds: feedLinks(pageUrl),
  });
}
