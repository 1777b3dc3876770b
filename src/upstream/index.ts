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
  TargetShape,
  Unchanged,
  Upstream,
} from "./contract.ts";
import { autoindex } from "./autoindex.ts";
import { git } from "./git.ts";
import { gitea } from "./gitea.ts";
import { tags } from "./tags.ts";
import { webgit } from "./webgit.ts";

const registered = [
  // The first that fits an address reads it best, but for what an adapter `prefers`.
  register(gitea),
  register(git),
  register(tags),
  register(webgit),
  register(autoindex),
] as const;

export const upstreams: readonly RegisteredUpstream[] = registered;

type AnyFields = (typeof registered)[number]["fields"];
type NameOf<One> = One extends unknown ? keyof One : never;
type SchemaOf<One, Name> = One extends { [Key in Name & string]: infer Schema } ? Schema : never;
type TargetFields = {
  [Name in NameOf<AnyFields>]: z.ZodMiniOptional<SchemaOf<AnyFields, Name> & z.ZodMiniType>;
};

/** The fields of the targets that a watch may write, each optional: a target's own schema says which it needs. */
export const targetFields: TargetFields = Object.fromEntries(
  registered
    .flatMap(({ fields }) => Object.entries<z.ZodMiniType>(fields))
    .map(([name, schema]) => [name, z.optional(schema)]),
);

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
  /** Address of the git repository that a quiet poll asks for refs; absent where it asks for something else. */
  repository?: string;
  /** The only origin that a token for it is sent to; absent where the kind of source takes none. */
  tokenOrigin?: string;
  list: (known?: Known) => Generator<PageRequest, Read | Unchanged | Refused, Answer>;
  /** What led from the listing before to the one that was read; absent where the adapter cannot tell. */
  history?: (before: Listing, after: Read) => Generator<PageRequest, History | Refused, Answer>;
};

/** An adapter without its target's type. */
export type RegisteredUpstream<Fields extends TargetShape = TargetShape> = {
  name: string;
  reads: string;
  takesToken: boolean;
  /** Those of its target's fields that a watch may write. */
  fields: Fields;
  /** Its target for people, such as `{ git, ref?, path? }`; absent where a watch cannot write it out. */
  form?: string;
  /**
   * The source that an address means, with the fields written beside it; undefined where it is no address of this kind, or
   * a field is wrong, none of its own, or said by the address already.
   */
  at(url: URL, beside: Written): Source | undefined;
  /** The source that a target means, or undefined where a field is wrong, missing or none of its own. */
  of(target: Written): Source | undefined;
  /** Whether it reads that address better than others do. */
  prefers(url: URL): boolean;
};

/** Fields of a target as a watch has them, not checked yet. */
type Written = Readonly<Record<string, unknown>>;

function register<Target extends object, Fields extends TargetShape>(
  upstream: Upstream<Target, Fields>,
): RegisteredUpstream<Fields> {
  const history = upstream.history?.bind(upstream);
  const { target: schema, fields } = upstream;
  const sourceOf = (target: Target): Source => {
    const tokenOrigin = upstream.tokenOrigin?.(target);
    const repository = upstream.repository?.(target);
    return {
      upstream: upstream.name,
      title: upstream.title(target),
      url: upstream.url(target),
      target: JSON.stringify(target),
      ...(repository === undefined ? {} : { repository }),
      ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
      list: (known) => upstream.list(target, known),
      ...(history === undefined ? {} : { history: (before, after) => history(target, before, after) }),
    };
  };
  const parsed = (target: object, written: Written): Source | undefined => {
    const isOwn = Object.keys(written).every((name) => name in fields && !(name in target));
    const whole = z.safeParse(schema, { ...target, ...written });
    return isOwn && whole.success ? sourceOf(whole.data) : undefined;
  };
  return {
    name: upstream.name,
    reads: upstream.reads,
    takesToken: upstream.tokenOrigin !== undefined,
    fields,
    ...(Object.keys(schema.shape).every((name) => name in fields) ? { form: formOf(fields) } : {}),
    prefers: (url) => upstream.prefers?.(url) ?? false,
    at(url, beside) {
      const target = upstream.match(url);
      return target === undefined ? undefined : parsed(target, beside);
    },
    of: (written) => parsed({}, written),
  };
}

function formOf(shape: TargetShape): string {
  const fields = Object.entries(shape).map(([name, { _zod }]) =>
    _zod.optin === "optional" ? `${name}?` : name,
  );
  return `{ ${fields.join(", ")} }`;
}

/**
 * What an address, with the fields of a target that are written beside it, means to each kind of upstream that reads it,
 * the one that reads it best first.
 */
export function sourcesAt(url: URL, beside: Written = {}): Source[] {
  const best = upstreams.filter((upstream) => upstream.prefers(url));
  return [...new Set([...best, ...upstreams])].flatMap((upstream) => upstream.at(url, beside) ?? []);
}

/** What a target that is written out means, to each kind of upstream that it is a whole target of. */
export function sourcesOf(target: Written): Source[] {
  return upstreams.flatMap((upstream) => upstream.of(target) ?? []);
}

/** The source that an address means: of the kind that reads it best; or undefined. */
export function resolveSource(url: URL): Source | undefined {
  return sourcesAt(url)[0];
}
