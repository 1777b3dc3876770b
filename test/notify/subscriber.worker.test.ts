/** When a channel is told what, by a clock that the test sets, from a real store in workerd. */
import { describe, expect, it } from "vitest";
import type { Couriered } from "../../src/courier.ts";
import { formatTime, HOUR, MINUTE, parseTime, SECOND } from "../../src/time.ts";
import { type ClockedChannel, withChannel } from "./clocked-channel.ts";

const answered = (status: number): Couriered => ({ is: "reply", status, headers: {}, body: "" });

const when = ({ told }: ClockedChannel) => told.map(({ at, updates }) => [at, ...updates]);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("a digest", () => {
  it("of 400 updates tells each of them once, in order, in messages a second apart", () =>
    withChannel("2026-11-23T12:00:00Z", { digest: "09:00 Europe/Berlin" }, async (channel) => {
      for (let hour = 0; hour < 8; hour++) {
        await channel.detect(formatTime(parseTime("2026-11-23T13:00:00Z") + hour * HOUR), 50);
      }
      await channel.runTo("2026-11-24T07:59:59Z");
      expect(channel.told).toEqual([]);
      expect(channel.status).toMatchObject({
        state: "waiting",
        notBefore: "2026-11-24T08:00:00Z",
        delivered: 0,
      });
      await channel.runTo("2026-11-24T08:01:00Z");
      expect(channel.told.flatMap(({ updates }) => updates)).toEqual(upTo(400));
      expect(channel.told.map(({ at }) => at)).toEqual(
        channel.told.map((_, i) => formatTime(parseTime("2026-11-24T08:00:00Z") + i * SECOND)),
      );
      expect(channel.told.length).toBeLessThan(15);
      expect(channel.status).toMatchObject({ state: "idle", delivered: 400 });
    }));

  it.each([
    ["forward", "2026-03-28", ["2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"]],
    ["back", "2026-10-24", ["2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"]],
  ])(
    "comes at nine each morning, also where clocks are put %s in between, and leaves out nothing",
    (_, day, times) =>
      withChannel(`${day}T00:00:00Z`, { digest: "09:00 Europe/Berlin" }, async (channel) => {
        const begin = parseTime(`${day}T00:15:00Z`);
        const detected = Array.from({ length: 120 }, (_, i) => formatTime(begin + i * 30 * MINUTE));
        for (const time of detected) await channel.detect(time);
        expect(channel.told.map(({ at }) => at)).toEqual(times);
        let before = 0;
        for (const { at, updates } of channel.told) {
          const due = detected.filter((time) => time < at).length;
          expect(updates).toEqual(upTo(due).slice(before));
          before = due;
        }
      }),
  );

  it.each([
    ["an hour that is left out", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]],
    ["an hour that comes twice", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]],
  ])("in %s comes once that night", (_, begin, times) =>
    withChannel(begin, { digest: "02:30 Europe/Berlin" }, async (channel) => {
      for (let i = 1; i <= 40; i++) await channel.detect(formatTime(parseTime(begin) + i * HOUR - MINUTE));
      expect(channel.told.map(({ at }) => at)).toEqual(times);
    }),
  );

  it("that is taken away holds nothing back any longer", () =>
    withChannel("2026-11-23T12:00:00Z", { digest: "mon 09:00 Europe/Berlin" }, async (channel) => {
      await channel.detect("2026-11-23T13:00:00Z", 3);
      await channel.runTo("2026-11-24T13:00:00Z");
      expect(channel.told).toEqual([]);
      channel.configure("https://receiver.example/old");
      await channel.runTo("2026-11-24T13:00:01Z");
      expect(when(channel)).toEqual([["2026-11-24T13:00:00Z", 1, 2, 3]]);
    }));
});

describe("quiet hours over midnight", () => {
  const quiet = { quiet: "22:00-07:00 Europe/Berlin" };

  it("put off what comes in them, drop nothing, and tell it together when they end", () =>
    withChannel("2026-11-23T20:00:00Z", quiet, async (channel) => {
      for (const time of ["20:59:59", "21:00:00", "22:30:00", "23:30:00"])
        await channel.detect(`2026-11-23T${time}Z`);
      for (const time of ["01:00:00", "05:59:59", "06:00:30"]) await channel.detect(`2026-11-24T${time}Z`);
      await channel.runTo("2026-11-24T06:01:00Z");
      expect(when(channel)).toEqual([
        ["2026-11-23T20:59:59Z", 1],
        ["2026-11-24T06:00:00Z", 2, 3, 4, 5, 6],
        ["2026-11-24T06:00:30Z", 7],
      ]);
    }));

  it("put off a repeat, too, which then is what it was", () =>
    withChannel("2026-11-23T20:00:00Z", quiet, async (channel) => {
      channel.answer(answered(500), answered(500));
      await channel.detect("2026-11-23T20:58:00Z");
      await channel.detect("2026-11-23T23:00:00Z");
      await channel.runTo("2026-11-24T07:00:00Z");
      expect(when(channel)).toEqual([
        ["2026-11-23T20:58:00Z", 1],
        ["2026-11-23T20:58:05Z", 1],
        ["2026-11-24T06:00:00Z", 1],
        ["2026-11-24T06:00:01Z", 2],
      ]);
      const [first, , repeat] = channel.told;
      expect([repeat?.id, repeat?.body]).toEqual([first?.id, first?.body]);
    }));
});

describe("a channel that is stopped", () => {
  it("costs nothing, and goes on with what it was at, and then the rest, once its secret is another", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(410));
      await channel.detect("2026-11-23T13:00:00Z");
      await channel.detect("2026-11-24T13:00:00Z", 2);
      await channel.runTo("2026-12-24T13:00:00Z");
      expect(channel.told).toHaveLength(1);
      expect(channel.status).toMatchObject({ state: "stopped", reason: "http-410", delivered: 0 });

      channel.configure("https://receiver.example/new");
      await channel.runTo("2026-12-24T13:00:30Z");
      expect(when(channel).slice(1)).toEqual([
        ["2026-12-24T13:00:00Z", 1],
        ["2026-12-24T13:00:01Z", 2, 3],
      ]);
      const [first, repeat] = channel.told;
      expect([repeat?.id, repeat?.body]).toEqual([first?.id, first?.body]);
      expect(channel.status).toMatchObject({ state: "idle", delivered: 3 });
    }));

  it("stays so when the watch gets its birth id", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(410));
      await channel.detect("2026-11-23T13:00:00Z");
      await channel.runTo("2026-11-23T14:00:00Z");
      channel.bear();
      await channel.runTo("2026-11-23T15:00:00Z");
      expect(channel.told).toHaveLength(1);
      expect(channel.status.state).toBe("stopped");
    }));

  it("stops again where the new secret is refused as well, and goes on by the third", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(410), answered(410));
      await channel.detect("2026-11-23T13:00:00Z");
      await channel.runTo("2026-11-23T13:30:00Z");
      channel.configure("https://receiver.example/new");
      await channel.runTo("2026-11-23T14:00:00Z");
      expect(channel.told).toHaveLength(2);
      expect(channel.status.state).toBe("stopped");
      channel.configure("https://receiver.example/old");
      await channel.runTo("2026-11-23T15:00:00Z");
      expect(channel.told).toHaveLength(3);
      expect(channel.status).toMatchObject({ state: "idle", delivered: 1 });
    }));
});

describe("what is kept no longer", () => {
  it("before a channel was told it, is said to be missing in the message that follows, under an id of its own", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(410));
      await channel.detect("2026-11-23T13:00:00Z", 3);
      await channel.detect("2026-11-24T13:00:00Z", 4);
      channel.forgetBefore(6);
      channel.configure("https://receiver.example/new");
      await channel.runTo("2026-11-24T14:00:00Z");
      expect(when(channel).slice(1)).toEqual([["2026-11-24T13:00:00Z", 6, 7]]);
      const [first, second] = channel.told;
      expect(second?.missed).toEqual({ from: 1, to: 5, because: "expired" });
      expect(second?.id).not.toBe(first?.id);
      await channel.detect("2026-11-24T15:00:00Z");
      await channel.runTo("2026-11-24T16:00:00Z");
      expect(channel.told.at(-1)).toMatchObject({ updates: [8], missed: undefined });
    }));
});

describe("a delivery", () => {
  it("that has been tried keeps its id, also where the watch gets its own only then", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(500));
      await channel.detect("2026-11-23T13:00:00Z");
      await channel.runTo("2026-11-23T13:00:01Z");
      channel.bear();
      await channel.runTo("2026-11-23T14:00:00Z");
      const [first, repeat] = channel.told;
      expect([repeat?.id, repeat?.body]).toEqual([first?.id, first?.body]);
    }));

  it("of which a part is kept no longer goes out as another, with what is left", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(answered(500));
      await channel.detect("2026-11-23T13:00:00Z", 3);
      await channel.runTo("2026-11-23T13:00:01Z");
      channel.forgetBefore(3);
      await channel.detect("2026-11-23T13:00:02Z");
      await channel.runTo("2026-11-23T14:00:00Z");
      const [first, second] = channel.told;
      expect(second).toMatchObject({ updates: [3, 4], missed: { from: 1, to: 2, because: "expired" } });
      expect(second?.id).not.toBe(first?.id);
    }));
});

describe("a channel that fails for good", () => {
  it("is tried at once when its secret is another, with the same body under the same id", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(...Array.from({ length: 20 }, () => answered(401)));
      await channel.detect("2026-11-23T12:00:00Z");
      await channel.runTo("2026-11-25T12:00:00Z");
      const tries = channel.told.length;
      expect(channel.status).toMatchObject({ state: "retrying", reason: "not-accepted" });
      channel.answer();
      channel.configure("https://receiver.example/new");
      await channel.runTo("2026-11-25T12:00:01Z");
      expect(when(channel).slice(tries)).toEqual([["2026-11-25T12:00:00Z", 1]]);
      expect(new Set(channel.told.map(({ id, body }) => id + body)).size).toBe(1);
      expect(channel.status).toMatchObject({ state: "idle", delivered: 1 });
    }));

  it("is tried less and less often, under one id, for as long as it takes", () =>
    withChannel("2026-11-23T12:00:00Z", {}, async (channel) => {
      channel.answer(...Array.from({ length: 12 }, () => answered(500)));
      await channel.detect("2026-11-23T12:00:00Z", 2);
      await channel.detect("2026-11-23T12:00:01Z");
      await channel.runTo("2026-12-10T12:00:00Z");
      const times = channel.told.map(({ at }) => parseTime(at));
      const waits = times.slice(1).map((at, i) => at - (times[i] ?? 0));
      const hours = [2, 5, 10, 14, 20, 24, 24, 24, 24].map((amount) => amount * HOUR);
      expect(waits).toEqual([5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...hours, SECOND]);
      expect(new Set(channel.told.slice(0, -1).map(({ id, body }) => id + body)).size).toBe(1);
      expect(channel.told.at(-1)?.updates).toEqual([3]);
    }));
});
