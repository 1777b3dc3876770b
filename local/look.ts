/** One look at a directory, as a Watcher's first poll takes it: robots.txt obeyed, the token shown, nothing kept. */
import type { Watch } from "../src/config.ts";
import { drive } from "../src/upstream/ask.ts";
import type { Read, Refused } from "../src/upstream/contract.ts";
import { createPerform, userAgent, type Perform } from "../src/upstream/fetch.ts";
import type { Source } from "../src/upstream/index.ts";
import type { RobotsVerdict } from "../src/upstream/refusal.ts";
import { judgeByRobots, obeying, readRobots, robotsRequest, type Robots } from "../src/upstream/robots.ts";
import { tokenCredentials, withAccess, withoutToken } from "../src/upstream/token.ts";
import { parseSettings, readText, type Bindings } from "../src/variables.ts";

/** What is looked at: a source, and of its watch what counts for reading. */
export type Looked = { source: Source } & Partial<Pick<Watch, "robots" | "token">>;

/** Reads a listing, or says why there is none. */
export type Look = (looked: Looked) => Promise<Read | Refused>;

/**
 * A look that asks each host for its robots.txt once. `variables` are those of the Worker: `ALLOW_PRIVATE_HOSTS`,
 * `CONTACT`, `PUBLIC_URL` and the secrets that tokens are in count here.
 */
export function createLook(variables: Bindings): Look {
  const settings = parseSettings(variables);
  const { allowPrivateHosts } = settings;
  const options = { fetch, userAgent: userAgent(settings), allowPrivateHosts };
  const perform = createPerform(options);
  const rules = new Map<string, Promise<Robots>>();
  const judge = async (url: string): Promise<"allowed" | RobotsVerdict> => {
    const { origin } = new URL(url);
    const asked = rules.get(origin) ?? perform(robotsRequest(url)).then(readRobots);
    rules.set(origin, asked);
    return judgeByRobots(await asked, url);
  };
  const performOf = (token: Watch["token"]): Perform => {
    if (token === undefined) return perform;
    const secret = readText(variables, token.secret)?.trim() ?? "";
    if (secret === "") return withoutToken(token.secret);
    const credentials = tokenCredentials(secret, token.origin);
    return withAccess(createPerform({ ...options, credentials }), token.origin);
  };
  return async ({ source, robots, token }) => {
    const asking = performOf(token);
    const read = await drive(source.list(), robots === "ignore" ? asking : obeying(asking, judge));
    if (read.is === "unchanged") throw new Error("a first look cannot find anything unchanged");
    return read;
  };
}
