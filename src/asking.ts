/** Asks hosts about the watches that are due, a few hosts side by side, as far as one invocation may call. */
import { configured } from "./configured.ts";
import { dueByHost } from "./due.ts";
import type { Begun } from "./fleet.ts";
import { hostName } from "./host.ts";
import { logTrouble } from "./log.ts";
import { shareOf } from "./plans.ts";

/** Hosts asked side by side. */
const HOSTS_AT_ONCE = 6;

export class Asking {
  /** Over when every poll that was begun is committed. Never rejects. */
  readonly ended: Promise<unknown>;
  /** How many objects failed. */
  failed = 0;
  readonly #env: Env;
  readonly #tick: number;
  readonly #waiting: Map<string, string[]>;
  readonly #done: string[] = [];
  readonly #left = new Set<string>();
  #calls: number;

  /** Begins to ask about what is due at a tick; at all hosts, or only at some. */
  constructor(env: Env, { lastTick, fresh, awake }: Begun, tick: number, only?: ReadonlySet<string>) {
    const { watches, settings } = configured(env);
    const before = {
      last: lastTick?.scheduledTime,
      behind: lastTick?.behind ?? {},
      fresh: new Set(fresh),
      awake: new Set(awake),
    };
    const due = dueByHost(watches, hostName, tick, before);
    this.#env = env;
    this.#tick = tick;
    this.#waiting = new Map([...due].filter(([host]) => only?.has(host) ?? true));
    this.#calls = shareOf(settings.plan).calls;
    this.ended = Promise.all(Array.from({ length: HOSTS_AT_ONCE }, () => this.#askInTurn()));
  }

  /** Which hosts' watches have all been asked about, and which hosts have not come to that, or not yet. */
  standing(): { done: readonly string[]; left: readonly string[] } {
    return { done: this.#done, left: [...this.#left, ...this.#waiting.keys()] };
  }

  /** The hosts that it has not come to. It does not come to them any more: somebody else will. */
  handOver(): string[] {
    const hosts = [...this.#waiting.keys()];
    for (const host of hosts) this.#left.add(host);
    this.#waiting.clear();
    return hosts;
  }

  async #askInTurn(): Promise<void> {
    for (const [host, keys] of this.#waiting) {
      if (this.#calls === 0) return;
      this.#waiting.delete(host);
      this.#left.add(host);
      if (!(await this.#ask(host, keys))) continue;
      this.#left.delete(host);
      this.#done.push(host);
    }
  }

  /**
   * Whether a host was asked about all its watches. One invocation may not do as much as there may be to do, so it is called
   * until it has come to all, or is to be left alone.
   */
  async #ask(host: string, keys: readonly string[]): Promise<boolean> {
    let left = keys;
    try {
      while (left.length > 0 && this.#calls > 0) {
        this.#calls -= 1;
        const round = await this.#env.HOST.getByName(host).round(this.#tick, [...left]);
        this.failed += round.failed;
        left = round.left;
        if (!round.goOn) break;
      }
      return left.length === 0;
    } catch (error) {
      this.failed += 1;
      logTrouble("round-failed", { host }, error);
      return false;
    }
  }
}
