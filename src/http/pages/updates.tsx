/** A list of updates, newest first: what changed, by whom, in which commit. */
import { authorOf, dateAndSize, shown, whatChanged } from "../../feed/words.ts";
import { taggedCommit } from "../../tag.ts";
import type { Update } from "../../updates.ts";
import type { FrontView } from "../views.ts";
import { Changes } from "./changes.tsx";
import { CommitId } from "./commit.tsx";
import { updateUrl } from "./addresses.ts";
import { Dotted } from "./dotted.tsx";
import { Link } from "./link.tsx";
import { titleOf } from "./state.tsx";
import { Time } from "./time.tsx";

type ListedUpdate = FrontView["updates"][number];

type Props = {
  updates: readonly ListedUpdate[];
  /** Whether each names its watch. */
  ofMany?: boolean;
  day: string | undefined;
};

/** The list. What is true of all its updates is said once, below it. Nothing for an empty list. */
export function Updates({ updates, ofMany = false, day }: Props) {
  if (updates.length === 0) return null;
  const noneComplete = updates.every(({ update }) => !update.complete);
  return (
    <>
      <ol class="updates" role="list">
        {updates.map((listed) => (
          <Item {...listed} ofMany={ofMany} day={day} saysIncomplete={!noneComplete} />
        ))}
      </ol>
      {noneComplete && <p class="note">Earlier commits to the same entries may not be shown.</p>}
    </>
  );
}

function Item({
  watch,
  update,
  ofMany,
  day,
  saysIncomplete,
}: ListedUpdate & Omit<Required<Props>, "updates"> & { saysIncomplete: boolean }) {
  const { commit, changes } = update;
  const author = authorOf(commit);
  const shownCommit = commit ?? taggedCommit(changes[0]);
  return (
    <li>
      <h3>
        <Link to={updateUrl(watch.pageUrl, update.seq)}>{titleOfUpdate(update)}</Link>
      </h3>
      <Time at={commit?.committedAt ?? update.detectedAt} day={day} />
      <p class="byline">
        <Dotted
          parts={[
            ofMany && <Link to={watch.pageUrl}>{titleOf(watch)}</Link>,
            commit && changes.length > 0 && <Changes changes={changes} />,
            author && <bdi>{author}</bdi>,
            shownCommit ? <CommitId commit={shownCommit} /> : (stateOf(update) ?? "no commit known"),
            update.rewritten && "history was rewritten",
            saysIncomplete && !update.complete && "earlier commits may not be shown",
          ]}
        />
      </p>
    </li>
  );
}

/** Date and size of what one change without a commit left. */
function stateOf({ changes: [change] }: Update): string | undefined {
  return change?.after && dateAndSize(change.after);
}

/** Its commit's subject, else what changed. */
function titleOfUpdate(update: Update): string {
  const { commit } = update;
  return shown(commit === undefined ? whatChanged(update) : commit.title) || "(no title)";
}
