/**
 * The configuration, parsed once: `watches.ts` or the variable `WATCHES`, and the settings. Every problem of every
 * watch is found and reported together; a watch with a problem is idle, the others go on.
 */
import * as z from "zod/mini";
import type { Filter } from "./filter.ts";
import { resolveSource, type Source, upstreams } from "./upstream/index.ts";
import { Variables } from "./variables.ts";
import { Defaults, type WatchList, WatchSpec } from "./watch-list.ts";
import { parseJson } from "./json.ts";

/** One watch, ready to be polled. */
export type Watch = {
  id: string;
  title: string;
  source: Source;
  /** Milliseconds; a whole number of minutes. */
  every: number;
  paused: boolean;
  /** Whether the host's robots.txt is asked what may be read. */
  robots: "obey" | "ignore";
  /** Whether only readers with the key may know of it. */
  private: boolean;
  /** How many updates are kept, and for how long (milliseconds) a superseded snapshot. */
  keep: { updates: number; snapshotsMs: number };
  channels: readonly ChannelConfig[];
};

/** One channel of a watch. Its name is the name of its secret. */
export type ChannelConfig = { name: string; kind: string; filter: Filter };

/** Something wrong in the configuration, with what to write instead. Never holds the value of a secret. */
export type Problem = { watch?: string; field?: string; problem: string };

/** What the variables say, beside `WATCHES` and the channels' secrets. */
export type Settings = {
  /** Without a slash at the end. */
  publicUrl?: string;
  contact?: string;
  adminToken?: string;
  readToken?: string;
  allowPrivateHosts: boolean;
  /** Seconds between two ticks: 60 on Cloudflare, whatever the clock says on one machine. */
  tickSeconds: number;
};

export type Config = {
  watches: readonly Watch[];
  /** Watches that are named but not valid: their state rests, their documents are still served. */
  idle: readonly { id: string; private: boolean; problems: readonly Problem[] }[];
  problems: readonly Problem[];
  settings: Settings;
};

/** What the platform hands over: variables and secrets by name, beside the bindings. */
export type Bindings = { readonly [name: string]: unknown };

/** The bindings by name: the generated type knows only those in wrangler.toml, not an operator's secrets. */
export function bindings(env: Env): Bindings {
  return { ...env };
}

/** Parses everything. Never throws: what cannot be used is a problem. `builtIn` is the list in `watches.ts`. */
export function parseConfig(env: Bindings, builtIn: WatchList): Config {
  const problems: Problem[] = [];
  const settings = parseSettings(env, problems);
  const list = chooseList(env["WATCHES"], builtIn, problems);
  const defaults =
    parse(Defaults, list.defaults ?? {}, { field: "defaults" }, problems) ?? z.parse(Defaults, {});
  const names = list.watches.map(nameOf);
  const watches: Watch[] = [];
  const idle = new Map<string, { private: boolean; problems: Problem[] }>();
  for (const [index, spec] of list.watches.entries()) {
    const name = nameOf(spec, index);
    const own: Problem[] = [];
    const watch = parseWatch(spec, name, defaults, own);
    const isTwice = names.indexOf(name) !== names.lastIndexOf(name);
    if (isTwice && names.indexOf(name) === index) own.push({ watch: name, field: "id", problem: sameId });
    if (watch?.private && settings.readToken === undefined) {
      own.push({ watch: name, field: "private", problem: noReadToken });
    }
    if (watch !== undefined && own.length === 0 && !isTwice) watches.push(watch);
    else if (isId(name)) {
      const others = idle.get(name);
      const secret = others?.private === true || mayBePrivate(spec);
      idle.set(name, { private: secret, problems: [...(others?.problems ?? []), ...own] });
    }
    problems.push(...own);
  }
  return { watches, idle: [...idle].map(([id, one]) => ({ id, ...one })), problems, settings };
}

const noReadToken =
  "a private watch needs the secret READ_TOKEN, which its readers bring: set it, or take this away";

/** A watch that is not valid is kept from readers where it says that it is private, however it says so. */
function mayBePrivate(spec: unknown): boolean {
  const isObject = spec !== null && typeof spec === "object";
  return isObject && "private" in spec && spec.private !== false;
}

/** What readers without the key may know, by configuration: worked out once, asked for at every request. */
const open = new WeakMap<Config, Config>();

/** The configuration as a reader without the key may know it: without private watches, and without their problems. */
export function withoutPrivate(config: Config): Config {
  const known = open.get(config) ?? removePrivate(config);
  open.set(config, known);
  return known;
}

function removePrivate(config: Config): Config {
  const hidden = new Set([...config.watches, ...config.idle].flatMap((one) => (one.private ? one.id : [])));
  return {
    ...config,
    watches: config.watches.filter((watch) => !watch.private),
    idle: config.idle.filter((watch) => !watch.private),
    problems: config.problems.filter(({ watch }) => watch === undefined || !hidden.has(watch)),
  };
}

const sameId = "several watches have this id and none of them runs: give each its own";

/** A watch that is named in the configuration; `watch` is absent where it is not valid, and `problems` say why. */
export type NamedWatch = { id: string; title: string; watch?: Watch; problems: readonly Problem[] };

/** Every watch that is named, valid or not: what has been published of it is served either way. */
export function namedWatches({ watches, idle }: Config): NamedWatch[] {
  return [
    ...watches.map((watch) => ({ id: watch.id, title: watch.title, watch, problems: [] })),
    ...idle.map(({ id, problems }) => ({ id, title: id, problems })),
  ];
}

/** All problems in one message, a line each. */
export function explainProblems(problems: readonly Problem[]): string {
  const lines = problems.map(({ watch, field, problem }) => {
    const where = [watch === undefined ? [] : `watch "${watch}"`, field ?? []].flat().join(", ");
    return `- ${where === "" ? "" : `${where}: `}${problem}`;
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${count} in the configuration; every other watch goes on.`, ...lines].join("\n");
}

function parseWatch(
  spec: unknown,
  name: string,
  defaults: z.infer<typeof Defaults>,
  problems: Problem[],
): Watch | undefined {
  const parsed = parse(WatchSpec, spec, { watch: name }, problems);
  if (parsed === undefined) return undefined;
  const source = resolveSource(new URL(parsed.url), parsed.upstream);
  if (source === undefined) {
    const reads = upstreams.map((upstream) => `${upstream.reads} (${upstream.name})`).join("; ");
    const problem = `nothing reads this address: write the address of ${reads}`;
    problems.push({ watch: name, field: "url", problem });
    return undefined;
  }
  return {
    id: parsed.id,
    title: parsed.title ?? source.title,
    source,
    every: parsed.every ?? defaults.every,
    paused: parsed.paused,
    robots: parsed.robots ?? "obey",
    private: parsed.private,
    keep: {
      updates: parsed.keep?.updates ?? defaults.keep.updates,
      snapshotsMs: parsed.keep?.snapshots ?? defaults.keep.snapshots,
    },
    channels: parsed.notify,
  };
}

/** `WATCHES` may hold the list or the whole object, as JSON text or, from `[vars]` in wrangler.toml, as it is. */
function chooseList(variable: unknown, builtIn: WatchList, problems: Problem[]): WatchList {
  if (variable === undefined || variable === "") return builtIn;
  const value = typeof variable === "string" ? parseJson(variable) : variable;
  const list = z.safeParse(WholeList, Array.isArray(value) ? { watches: value } : value);
  if (!list.success) {
    const problem =
      'write JSON: a list of watches, or an object such as { "watches": [ … ], "defaults": { … } }';
    problems.push({ field: "WATCHES", problem });
    return { watches: [] };
  }
  const { watches, defaults, ...others } = list.data;
  if (Object.keys(others).length > 0) {
    problems.push({ field: "WATCHES", problem: "an object here has no fields but watches and defaults" });
  }
  return { watches, defaults };
}

const WholeList = z.looseObject({ watches: z.array(z.unknown()), defaults: z.optional(z.unknown()) });

/** Parses the variables alone; what cannot be used is left out and added to `problems`. */
export function parseSettings(env: Bindings, problems: Problem[] = []): Settings {
  const { shape } = Variables;
  const read = <T>(field: keyof typeof shape, schema: z.ZodMiniType<T>) =>
    parse(schema, env[field] === "" ? undefined : env[field], { field }, problems);
  const publicUrl = read("PUBLIC_URL", shape.PUBLIC_URL);
  const contact = read("CONTACT", shape.CONTACT);
  const adminToken = read("ADMIN_TOKEN", shape.ADMIN_TOKEN);
  const readToken = read("READ_TOKEN", shape.READ_TOKEN);
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(contact === undefined ? {} : { contact }),
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(readToken === undefined ? {} : { readToken }),
    allowPrivateHosts: read("ALLOW_PRIVATE_HOSTS", shape.ALLOW_PRIVATE_HOSTS) ?? false,
    // Set by the clock on one machine; nothing that an operator sets.
    tickSeconds: Math.max(1, Number(env["TICK_SECONDS"] ?? 60) || 60),
  };
}

/** The text of a variable or secret, or undefined where it is not set or empty. */
export function readText(env: Bindings, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** How a watch is called in problems: by its id; by its place where it has none or one that might be an address. */
function nameOf(spec: unknown, index: number): string {
  const id = spec !== null && typeof spec === "object" && "id" in spec ? spec.id : undefined;
  return typeof id === "string" && /^[\w .-]{1,63}$/.test(id) ? id : `number ${index + 1}`;
}

function isId(name: string): boolean {
  return z.safeParse(WatchSpec.shape.id, name).success;
}

/** The value as the schema reads it, or undefined; what is wrong is added to `problems`, at `place` and below. */
function parse<T>(
  schema: z.ZodMiniType<T>,
  value: unknown,
  place: Omit<Problem, "problem">,
  problems: Problem[],
): T | undefined {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    const field = [...(place.field === undefined ? [] : [place.field]), ...path].join(".");
    problems.push({ ...place, ...(field === "" ? {} : { field }), problem: message });
  }
  return undefined;
}
