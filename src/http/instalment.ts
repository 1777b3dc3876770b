/**
 * PURE. Feeds by instalments (RFC 3229 with `A-IM: feed`): a reader that names its copy by `If-None-Match` gets only
 * what came after it. The ETag of a feed ends with a mark of its newest update, which is how a copy is told; nothing is
 * remembered of who has read what.
 */

/** What a feed can tell a reader that has an older copy of it. */
export type Instalments = {
  /** The mark of the newest update that the feed was made of; its ETag ends with it. */
  mark: string;
  /** The feed with what came after every one of these marks and nothing else; undefined where that cannot be told. */
  after: (marks: readonly string[]) => string | undefined;
};

/** The mark of an update: the end of its id, which is the end of a hash. */
export function markOf({ id }: { readonly id: string }): string {
  return id.slice(-12);
}

/**
 * Which updates came after all of the marked ones, in the order given, newest first. Undefined where a mark is of none of
 * them (a copy older than they go back, or of another birth of the watch), or where none is newer: something else has
 * changed then, and the whole feed says what.
 */
export function newerThan<Marked extends { readonly id: string }>(
  newestFirst: readonly Marked[],
  marks: readonly string[],
): Marked[] | undefined {
  const known = newestFirst.map(markOf);
  const places = marks.map((mark) => known.indexOf(mark));
  if (places.length === 0 || Math.min(...places) < 1) return undefined;
  // Of several copies it is not known which one the reader goes on from: the oldest has to do.
  return newestFirst.slice(0, Math.max(...places));
}

/** Whether a request's `A-IM` header, a list with weights as `Accept` has them, asks for instalments. */
export function asksForInstalments(accepted: string | null): boolean {
  return (accepted ?? "").split(",").some((one) => /^\s*feed\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/i.test(one));
}

/**
 * Whether it is not the reader that asks but its parser. feedparser does, unasked, and rss2email (to 3.14, under either
 * name) then takes 226 for an error, keeps its old copy's tag, and would never be told anything again.
 */
export function asksUnaware(userAgent: string | null): boolean {
  return /^(feedparser|rss2email)\//.test(userAgent ?? "");
}
