/** The file that `/openapi.json` is read from: what is answered while it cannot be, and how often it is. */
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { app } from "../../src/http/app.ts";

/** Asks with a file that is this, and counts how often it is read. */
async function ask(file: Response): Promise<{ response: Response; reads: number }> {
  const fetch = vi.fn<(address: string) => Promise<Response>>(async () => file);
  const bindings = { ...env, ASSETS: { fetch } } as unknown as Env;
  const response = await app.fetch(new Request("http://treewatch.test/openapi.json"), bindings);
  return { response, reads: fetch.mock.calls.length };
}

// In this order: an isolate that has read the file does not come back to it.
it("is a problem where it cannot be read, and is read again at the next request", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const file of [new Response("Not found", { status: 404 }), new Response("<html>")]) {
    const { response, reads } = await ask(file);
    expect(response.status).toBe(500);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(reads).toBe(1);
  }
  expect(logged).toHaveBeenCalledTimes(2);
});

it("is read once in each isolate", async () => {
  const { response, reads } = await ask(Response.json({ openapi: "3.1.0" }));
  expect([await response.text(), reads]).toEqual(['{"openapi":"3.1.0"}', 1]);
  const again = await ask(new Response("Not found", { status: 404 }));
  expect([await again.response.text(), again.reads]).toEqual(['{"openapi":"3.1.0"}', 0]);
});
