/**
 * The configuration, parsed once: `watches.ts` or the variable `WATCHES`, and the settings. Every problem of every
 * watch is found and reported together; a watch with a problem is idle, the others go on.
 */
import * as z from "zod/mini";
import type { Filter } from "./filter.ts";
import { OpsList } from "./notify-list.ts";
import { secretsOf } from "./notify/index.ts";
import type { When } from "./notify/when.ts";
import type { Source } from "./upstream/index.ts";
import { parse, type Problem } from "./problems.ts";
import { type Bindings, parseSettings, type Settings } from "./variables.ts";
import { Defaults, Watched, type WatchList, WatchSpec } from "./watch-list.ts";
import { type Names, readNames, sharedNames } from "./watch-names.ts";
import { type Token, watchedSource } from "./watch-source.ts";
import { parseJson } from "./json.ts";
import { memo } from "./memo.ts";

/** One watch, ready to be polled. */
export type Watch = Names & {
  title: string;
  source: Source;
  /** What the same address means to other kinds of upstream: tried in turn where `source` cannot read it from the first. */
  others: readonly Source[];
  /** Milliseconds; a whole number of minutes. */
  every: number;
  paused: boolean;
  /** Whether the host's robots.txt is asked what may be read. */
  robots: "obey" | "ignore";
  /** Shows the upstream that it may read the repository; absent where none is needed. */
  token?: Token;
  /** Whether only readers with the key may know of it. */
  private: boolean;
  /** How many updates are kept, and for how long (milliseconds) a superseded snapshot. */
  keep: { updates: number; snapshotsMs: number };
  channels: readonly ChannelConfig[];
};

/** One channel of a watch. Its name is the name of its secret. */
export type ChannelConfig = { name: string; kind: string; filter: Filter; when: When };

export type Config = {
  watches: readonly Watch[];
  /** Watches that are named but not valid: their state rests, their documents are still served. */
  idle: readonly (Names & { private: boolean; problems: readonly Problem[] })[];
  /** The operator's channels: they hear of trouble with any watch. */
  ops: readonly ChannelConfig[];
  problems: readonly Problem[];
  settings: Settings;
  /**
   * Whether there is no doubt which watches are meant: the list can be read, and so can the names of each, which no other
   * has. Only then is a watch that is not among them taken for one that was removed.
   */
  certain: boolean;
};

/** Parses everything. Never throws: what cannot be used is a problem. `builtIn` is the list in `watches.ts`. */
export function parseConfig(env: Bindings, builtIn: WatchList): Config {
  const problems: Problem[] = [];
  const settings = parseSettings(env, problems);
  const chosen = chooseList(env["WATCHES"], builtIn, problems);
  const list = chosen ?? { watches: [] };
  const defaults =
    parse(Defaults, list.defaults ?? {}, { field: "defaults" }, problems) ?? z.parse(Defaults, {});
  const ops = parse(OpsList, list.ops ?? [], { field: "ops" }, problems) ?? [];
  const names = list.watches.map(nameOf);
  const [first, twice] = [new Set<string>(), new Set<string>()];
  for (const name of names) (first.has(name) ? twice : first).add(name);
  const parsed = list.watches.map((spec, index) => {
    const name = nameOf(spec, index);
    const own: Problem[] = [];
    const named = readNames(spec);
    return { spec, name, named, own, watch: parseWatch(spec, name, { named, defaults, settings }, own) };
  });
  const read = parsed.flatMap(({ named }) => named ?? []);
  const shared = sharedNames(read);
  const channels = [...ops, ...parsed.flatMap(({ watch }) => watch?.channels ?? [])];
  const sent = new Set(channels.flatMap(secretsOf));
  const watches: Watch[] = [];
  const idle = new Map<string, Names & { private: boolean; problems: Problem[] }>();
  for (const { spec, name, named, own, watch } of parsed) {
    const isTwice = twice.has(name);
    const isShared = [name, ...(named?.formerly ?? [])].some((one) => shared.has(one));
    if (isShared && !isTwice) {
      own.push({ watch: name, field: shared.has(name) ? "id" : "formerly", problem: sharedName });
    }
    // Said once, of the first of them.
    if (isTwice && first.delete(name)) own.push({ watch: name, field: "id", problem: sameId });
    if (watch?.private && settings.readToken === undefined) {
      own.push({ watch: name, field: watch.token === undefined ? "private" : "token", problem: noReadToken });
    }
    if (watch?.token !== undefined && sent.has(watch.token.secret)) {
      own.push({ watch: name, field: "token", problem: channelsSecret });
    }
    if (watch !== undefined && own.length === 0 && !isTwice) watches.push(watch);
    else if (isId(name)) {
      const others = idle.get(name);
      const secret = others?.private === true || mayBePrivate(spec);
      const called = named ?? { id: name, formerly: [], key: name };
      idle.set(name, { ...called, private: secret, problems: [...(others?.problems ?? []), ...own] });
    }
    problems.push(...own);
  }
  const certain = chosen !== undefined && read.length === names.length && shared.size === 0;
  return { watches, idle: [...idle.values()], ops, problems, settings, certain };
}

const noReadToken =
  "a private watch needs the secret READ_TOKEN, which its readers bring: set it, or take this away";

const channelsSecret =
  "a channel has this secret, too, and would send it to its own host: give the token's another name";

/** A watch that is not valid is kept from readers where it says that it is private or names a token, however it spells it. */
function mayBePrivate(spec: unknown): boolean {
  if (spec === null || typeof spec !== "object") return false;
  return Object.entries(spec).some(([field, value]) => /private|token/i.test(field) && value !== false);
}

/** The configuration as a reader without the key may know it: without private watches, and without their problems. */
export const withoutPrivate = memo((config: Config): Config => {
  const hidden = new Set([...config.watches, ...config.idle].flatMap((one) => (one.private ? one.id : [])));
  return {
    ...config,
    watches: config.watches.filter((watch) => !watch.private),
    idle: config.idle.filter((watch) => !watch.private),
    problems: config.problems.filter(({ watch }) => watch === undefined || !hidden.has(watch)),
  };
});

const sameId = "several watches have this id and none of them runs: give each its own";

const sharedName =
  "another watch has or had this id, and neither runs, because its addresses lead to one: let only one of them name it";

function parseWatch(
  spec: unknown,
  name: string,
  {
    named,
    defaults,
    settings,
  }: { named: Names | undefined; defaults: z.infer<typeof Defaults>; settings: Settings },
  problems: Problem[],
): Watch | undefined {
  const parsed = parse(WatchSpec, spec, { watch: name }, problems);
  const fields = z.safeParse(Watched, spec);
  const watched = fields.success ? watchedSource(fields.data, settings) : undefined;
  if (watched !== undefined && "problem" in watched) {
    problems.push({ watch: name, ...watched });
    return undefined;
  }
  if (parsed === undefined || watched === undefined || named === undefined) return undefined;
  const { source, others, token } = watched;
  return {
    ...named,
    title: parsed.title ?? source.title,
    source,
    others,
    every: parsed.every ?? defaults.every,
    paused: parsed.paused,
    robots: parsed.robots ?? "obey",
    private: parsed.private || token !== undefined,
    ...(token === undefined ? {} : { token }),
    keep: {
      updates: parsed.keep?.updates ?? defaults.keep.updates,
      snapshotsMs: parsed.keep?.snapshots ?? defaults.keep.snapshots,
    },
    channels: parsed.notify,
  };
}

/**
 * `WATCHES` may hold the list or the whole object, as JSON text or, from `[vars]` in wrangler.toml, as it is. Undefined
 * where it holds neither.
 */
function chooseList(variable: unknown, builtIn: WatchList, problems: Problem[]): WatchList | undefined {
  if (variable === undefined || variable === "") return builtIn;
  const value = typeof variable === "string" ? parseJson(variable) : variable;
  const list = z.safeParse(WholeList, Array.isArray(value) ? { watches: value } : value);
  if (!list.success) {
    const problem =
      'write JSON: a list of watches, or an object such as { "watches": [ … ], "defaults": { … } }';
    problems.push({ field: "WATCHES", problem });
    return undefined;
  }
  const { watches, ops, defaults, ...others } = list.data;
  if (Object.keys(others).length > 0) {
    problems.push({
      field: "WATCHES",
      problem: "an object here has no fields but watches, ops and defaults",
    });
  }
  return { watches, ops, defaults };
}

const WholeList = z.looseObject({
  watches: z.array(z.unknown()),
  ops: z.optional(z.unknown()),
  defaults: z.optional(z.unknown()),
});

/** How a watch is called in problems: by its id; by its place where it has none or one that might be an address. */
function nameOf(spec: unknown, index: number): string {
  const id = spec !== null && typeof spec === "object" && "id" in spec ? spec.id : undefined;
  return typeof id === "string" && /^[\w .-]{1,63}$/.test(id) ? id : `number ${index + 1}`;
}

function isId(name: string): boolean {
  return z.safeParse(WatchSpec.shape.id, name).success;
}
