/** The same suite with workerd's own `fetch`, over real connections: the code runs in workerd, the host in this process. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll } from "vitest";
import type { Told } from "./ask-by-name.ts";
import { describeExchanges } from "./exchanges.ts";

/** What runs inside, with all that it imports but types. */
const sources = [
  "test/upstream/ask-by-name.ts",
  "src/upstream/fetch.ts",
  "src/upstream/challenge.ts",
  "src/upstream/refusal.ts",
  "src/address.ts",
  "src/bytes.ts",
  "src/version.ts",
];

const entry = `
  import { askByName } from "./test/upstream/ask-by-name.ts";
  export default {
    async fetch(incoming) {
      const { request, options } = await incoming.json();
      return Response.json(await askByName(request, options));
    },
  };
`;

let workerd: Miniflare;

beforeAll(async () => {
  const modules = sources.map((path) => ({
    type: "ESModule" as const,
    path,
    contents: stripTypeScriptTypes(readFileSync(path, "utf8")),
  }));
  workerd = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: "ESModule", path: "entry.js", contents: entry }, ...modules],
      modulesRoot: ".",
      compatibilityDate: "2026-10-30",
      cf: false,
      // workerd logs each name that does not resolve, beside telling its caller.
      handleStructuredLogs: () => {},
    }),
  );
  await workerd.ready;
});

afterAll(() => workerd.dispose());

describeExchanges("workerd", async (request, options) => {
  const response = await workerd.dispatchFetch("http://worker/", {
    method: "POST",
    body: JSON.stringify({ request, options }),
  });
  return (await response.json()) as Told;
});
