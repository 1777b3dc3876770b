/** The configuration, tried as it will be deployed: every watch read once, every secret looked for, the plan's room counted. */
import type { ChannelConfig, Config, Watch } from "../src/config.ts";
import { configureChannels } from "../src/notify/configured.ts";
import { explainNote } from "../src/upstream/notes.ts";
import { explainRefusal } from "../src/upstream/refusal.ts";
import { readText, type Bindings } from "../src/variables.ts";
import { budgetOf, exceeded, fittingInterval, shownInterval, type Budget } from "./budget.ts";
import type { Budgeted } from "./load.ts";
import { worker } from "./limits.ts";
import type { Look } from "./look.ts";

/** Hosts asked side by side, as a tick does. */
const HOSTS_AT_ONCE = 6;

/** What came of reading one watch. `ms` is how long that took. */
export type Reading = { watch: Watch; ms: number } & (
  | { is: "read"; entries: number; newest?: string; notes: readonly string[] }
  | { is: "refused"; reason: string }
);

/** Reads every watch once: one at a time for each host. `tell` hears of each before it is read. */
export async function readWatches(
  watches: readonly Watch[],
  look: Look,
  tell: (watch: Watch) => void,
): Promise<Reading[]> {
  const readings = new Map<Watch, Reading>();
  const hosts = [...Map.groupBy(watches, ({ source }) => hostOf(source)).values()];
  await Promise.all(
    Array.from({ length: HOSTS_AT_ONCE }, async () => {
      for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
        for (const watch of host) {
          tell(watch);
          readings.set(watch, await readWatch(watch, look));
        }
      }
    }),
  );
  return watches.flatMap((watch) => readings.get(watch) ?? []);
}

function hostOf({ url }: Watch["source"]): string {
  return new URL(url).host;
}

async function readWatch(watch: Watch, look: Look): Promise<Reading> {
  const begin = performance.now();
  const result = await look(watch);
  const ms = performance.now() - begin;
  if (result.is === "refused") return { is: "refused", watch, ms, reason: explainRefusal(result.refusal) };
  const { listing, notes = [] } = result;
  return {
    is: "read",
    watch,
    ms,
    entries: listing.entries.length,
    ...(listing.head === undefined ? {} : { newest: listing.head.id.slice(0, 7) }),
    notes: notes.map(explainNote),
  };
}

/** A secret that the configuration names, and how it is: `problem` is absent where it is there and well-formed. */
export type Secret = { name: string; what: string; of: readonly string[]; problem?: string };

/** Every channel's secret and every token's, each once, with who names it. */
export function secretsNamed({ watches, ops }: Config, env: Bindings): Secret[] {
  const found = new Map<string, Secret>();
  const note = (name: string, what: string, of: string, problem: string | undefined) => {
    const known = found.get(`${what} ${name}`);
    const names = [...(known?.of ?? []), of];
    found.set(`${what} ${name}`, { name, what, of: names, ...(problem === undefined ? {} : { problem }) });
  };
  const noteChannels = (channels: readonly ChannelConfig[], of: string) => {
    for (const { name, kind, secrets } of configureChannels(channels, env)) {
      note(name, kind, of, "problem" in secrets ? secrets.problem : undefined);
    }
  };
  noteChannels(ops, "ops");
  for (const { id, channels, token } of watches) {
    noteChannels(channels, id);
    if (token === undefined) continue;
    const missing = readText(env, token.secret) === undefined;
    note(token.secret, "token", id, missing ? `The secret ${token.secret} is not set.` : undefined);
  }
  return [...found.values()];
}

/** All that was looked at. */
export type Checked = {
  config: Config;
  /** The Worker's name in `wrangler.toml`. */
  name: string;
  readings: readonly Reading[];
  secrets: readonly Secret[];
  budget: Budget;
  /** The bytes of the variable `WATCHES` where that is what will be deployed; else 0. */
  watchesBytes: number;
};

/** What is wrong, in sentences that say what to do; empty where all is well. */
export function troublesOf({ config, name, readings, secrets, budget, watchesBytes }: Checked): string[] {
  const wrong = config.problems.map(({ watch, field, problem }) => {
    const where = [watch === undefined ? [] : `watch "${watch}"`, field ?? []].flat().join(", ");
    return `${where === "" ? "The configuration" : where}: ${problem}`;
  });
  const unread = readings.flatMap((one) =>
    one.is === "refused" ? `watch "${one.watch.id}" cannot be read. ${one.reason}` : [],
  );
  // A token's secret that is missing has kept its watch from being read, which says so.
  const missing = secrets.flatMap(({ what, of, problem }) =>
    problem === undefined || what === "token" ? [] : `${problem} (${what}; named by ${shortList(of)})`,
  );
  return [
    ...wrong,
    ...publicUrlMissing(config, name),
    ...unread,
    ...missing,
    ...tooMuch(config, budget, readings),
    ...tooLong(watchesBytes),
  ];
}

function publicUrlMissing({ settings, problems }: Config, name: string): string[] {
  if (settings.publicUrl !== undefined || problems.some(({ field }) => field === "PUBLIC_URL")) return [];
  return [
    `PUBLIC_URL is not set, so messages link to the forge only and no shared cache keeps anything. Write it into [vars] of wrangler.toml: the address that npm run deploy prints, https://${name}.<your-subdomain>.workers.dev, or your own domain's.`,
  ];
}

function tooMuch({ watches }: Config, budget: Budget, readings: readonly Reading[]): string[] {
  const over = exceeded(budget).map(
    ({ what, used, allowed }) => `${whole(used)} ${what} of ${whole(allowed)}`,
  );
  if (over.length === 0) return [];
  const polled = budgeted(watches, readings);
  const { plan } = budget;
  const fitting = fittingInterval(polled, plan);
  const [same, ...others] = new Set(polled.map(({ every }) => every));
  const each = same === undefined || others.length > 0 ? "" : ` every ${shownInterval(same)}`;
  const way =
    fitting === undefined
      ? "Split them over several accounts"
      : `Write "${shownInterval(fitting)}" or more for every`;
  const other = plan === "free" ? ", or take the paid plan and set PLAN to paid" : "";
  return [
    `${polled.length} watches${each} are more than the ${plan} plan allows: ${over.join("; ")}. ${way}${other}.`,
  ];
}

function tooLong(bytes: number): string[] {
  const { free: allowed } = worker.variableBytes;
  if (bytes <= allowed) return [];
  return [
    `The variable WATCHES has ${whole(bytes)} bytes, and Cloudflare takes ${whole(allowed)} at most. Write the list into watches.ts instead.`,
  ];
}

/** What counts for the budget: the watches that are polled, with how long the read of each took. */
export function budgeted(watches: readonly Watch[], readings: readonly Reading[]): Budgeted[] {
  const took = new Map(readings.map(({ watch, ms }) => [watch.id, ms]));
  return watches
    .filter(({ paused }) => !paused)
    .map(({ id, every, source }) => ({
      id,
      every,
      source,
      host: hostOf(source),
      answerMs: took.get(id) ?? 0,
    }));
}

/** Looks at everything. */
export async function check(options: {
  config: Config;
  name: string;
  env: Bindings;
  watchesBytes: number;
  look: Look;
  tell: (watch: Watch) => void;
}): Promise<Checked> {
  const { config, name, env, watchesBytes } = options;
  const polled = config.watches.filter(({ paused }) => !paused);
  const readings = await readWatches(polled, options.look, options.tell);
  const budget = budgetOf(budgeted(config.watches, readings), config.settings.plan);
  return { config, name, readings, secrets: secretsNamed(config, env), budget, watchesBytes };
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** A number for people, without decimals. */
export function whole(number: number): string {
  return Math.ceil(number).toLocaleString("en-GB");
}
