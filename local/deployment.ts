/** A deployed Treewatch, asked by its operator: what `backup`, `restore` and `move` have to say to one. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import { parseJson } from "../src/json.ts";
import { SECOND } from "../src/time.ts";
import type { MoveCommand } from "../src/transfer.ts";

/** What stands in the way, in words for the operator. */
export class Hindrance extends Error {}

/** How often a deployment that answers 429 or 503 is asked, and how long (milliseconds) at most between two tries. */
const TRIES = 5;
const LONGEST_WAIT_MS = 60 * SECOND;

/** Where a watch is, as a deployment says it; `base` is where readers reach the deployment. See `src/transfer.ts`. */
const Standing = z.looseObject({
  is: z.enum(["here", "leaving", "away"]),
  move: z.exactOptional(z.string()),
  to: z.exactOptional(z.string()),
  since: z.exactOptional(z.number()),
  awake: z.exactOptional(z.literal(true)),
  forgotten: z.exactOptional(z.literal(true)),
  over: z.exactOptional(z.record(z.string(), z.enum(["arrived", "called-off"]))),
  active: z.boolean(),
  occupied: z.boolean(),
  target: z.string(),
  staged: z.exactOptional(z.object({ lines: z.number(), digest: z.string(), whole: z.boolean() })),
  base: z.string(),
});
export type Standing = z.infer<typeof Standing>;

export type Deployment = {
  /** As it was given, without a slash at the end. */
  url: string;
  /** The ids of all watches that are configured there. */
  watches(): Promise<string[]>;
  standing(watch: string): Promise<Standing>;
  /** A page of a watch's state: the first, or one of a part after a place. */
  statePage(watch: string, part?: string, after?: string): Promise<string[]>;
  /** Brings lines of a state, of which `at` are there. */
  take(watch: string, lines: readonly string[], at: number, replace: boolean): Promise<Standing>;
  move(watch: string, command: z.input<typeof MoveCommand>): Promise<Standing>;
};

/** The deployment at an address; what it answers but good is thrown as a `Hindrance`, which never holds the token. */
export function deploymentAt(url: string, token: string): Deployment {
  const answer = async <T>(schema: z.ZodMiniType<T>, path: string, body?: string): Promise<T> => {
    const parsed = z.safeParse(schema, parseJson(await ask(path, body)));
    if (parsed.success) return parsed.data;
    throw new Hindrance(`${url} answers with something else. Is it a Treewatch of this version?`);
  };
  const ask = async (path: string, body?: string): Promise<string> => {
    for (let tries = 1; ; tries++) {
      const response = await request(`${url}${path}`, token, body);
      const text = await response.text().catch(() => {
        throw cutOff(url);
      });
      if (response.ok) return text;
      if (!(response.status === 429 || response.status === 503) || tries === TRIES)
        throw new Hindrance(explain(url, response.status, text));
      const seconds = Number(response.headers.get("retry-after"));
      await sleep(Math.min(LONGEST_WAIT_MS, Math.max(1, seconds || 2 ** tries) * SECOND));
    }
  };
  return {
    url,
    watches: async () => (await answer(Watches, "/watches.json")).watches.map(({ id }) => id),
    standing: (watch) => answer(Standing, `/${watch}/move`),
    async statePage(watch, part, after = "") {
      const query = part === undefined ? "" : `?${new URLSearchParams({ part, after }).toString()}`;
      return (await ask(`/${watch}/state${query}`)).split("\n").slice(0, -1);
    },
    take(watch, lines, at, replace) {
      const query = `?at=${at}${replace ? "&replace=1" : ""}`;
      return answer(Standing, `/${watch}/state${query}`, lines.join("\n"));
    },
    move: (watch, command) => answer(Standing, `/${watch}/move`, JSON.stringify(command)),
  };
}

const Watches = z.object({ watches: z.array(z.object({ id: z.string() })) });
const Problem = z.object({ detail: z.string() });

async function request(address: string, token: string, body?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  try {
    return await fetch(address, {
      headers,
      // An operator's token goes to no other address than the one that was given.
      redirect: "manual",
      ...(body === undefined ? {} : { method: "POST", body }),
    });
  } catch {
    throw cutOff(new URL(address).origin);
  }
}

function cutOff(url: string): Hindrance {
  return new Hindrance(
    `${url} cannot be reached, or broke off. The same command goes on where this one was.`,
  );
}

function explain(url: string, status: number, text: string): string {
  if (status === 401) return `${url} refuses the token: give the value that ADMIN_TOKEN has there.`;
  if (status === 404)
    return `${url} has no such watch with a valid configuration, or its ADMIN_TOKEN is not set.`;
  const problem = z.safeParse(Problem, parseJson(text));
  return problem.success
    ? `${url} refuses: ${problem.data.detail}`
    : `${url} answers ${status}. Is it a Treewatch of this version?`;
}
