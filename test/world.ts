/** What surrounds the Worker in workerd: a forge with one directory for each watch, and receivers, both in its `fetch`. */
import { vi } from "vitest";
import { listingPage } from "../demo/forge-page.ts";
import { sortEntries, type Commit, type Entry, type Listing } from "../src/listing.ts";

/** A message that reached a receiver. */
export type Received = { to: string; id: string; at: number; text: string; body: string };

export class World {
  readonly messages: Received[] = [];
  /** Requests that the forge got, by watch. */
  readonly asked = new Map<string, number>();
  readonly #listings = new Map<string, Listing>();
  readonly #answers = new Map<string, () => Response | Promise<Response>>();

  /** Takes the place of the platform's `fetch` until the test ends. */
  install(): this {
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
      this.#answer(new Request(input, init)),
    );
    return this;
  }

  show(watch: string, listing: Listing): void {
    this.#listings.set(watch, listing);
  }

  /** Lets the forge (a watch's id) or a receiver (`watch/A`) answer as given, until it is told otherwise. */
  answer(who: string, answer: (() => Response | Promise<Response>) | undefined): void {
    if (answer === undefined) this.#answers.delete(who);
    else this.#answers.set(who, answer);
  }

  /** The messages that a receiver got, oldest first. */
  received(to: string): Received[] {
    return this.messages.filter((message) => message.to === to);
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, first = "", second = ""] = url.pathname.split("/");
    if (url.host === "slack.test") {
      const to = `${first}/${second}`;
      const body = await request.text();
      const id = request.headers.get("webhook-id") ?? "";
      const { text }: { text: string } = JSON.parse(body);
      this.messages.push({ to, id, at: Date.now(), text, body });
      return this.#answers.get(to)?.() ?? new Response("ok");
    }
    const watch =
      url.pathname === "/robots.txt" ? `robots of ${url.host}` : (url.pathname.split("/").at(-1) ?? "");
    // No history: its sources are asked for under other addresses.
    if (!url.pathname.includes("/src/") && url.pathname !== "/robots.txt")
      return new Response("", { status: 404 });
    this.asked.set(watch, (this.asked.get(watch) ?? 0) + 1);
    const answer = this.#answers.get(watch);
    if (answer !== undefined) return answer();
    const listing = this.#listings.get(watch);
    return listing === undefined ? new Response("gone", { status: 404 }) : page(watch, listing);
  }
}

/** The page of a listing, as the forge answers it. */
export function page(watch: string, listing: Listing): Response {
  const html = listingPage(
    { repository: "own/repo", ref: "main", path: watch },
    listing,
    crypto.randomUUID(),
  );
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** A commit of the test's own: the number makes its id and its date. */
export function commit(number: number, title = `change ${number}`): Commit {
  const committedAt = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString().replace(".000", "");
  return { id: number.toString(16).padStart(40, "0"), title, author: "Ada", committedAt };
}

/** A directory whose entries were last touched by the commits of these numbers; the highest is the head. */
export function listing(entries: Readonly<Record<string, number>>): Listing {
  const head = commit(Math.max(...Object.values(entries)));
  const rows = Object.entries(entries).map(([name, number]): Entry => ({
    name,
    kind: "directory",
    commit: commit(number),
  }));
  return { ref: "main", head, entries: sortEntries(rows) };
}
