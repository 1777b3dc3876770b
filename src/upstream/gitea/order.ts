/** PURE. The order in which a forge's commits are told, put together from lists that each know a part of it. */
import type { Commit } from "../../listing.ts";
import { parseTime } from "../../time.ts";
import type { HistoryCommit } from "../contract.ts";

/** Rounds of comparing lists with one another; lists of real histories agree after two or three. */
const MAX_ROUNDS = 10;

/**
 * Oldest first: as `order`, the directory's own list, has them (newest first), and before them those that it does not
 * reach, by date and as the `lists` of single entries have them; without dates, where one is missing.
 */
export function inOrder<One extends HistoryCommit>(
  told: readonly One[],
  order: readonly Commit[],
  lists: readonly (readonly Commit[])[],
): One[] {
  const places = new Map(order.map(({ id }, index) => [id, -index]));
  const others = told.filter(({ commit }) => !places.has(commit.id));
  const isDated = others.every(({ commit }) => commit.committedAt !== undefined);
  const time = ({ commit: { committedAt } }: One) =>
    isDated && committedAt !== undefined ? parseTime(committedAt) : 0;
  const ranks = ranksIn(lists, new Set(others.map(({ commit }) => commit.id)));
  const rank = ({ commit }: One) => ranks.get(commit.id) ?? 0;
  const place = ({ commit }: One) => places.get(commit.id) ?? 0;
  return [
    ...others.toSorted((a, b) => time(a) - time(b) || rank(a) - rank(b)),
    ...told.filter(({ commit }) => places.has(commit.id)).toSorted((a, b) => place(a) - place(b)),
  ];
}

/** Numbers for the commits `ids` that grow along every list from its end to its beginning. */
function ranksIn(
  lists: readonly (readonly Commit[])[],
  ids: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (let round = 0, hasGrown = ids.size > 0; hasGrown && round < MAX_ROUNDS; round++) {
    hasGrown = false;
    for (const list of lists) {
      let above = 0;
      for (const { id } of list.toReversed()) {
        if (!ids.has(id)) continue;
        const rank = ranks.get(id) ?? 0;
        if (rank > above) above = rank;
        else {
          above += 1;
          ranks.set(id, above);
          hasGrown = true;
        }
      }
    }
  }
  return ranks;
}
