/**
 * What an upstream adapter is. An adapter describes: it says which pages it wants and reads what it is handed.
 * It never fetches (`fetch.ts` alone does), has no clock and keeps no state, so a test drives it with a captured page.
 */
import type * as z from "zod/mini";
import type { ChangeKind } from "../diff.ts";
import type { Commit, Entry, Listing } from "../listing.ts";
import type { Refusal } from "./refusal.ts";

/** One request that an adapter wants made. GET without a body unless said otherwise. */
export type PageRequest = {
  url: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /**
   * The answer stays the same, byte for byte, while there is nothing new: a poll that it made quiet once is quiet whenever
   * the same is answered.
   */
  steady?: true;
  /** Of a request for refs: with what their names begin. Several such requests can be made as one (`shared.ts`). */
  prefixes?: readonly string[];
};

/** What was answered, whatever its status. */
export type Page = {
  is: "page";
  /** After redirects. */
  url: string;
  status: number;
  headers: Headers;
  body: Uint8Array;
};

/** What `yield request` gives back: a page, or why there is none. */
export type Answer = Page | Refused;

/** The upstream cannot be read now, or what it answered is no listing; nothing may be concluded from it. */
export type Refused = { is: "refused"; refusal: Refusal };

/** What the operator of a watch should know although its listing could be read. Stable codes; `notes.ts` has the words. */
export type Note =
  /** The repository was renamed or handed over: the directory's address is now `to`, absolute. */
  | { note: "moved"; to: string }
  /** The repository is archived: nothing will change in it. */
  | { note: "archived" }
  /** The address names one commit, which never changes. */
  | { note: "fixed-commit" }
  /** The address is a file's: the listing holds that entry of its directory and no other. */
  | { note: "one-entry"; entry: string }
  /** The git server can leave nothing out, or no trees: far more is fetched than is needed. */
  | { note: "no-filter" };

/** The listing is the one known before; nothing was read beyond what proves that. */
export type Unchanged = {
  is: "unchanged";
  /** Those of `Read`. Absent where nothing was read that tells: those of the poll before stand. */
  notes?: readonly Note[];
  /** That of `Read`. */
  at?: string;
};

/** A whole listing. */
export type Read = {
  is: "listing";
  listing: Listing;
  /**
   * Names of entries that are there but whose commit (or date) the upstream had not worked out yet. They carry
   * no `commit`, are not compared, and are asked for again at the next poll even if the head has not moved.
   */
  notReady: string[];
  /** Absent where there is nothing to say. The same at every poll, for as long as what they say lasts. */
  notes?: readonly Note[];
  /**
   * What an adapter wants to know of this poll at the next, in its own words; handed back as `Known.at`. Absent: what an
   * earlier poll left stands.
   */
  at?: string;
  /** What led from the last snapshot to this listing, where reading the listing showed it already. */
  history?: History;
};

/** One entry that a commit touched. */
export type Touched = {
  kind: ChangeKind;
  /** The entry's name; of a rename the new one. */
  entry: string;
  /** Of a rename: the old name. */
  from?: string;
  /** What the commit left it as; for `removed`, what it was. */
  entryKind: Entry["kind"];
  url?: string;
};

/** One commit of a history, with the entries it touched: at least one, each once. */
export type HistoryCommit = {
  commit: Commit;
  changes: readonly Touched[];
  /** False where commits may be hidden between this one and what was known before, and no source could tell. */
  complete: boolean;
};

/**
 * The commits between two listings of one directory. Every entry that it names is explained by it, whatever the listing's
 * row says; what else differs between the listings is for the rows to explain.
 */
export type History = {
  /** Oldest first, in the order of `git log --reverse --topo-order`. */
  commits: readonly HistoryCommit[];
  /** True where the old head is no ancestor of the new: history was replaced. */
  rewritten: boolean;
  /**
   * Where one poll's requests did not suffice: the entries `left`, whatever their rows show, are not seen yet. They stay
   * as the commits leave them, and the head becomes `head`, so that the next poll asks for what lies between.
   */
  unfinished?: { left: readonly string[]; head: Commit };
};

/** What is known from the last snapshot, as far as an adapter needs it to tell that nothing changed. */
export type Known = {
  /** Object id of the head, if the upstream showed one. */
  head?: string;
  /** How many entries there were. */
  entries: number;
  /** True while the page must be read whole even under a known head (rows not ready, a removal held, history left, …). */
  open: boolean;
  /** The last `at` that a poll of this target left. */
  at?: string;
  /** The last snapshot's listing; loaded when called, which a quiet poll does not. */
  listing?: () => Listing;
};

/** Fields of a target, by name. */
export type TargetShape = Readonly<Record<string, z.ZodMiniType>>;

/** An object's schema, of which the fields are known. */
export type TargetSchema<Target> = z.ZodMiniType<Target> & { shape: TargetShape };

/**
 * What the docs say of a field, beside what its schema says. `type` and `default` only where the schema does not tell them;
 * `example` as it is written.
 */
export type FieldWords = { meaning: string; example?: unknown; type?: string; default?: string };

/**
 * An adapter for one kind of source. `Target` is what a watch must say, as parsed by the schema `target`. Its module exports
 * `words` beside it, with what the docs say of each of its `fields`; the Worker has no use for that.
 */
export interface Upstream<Target, Fields extends TargetShape = TargetShape> {
  /** The word used in `upstream:` and in `status.json`. */
  readonly name: string;
  /** For people: what it reads, in one line. The docs table is made of it. */
  readonly reads: string;
  readonly target: TargetSchema<Target>;
  /**
   * Those of the target's fields that a watch may write: in place of an address where they make a whole target, or beside
   * one that does not say them. No field of a watch or of another meaning may have such a name.
   */
  readonly fields: Fields;
  /** The target that a plain address means, or undefined where it is no address of this kind. Never throws. */
  match(url: URL): Target | undefined;
  /** Whether it reads an address that it matches better than the others do that match it too. Absent: it does not. */
  prefers?(url: URL): boolean;
  /** A title for people, such as `spdk/lib`. */
  title(target: Target): string;
  /** The address at which a person looks at the directory. */
  url(target: Target): string;
  /**
   * Address of the git repository whose refs a quiet poll asks for, and nothing else, as all watches of it do. Absent where
   * a poll reads the directory itself.
   */
  repository?(target: Target): string;
  /**
   * The origin at which a token that may read the repository is sent as the password of HTTP Basic: there, and nowhere
   * else. Absent where the kind of source takes none.
   */
  tokenOrigin?(target: Target): string;
  /** Reads the directory. Returns `Unchanged` only if `known` is given, nothing is open and head or ref is the same. */
  list(target: Target, known?: Known): Generator<PageRequest, Read | Unchanged | Refused, Answer>;
  /**
   * Reads what led from `before` to the listing that was read after it. For an adapter whose `list` does not show it
   * already; asked only where the head has moved. Refused where no source tells anything of it.
   */
  history?(target: Target, before: Listing, after: Read): Generator<PageRequest, History | Refused, Answer>;
}
