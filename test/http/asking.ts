/** Asks the Worker in workerd as a reader does who comes by its public address. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { app } from "../../src/http/app.ts";

export const base = "https://watch.example";
export const hub = "https://hub.example/";
export const settings = { PUBLIC_URL: base, WEBSUB_HUB: hub };

/** Asks a Worker whose readers come by `PUBLIC_URL`, or as `vars` say. Each has its own configuration. */
export async function ask(path: string, headers: Record<string, string> = {}, vars: object = settings) {
  const request = new Request(path.startsWith("http") ? path : `${base}${path}`, { headers });
  return app.fetch(request, { ...env, ...vars });
}

type Read = { ids: string[]; next: string | undefined; text: string };

/** What a reader has of a feed: the ids of its updates and digests, and the address it goes on at. */
export async function readFeed(path: string): Promise<Read> {
  const response = await ask(path);
  expect(response.status, path).toBe(200);
  const text = await response.text();
  const ids = [
    ...text.matchAll(/(?:<guid isPermaLink="false">|<id>|"id":")(tag:treewatch,2026:birth\/[^<"]*)/g),
  ];
  const next = /<[\w:]*link href="([^"]*)" rel="prev-archive"|"next_url":"([^"]*)"/.exec(text);
  const url = (next?.[1] ?? next?.[2])?.replaceAll("&#x26;", "&");
  return { ids: ids.map(([, id = ""]) => id), next: url, text };
}
