/** A list of updates, newest first: what changed, by whom, in which commit. */
import { authorOf } from "../../feed/words.ts";
import type { Update } from "../../updates.ts";
import type { FrontView } from "../views.ts";
import { Changes } from "./changes.tsx";
import { CommitId, Subject } from "./commit.tsx";
import { Dotted } from "./dotted.tsx";
import { Link } from "./link.tsx";
import { titleOf } from "./state.tsx";
import { Time } from "./time.tsx";

/** An update, and the watch to name with it; absent where the page is that watch's own. */
type ListedUpdate = { watch?: FrontView["updates"][number]["watch"]; update: Update };

/** The list. What is true of all its updates is said once, below it. Nothing for an empty list. */
export function Updates({ updates, day }: { updates: readonly ListedUpdate[]; day: string | undefined }) {
  if (updates.length === 0) return null;
  const noneComplete = updates.every(({ update }) => !update.complete);
  return (
    <>
      <ol class="updates" role="list">
        {updates.map((listed) => (
          <Item {...listed} day={day} saysIncomplete={!noneComplete} />
        ))}
      </ol>
      {noneComplete && <p class="note">Earlier commits to the same entries may not be shown.</p>}
    </>
  );
}

function Item({
  watch,
  update,
  day,
  saysIncomplete,
}: ListedUpdate & { day: string | undefined; saysIncomplete: boolean }) {
  const { commit, changes } = update;
  const changed = changes.length > 0 && <Changes changes={changes} />;
  const author = authorOf(commit);
  return (
    <li>
      <h3>{commit ? <Subject commit={commit} /> : changed || "History rewritten"}</h3>
      <Time at={commit?.committedAt ?? update.detectedAt} day={day} />
      <p class="byline">
        <Dotted
          parts={[
            watch && <Link to={watch.pageUrl}>{titleOf(watch)}</Link>,
            commit && changed,
            author && <bdi>{author}</bdi>,
            commit ? <CommitId commit={commit} /> : "no commit known",
            update.rewritten && "history was rewritten",
            saysIncomplete && !update.complete && "earlier commits may not be shown",
          ]}
        />
      </p>
    </li>
  );
}
