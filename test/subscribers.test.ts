import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Bell, moveAll, nextStep, rested, type Subscriber } from "../src/subscribers.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What happened, in order: `a` a step begun, `a.` one that is over. */
let log: string[] = [];
beforeEach(() => {
  log = [];
});

/** A subscriber with so many steps to make, each of which takes `ms`. Its `due` may be set. */
class Fake implements Subscriber {
  readonly name: string;
  readonly turn: number;
  readonly #ms: number;
  due: number | undefined = 0;
  steps: number;

  constructor(name: string, turn: number, steps: number, ms = 10) {
    this.name = name;
    this.turn = turn;
    this.steps = steps;
    this.#ms = ms;
  }

  dueAt(): number | undefined {
    return this.steps > 0 ? this.due : undefined;
  }

  async step(): Promise<void> {
    log.push(this.name);
    await new Promise((resolve) => setTimeout(resolve, this.#ms));
    this.steps -= 1;
    log.push(`${this.name}.`);
  }
}

/** Moves them for `ms`; says whether all came to rest by then. */
async function move(
  subscribers: readonly Subscriber[],
  ms: number,
  options: { until?: number; bell?: Bell } = {},
) {
  const failed: string[] = [];
  let rest = false;
  const moved = moveAll(() => subscribers, options.bell ?? new Bell(), {
    now: () => Date.now(),
    until: options.until ?? Infinity,
    failed: (name, error) => failed.push(`${name}: ${String(error)}`),
  }).then(() => (rest = true));
  await vi.advanceTimersByTimeAsync(ms);
  return { rest: () => rest, failed, moved };
}

describe("moveAll", () => {
  it("makes steps one after the other until nothing is due", async () => {
    const { rest } = await move([new Fake("a", 1, 3)], 30);
    expect(log).toEqual(["a", "a.", "a", "a.", "a", "a."]);
    expect(rest()).toBe(true);
  });

  it("is at rest at once where nothing is due", async () => {
    const later = new Fake("a", 1, 1);
    later.due = 1000;
    const { rest } = await move([later, new Fake("b", 0, 0)], 0);
    expect([rest(), log]).toEqual([true, []]);
  });

  it("moves those of one turn side by side", async () => {
    await move([new Fake("a", 1, 2, 10), new Fake("b", 1, 1, 15)], 30);
    expect(log).toEqual(["a", "b", "a.", "a", "b.", "a."]);
  });

  it("lets earlier turns come first, in all their steps", async () => {
    await move([new Fake("last", 2, 1), new Fake("next", 1, 1), new Fake("first", 0, 2)], 100);
    expect(log).toEqual(["first", "first.", "first", "first.", "next", "next.", "last", "last."]);
  });

  it("does not wait for an earlier turn that is not due yet", async () => {
    const first = new Fake("first", 0, 1);
    first.due = 1000;
    await move([first, new Fake("next", 1, 1)], 100);
    expect(log).toEqual(["next", "next."]);
  });

  it("does not let a step that hangs hold back its own turn or an earlier one", async () => {
    const hung = new Fake("hung", 1, 1, 1_000_000);
    const { rest } = await move([hung, new Fake("b", 1, 2), new Fake("first", 0, 1)], 100);
    expect(log).toEqual(["first", "first.", "hung", "b", "b.", "b", "b."]);
    expect(rest()).toBe(false);
  });

  it("begins what has become due when the bell rings, beside a step that hangs", async () => {
    const bell = new Bell();
    const first = new Fake("first", 0, 0);
    const b = new Fake("b", 1, 0);
    await move([new Fake("hung", 1, 1, 1_000_000), b, first], 100, { bell });
    first.steps = 1;
    b.steps = 1;
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(["hung"]);
    bell.ring();
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(["hung", "first", "first.", "b", "b."]);
  });

  it("begins what becomes due by the clock beside a step that hangs", async () => {
    const later = new Fake("later", 1, 1);
    later.due = 500;
    await move([new Fake("hung", 1, 1, 1_000_000), later], 499);
    expect(log).toEqual(["hung"]);
    await vi.advanceTimersByTimeAsync(20);
    expect(log).toEqual(["hung", "later", "later."]);
  });

  it("makes no two steps of one subscriber at once, however often the bell rings", async () => {
    const bell = new Bell();
    await move([new Fake("a", 1, 2, 100)], 10, { bell });
    for (let ring = 0; ring < 5; ring++) {
      bell.ring();
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(log).toEqual(["a"]);
  });

  it("begins no step when its time is over, and waits for those it began", async () => {
    const { rest } = await move([new Fake("a", 1, 5, 10), new Fake("b", 1, 5, 40)], 35, { until: 25 });
    expect(log).toEqual(["a", "b", "a.", "a", "a.", "a", "a."]);
    expect(rest()).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(rest()).toBe(true);
    expect(log.at(-1)).toBe("b.");
  });

  it("reports a step that throws, and moves the others on", async () => {
    const broken = new Fake("broken", 0, 1);
    broken.step = async () => {
      broken.due = 60_000;
      throw new Error("a bug");
    };
    const { failed, rest } = await move([broken, new Fake("a", 1, 1)], 100);
    expect(failed).toEqual(["broken: Error: a bug"]);
    expect(log).toEqual(["a", "a."]);
    expect(rest()).toBe(true);
  });

  it("asks for the subscribers anew before each step", async () => {
    const bell = new Bell();
    const list = [new Fake("a", 1, 1)];
    await move(list, 0, { bell });
    list.push(new Fake("new", 1, 1));
    await vi.advanceTimersByTimeAsync(100);
    expect(log).toEqual(["a", "a.", "new", "new."]);
  });
});

describe("a bell", () => {
  it("is heard at the next ring by all who listened before it", async () => {
    const bell = new Bell();
    const heard: number[] = [];
    const listen = (who: number) => bell.heard().then(() => heard.push(who));
    const first = [listen(1), listen(2)];
    bell.ring();
    const third = listen(3);
    await Promise.all(first);
    expect(heard).toEqual([1, 2]);
    bell.ring();
    await third;
    expect(heard).toEqual([1, 2, 3]);
  });
});

describe("nextStep", () => {
  const at = (due: number | undefined): Subscriber => ({
    name: "a",
    turn: 1,
    dueAt: () => due,
    step: async () => {},
  });

  it("is the earliest time at which any is due, or undefined", () => {
    expect(nextStep([at(30), at(undefined), at(0), at(10)])).toBe(0);
    expect(nextStep([at(undefined)])).toBeUndefined();
    expect(nextStep([])).toBeUndefined();
  });
});

describe("a subscriber that rests", () => {
  it.each([
    [0, 500, 500],
    [800, 500, 800],
    [0, 0, 0],
  ])("and is due at %i until %i is due at %i", (due, until, expected) => {
    const subscriber = new Fake("a", 1, 1);
    subscriber.due = due;
    expect(rested(subscriber, until).dueAt()).toBe(expected);
  });

  it("and has nothing to do stays without", () => {
    expect(rested(new Fake("a", 1, 0), 500).dueAt()).toBeUndefined();
  });

  it("and cannot say when it is due holds back nobody, and is heard of when it has rested", async () => {
    const failed: string[] = [];
    const resting = new Map<string, number>();
    const broken: Subscriber = {
      name: "broken",
      turn: 0,
      dueAt: () => {
        throw new Error("a bug");
      },
      step: async () => {
        throw new Error("a bug");
      },
    };
    const a = new Fake("a", 1, 2);
    const list = () => [broken, a].map((one) => rested(one, resting.get(one.name) ?? 0));
    const options = {
      now: () => Date.now(),
      until: Infinity,
      failed: (name: string) => {
        failed.push(name);
        resting.set(name, Date.now() + 1000);
      },
    };
    await Promise.all([moveAll(list, new Bell(), options), vi.advanceTimersByTimeAsync(100)]);
    expect([failed, log]).toEqual([["broken"], ["a", "a.", "a", "a."]]);
    expect(nextStep(list())).toBe(1000);
  });
});
