/** Brings a stream into a deployment, from where an earlier try of the same stream got to. */
import { after, noProgress, type Progress } from "../src/store/portable.ts";
import type { Deployment } from "./deployment.ts";
import { Hindrance } from "./deployment.ts";
import { trailerOf, type Lines } from "./state-stream.ts";

/** The most lines, and the most characters but for the last line, in one request: a Worker may work 10 ms for each. */
const MOST = { lines: 100, characters: 250_000 };

/** What is ready there to be made current. */
export type Brought = { digest: string; counts: Progress["counts"] };

/**
 * Brings the lines that `read` begins to give, without a trailer, and the trailer that proves them. Nothing is current
 * yet when it returns. `tell` hears how many lines are there.
 */
export async function bring(
  read: () => Lines,
  to: Deployment,
  options: { watch: string; replace: boolean; tell: (lines: number) => void },
): Promise<Brought> {
  const { staged } = await to.standing(options.watch);
  const resumed = staged === undefined ? undefined : await bringFrom(read(), to, { ...options, staged });
  const brought =
    resumed ?? (await bringFrom(read(), to, { ...options, staged: { ...noProgress, whole: false } }));
  if (brought === undefined)
    throw new Hindrance("What is read changed meanwhile. Run the same command again.");
  return brought;
}

/** Undefined where what is there is not the beginning of these lines. */
async function bringFrom(
  lines: Lines,
  to: Deployment,
  options: {
    watch: string;
    replace: boolean;
    tell: (lines: number) => void;
    staged: { lines: number; digest: string; whole: boolean };
  },
): Promise<Brought | undefined> {
  const { watch, replace, staged } = options;
  let progress = noProgress;
  let there = staged.lines;
  let page: string[] = [];
  let size = 0;
  const send = async () => {
    await to.take(watch, page, there, replace);
    there += page.length;
    page = [];
    size = 0;
    options.tell(there);
  };
  for await (const line of lines) {
    const isThere = progress.lines < staged.lines;
    progress = after(progress, line);
    if (isThere) {
      if (progress.lines === staged.lines && progress.digest !== staged.digest) return undefined;
      continue;
    }
    page.push(line);
    size += line.length;
    if (page.length === MOST.lines || size >= MOST.characters) await send();
  }
  const { counts, digest, lines: read } = progress;
  if (read < staged.lines || (staged.whole && read > staged.lines)) return undefined;
  if (staged.whole) return { counts, digest };
  page.push(trailerOf(progress));
  await send();
  return { counts, digest };
}
