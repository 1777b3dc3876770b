import { describe, expect, it } from "vitest";
import { createApp, Routes, type Handler } from "../../src/http/router.ts";

/** Answers with the name of the route and with what it was given. */
const show =
  (route: string): Handler =>
  ({ param }) =>
    new Response(`${route} ${param("name")}`, { status: 202, headers: { "x-route": route } });

const first = new Routes();
first.get("/fixed.json", show("fixed"));
first.get("/:name/part.json", show("part"));
first.post("/:name/act", show("act"));
first.get("/:name/none", (c) => c.notFound());
first.get("/:name/fails", async () => {
  throw new Error("broken");
});
const last = new Routes();
last.get("/", show("root"));
last.get("/:name", show("any"));

const app = createApp([first, last], {
  notFound: ({ path }) => new Response(`nothing at ${path}`, { status: 404 }),
  failed: (error) => new Response(String(error), { status: 500 }),
});

async function ask(path: string, method = "GET"): Promise<string> {
  const response = await app.fetch(new Request(`https://watch.example${path}`, { method }), {} as Env);
  return `${String(response.status)} ${await response.text()}`;
}

describe("an app", () => {
  it.each([
    ["the root", "/", "202 root "],
    ["a fixed address before one that takes any name", "/fixed.json", "202 fixed "],
    ["a name", "/lib", "202 any lib"],
    ["a name in front of a fixed part", "/lib/part.json?key=x", "202 part lib"],
    ["a slash at the end", "/lib/part.json/", "202 part lib"],
    ["an encoded address", "/l%C3%AFb/p%61rt.json", "202 part lïb"],
    ["a slash within a name", "/a%2fb", "202 any a/b"],
    ["a per cent sign within a name, decoded once", "/a%252fb", "202 any a%2fb"],
    ["a name that is the encoding of nothing", "/%E0%A4%A", "202 any %E0%A4%A"],
  ])("finds %s", async (_, path, answer) => {
    expect(await ask(path)).toBe(answer);
  });

  it("takes a dot for a dot", async () => {
    expect(await ask("/lib/part-json")).toBe("404 nothing at /lib/part-json");
  });

  it("finds a route for its own method only", async () => {
    expect(await ask("/lib/act", "POST")).toBe("202 act lib");
    expect(await ask("/lib/act")).toBe("404 nothing at /lib/act");
    expect(await ask("/fixed.json", "POST")).toBe("404 nothing at /fixed.json");
  });

  it("answers HEAD as GET, without the body", async () => {
    const request = new Request("https://watch.example/lib", { method: "HEAD" });
    const response = await app.fetch(request, {} as Env);
    expect([response.status, response.headers.get("x-route"), response.body]).toEqual([202, "any", null]);
  });

  it("says that there is nothing where the handler says so, or no route fits", async () => {
    expect(await ask("/lib/none")).toBe("404 nothing at /lib/none");
    expect(await ask("/lib/b/c/d")).toBe("404 nothing at /lib/b/c/d");
  });

  it("answers where a handler fails", async () => {
    expect(await ask("/lib/fails")).toBe("500 Error: broken");
  });
});
