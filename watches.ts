/** The directories to watch: the one file to edit. Every field is described in docs/configure.md. */
import { defineWatches } from "./src/watch-list.ts";

export default defineWatches([
  { id: "spdk-lib", url: "https://github.com/spdk/spdk/tree/master/lib" },
  // {
  //   id: "mirror-lib",
  //   url: "https://git.example/mirror/spdk/src/branch/master/lib",
  //   every: "15m",
  //   notify: [{ slack: "SLACK_STORAGE_TEAM", entries: ["nvmf", "bdev*"] }],
  // },
]);
