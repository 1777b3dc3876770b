/** Rounds at one host: who asks, in what order, for whom, and how far. */
import { describe, expect, it } from "vitest";
import { FLUSH, packet } from "../src/git/pkt-line.ts";
import { lsRefsRequest } from "../src/git/protocol.ts";
import type { Share } from "../src/plans.ts";
import type { Asked, Due } from "../src/round.ts";
import type { Answer } from "../src/upstream/contract.ts";
import { digestOf } from "../src/upstream/shared.ts";
import { asked, page, refused, roundOf } from "./rounds.ts";

/** What is asked for refs of one repository. */
function refs(...prefixes: string[]): Asked {
  const url = "http://forge.test/repo/git-upload-pack";
  const body = lsRefsRequest(prefixes, "sha1");
  return { token: "", request: { url, method: "POST", body, steady: true, prefixes } };
}

const quietOn = ({ request }: Asked, answer: Answer, until = 1000) => {
  return { digest: digestOf(request, answer) ?? "", until };
};

describe("a round", () => {
  it("lets watches of which nothing is known ask for themselves, one after the other, with a pause between", async () => {
    const { steps, ...ended } = await roundOf([{ key: "a" }, { key: "b" }], {
      ticked: () => ({ requests: 2 }),
    });
    expect(steps).toEqual(["tick a", "pause", "tick b"]);
    expect(ended).toEqual({ left: [], isCut: false, failed: 0, hasAsked: true, isWell: false });
  });

  it("does not pause for watches that asked for nothing, and says so", async () => {
    const { steps, hasAsked } = await roundOf([{ key: "a" }, { key: "b" }]);
    expect(steps).toEqual(["tick a", "tick b"]);
    expect(hasAsked).toBe(false);
  });

  it("asks once for all that ask the same, by means of the first, and hands them the answer", async () => {
    const one = asked("page");
    const { steps } = await roundOf(["a", "b", "c"].map((key) => ({ key, asks: one })));
    expect(steps).toEqual([
      "ask page as a",
      "tick a with a page",
      "tick b with a page",
      "tick c with a page",
    ]);
  });

  it("pauses between watches that go on asking, and between questions", async () => {
    const [one, two] = [asked("one"), asked("two")];
    const all = ["a", "b", "c", "d"].map((key, index) => ({ key, asks: index < 2 ? one : two }));
    const { steps } = await roundOf(all, { ticked: () => ({ requests: 1 }) });
    expect(steps.map((step) => step.split(" with ")[0])).toEqual([
      "ask one as a",
      "tick a",
      "pause",
      "tick b",
      "pause",
      "ask two as c",
      "tick c",
      "pause",
      "tick d",
    ]);
  });

  it("hands what one watch was answered to those after it that ask the same, and pauses for none that needs no more", async () => {
    const one = asked("refs", { steady: true });
    const own = { request: asked("commits").request, answer: page("commits") };
    const { steps } = await roundOf(
      ["a", "b", "c"].map((key) => ({ key, asks: one })),
      {
        answer: () => page("refs"),
        ticked: (key) => (key === "a" ? { requests: 1, answered: [own] } : { requests: 0 }),
      },
    );
    expect(steps).toEqual([
      "ask refs as a",
      "tick a with refs",
      "pause",
      "tick b with refs and commits",
      "tick c with refs and commits",
    ]);
  });

  it("hands it to those of one source that ask for themselves, and to no others", async () => {
    const all = ["a", "b", "c", "d", "e"].map((key): Due => ({ key, source: key < "d" ? "one" : key }));
    const { steps } = await roundOf(all.toReversed(), {
      ticked: (key) => ({
        requests: 1,
        answered: [{ request: asked(key).request, answer: page(`what ${key} was answered`) }],
      }),
    });
    expect(steps.filter((step) => step !== "pause")).toEqual([
      "tick e",
      "tick d",
      "tick c with nothing",
      "tick b with what c was answered",
      "tick a with what c was answered and what b was answered",
    ]);
    expect(steps.filter((step) => step === "pause")).toHaveLength(4);
  });

  it("leaves a page that differs each time to the only watch that asks for it", async () => {
    const { steps } = await roundOf([{ key: "a", asks: asked("page") }]);
    expect(steps).toEqual(["tick a"]);
  });

  it("never asks with another token than the watch's own", async () => {
    const [one, other] = [asked("page", { steady: true }), asked("page", { steady: true, token: "T" })];
    const { steps } = await roundOf([
      { key: "a", asks: one },
      { key: "b", asks: other },
    ]);
    expect(steps.filter((step) => step.startsWith("ask"))).toEqual(["ask page as a", "ask page as b"]);
  });

  it("asks for refs of one repository together, and hands each watch those it asked for", async () => {
    const [main, next] = [refs("refs/heads/main"), refs("refs/heads/next")];
    const line = (name: string) => packet(`${"a".repeat(40)} ${name}\n`);
    const { steps } = await roundOf(
      [
        { key: "a", asks: main },
        { key: "b", asks: next },
        { key: "c", asks: main },
      ],
      {
        answer: ({ request }) => {
          expect(request.prefixes).toEqual(["refs/heads/main", "refs/heads/next"]);
          return page(`${line("refs/heads/main")}${line("refs/heads/next")}${FLUSH}`);
        },
      },
    );
    const [, ...ticks] = steps.map((step) => step.replaceAll(/00\w{2}a{40} |\n0000/g, ""));
    expect(steps[0]).toBe("ask repo/git-upload-pack as a");
    expect(ticks).toEqual([
      "tick a with refs/heads/main",
      "tick c with refs/heads/main",
      "tick b with refs/heads/next",
    ]);
  });
});

describe("a watch for which the answer holds nothing new", () => {
  const one = asked("refs", { steady: true });

  it("is left asleep, also where another one is not", async () => {
    const quiet = quietOn(one, page("same"));
    const { steps, left } = await roundOf(
      [
        { key: "a", asks: one, quiet },
        { key: "b", asks: one },
        { key: "c", asks: one, quiet },
      ],
      { answer: () => page("same") },
    );
    expect(steps).toEqual(["ask refs as a", "tick b with same"]);
    expect(left).toEqual([]);
  });

  it.each<[why: string, quiet: ReturnType<typeof quietOn>, answer: Answer]>([
    ["the answer is another", quietOn(one, page("old")), page("same")],
    ["it comes from elsewhere", quietOn(one, page("same")), page("same", "http://moved.test/")],
    ["its time has come", quietOn(one, page("same"), 0), page("same")],
    ["nothing is answered", { digest: "", until: 1000 }, refused({ reason: "tls" })],
  ])("is ticked where %s", async (_, quiet, answer) => {
    const { steps } = await roundOf([{ key: "a", asks: one, quiet }], { answer: () => answer });
    expect(steps[1]).toMatch(/^tick a with (?:same|tls)$/);
  });
});

describe("the share of an invocation", () => {
  const three = ["a", "b", "c"].map((key): Due => ({ key, asks: asked(key, { steady: true }) }));
  const alone = ["a", "b", "c"].map((key): Due => ({ key }));

  it.each<[what: string, all: Due[], share: Partial<Share>, msEach: number, left: string[]]>([
    ["requests", three, { requests: 2 }, 0, ["c"]],
    ["calls", three, { calls: 2 }, 0, ["c"]],
    ["calls of watches that ask for themselves", alone, { calls: 1 }, 0, ["b", "c"]],
    ["time", alone, { forMs: 20 }, 10, ["c"]],
  ])("ends with its %s, and what it did not come to is left", async (_, all, share, msEach, left) => {
    const ended = await roundOf(all, { share, msEach });
    expect(ended).toMatchObject({ left, isCut: true });
  });

  it("is spent to the last without being cut", async () => {
    expect(await roundOf(three, { share: { requests: 3, calls: 3 } })).toMatchObject({
      left: [],
      isCut: false,
    });
  });

  it("is not spent on watches that are left asleep", async () => {
    const asks = asked("refs", { steady: true });
    const quiet = quietOn(asks, page("a page"));
    const many = Array.from({ length: 1000 }, (_, index): Due => ({ key: `${index}`, asks, quiet }));
    const { steps, left } = await roundOf(many, { share: { requests: 1, calls: 1 } });
    expect(steps).toEqual(["ask refs as 0"]);
    expect(left).toEqual([]);
  });
});
