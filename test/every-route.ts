/** Every way to ask for something, right and wrong: for tests of what must be told to nobody. */

/** Addresses over all watches, and such that are nobody's. */
export const sharedRoutes = [
  "/",
  "/feed.rss",
  "/feed.atom",
  "/feed.json",
  "/feed.rss?entry=*&kind=added&title=*",
  "/feed.json?kind=nonsense",
  "/feed.atom?nonsense=1",
  "/feeds.opml",
  "/page/1",
  "/page/2",
  "/page/nonsense",
  "/healthz",
  "/openapi.json",
  "/watches.json",
  "/robots.txt",
  "/favicon.ico",
  "/no/such/address",
];

/** Addresses of one watch; `snapshot` is the id of one of its snapshots. */
export function ownRoutes(watch: string, snapshot: string): string[] {
  const ends = [
    "",
    "/",
    "?",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/feed.rss?entry=*&kind=updated",
    "/feed.rss?kind=nonsense",
    "/feeds.opml",
    "/snapshot.json",
    "/snapshot.json?at=2999-01-01T00:00:00Z",
    "/snapshot.json?at=nonsense",
    "/snapshots.json",
    `/diff.json?from=${snapshot}`,
    "/diff.json",
    `/snapshots/${snapshot}.json`,
    "/snapshots/20200101T000000Z-aaaaaaaa.json",
    "/snapshots/nonsense.json",
    "/updates.json",
    "/updates.json?after=0&limit=1",
    "/updates.json?limit=nonsense",
    "/updates/1",
    "/updates/999",
    "/status.json",
    "/poll",
    "/state",
    "/move",
    "/pause",
    "/resume",
    "/channels/SLACK/resume",
    "/channels/SLACK/test",
    "/no/such/address",
  ];
  return ends.map((end) => `/${watch}${end}`);
}

/** Requests of whoever has no key. */
export const strangers: readonly { method: string; headers: Record<string, string> }[] = [
  ...["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"].map((method) => ({ method, headers: {} })),
  { method: "GET", headers: { authorization: "Bearer wrong" } },
  { method: "GET", headers: { authorization: "Basic d3Jvbmc6a2V5" } },
  { method: "GET", headers: { authorization: "Basic !" } },
  { method: "GET", headers: { "if-none-match": "*" } },
  { method: "GET", headers: { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" } },
  { method: "POST", headers: { authorization: "Bearer wrong" } },
];
