/** The kinds of upstream there are, one line each. Everything that lists them is derived from here. */
import * as z from "zod/mini";
import type { Listing } from "../listing.ts";
import type {
  Answer,
  History,
  Known,
  PageRequest,
  Read,
  Refused,
  TargetSchema,
  Unchanged,
  Upstream,
} from "./contract.ts";
import { git } from "./git.ts";
import { GitTarget } from "./git/address.ts";
import { gitea } from "./gitea.ts";

const { git: repository, ref, path, links } = GitTarget.shape;

/** The fields of the targets that a watch may write out in place of an address. A target's own schema says which it needs. */
export const targetFields = {
  git: z.optional(repository),
  ref: z.optional(ref),
  path: z.optional(path),
  links: z.optional(links),
};

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
  /** The only origin that a token for it is sent to; absent where the kind of source takes none. */
  tokenOrigin?: string;
  list: (known?: Known) => Generator<PageRequest, Read | Unchanged | Refused, Answer>;
  /** What led from the listing before to the one that was read; absent where the adapter cannot tell. */
  history?: (before: Listing, after: Read) => Generator<PageRequest, History | Refused, Answer>;
};

/** An adapter without its target's type. */
export type RegisteredUpstream = {
  name: string;
  reads: string;
  takesToken: boolean;
  /** Its target for people, such as `{ git, ref?, path? }`; absent where a watch cannot write it out. */
  form?: string;
  /** The source that a plain address means, or undefined where it is no address of this kind. */
  at(url: URL): Source | undefined;
  /** The source that a target means, or undefined where a field is wrong, missing or none of its own. */
  of(target: Readonly<Record<string, unknown>>): Source | undefined;
  /** Whether it reads that address better than others do. */
  prefers(url: URL): boolean;
};

function register<Target>(upstream: Upstream<Target>): RegisteredUpstream {
  const history = upstream.history?.bind(upstream);
  const { shape } = upstream.target;
  const names = Object.keys(shape);
  const sourceOf = (target: Target): Source => {
    const tokenOrigin = upstream.tokenOrigin?.(target);
    return {
      upstream: upstream.name,
      title: upstream.title(target),
      url: upstream.url(target),
      target: JSON.stringify(target),
      ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
      list: (known) => upstream.list(target, known),
      ...(history === undefined ? {} : { history: (before, after) => history(target, before, after) }),
    };
  };
  return {
    name: upstream.name,
    reads: upstream.reads,
    takesToken: upstream.tokenOrigin !== undefined,
    ...(names.every((name) => name in targetFields) ? { form: formOf(shape) } : {}),
    prefers: (url) => upstream.prefers?.(url) ?? false,
    at(url) {
      const target = upstream.match(url);
      return target === undefined ? undefined : sourceOf(target);
    },
    of(written) {
      const parsed = z.safeParse(upstream.target, written);
      const isOwn = Object.keys(written).every((name) => names.includes(name));
      return parsed.success && isOwn ? sourceOf(parsed.data) : undefined;
    },
  };
}

function formOf(shape: TargetSchema<unknown>["shape"]): string {
  const fields = Object.entries(shape).map(([name, { _zod }]) =>
    _zod.optin === "optional" ? `${name}?` : name,
  );
  return `{ ${fields.join(", ")} }`;
}

/** What an address means to each kind of upstream that reads it, the one that reads it best first. */
export function sourcesAt(url: URL): Source[] {
  const best = upstreams.filter((upstream) => upstream.prefers(url));
  return [...new Set([...best, ...upstreams])].flatMap((upstream) => upstream.at(url) ?? []);
}

/** What a target that is written out means, to each kind of upstream that it is a whole target of. */
export function sourcesOf(target: Readonly<Record<string, unknown>>): Source[] {
  return upstreams.flatMap((upstream) => upstream.of(target) ?? []);
}

/** The source that an address means: of the kind that reads it best; or undefined. */
export function resolveSource(url: URL): Source | undefined {
  return sourcesAt(url)[0];
}
