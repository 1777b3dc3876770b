/** The kinds of upstream there are, one line each. Everything that lists them is derived from here. */
import type { Listing } from "../listing.ts";
import type { Answer, History, Known, PageRequest, Read, Refused, Unchanged, Upstream } from "./contract.ts";
import { git } from "./git.ts";
import { gitea } from "./gitea.ts";

export const upstreams: readonly RegisteredUpstream[] = [register(gitea), register(git)];

/** One directory that can be read: an adapter bound to its target. */
export type Source = {
  /** The adapter's name. */
  upstream: string;
  /** For people, such as `spdk/lib`. */
  title: string;
  /** Where a person looks at the directory. */
  url: string;
  /** Canonical text of the target: the same directory at the same place gives the same. */
  target: string;
  list: (known?: Known) => Generator<PageRequest, Read | Unchanged | Refused, Answer>;
  /** What led from the listing before to the one that was read; absent where the adapter cannot tell. */
  history?: (before: Listing, after: Read) => Generator<PageRequest, History | Refused, Answer>;
};

/** An adapter without its target's type. */
export type RegisteredUpstream = {
  name: string;
  reads: string;
  /** The source that a plain address means, or undefined where it is no address of this kind. */
  resolve(url: URL): Source | undefined;
  /** Whether it reads that address better than others do. */
  prefers(url: URL): boolean;
};

function register<Target>(upstream: Upstream<Target>): RegisteredUpstream {
  const history = upstream.history?.bind(upstream);
  return {
    name: upstream.name,
    reads: upstream.reads,
    prefers: (url) => upstream.prefers?.(url) ?? false,
    resolve(url) {
      const target = upstream.match(url);
      if (target === undefined) return undefined;
      return {
        upstream: upstream.name,
        title: upstream.title(target),
        url: upstream.url(target),
        target: JSON.stringify(target),
        list: (known) => upstream.list(target, known),
        ...(history === undefined ? {} : { history: (before, after) => history(target, before, after) }),
      };
    },
  };
}

/** The source that an address means: of the kind `name` where one is given, else of the best that fits; or undefined. */
export function resolveSource(url: URL, name?: string): Source | undefined {
  const fitting = upstreams.flatMap((upstream) => {
    const source = name === undefined || upstream.name === name ? upstream.resolve(url) : undefined;
    return source === undefined ? [] : { source, preferred: upstream.prefers(url) };
  });
  return (fitting.find(({ preferred }) => preferred) ?? fitting[0])?.source;
}
