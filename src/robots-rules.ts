/** What the robots.txt of hosts says, asked of the Fleet and remembered for as long as it holds; for one watch, in its store. */
import type { Watch } from "./config.ts";
import { theFleet, type KnownRobots } from "./fleet.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { RobotsVerdict } from "./upstream/refusal.ts";
import { judgeByRobots } from "./upstream/robots.ts";

export class RobotsRules {
  readonly #env: Env;
  readonly #store: WatchStore | undefined;
  /** By origin. */
  readonly #rules = new Map<string, KnownRobots>();

  constructor(env: Env, store?: WatchStore) {
    this.#env = env;
    this.#store = store;
  }

  /** What they say of an address. For the watch's own page the answer is kept in its state. */
  async judge(watch: Watch, url: string): Promise<"allowed" | RobotsVerdict> {
    const kept = this.#store?.state().robots;
    if (kept?.url === url && kept.until > Date.now()) return kept.verdict;
    const { robots, until } = await this.#ask(url);
    const verdict = judgeByRobots(robots, url);
    if (url === watch.source.url)
      this.#store?.writeState({ ...this.#store.state(), robots: { url, verdict, until } });
    return verdict;
  }

  async #ask(url: string): Promise<KnownRobots> {
    const { origin } = new URL(url);
    const known = this.#rules.get(origin);
    if (known !== undefined && known.until > Date.now()) return known;
    const asked: KnownRobots = await theFleet(this.#env).robots(url);
    this.#rules.set(origin, asked);
    return asked;
  }
}
