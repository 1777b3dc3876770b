/** Pushes whose commits are numbered in their titles, so that a message of any medium shows which of them it tells. */
import type { Commit } from "../src/listing.ts";
import type { History } from "./history.ts";

/** The first `amount` pushes of a history, numbered from 1: `push 17: nvmf: add live migration`. */
export function numbered({ name, listing, pushes }: History, amount: number): History {
  const chosen = pushes.slice(0, amount);
  const numbers = new Map(chosen.map(({ head }, index) => [head.id, index + 1]));
  const entitle = (commit: Commit): Commit => {
    const number = numbers.get(commit.id);
    return number === undefined ? commit : { ...commit, title: `push ${number}: ${commit.title}` };
  };
  return {
    name,
    listing,
    pushes: chosen.map(({ head, set, gone }) => ({
      head: entitle(head),
      set: set.map((entry) =>
        entry.commit === undefined ? entry : { ...entry, commit: entitle(entry.commit) },
      ),
      gone,
    })),
  };
}

/**
 * The numbers of the pushes that a message tells, each once, in rising order. What a webhook says of the entries as they
 * were before is none of it.
 */
export function numbersIn(body: string): number[] {
  const text = body.startsWith("{") ? JSON.stringify(JSON.parse(body), withoutBefore) : body;
  const told = [...text.matchAll(/\bpush (\d+): /g)].map(([, number]) => Number(number));
  return [...new Set(told)].toSorted((a, b) => a - b);
}

function withoutBefore(key: string, value: unknown): unknown {
  return key === "before" ? undefined : value;
}
