/** What a poll starts from, and what is foretold of it, from what a Watcher has stored. */
import { describe, expect, it } from "vitest";
import { kept } from "../src/kept.ts";
import { mayPoll, outlook } from "../src/poll-watch.ts";
import { FLUSH, packet } from "../src/git/pkt-line.ts";
import type { Answered } from "../src/round.ts";
import { newState, type WatchState } from "../src/store/watch-state.ts";
import type { WatchStore } from "../src/store/watch-store.ts";
import { DAY, MINUTE } from "../src/time.ts";
import { digestOf } from "../src/upstream/shared.ts";
import { watchOf } from "./one-watch.ts";
import { page, refused, timeout } from "./rounds.ts";

const watch = watchOf({ url: "http://forge.test/own/repo/src/branch/main/lib", every: "10m" });
const commit = "c".repeat(40);
const known: Partial<WatchState> = {
  snapshot: { number: 1, id: "one", takenAt: "2026-11-24T06:00:00Z" },
  target: watch.source.target,
  upstream: watch.source.upstream,
};
const at = JSON.stringify({
  page: "http://forge.test/own/repo/src/branch/main/lib",
  ref: "refs/heads/main",
  path: "lib",
  commit,
  url: "http://forge.test/own/repo.git",
  manner: "trees",
});

/** A store in which only the state is: nothing else is asked of it until a poll needs the listing. */
const storeOf = (state: Partial<WatchState>) =>
  ({ state: () => ({ ...newState, ...state }) }) as unknown as WatchStore;

describe("a poll", () => {
  it("starts from nothing before the baseline", () => {
    expect(kept(storeOf({ readAt: 0 }), watch, 0)).toBeUndefined();
  });

  it("reads the directory itself once a day, whatever shows that there is nothing new", () => {
    const openAt = (now: number) => kept(storeOf({ ...known, readAt: 1000 }), watch, now)?.known.open;
    expect([openAt(1000), openAt(DAY + 999), openAt(DAY + 1000)]).toEqual([false, false, true]);
  });

  it("reads it where it is not known when that was last done, and where something is open", () => {
    expect(kept(storeOf(known), watch, Date.now())?.known.open).toBe(true);
    const state = { ...known, readAt: 1000, open: { rows: ["nvmf"] } };
    expect(kept(storeOf(state), watch, 1000)?.known.open).toBe(true);
  });
});

describe("of the next poll", () => {
  it("is foretold what it asks first: the page, then what the forge can do, then where the ref is", () => {
    const urlOf = (state: Partial<WatchState>) => outlook(storeOf(state), watch).next?.url;
    expect(urlOf({})).toBe("http://forge.test/own/repo/src/branch/main/lib");
    expect(urlOf(known)).toBe("http://forge.test/own/repo.git/info/refs?service=git-upload-pack");
    expect(outlook(storeOf({ ...known, at }), watch).next).toMatchObject({
      url: "http://forge.test/own/repo.git/git-upload-pack",
      steady: true,
      prefixes: ["refs/heads/main"],
    });
  });

  it("is foretold that it asks for nothing where the address names one commit", () => {
    const fixed = watchOf({ git: "http://forge.test/repo", ref: commit, path: "lib" });
    const { target, upstream } = fixed.source;
    const mark = JSON.stringify({
      git: "http://forge.test/repo",
      ref: commit,
      path: "lib",
      commit,
      directory: commit,
      walked: 1,
      manner: "trees",
    });
    const state = {
      ...known,
      target,
      upstream,
      at: mark,
      head: { id: commit, title: "" },
      readAt: Date.now(),
    };
    expect(outlook(storeOf(state), fixed).next).toBeUndefined();
  });

  it("is foretold which tick may make it, which is what decides when that has come", () => {
    for (const state of [
      {},
      { tick: 5 * MINUTE },
      { ...known, tick: 5 * MINUTE },
      { ...known, tick: 5 * MINUTE, backoffUntil: 90 * MINUTE },
      { tick: 5 * MINUTE, backoffUntil: 90 * MINUTE },
    ]) {
      const { notBefore } = outlook(storeOf(state), watch);
      const may = (tick: number) => mayPoll(watch, storeOf(state).state(), tick);
      expect([may(notBefore - 1), may(notBefore)]).toEqual([false, true]);
    }
    const limited = { ...known, retryAfter: Date.now() + MINUTE };
    expect(mayPoll(watch, storeOf(limited).state(), Infinity)).toBe(false);
  });
});

describe("the next poll may be left out", () => {
  const now = Date.now();
  const state = { ...known, at, head: { id: commit, title: "" }, readAt: now };
  const refs = outlook(storeOf(state), watch).next ?? { url: "" };
  const headAt = (id: string) => page(`${packet(`${id} refs/heads/main\n`)}${FLUSH}`, refs.url);
  const same: Answered = { request: refs, answer: headAt(commit) };

  it("while the answer is the same, for a day after the directory was read", () => {
    const quiet = { digest: digestOf(same.request, same.answer), until: now + DAY };
    expect(outlook(storeOf(state), watch, same).quiet).toEqual(quiet);
  });

  it.each<[why: string, state: Partial<WatchState>, first: Answered | undefined]>([
    ["the watch may not rest", state, undefined],
    ["the answer shows what is not known yet", state, { ...same, answer: headAt("d".repeat(40)) }],
    ["nothing was answered", state, { ...same, answer: refused(timeout) }],
    ["something is open", { ...state, open: { rows: ["nvmf"] } }, same],
    ["another request was made first", state, { ...same, request: { url: watch.source.url } }],
    ["it asks for a page that differs each time", {}, { ...same, request: { url: watch.source.url } }],
  ])("in no case where %s", (_, own, first) => {
    expect(outlook(storeOf(own), watch, first).quiet).toBeUndefined();
  });
});
