/**
 * What `createPerform` promises, asked of a real host that misbehaves. One suite for every runtime whose `fetch` is
 * put under it: the errors and streams of Node and of workerd are not alike.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageRequest } from "../../src/upstream/contract.ts";
import type { AskOptions, Told } from "./ask-by-name.ts";
import { type Misbehaving, startMisbehaving } from "./misbehaving.ts";

export type Ask = (request: PageRequest, options: AskOptions) => Promise<Told>;

const forge = "http://forge.example";
const mirror = "http://mirror.example";
const credentials = { origin: forge, authorization: "Basic Y2FuYXJ5OnRva2Vu" };
const mebibyte = 1024 * 1024;

export function describeExchanges(runtime: string, ask: Ask): void {
  describe(`fetching with ${runtime}`, () => {
    let host: Misbehaving;
    let other: Misbehaving;
    let gone: string;
    const names = () => ({ [forge]: host.origin, [mirror]: other.origin, "http://gone.example": gone });
    const get = (path: string, options = {}) => ask({ url: forge + path }, { names: names(), ...options });
    const redirectTo = (to: string, status = 302) =>
      `/redirect?${new URLSearchParams({ to, status: String(status) }).toString()}`;

    beforeAll(async () => {
      host = await startMisbehaving();
      other = await startMisbehaving();
      const closed = await startMisbehaving();
      gone = closed.origin;
      await closed.close();
    });
    afterAll(async () => {
      await host.close();
      await other.close();
    });

    it("returns the page with its address, status, headers and body", async () => {
      expect(await get("/plain")).toMatchObject({
        is: "page",
        url: `${forge}/plain`,
        status: 200,
        headers: { "content-type": "text/html" },
        text: "<p>plain</p>",
      });
    });

    it("returns an answer of any status as a page, with its Retry-After", async () => {
      expect(await get("/busy")).toMatchObject({ is: "page", status: 429, headers: { "retry-after": "7" } });
    });

    it.each([
      ["never answers", "/hang"],
      ["stops in the middle of the body", "/hang-in-body"],
      ["sends its body too slowly, although some of it comes all the time", "/slow"],
    ])("gives up in time on a host that %s", async (_, path) => {
      expect(await get(path, { timeoutMs: 200 })).toEqual({
        is: "refused",
        refusal: { reason: "timeout", timeoutMs: 200 },
      });
      await host.ended(path);
    });

    it("waits for a slow body within the time", async () => {
      expect(await get("/slow", { timeoutMs: 20_000 })).toMatchObject({ text: "<i>".repeat(8) });
    });

    it("stops an endless body at 10 MiB and closes the connection", async () => {
      const refusal = { reason: "too-large", maxBytes: 10 * mebibyte };
      expect(await get("/endless")).toEqual({ is: "refused", refusal });
      await host.ended("/endless");
    });

    it.each(["/20-mebibytes", "/compressed-20-mebibytes"])("refuses %s as too large", async (path) => {
      const refusal = { reason: "too-large", maxBytes: 10 * mebibyte };
      expect(await get(path)).toEqual({ is: "refused", refusal });
    });

    it("takes a body of exactly the cap, and refuses one of a byte more", async () => {
      expect(await get("/1-mebibyte", { maxBytes: mebibyte })).toMatchObject({ is: "page", bytes: mebibyte });
      expect(await get("/1-mebibyte", { maxBytes: mebibyte - 1 })).toMatchObject({
        refusal: { reason: "too-large" },
      });
    });

    it.each(["/cut-at-once", "/cut-known-length", "/cut-chunked"])(
      "refuses a connection that breaks (%s) as a network failure",
      async (path) => {
        expect(await get(path)).toEqual({ is: "refused", refusal: { reason: "network" } });
      },
    );

    it.each(["http://gone.example/", "http://does-not-exist.invalid/"])(
      "refuses a host that cannot be reached (%s) as a network failure",
      async (url) => {
        expect(await ask({ url }, { names: names() })).toEqual({
          is: "refused",
          refusal: { reason: "network" },
        });
      },
    );

    it.each([1, 2, 3])("follows %i redirects, and says where they end", async (left) => {
      expect(await get(`/redirects?left=${left}`)).toMatchObject({ url: `${forge}/plain`, status: 200 });
    });

    it("refuses the fourth redirect", async () => {
      expect(await get("/redirects?left=4")).toEqual({
        is: "refused",
        refusal: { reason: "redirect-refused", because: "too-many" },
      });
    });

    it("follows a redirect whose own body never ends, and closes its connection", async () => {
      expect(await get("/redirect-that-hangs")).toMatchObject({ url: `${forge}/plain` });
      await host.ended("/redirect-that-hangs");
    });

    it.each([
      ["http://169.254.169.254/latest/meta-data/", "169.254.169.254"],
      ["//127.0.0.1/", "127.0.0.1"],
      ["http://[::ffff:10.0.0.1]/", "[::ffff:a00:1]"],
      ["http://0x7f000001/", "127.0.0.1"],
      ["http://forge.example@localhost/", "localhost"],
    ])("refuses a redirect to the private address %s", async (to, address) => {
      expect(await get(redirectTo(to))).toEqual({
        is: "refused",
        refusal: { reason: "private-address", host: address },
      });
    });

    it("refuses a private address that is asked for, unless private hosts are allowed", async () => {
      const request = { url: `${host.origin}/plain` };
      const refusal = { reason: "private-address", host: "127.0.0.1" };
      expect(await ask(request, { names: {} })).toEqual({ is: "refused", refusal });
      expect(await ask(request, { names: {}, allowPrivateHosts: true })).toMatchObject({ status: 200 });
      const redirected = { url: `${host.origin}${redirectTo(`${other.origin}/plain`)}` };
      expect(await ask(redirected, { names: {}, allowPrivateHosts: true })).toMatchObject({ status: 200 });
    });

    it.each(["file:///etc/passwd", "ftp://forge.example/", "data:text/html,x", "javascript:1"])(
      "refuses a redirect to %s",
      async (to) => {
        const refusal = { reason: "redirect-refused", because: "not-http" };
        expect(await get(redirectTo(to))).toEqual({ is: "refused", refusal });
      },
    );

    it.each(["/redirect", redirectTo("http://[")])(
      "refuses a redirect that names no address (%s)",
      async (path) => {
        const refusal = { reason: "redirect-refused", because: "no-location" };
        expect(await get(path)).toEqual({ is: "refused", refusal });
      },
    );

    it("names the challenge that a redirect belongs to", async () => {
      expect(await get(redirectTo("/plain?__goaway_challenge=cookie", 307))).toEqual({
        is: "refused",
        refusal: { reason: "bot-challenge", product: "go-away" },
      });
    });

    it("sends no credentials of an address, and does not show them", async () => {
      const url = `http://user:secret@forge.example${redirectTo("http://user:secret@forge.example/plain")}`;
      expect(await ask({ url }, { names: names() })).toMatchObject({ url: `${forge}/plain`, status: 200 });
      expect(host.seen.slice(-2).map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    });

    it("asks for HTML under its own name, and keeps no cookie", async () => {
      await get(redirectTo("/plain"));
      for (const { headers } of host.seen.slice(-2)) {
        expect(headers).toMatchObject({ accept: "text/html", "user-agent": "Treewatch/test" });
        expect(headers.cookie).toBeUndefined();
      }
    });

    it("lets a request choose what it accepts, but not its name", async () => {
      const headers = { Accept: "application/json", "User-Agent": "Mozilla/5.0" };
      await ask({ url: `${forge}/plain`, headers }, { names: names() });
      expect(host.seen.at(-1)?.headers).toMatchObject({
        accept: "application/json",
        "user-agent": "Treewatch/test",
      });
    });

    it("carries a request's own headers to the same origin only", async () => {
      const headers = { "x-csrf-token": "t", "git-protocol": "version=2", "accept-language": "en" };
      const url = `${forge}${redirectTo(`${mirror}${redirectTo(`${forge}/plain`)}`)}`;
      await ask({ url, headers }, { names: names() });
      expect(host.seen.at(-2)?.headers).toMatchObject(headers);
      for (const request of [other.seen.at(-1), host.seen.at(-1)]) {
        expect(request?.headers).toMatchObject({ "accept-language": "en", accept: "text/html" });
        expect(request?.headers).not.toHaveProperty("x-csrf-token");
        expect(request?.headers).not.toHaveProperty("git-protocol");
      }
    });

    it("shows credentials to their own origin, along its own redirects", async () => {
      const url = `${forge}${redirectTo("/plain", 307)}`;
      await ask({ url, method: "POST", body: "f=1" }, { names: names(), credentials });
      for (const { headers } of host.seen.slice(-2)) {
        expect(headers).toMatchObject({ authorization: credentials.authorization });
      }
    });

    it.each([301, 302, 303, 307, 308])(
      "shows credentials to no other origin, and to nobody after a redirect (%i) to one",
      async (status) => {
        const url = `${forge}${redirectTo(`${mirror}${redirectTo(`${forge}/plain`, status)}`, status)}`;
        await ask({ url }, { names: names(), credentials });
        expect(host.seen.at(-2)?.headers.authorization).toBe(credentials.authorization);
        for (const request of [other.seen.at(-1), host.seen.at(-1)]) {
          expect(request?.headers).not.toHaveProperty("authorization");
        }
      },
    );

    it.each([mirror, "http://forge.example:81"])("shows no credentials to %s", async (origin) => {
      await ask({ url: `${origin}/plain` }, { names: { ...names(), [origin]: other.origin }, credentials });
      expect(other.seen.at(-1)).toMatchObject({ path: "/plain" });
      expect(other.seen.at(-1)?.headers).not.toHaveProperty("authorization");
    });

    it.each([
      [301, "GET", ""],
      [302, "GET", ""],
      [303, "GET", ""],
      [307, "POST", "f=1"],
      [308, "POST", "f=1"],
    ])("answers a redirect of a POST with status %i by a %s", async (status, method, body) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const url = `${forge}${redirectTo("/plain", status)}`;
      await ask({ url, method: "POST", headers, body: "f=1" }, { names: names() });
      expect(host.seen.at(-1)).toMatchObject({ method, body, path: "/plain" });
      expect(host.seen.at(-1)?.headers["content-type"]).toBe(
        method === "POST" ? headers["content-type"] : undefined,
      );
    });

    it("refuses a request that cannot be made, such as one with an unsendable header", async () => {
      const headers = { "x-csrf-token": "a\nb" };
      expect(await ask({ url: `${forge}/plain`, headers }, { names: names() })).toEqual({
        is: "refused",
        refusal: { reason: "network" },
      });
    });
  });
}
