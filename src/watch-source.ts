/** What a watch says is watched: an address or a target that is written out, the kind of upstream, a token. */
import type { Problem } from "./problems.ts";
import { type Source, sourcesAt, sourcesOf, targetFields, upstreams } from "./upstream/index.ts";
import type { Watched } from "./watch-list.ts";

/** A watch's token: the name of the secret that holds it, and the only origin that it is sent to. */
export type Token = { secret: string; origin: string };

type Wrong = Omit<Problem, "watch">;

const forms = upstreams.flatMap(({ form }) => form ?? []).join(" or ");

/**
 * The source that the fields mean together, those of other kinds that they may mean, the best first, and the token for it
 * where they name one; or what is wrong with them. `allowPrivateHosts` lets a token go over http, as private networks
 * without certificates need.
 */
export function watchedSource(
  watched: Watched,
  { allowPrivateHosts }: { allowPrivateHosts: boolean },
): { source: Source; others: readonly Source[]; token?: Token } | Wrong {
  const { upstream, token } = watched;
  const sources = sourcesMeant(watched);
  if ("problem" in sources) return sources;
  const named = sources.filter((source) => upstream === undefined || source.upstream === upstream);
  if (sources.length > 0 && named.length === 0) {
    const others = sources.map((source) => `"${source.upstream}"`).join(" or ");
    return {
      field: "upstream",
      problem: `"${upstream}" does not read this: write ${others}, or leave it out`,
    };
  }
  const [first, ...others] = named;
  if (first === undefined) {
    return {
      field: "url",
      problem: `nothing reads this address: write the address of ${sayReads(upstreams)}`,
    };
  }
  // What is written out means one thing; an address may mean several, which reading it tells.
  if (token === undefined) return { source: first, others: watched.url === undefined ? [] : others };
  for (const source of named) {
    const { tokenOrigin: origin } = source;
    if (origin === undefined) continue;
    return origin.startsWith("http:") && !allowPrivateHosts
      ? { field: "token", problem: overHttp }
      : { source, others: [], token: { secret: token, origin } };
  }
  return tokenUnused(watched);
}

const overHttp =
  "over http the token could be read on its way: write an address that begins with https://, or, in a private network, set ALLOW_PRIVATE_HOSTS";

/** What the address, with what is written beside it, or the target means, to each kind of upstream; the best first. */
function sourcesMeant({ url, ...others }: Watched): Source[] | Wrong {
  const target = Object.fromEntries(
    Object.entries(others).filter(([name, value]) => name in targetFields && value !== undefined),
  );
  const names = Object.keys(target);
  if (url !== undefined) {
    const sources = sourcesAt(new URL(url), target);
    if (sources.length > 0 || names.length === 0) return sources;
    const problem = `${sayNames(names)} cannot stand beside this address: take ${names.length === 1 ? "it" : "them"} away, or write ${forms} in place of url`;
    return { field: "url", problem };
  }
  if (names.length === 0) {
    const problem = `write the directory's address, as the browser shows it, or in its place ${forms}`;
    return { field: "url", problem };
  }
  const sources = sourcesOf(target);
  return sources.length > 0
    ? sources
    : { problem: `${sayNames(names)} makes no whole target: write ${forms}, or a url instead` };
}

function tokenUnused({ upstream }: Watched): Wrong {
  const takers = upstreams.filter(({ takesToken }) => takesToken);
  if (upstream === undefined) {
    const problem = `what reads this address takes no token: write the address of ${sayReads(takers)}, or ${forms} in its place`;
    return { field: "url", problem };
  }
  const names = takers.map(({ name }) => `"${name}"`).join(" or ");
  return { field: "upstream", problem: `"${upstream}" takes no token: write ${names}, or leave it out` };
}

function sayReads(some: typeof upstreams): string {
  return some.map(({ reads, name }) => `${reads} (${name})`).join("; ");
}

function sayNames(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
