/** `docs/feeds.md` and `README.md` show no address that a feed does not understand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseFeedQuery } from "../../src/http/feed-query.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, "../..", name), "utf8");

it.each([
  ["docs/feeds.md", 6],
  ["README.md", 1],
])("the queries in %s are understood", (name, least) => {
  const queries = [...read(name).matchAll(/`(?:\/\{watch\}\/feed\.\w+)?\?([\w*!&=:[\]-]+)`/g)].map(
    ([, query = ""]) => query,
  );
  expect(queries.length).toBeGreaterThanOrEqual(least);
  for (const query of queries)
    expect(parseFeedQuery(new URLSearchParams(query)), query).toHaveProperty("filter");
});
