/**
 * Moves everything outward: publication, the Fleet and each channel are subscribers with a cursor of their own. They
 * are moved side by side and independently, from what storage says at that moment, until nothing is due.
 */

/** Something that follows a watch's updates. */
export type Subscriber = {
  name: string;
  /** Waits for subscribers of an earlier turn that are due or at it: publication (0) comes before all else (1). */
  turn: number;
  /** When the next step is due (milliseconds since 1970), read from storage; undefined where nothing is left to do. */
  dueAt(): number | undefined;
  /** Makes one step and records it. Bounded in time. Records its own failures; what it throws is a bug, and counts as one. */
  step(): Promise<void>;
};

/** Tells a running `moveAll` that storage has changed. */
export class Bell {
  #ring: () => void = () => {};
  #rung = this.#next();

  ring(): void {
    const ring = this.#ring;
    this.#rung = this.#next();
    ring();
  }

  /** Resolves at the next ring. */
  heard(): Promise<void> {
    return this.#rung;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }
}

/**
 * Makes steps until nothing is due, or until `until`. A step that hangs holds back only its own subscriber; when the
 * bell rings, what has become due is begun beside it. `failed` hears of a step that threw; it must make it due later.
 */
export async function moveAll(
  subscribers: () => readonly Subscriber[],
  bell: Bell,
  options: { now: () => number; until: number; failed: (name: string, error: unknown) => void },
): Promise<void> {
  const running = new Map<string, { turn: number; step: Promise<void> }>();
  for (;;) {
    const rung = bell.heard();
    const idle = subscribers().filter((subscriber) => !running.has(subscriber.name));
    const due = idle.filter((subscriber) => (subscriber.dueAt() ?? Infinity) <= options.now());
    const turn = Math.min(...[...due, ...running.values()].map((one) => one.turn));
    for (const subscriber of options.now() < options.until ? due : []) {
      if (subscriber.turn > turn) continue;
      const step = subscriber
        .step()
        .catch((error: unknown) => options.failed(subscriber.name, error))
        .finally(() => running.delete(subscriber.name));
      running.set(subscriber.name, { turn: subscriber.turn, step });
    }
    if (running.size === 0) return;
    const later = wakeAt(idle, options.now());
    await Promise.race([rung, later.over, ...[...running.values()].map((one) => one.step)]);
    later.cancel();
  }
}

/** Resolves when the next of these becomes due that is not yet, or never; to be cancelled when waited for no longer. */
function wakeAt(idle: readonly Subscriber[], now: number): { over: Promise<void>; cancel: () => void } {
  const time = nextStep(idle.filter((subscriber) => (subscriber.dueAt() ?? 0) > now));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    if (time !== undefined) timer = setTimeout(resolve, time - now);
  });
  return { over, cancel: () => clearTimeout(timer) };
}

/** The earliest time at which any subscriber is due, or undefined where none is. */
export function nextStep(subscribers: readonly Subscriber[]): number | undefined {
  const times = subscribers.flatMap((subscriber) => subscriber.dueAt() ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * The subscriber, not due before `until`. One whose `dueAt` throws counts as due, so that it holds back nobody else: its
 * step will throw as well, and be heard of.
 */
export function rested(subscriber: Subscriber, until: number): Subscriber {
  return {
    name: subscriber.name,
    turn: subscriber.turn,
    dueAt: () => {
      const due = dueOrBroken(subscriber);
      return due === undefined ? undefined : Math.max(due, until);
    },
    step: () => subscriber.step(),
  };
}

function dueOrBroken(subscriber: Subscriber): number | undefined {
  try {
    return subscriber.dueAt();
  } catch {
    return 0;
  }
}
