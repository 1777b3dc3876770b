import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { worldBindings } from "./test/world-bindings.ts";

const long = process.env.TREEWATCH_LONG === "1";

/** Pages are read and made in the tests with what is deployed: the `[alias]` of wrangler.toml. */
const shipped = {
  htmlparser2: join(import.meta.dirname, "node_modules/htmlparser2/src/index.ts"),
  "entities/decode": join(import.meta.dirname, "src/upstream/entities.ts"),
  "hono/jsx/jsx-dev-runtime": join(import.meta.dirname, "src/http/pages/jsx.ts"),
  "hono/jsx/jsx-runtime": join(import.meta.dirname, "src/http/pages/jsx.ts"),
};

/**
 * Two projects: `pure` in Node (also everything that starts Treewatch as its user would), `worker` inside workerd.
 * `npm run test:long` runs the `*.long.test.ts` files instead.
 */
export default defineConfig({
  test: {
    // Many tests wait more than they work.
    maxWorkers: 4,
    // On demand, as it costs every tenth second: `npx vitest run --coverage`.
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text-summary", "json-summary"] },
    projects: [
      {
        test: {
          name: "pure",
          alias: shipped,
          // Read by Vitest itself, so that the alias holds in it.
          server: { deps: { inline: ["htmlparser2"] } },
          include: long ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: long ? [] : ["test/**/*.worker.test.ts", "test/**/*.long.test.ts"],
          setupFiles: ["test/quiet.ts"],
          testTimeout: long ? 3_600_000 : 60_000,
          hookTimeout: 120_000,
        },
      },
      ...(long
        ? []
        : [
            {
              plugins: [
                cloudflareTest({
                  wrangler: { configPath: "./wrangler.toml" },
                  miniflare: { bindings: { ALLOW_PRIVATE_HOSTS: "true", ...worldBindings } },
                }),
              ],
              test: {
                name: "worker",
                alias: shipped,
                include: ["test/**/*.worker.test.ts"],
                setupFiles: ["test/quiet.ts"],
                testTimeout: 30_000,
              },
            },
          ]),
    ],
  },
});
