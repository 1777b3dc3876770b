/** What every channel owes its readers. A channel's own test calls this, then shows its quirks. */
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff.ts";
import type { Alert } from "../../src/alerts.ts";
import type { Channel, Composed, Missed, Outcome, Run, Secrets } from "../../src/notify/contract.ts";
import type { Update } from "../../src/updates.ts";
import { about, alerts, attempt, bare, commitOf, commits, marker, names, runOf } from "./sample.ts";

export type ChannelCase = {
  channel: Channel;
  /** Secrets that are in order. */
  secrets: Secrets;
  /** Secrets with something wrong, each of them with the text `canary` in it. */
  wrongSecrets: readonly Secrets[];
  /** What the receiver would refuse in a body; empty where nothing. */
  problems(body: string): string[];
  /** All that a body says to its reader, as plain text. */
  text(body: string): string;
  /** A body by which the receiver says that it took the message, and one by which it refuses for good. */
  answers: { taken: string; refused: { status: number; body: string; reason: string } };
};

/** Titles of upstreams that want to be more than text, as their reader has to see them. */
const hostileTitles: [title: string, shown: string][] = [
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  [
    "]]> &amp;lt; <!channel> <@U123> <https://evil.example|title>",
    "]]> &amp;lt; <!channel> <@U123> <https://evil.example|title>",
  ],
  ["*bold* _it_ ~no~ `code` :tada: @here", "*bold* _it_ ~no~ `code` :tada: @here"],
  ['"quotes" and \\ back \\u0000', '"quotes" and \\ back \\u0000'],
  ["nul\u0000, escape\u001b[2J, turn\u202eed", "nul, escape[2J, turned"],
  ["half\ud83d a crab, a whole 🦀", "half a crab, a whole 🦀"],
  ["two\nlines\rand\u2028more", "two lines and more"],
];

const entries = (change: (entry: string) => Change, amount: number): Change[] => names(amount).map(change);
const long = '"\\🦀'.repeat(5000);
const address = `https://git.example/${"a".repeat(1980)}`;

const runs: [name: string, updates: Update[]][] = [
  ["one update", commits(1)],
  ["43 entries in one commit", [commitOf(1, names(43))]],
  ["500 entries in one commit", [commitOf(1, names(500))]],
  [
    "500 entries added by one commit of several",
    [
      ...commits(2),
      commitOf(
        3,
        entries((entry) => ({ kind: "added", entry }), 500),
      ),
    ],
  ],
  ["100 updates", commits(100)],
  ["400 updates", commits(400)],
  [
    "400 updates of an entry each",
    names(400).map((name, i) => commitOf(i + 1, [name], { title: marker(i) })),
  ],
  [
    "400 commits of 43 entries each",
    names(400).map((_, i) => commitOf(i + 1, names(43), { title: marker(i) })),
  ],
  ["an update without a commit", [bare(1, [{ kind: "removed", entry: "reduce" }])]],
  [
    "400 updates without a commit",
    names(400).map((name, i) => bare(i + 1, [{ kind: "removed", entry: name }])),
  ],
  ["an update that may hide others", [commitOf(1, ["nvmf"], {}, { complete: false })]],
  ["400 updates that may hide others", commits(400).map((update) => ({ ...update, complete: false }))],
  ["a history that was rewritten", [bare(1, [], { rewritten: true })]],
  ["hostile titles", hostileTitles.map(([title], i) => commitOf(i + 1, ["nvmf"], { title }))],
  [
    "texts of 15 kB",
    [long, `${long}!`].map((text, i) => commitOf(i + 1, [text], { title: text, author: text, body: text })),
  ],
  ["nothing but texts of 15 kB and addresses of 2 kB", [worst(1)]],
  ["ten of those", names(10).map((_, i) => worst(i + 1))],
];

/** As long as everything about an update can be. */
function worst(seq: number): Update {
  const changes = names(500).map((name, i): Change => ({
    kind: "renamed",
    entry: i < 3 ? long + name : name,
    before: { name: i < 3 ? long : name, kind: "file" },
  }));
  return commitOf(
    seq,
    changes,
    { title: long, author: long, body: long, url: address },
    { complete: false, rewritten: true },
  );
}

/** Registers the tests of one channel. */
export function testChannel({ channel, secrets, wrongSecrets, problems, text, answers }: ChannelCase): void {
  const compose = (updates: readonly Update[], run: { pageUrl?: string; missed?: Missed } = {}): Composed =>
    channel.compose(runOf(updates, run), secrets, attempt);
  const composePlain = (run: Run): Composed => channel.compose(run, secrets, { ...attempt, plain: true });
  const tellingAlerts = (items: readonly Alert[]): Run => ({ ...about, tells: "alerts", items });

  describe(`the channel ${channel.kind}, as every channel,`, () => {
    it.each(runs)("keeps the receiver's limits and takes a run's beginning: %s", (_, updates) => {
      const { request, taken } = compose(updates, { pageUrl: address });
      expect(problems(request.body)).toEqual([]);
      expect(taken).toBeGreaterThanOrEqual(1);
      expect(taken).toBeLessThanOrEqual(updates.length);
    });

    it.each(runs)("makes the same bytes of the same input: %s", (_, updates) => {
      expect(compose(structuredClone(updates))).toEqual(compose(updates));
    });

    it.each([1, 2, 43, 100, 400])("tells %i updates over its messages, each once and in order", (amount) => {
      const all = commits(amount);
      let told = 0;
      while (told < all.length) {
        const { request, taken } = compose(all.slice(told));
        const markers =
          text(request.body)
            .match(/change #\d{3}/g)
            ?.toSorted() ?? [];
        expect(new Set(markers)).toEqual(
          new Set(all.slice(told, told + taken).map((_, i) => marker(told + i))),
        );
        told += taken;
      }
      expect(told).toBe(amount);
    });

    it.each(hostileTitles)("shows a hostile title as text: %j", (title, shown) => {
      expect(text(compose([commitOf(1, ["nvmf"], { title })]).request.body)).toContain(shown);
      expect(text(compose([commitOf(1, ["nvmf"], { title }), ...commits(1)]).request.body)).toContain(shown);
    });

    it("says that commits may be hidden, and that history was rewritten", () => {
      expect(text(compose([commitOf(1, ["nvmf"], {}, { complete: false })]).request.body)).toContain(
        "Earlier commits of nvmf",
      );
      expect(text(compose([commitOf(1, ["nvmf"], {}, { rewritten: true })]).request.body)).toContain(
        "was rewritten",
      );
    });

    it.each(runs)("keeps the receiver's limits in the plain form, too: %s", (_, updates) => {
      const { request, taken } = composePlain(runOf(updates, { pageUrl: address }));
      expect(problems(request.body)).toEqual([]);
      expect(taken).toBeGreaterThanOrEqual(1);
    });

    it("tells the same updates in the plain form", () => {
      const { request, taken } = composePlain(runOf(commits(20)));
      for (let i = 0; i < taken; i++) expect(text(request.body)).toContain(marker(i));
    });

    it("says which updates are not told, and why", () => {
      const missed = { from: 3, to: 7, because: "expired" } as const;
      for (const amount of [1, 2])
        expect(text(compose(commits(amount), { missed }).request.body)).toMatch(/3\D+7/);
    });

    it("tells of alerts, each with what to do", () => {
      const all = alerts();
      const { request, taken } = channel.compose(tellingAlerts(all), secrets, attempt);
      expect(problems(request.body)).toEqual([]);
      expect(taken).toBeGreaterThanOrEqual(1);
      for (const { message } of all.slice(0, taken)) expect(text(request.body)).toContain(message);
      const many = Array.from({ length: 15 }, () => alerts(long)).flat();
      expect(problems(channel.compose(tellingAlerts(many), secrets, attempt).request.body)).toEqual([]);
    });

    it("sends a message that only shows that messages arrive", () => {
      const { request } = channel.compose({ ...about, tells: "test", items: [] }, secrets, attempt);
      expect(problems(request.body)).toEqual([]);
      expect(text(request.body)).toContain("spdk/lib");
    });

    it("puts no secret into the body", () => {
      const { request } = compose(commits(2));
      for (const secret of Object.values(secrets)) expect(request.body).not.toContain(secret);
    });

    it("finds nothing wrong with secrets that are in order", () => {
      expect(channel.check(secrets)).toBeUndefined();
    });

    it.each(wrongSecrets.map((wrong) => [wrong]))(
      "says what is wrong with secrets without repeating them: %j",
      (wrong) => {
        expect(channel.check(wrong)).toMatch(/^(?:holds|is) [^.]+\. [A-Z].+\.$/);
        expect(channel.check(wrong)).not.toContain("canary");
      },
    );
  });

  describe(`the channel ${channel.kind}, as every channel, judges an answer:`, () => {
    const judge = (status: number, body = "", headers: Record<string, string> = {}): Outcome =>
      channel.judge({ status, headers: new Headers(headers), body });

    it("delivered where the receiver took it", () => {
      expect(judge(200, answers.taken)).toEqual({ outcome: "delivered" });
    });

    it("later, and when, where there were too many", () => {
      expect(judge(429)).toEqual({ outcome: "later", reason: "rate-limited" });
      expect(judge(429, "", { "retry-after": "7" })).toEqual({
        outcome: "later",
        reason: "rate-limited",
        retryAfterMs: 7000,
      });
    });

    it.each([500, 502, 503, 504])("later where the receiver has an error of its own: %i", (status) => {
      expect(judge(status, "<html>")).toEqual({ outcome: "later", reason: "server-error" });
    });

    it.each([301, 302, 307, 308])("refused where it redirects: %i", (status) => {
      expect(judge(status)).toEqual({ outcome: "refused", reason: "redirected" });
    });

    it("refused by the receiver's word where that is known, by the status where it is not", () => {
      const { status, body, reason } = answers.refused;
      expect(judge(status, body)).toEqual({ outcome: "refused", reason });
      for (const unknown of ["", "canary", "__proto__", "constructor", "redirected", "\u0000"]) {
        expect(judge(status, unknown)).toEqual({ outcome: "refused", reason: `http-${status}` });
      }
    });

    it("in words that say what to do", () => {
      for (const reason of [answers.refused.reason, "redirected", "http-404"]) {
        expect(channel.explain(reason)).toMatch(/^[A-Z][^.]+\. [A-Z].+\.$/);
      }
    });
  });
}
