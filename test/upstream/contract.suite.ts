/** What every kind of upstream owes the poll that drives it. An adapter's own test calls this, then shows its quirks. */
import * as z from "zod/mini";
import { describe, expect, it } from "vitest";
import { diff } from "../../src/diff.ts";
import { compareCodePoints, Listing } from "../../src/listing.ts";
import { drive, MAX_REQUESTS } from "../../src/upstream/ask.ts";
import { upstreams } from "../../src/upstream/index.ts";
import type { Refusal } from "../../src/upstream/refusal.ts";
import {
  after,
  knownOf,
  listingOf,
  newsIn,
  reading,
  replay,
  type UpstreamCase,
  useless,
  whyRefused,
} from "./answered.ts";

/** Addresses that may be of anything. */
const odd = [
  "https://git.example/",
  "https://user:canary@git.example/a/b",
  "http://[::1]:8080/a/b/?q=1#f",
  "https://git.example/%",
  "https://git.example/%ff%00/..%2f../x/",
  "https://git.example//a///b//",
  `https://git.example/${"a/".repeat(4000)}`,
  "https://git.example/a/b/src/branch/",
  "https://git.example/?p=a;a=tree;f=;hb=",
  "https://xn--bcher-kva.example/ä/ö/tree/ü",
  "ftp://git.example/a/b",
  "javascript:alert(1)",
  "data:text/html,x",
];

/** Runs one upstream through all that every upstream has to do. */
export function contractSuite<Target extends object>(name: string, make: () => UpstreamCase<Target>): void {
  describe(`the upstream ${name}, as every upstream`, () => {
    it("is in the registry under a name of its own, and says what it reads", () => {
      const { upstream } = make();
      expect(upstream.name).toBe(name);
      expect(upstreams.filter((one) => one.name === name)).toHaveLength(1);
      expect(upstream.reads).toMatch(/^[^.\n]{10,120}$/);
    });

    it("has a target that is plain data: as parsed, and the same from its text", () => {
      const { upstream, target, url } = make();
      for (const one of [target, upstream.match(new URL(url))]) {
        expect(z.parse(upstream.target, JSON.parse(JSON.stringify(one)))).toEqual(one);
      }
    });

    it("lets a watch write only fields that its target has", () => {
      const { upstream } = make();
      for (const field of Object.keys(upstream.fields)) expect(upstream.target.shape).toHaveProperty(field);
    });

    it("knows its addresses, keeps no credentials of theirs, and throws at none", () => {
      const { upstream, url, notUrl } = make();
      expect(upstream.match(new URL(url))).toBeDefined();
      expect(notUrl && upstream.match(new URL(notUrl))).toBeUndefined();
      for (const text of odd) {
        const target = upstream.match(new URL(text));
        upstream.prefers?.(new URL(text));
        if (target === undefined) continue;
        expect(text, "only the web is read").toMatch(/^https?:/);
        expect(JSON.stringify(target)).not.toContain("canary");
        expect(upstream.title(target).trim()).not.toBe("");
        expect(new URL(upstream.url(target)).protocol).toMatch(/^https?:$/);
      }
    });

    it("leads people to an address that means the same directory, if it means one to this kind", () => {
      const { upstream, url } = make();
      const target = upstream.match(new URL(url));
      if (target === undefined) throw new Error("the address is of no target");
      expect(upstream.match(new URL(upstream.url(target))) ?? target).toEqual(target);
    });

    it("reads a listing: sorted, each name once, of the shape that is kept", async () => {
      const read = await reading(make(), undefined);
      const { listing, notReady } = listingOf(read.outcome);
      expect(z.parse(Listing, listing)).toEqual(listing);
      const names = listing.entries.map((entry) => entry.name);
      expect(names.length).toBeGreaterThan(1);
      expect(names.toSorted(compareCodePoints)).toEqual(names);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(notReady));
    });

    it("asks over the web alone, shows no credentials of its own, and within one poll's requests", async () => {
      const { exchanges } = await reading(make(), undefined);
      expect(exchanges.length).toBeLessThan(MAX_REQUESTS);
      for (const { request } of exchanges) {
        expect(new URL(request.url).protocol).toMatch(/^https?:$/);
        const headers = Object.keys(request.headers ?? {}).map((header) => header.toLowerCase());
        expect(headers).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/auth|cookie|user-agent/)]),
        );
      }
    });

    it("asks and concludes the same whenever the same is answered", async () => {
      const first = await reading(make(), undefined);
      const again = await replay(make(), undefined, first.exchanges);
      expect(again).toEqual(first);
    });

    it("finds nothing new where nothing is, and then by as few requests as a poll of its kind takes", async () => {
      const base = await reading(make(), undefined);
      let known = knownOf(listingOf(base.outcome));
      const requests: number[] = [];
      for (let poll = 0; poll < 3; poll++) {
        const { outcome, exchanges } = await reading(make(), known);
        requests.push(exchanges.length);
        expect(newsIn(outcome, listingOf(base.outcome))).toEqual([]);
        known = after(known, outcome);
      }
      expect(Math.max(...requests.slice(1))).toBeLessThanOrEqual(2);
    });

    it("reads the directory itself where something is open", async () => {
      const known = knownOf(listingOf((await reading(make(), undefined)).outcome));
      const { outcome } = await reading(make(), { ...known, open: true });
      expect(diff(known.listing(), listingOf(outcome).listing)).toEqual([]);
    });

    it("says of a steady question that the same answer is nothing new", async () => {
      let known = knownOf(listingOf((await reading(make(), undefined)).outcome));
      for (let poll = 0; poll < 2; poll++) known = after(known, (await reading(make(), known)).outcome);
      const { outcome, exchanges } = await reading(make(), known);
      const isSteady = exchanges[0]?.request.steady === true;
      const ended = isSteady ? [outcome.is, exchanges.length] : "not steady";
      expect(ended).toEqual(isSteady ? ["unchanged", 1] : "not steady");
      const again = await reading(make(), known);
      expect(again.exchanges.map(({ request }) => request)).toEqual(exchanges.map(({ request }) => request));
    });

    it.each(useless)("refuses %s by reason, and never takes it for an empty listing", async (_, answer) => {
      const { upstream, target } = make();
      const known = knownOf(listingOf((await reading(make(), undefined)).outcome));
      for (const before of [undefined, known]) {
        const outcome = await drive(upstream.list(target, before), (request) =>
          Promise.resolve(answer(request)),
        );
        expect(whyRefused(outcome)).toMatch(/^[A-Z].*\.$/s);
      }
    });

    it("never takes an answer that is cut short, anywhere, for news", async () => {
      const { exchanges, outcome } = await reading(make(), undefined);
      const whole = listingOf(outcome);
      const known = knownOf(whole);
      for (const [place, { answer }] of exchanges.entries()) {
        if (answer.is === "refused") continue;
        for (let part = 0; part < 24; part++) {
          const cut = exchanges.map((one, index) => {
            if (index !== place) return one;
            const body = answer.body.slice(0, Math.floor((answer.body.length * part) / 24));
            return { ...one, answer: { ...answer, body } };
          });
          for (const before of [undefined, known]) {
            const { outcome: found } = await replay(make(), before, cut);
            expect(found.is === "refused" ? [] : newsIn(found, whole)).toEqual([]);
          }
        }
      }
    });

    it("passes on why a request could not be made", async () => {
      const { upstream, target } = make();
      const refusal: Refusal = { reason: "private-address", host: "10.0.0.1" };
      const outcome = await drive(upstream.list(target), () => Promise.resolve({ is: "refused", refusal }));
      expect(outcome).toEqual({ is: "refused", refusal });
    });
  });
}
