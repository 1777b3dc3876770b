/** A commit in a few words. */
import { authorOf, shown } from "../../feed/words.ts";
import type { Commit } from "../../listing.ts";
import { Dotted } from "./dotted.tsx";
import { Link } from "./link.tsx";
import { Time } from "./time.tsx";

/** Its subject, linked; `(no title)` where nothing of that can be seen. */
export function Subject({ commit }: { commit: Commit }) {
  return <Link to={commit.url}>{shown(commit.title) || "(no title)"}</Link>;
}

/** The first seven digits of its id, as git shows them, linked. */
export function CommitId({ commit }: { commit: Commit }) {
  return (
    <Link to={commit.url}>
      <code>{shown(commit.id).slice(0, 7)}</code>
    </Link>
  );
}

/** One commit in one line: subject, author, id, date. */
export function CommitLine({ commit, day }: { commit: Commit; day: string | undefined }) {
  const author = authorOf(commit);
  return (
    <Dotted
      parts={[
        <Subject commit={commit} />,
        author && <bdi>{author}</bdi>,
        <CommitId commit={commit} />,
        commit.committedAt && <Time at={commit.committedAt} day={day} />,
      ]}
    />
  );
}
