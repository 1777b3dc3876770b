import { describe, expect, it } from "vitest";
import { asRead, isOf, pollByKind } from "../src/kinds.ts";
import type { Polled } from "../src/poll.ts";
import { newState, type WatchState } from "../src/store/watch-state.ts";
import { parseConfig } from "../src/config.ts";

const url = "https://git.example/o/r/src/branch/master/lib";
const [watch] = parseConfig({}, { watches: [{ id: "a", url }] }).watches;
if (watch === undefined) throw new Error("the watch is not valid");
const meant = watch;

const readBy = (upstream: string): WatchState => {
  const source = [meant.source, ...meant.others].find((one) => one.upstream === upstream);
  return { ...newState, upstream, ...(source === undefined ? {} : { target: source.target }) };
};

const refused = (reason: "empty-repository" | "network"): Polled => ({
  outcome: "failed",
  refusal: { reason },
});
const quiet: Polled = { outcome: "unchanged", updates: [] };

/** The kinds that are asked, in turn, where each answers so, and the kind that the poll is of. */
async function asked(state: WatchState, answers: Record<string, Polled>) {
  const kinds: string[] = [];
  const { watch: read, polled } = await pollByKind(meant, state, (one) => {
    kinds.push(one.source.upstream);
    return Promise.resolve(answers[one.source.upstream] ?? refused("empty-repository"));
  });
  return [kinds, read.source.upstream, polled.outcome];
}

describe("a watch whose address fits several kinds", () => {
  it("is read by the best that can read it", async () => {
    expect(await asked(newState, { gitea: quiet })).toEqual([["gitea"], "gitea", "unchanged"]);
    const [kinds, upstream, outcome] = await asked(newState, { git: quiet });
    expect([kinds?.slice(0, 2), upstream, outcome]).toEqual([["gitea", "git"], "git", "unchanged"]);
  });

  it("fails as its best kind does where none can read it", async () => {
    const [kinds, upstream, outcome] = await asked(newState, {});
    expect([kinds?.length, upstream, outcome]).toEqual([1 + meant.others.length, "gitea", "failed"]);
  });

  it("is asked for once where the host cannot be reached", async () => {
    expect(await asked(newState, { gitea: refused("network") })).toEqual([["gitea"], "gitea", "failed"]);
  });

  it("stays with the kind that has read it, also while that fails", async () => {
    expect(await asked(readBy("git"), { gitea: quiet })).toEqual([["git"], "git", "failed"]);
    expect(await asked(readBy("gitea"), { git: quiet })).toEqual([["gitea"], "gitea", "failed"]);
    expect(asRead(meant, readBy("git")).source.upstream).toBe("git");
    expect(isOf(asRead(meant, readBy("git")), readBy("git"))).toBe(true);
  });

  it("is found out anew once it means something else", () => {
    const before = { ...readBy("git"), target: "another" };
    expect(asRead(meant, before).source.upstream).toBe("gitea");
    expect(isOf(meant, before)).toBe(false);
  });

  it("was read by its best kind where the state is of before kinds were written down", () => {
    const { upstream: _, ...before } = readBy("gitea");
    expect(isOf(meant, before)).toBe(true);
  });
});
