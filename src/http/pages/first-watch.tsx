/** What the front page says where no watch is configured: what Treewatch is, and the very lines that begin one. */

/** `watches.ts` with one watch. Its address is left to be written: none is shipped that does not resolve. */
export const firstWatch = `import { defineWatches } from "./src/watch-list.ts";

export default defineWatches([
  {
    id: "a-name-for-it",
    url: "the directory's address, as your browser shows it",
    every: "15m",
    // The name of a secret that holds the webhook's address:
    // notify: [{ slack: "SLACK_STORAGE_TEAM" }],
  },
]);`;

/** The front page's main part. */
export function FirstWatch() {
  return (
    <div class="first">
      <p>
        Treewatch watches a directory of somebody else’s source tree and tells people what changed in it: in
        feeds, in Slack, and as JSON for programs.
      </p>
      <p>
        To watch one, write this into <code>watches.ts</code>, then start or deploy Treewatch again:
      </p>
      <pre>
        <code>{firstWatch}</code>
      </pre>
      <p>Or, on one machine and without any file, with the directory’s address in place of URL:</p>
      <pre>
        <code>npm start -- URL</code>
      </pre>
    </div>
  );
}
