/** Drives one watch of the Worker under test in workerd as the platform and its readers do. */
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { Status } from "../src/status.ts";
import type { Update } from "../src/updates.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);

/** The object of a watch. */
export const watcher = (id: string) => env.WATCHER.getByName(id);
/** Ticks a watch at a minute of the test's day. */
export const tick = (id: string, minute: number) => watcher(id).tick(begin + minute * MINUTE);

/** How a watch is doing, as its object says. */
export async function status(id: string): Promise<Status> {
  const found = await watcher(id).status();
  if (found === undefined) throw new Error(`no watch ${id}`);
  return found;
}

/** Waits until readers see the newest update and every cursor has come to rest. */
export async function settled(id: string): Promise<Status> {
  return vi.waitFor(
    async () => {
      const now = await status(id);
      expect(now.published).toBe(now.latest);
      for (const channel of now.channels) expect(channel.state).not.toBe("sending");
      return now;
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** A JSON answer of the Worker. */
export async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await exports.default.fetch(`http://treewatch.test${path}`);
  return { status: response.status, body: await response.json() };
}

/** A watch's updates, as programs get them. */
export async function updates(id: string, after = 0): Promise<Update[]> {
  const { body } = await get(`/${id}/updates.json?after=${after}`);
  return body["updates"] as Update[];
}

/** Polls now, as an operator does. */
export async function poll(id: string): Promise<Status> {
  const response = await exports.default.fetch(`http://treewatch.test/${id}/poll`, {
    method: "POST",
    headers: { authorization: "Bearer canary-admin-token" },
  });
  return response.json();
}
