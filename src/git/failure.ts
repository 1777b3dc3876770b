/** Why an answer of git's protocol cannot be used. Stable codes; whoever asked turns them into words. */
export type GitFailure = { failed: Failed };

/** What is wrong with an answer. */
export type Failed =
  /** It is no answer of this protocol at all. */
  | "not-git"
  /** It is one of version 0 or 1. */
  | "old-protocol"
  /** It is empty, as git's own server leaves it when a request holds what it does not know. */
  | "silent"
  /** It ends before it is complete. */
  | "cut"
  /** A packet, the pack or an object in it is malformed, or does not have the checksum that it should. */
  | "damaged"
  /** The pack or an object is larger than the bounds allow. */
  | "too-large"
  /** The server says that there is no such object, or that it may not be asked for. */
  | "no-object"
  /** The server says that it cannot filter in this way. */
  | "no-filter"
  /** The server says that something else is wrong. */
  | "remote"
  /** No more requests may be made now. */
  | "spent";

/** The failure of this kind. */
export function failure(failed: Failed): GitFailure {
  return { failed };
}
