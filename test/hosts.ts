/** A Host for tests in workerd: a real object over its own storage, with watches that do as the test says. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { Host, type Round } from "../src/host.ts";
import type { Given, Ticked } from "../src/round.ts";
import type { Answer, PageRequest } from "../src/upstream/contract.ts";
import { digestOf } from "../src/upstream/shared.ts";

const MINUTE = 60_000;
export const begin = Date.UTC(2026, 10, 24, 6);

/** What a watch asks first: where the refs of a repository are. */
export const refs: PageRequest = { url: "http://forge.test/own/repo.git/git-upload-pack", steady: true };

/** The Watcher that takes its ticks as the test says. */
type Ticking = (key: string, given?: Given, tick?: number) => Ticked | Promise<Ticked>;

export type TestHost = {
  /** Makes a round at a minute of the test's day; of all watches unless some are named. */
  round(minute: number, keys?: readonly string[]): Promise<Round>;
  wake(key: string): void;
  /** Another deployment of these watches, over the same storage. */
  deploy(watches: readonly object[], vars?: Record<string, string>): void;
  /** What has happened since this was last called: requests to the host, and watches that were ticked. */
  steps(): string[];
  /** Rows written since this was last called. */
  written(): number;
};

/** A watch of the forge's directory; what is different about it is given. */
export const watch = (id: string, own: object = {}) => {
  return { id, url: `http://forge.test/own/repo/src/branch/main/${id}`, every: "1m", ...own };
};

/** What a watch says of a tick that shows nothing new, and of one that cannot be read. */
export function quiet(given?: Given, request = refs): Ticked {
  const first = firstOf(given);
  const answer = first ?? page("same", request.url);
  const digest = digestOf(request, answer) ?? "";
  return { requests: first === undefined ? 1 : 0, memory: { request, quiet: { digest, until: Infinity } } };
}

/** What is given to a watch first: an answer, or why there is none. */
export function firstOf(given: Given | undefined): Answer | undefined {
  const { trouble: refusal, answers = [] } = given ?? {};
  return refusal === undefined ? answers[0]?.answer : { is: "refused", refusal };
}

/** What a watch is given where `same` was the answer to its request. */
export function answered(request: PageRequest): Given {
  return { answers: [{ request, answer: page("same", request.url) }] };
}

export function page(text: string, url = refs.url): Answer {
  const body = new TextEncoder().encode(text);
  return { is: "page", url, status: 200, headers: new Headers(), body };
}

/** Does something with a Host of its own. `answer` is what the forge says, `tick` what each watch does. */
export async function withHost(
  act: (host: TestHost) => Promise<void>,
  {
    watches = [watch("a"), watch("b"), watch("c")],
    vars = {},
    answer = () => new Response("same"),
    tick = (_, given) => quiet(given),
    robots = "",
  }: {
    watches?: readonly object[];
    vars?: Record<string, string>;
    answer?: (request: Request) => Response | Promise<Response>;
    tick?: Ticking;
    robots?: string;
  } = {},
): Promise<void> {
  let steps: string[] = [];
  let rows = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const by = request.headers.get("authorization");
    steps.push(`${pathname}${by === null ? "" : ` by ${atob(by.slice(6)).split(":")[1]}`}`);
    return answer(request);
  });
  const others = {
    FLEET: { getByName: () => ({ robots: () => ({ robots: { rules: robots }, until: Infinity }) }) },
    WATCHER: {
      getByName: (key: string) => ({
        tick: async (at: number, given?: Given) => {
          const first = firstOf(given);
          steps.push(`tick ${key}${first === undefined ? "" : ` given ${first.is}`}`);
          return tick(key, given, at);
        },
      }),
    },
  };
  await runInDurableObject(env.HOST.getByName(crypto.randomUUID()), async (_, state) => {
    const exec = state.storage.sql.exec.bind(state.storage.sql);
    vi.spyOn(state.storage.sql, "exec").mockImplementation((query, ...values) => {
      const cursor = exec(query, ...values);
      rows += cursor.rowsWritten;
      return cursor;
    });
    const made = (some: readonly object[], own: Record<string, string>) => {
      const bound = { ...env, ALLOW_PRIVATE_HOSTS: "true", ...vars, ...own, ...others };
      return new Host(state, { ...bound, WATCHES: JSON.stringify(some) } as unknown as Env);
    };
    let host = made(watches, {});
    const ids = watches.map((one) => String(Object.entries(one)[0]?.[1]));
    const taken = <T>(value: T, forget: () => void): T => {
      forget();
      return value;
    };
    await act({
      round: (minute, keys = ids) => host.round(begin + minute * MINUTE, keys),
      wake: (key) => host.wake(key),
      deploy: (some, own = {}) => {
        host = made(some, own);
      },
      steps: () => taken(steps, () => (steps = [])),
      written: () => taken(rows, () => (rows = 0)),
    });
  });
}
