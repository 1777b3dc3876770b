/** The demo's forge for tests: the same pages, and every way in which a forge can fail to give them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { directoryPath, listingPage, type Place } from "../demo/forge-page.ts";
import { createForge, type Forge, type Push } from "../demo/forge.ts";
import type { Listing } from "../src/listing.ts";

export const faults = [
  "not-found",
  "server-error",
  "login",
  "challenge",
  "empty-body",
  "truncated",
  "cut-in-a-row",
  "no-rows",
  "not-ready",
  "huge",
  "redirect",
  "hang",
] as const;
export type Fault = (typeof faults)[number];

export type FaultyForge = Forge & {
  /** From now on it fails in this way; undefined makes it well again. */
  fail(fault: Fault | undefined): void;
  /** How many requests have come, failed ones among them. */
  requests(): number;
};

const place: Place = { repository: "mirror/spdk", ref: "master", path: "lib" };

/**
 * Starts one on loopback, at a free port unless one is given. `beside` answers what it returns true for, whatever the fault:
 * a git server, for one.
 */
export async function createFaultyForge(options: {
  listing: Listing;
  pushes?: readonly Push[];
  port?: number;
  beside?: (request: IncomingMessage, response: ServerResponse) => boolean;
}): Promise<FaultyForge> {
  let fault: Fault | undefined;
  let requests = 0;
  const forge = await createForge({
    pushes: [],
    ...options,
    place,
    intercept(request, response, page) {
      requests += 1;
      if (options.beside?.(request, response) === true) return true;
      if (fault === undefined) return false;
      answerBadly(fault, { request, response, page, listing: forge.listing() });
      return true;
    },
  });
  return {
    ...forge,
    fail(next) {
      fault = next;
    },
    requests: () => requests,
  };
}

/** Answers requests for the repository `mirror/spdk` by the git server at `repository`, as the forge's own would be. */
export function gitAt(repository: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [, rest] = /^\/mirror\/spdk\.git(\/.*)$/.exec(request.url ?? "") ?? [];
    if (rest === undefined) return false;
    void passOn(request, response, repository + rest);
    return true;
  };
}

async function passOn(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { "git-protocol": protocol, "content-type": type } = request.headers;
  const answer = await fetch(url, {
    method: request.method ?? "GET",
    headers: {
      ...(typeof protocol === "string" ? { "git-protocol": protocol } : {}),
      ...(type === undefined ? {} : { "content-type": type }),
    },
    ...(request.method === "POST" ? { body: Buffer.concat(chunks) } : {}),
  });
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function answerBadly(
  fault: Fault,
  on: { request: IncomingMessage; response: ServerResponse; page: string; listing: Listing },
): void {
  const { request, response, page, listing } = on;
  const html = (body: string, status = 200) =>
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
  switch (fault) {
    case "not-found":
      html(withoutTable(page, "Page Not Found"), 404);
      return;
    case "server-error":
      html(withoutTable(page, "Internal Server Error"), 500);
      return;
    case "login":
      if (request.url?.startsWith("/user/login") === true) html(withoutTable(page, loginForm));
      else response.writeHead(303, { location: `/user/login?redirect_to=${directoryPath(place)}` }).end();
      return;
    case "challenge":
      html(challenge);
      return;
    case "empty-body":
      html("");
      return;
    case "truncated":
      html(page.slice(0, page.lastIndexOf("</tr>") + 5));
      return;
    case "cut-in-a-row":
      html(page.slice(0, page.indexOf('<td class="message', page.indexOf("data-entryname")) + 9));
      return;
    case "no-rows":
      html(listingPage(place, { ...listing, entries: [] }, "token"));
      return;
    case "not-ready":
      html(
        listingPage(place, { entries: listing.entries.map(({ name, kind }) => ({ name, kind })) }, "token"),
      );
      return;
    case "huge":
      html(page.replace("</body>", `${"<!-- -->".repeat((20 * 1024 * 1024) / 8)}</body>`));
      return;
    case "redirect":
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
      return;
    case "hang":
  }
}

/** The same frame around something else than a listing. */
function withoutTable(page: string, content: string): string {
  return page.replace(/<table[^]*<\/table>/, content);
}

const loginForm = `<form class="ui form" action="/user/login" method="post"><input id="user_name" type="text" name="user_name" required><input id="password" name="password" type="password" required><button class="ui primary button">Sign In</button></form>`;

const challenge = `<!doctype html><html lang="en"><head><title>Making sure you&#39;re not a bot!</title><script id="anubis_version" type="application/json">"v1.21.0"</script></head><body><h1>Making sure you&#39;re not a bot!</h1><script id="anubis_challenge" type="application/json">{"challenge":"0"}</script></body></html>`;
