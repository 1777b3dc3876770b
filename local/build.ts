/** Bundles the Worker as `wrangler deploy` does: one ES module, for workerd. */
import { join } from "node:path";
import { build, formatMessages, stop, type BuildFailure } from "esbuild";

/** The module's text; or what is wrong with the source, in esbuild's words with file and line. */
export type Built = { is: "built"; script: string } | { is: "broken"; problem: string };

/** Bundles the entry at `main`, relative to `root`, with other modules in place of those in `alias`. */
export async function buildWorker(
  root: string,
  main: string,
  alias: Readonly<Record<string, string>>,
): Promise<Built> {
  try {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [join(root, main)],
      bundle: true,
      alias: { ...alias },
      write: false,
      format: "esm",
      target: "es2024",
      conditions: ["workerd", "worker", "browser"],
      external: ["cloudflare:*", "node:*"],
      loader: { ".txt": "text", ".html": "text" },
      define: { "process.env.NODE_ENV": '"production"' },
      keepNames: true,
      logLevel: "silent",
    });
    return { is: "built", script: outputFiles[0]?.text ?? "" };
  } catch (error) {
    const messages = isBuildFailure(error) ? error.errors : [];
    if (messages.length === 0) throw error;
    const texts = await formatMessages(messages, { kind: "error", color: false });
    return { is: "broken", problem: texts.join("\n").trim() };
  } finally {
    // esbuild's own process would otherwise stay as long as ours.
    await stop();
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
