import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { updatesBody, type Range } from "../../src/http/json.ts";
import { PAGE, writePage, type Published } from "../../src/store/published.ts";

const text = (seq: number) => `{"seq":${seq}}`;
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What is published of a watch with these updates; its full pages, from `firstPage` on, are in KV. */
async function publish(watch: string, oldest: number, latest: number, firstPage = 0): Promise<Published> {
  for (let page = firstPage; (page + 1) * PAGE <= latest; page++) {
    await writePage(env.KV, watch, page, run(page * PAGE + 1, (page + 1) * PAGE).map(text));
  }
  const snapshot = { id: "20261123T060000Z-000000000000", takenAt: "2026-11-23T06:00:00Z" };
  return {
    head: { version: 1, since: snapshot.takenAt, latest, oldest, snapshot, oldestSnapshot: snapshot },
    version: "1",
    snapshotText: "{}",
    updateTexts: run(Math.max(1, latest - PAGE + 1), latest)
      .map(text)
      .toReversed(),
  };
}

async function ask(watch: string, published: Published | undefined, range: Partial<Range>) {
  const body = await updatesBody(env.KV, { id: watch, key: watch }, published, {
    after: undefined,
    limit: PAGE,
    ...range,
  });
  if (body instanceof Response) return { status: body.status, ...(await body.json<{ detail: string }>()) };
  const { updates, next } = JSON.parse(body) as { updates: { seq: number }[]; next: number };
  return { seqs: updates.map(({ seq }) => seq), next };
}

describe("updates.json", () => {
  it("is empty before the baseline, and its next is what was asked", async () => {
    expect(
      await updatesBody(env.KV, { id: "none", key: "none" }, undefined, { after: undefined, limit: 5 }),
    ).toBe('{"watch":"none","updates":[],"next":0}');
    expect(await ask("none", undefined, { after: 7 })).toEqual({ seqs: [], next: 7 });
  });

  it("hands out what is stored under the watch's key as it is stored, under the watch's id", async () => {
    const published = await publish("first", 1, 2);
    expect(await updatesBody(env.KV, { id: "as-is", key: "first" }, published, { after: 0, limit: 5 })).toBe(
      '{"watch":"as-is","updates":[{"seq":1},{"seq":2}],"next":2}',
    );
  });

  it.each([
    [0, 100, 1, 100],
    [0, 1, 1, 1],
    [50, 100, 51, 150],
    [99, 2, 100, 101],
    [120, 100, 121, 220],
    [150, 1, 151, 151],
    [199, 100, 200, 250],
    [249, 100, 250, 250],
  ])("after %i, at most %i, is %i to %i of 250", async (after, limit, first, last) => {
    const published = await publish("cut", 1, 250);
    expect(await ask("cut", published, { after, limit })).toEqual({ seqs: run(first, last), next: last });
  });

  it.each([
    [250, 250],
    [251, 251],
    [999_999, 999_999],
  ])("after %i of 250 is empty, and its next is %i", async (after, next) => {
    expect(await ask("end", await publish("end", 1, 250), { after })).toEqual({ seqs: [], next });
  });

  it.each([1, 7, 100])("walked from 0 in steps of %i gives each update once", async (limit) => {
    const published = await publish("walk", 1, 333);
    const seen: number[] = [];
    for (let after = 0; ;) {
      const { seqs = [], next = 0 } = await ask("walk", published, { after, limit });
      if (seqs.length === 0) break;
      seen.push(...seqs);
      after = next;
    }
    expect(seen).toEqual(run(1, 333));
  });

  it("begins with the oldest that is kept, and says so where it is asked for an older one", async () => {
    const published = await publish("old", 101, 250, 1);
    expect(await ask("old", published, { limit: 2 })).toEqual({ seqs: [101, 102], next: 102 });
    expect(await ask("old", published, { after: 100, limit: 2 })).toEqual({ seqs: [101, 102], next: 102 });
    expect(await ask("old", published, { after: 99 })).toMatchObject({
      status: 410,
      detail: "The oldest update that is kept is 101: ask with after=100.",
    });
  });

  it("is refused for now, without a gap, where KV does not show a page yet", async () => {
    const published = await publish("late", 1, 250, 1);
    expect(await ask("late", published, { after: 0 })).toMatchObject({ status: 503 });
    expect(await ask("late", published, { after: 100, limit: 1 })).toEqual({ seqs: [101], next: 101 });
  });
});
