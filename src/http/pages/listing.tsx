/** The directory as its forge shows it, or with the newest commit first. */
import { shownName } from "../../feed/words.ts";
import { areTags, countEntries, type Entry } from "../../listing.ts";
import { showSize } from "../../size.ts";
import { newestVersionFirst } from "../../version-order.ts";
import { CommitId, Subject } from "./commit.tsx";
import { Link } from "./link.tsx";
import { Time } from "./time.tsx";

/** The most rows of a page: more is nothing to look at, and `snapshot.json` has them all. */
export const maxRows = 500;

type Props = {
  entries: readonly Entry[];
  /** By the last commit's date; else directories first, then by name, as forges have it. Tags are always by version. */
  newestFirst: boolean;
  /** Where programs find the whole listing. */
  snapshotUrl: string;
  day: string | undefined;
};

/** The section with the table. */
export function Listing({ entries, newestFirst, snapshotUrl, day }: Props) {
  const ofTags = areTags(entries);
  const rows = shownOrder(entries, newestFirst).slice(0, maxRows);
  const rest = entries.length - rows.length;
  return (
    <section class="listing" aria-labelledby="listing">
      <h2 id="listing">Listing</h2>
      <p class="quiet">
        {entries.length === 0 ? "The listing is empty" : countEntries(entries)}
        {entries.length > 1 && (ofTags ? ", newest version first" : newestFirst && ", newest commit first")}.
      </p>
      {rows.length > 0 && <Table rows={rows} day={day} />}
      {rest > 0 && (
        <p class="note">
          {rest} more entries are in <Link to={snapshotUrl}>snapshot.json</Link>.
        </p>
      )}
    </section>
  );
}

function shownOrder(entries: readonly Entry[], newestFirst: boolean): Entry[] {
  if (areTags(entries)) return newestVersionFirst(entries, ({ name }) => name);
  return newestFirst ? byDate(entries) : byKind(entries);
}

/**
 * Where no entry has a commit, as in a web server's index, its size stands in that place. Roles are said because the narrow
 * layout is no table to a browser any more.
 */
function Table({ rows, day }: { rows: readonly Entry[]; day: string | undefined }) {
  const hasCommits = rows.some(({ commit }) => commit !== undefined);
  return (
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          {(areTags(rows)
            ? ["Name", "Commit"]
            : ["Name", "Kind", hasCommits ? "Last commit" : "Size", "Date"]
          ).map((column) => (
            <th role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((entry) => (
          <Row entry={entry} hasCommits={hasCommits} day={day} />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  entry: { name, kind, url, commit, modifiedAt, size },
  hasCommits,
  day,
}: {
  entry: Entry;
  hasCommits: boolean;
  day: string | undefined;
}) {
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <Link to={url}>{shownName(name)}</Link>
      </th>
      {kind === "tag" ? (
        <td role="cell" class="commit">
          {commit && <CommitId commit={commit} />}
        </td>
      ) : (
        <>
          <td role="cell" class="kind">
            {kind}
          </td>
          <td role="cell" class="commit">
            {commit ? (
              <Subject commit={commit} />
            ) : (
              <span class="quiet">{hasCommits ? "not known yet" : showSize({ size })}</span>
            )}
          </td>
          <td role="cell" class="date">
            <Time at={commit?.committedAt ?? modifiedAt} day={day} />
          </td>
        </>
      )}
    </tr>
  );
}

/** By the last commit's date, those without one last, then by name, as the entries come. Times of one form compare as text. */
function byDate(entries: readonly Entry[]): Entry[] {
  const dated = entries.map((entry) => ({
    entry,
    date: entry.commit?.committedAt ?? entry.modifiedAt ?? "",
  }));
  dated.sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? 1 : -1));
  return dated.map(({ entry }) => entry);
}

/** Entries come by name. */
function byKind(entries: readonly Entry[]): Entry[] {
  return [true, false].flatMap((wanted) => entries.filter(({ kind }) => (kind === "directory") === wanted));
}
