/**
 * PURE. A git server as an adapter talks to it: each question is a request that it yields, and a value or a refusal that it
 * makes of the answer. It keeps count of the requests, and finds out what the server can leave out of what it sends.
 */
import { failure, type GitFailure } from "../../git/failure.ts";
import { fetchRequest, type FetchQuestion, type ObjectFilter, readFetch } from "../../git/fetch-objects.ts";
import type { ObjectFormat } from "../../git/object-id.ts";
import { type GitObject, readPack } from "../../git/pack.ts";
import { lsRefsRequest, readCapabilities, readRefs, type Ref } from "../../git/protocol.ts";
import type { Page, PageRequest } from "../contract.ts";
import { type Asking, isTrouble } from "./trouble.ts";
import { whyNotReadable } from "../page.ts";
import { refused } from "../refusal.ts";

/**
 * How a server is asked for directories: tree by tree; by commit, with all their trees; or, where it cannot leave anything
 * out, by commit with everything.
 */
export const manners = ["trees", "commits", "whole"] as const;
export type Manner = (typeof manners)[number];

const filters: Readonly<Record<Manner, ObjectFilter | undefined>> = {
  trees: "tree:0",
  commits: "blob:none",
  whole: undefined,
};

/** What a fetch brought. Objects are absent where the server waits to be told more. */
export type Brought = { acknowledged: boolean; objects?: ReadonlyMap<string, GitObject> };

/** What is known of a server from an earlier poll. */
export type Acquainted = { url: string; format: ObjectFormat; manner: Manner };

/** One repository at its server, for one poll. */
export class GitRemote {
  /** Address of the repository, to which the protocol's own paths are added. */
  url: string;
  format: ObjectFormat;
  manner: Manner;
  /** Requests that are kept back for what comes later in the poll. */
  reserved = 0;
  #requestsLeft: number;

  /** Of a server that is not known yet, only the address is; `discover` finds out the rest. */
  constructor(known: Acquainted, requests: number) {
    this.url = known.url;
    this.format = known.format;
    this.manner = known.manner;
    this.#requestsLeft = requests;
  }

  /** How many more requests may be made now. */
  get requestsLeft(): number {
    return this.#requestsLeft - this.reserved;
  }

  /** Asks what the server can do, and where the repository is if it has moved. */
  *discover(): Asking<undefined> {
    const page = yield* this.#ask({ url: `${this.url}/info/refs?service=git-upload-pack` });
    if (isTrouble(page)) return page;
    const moved = /^(.*)\/info\/refs\?service=git-upload-pack$/.exec(page.url)?.[1];
    if (moved !== undefined && moved !== this.url) {
      this.url = moved;
      // On its way to another host a request loses the header that asks for version 2.
      return yield* this.discover();
    }
    const capabilities = readCapabilities(page.body);
    if (isTrouble(capabilities)) return capabilities;
    this.format = capabilities.format;
    this.manner = capabilities.filter ? "trees" : "whole";
    return undefined;
  }

  /** The refs that begin with one of the prefixes; servers may answer with others too. */
  *refs(prefixes: readonly string[]): Asking<Ref[]> {
    const answer = yield* this.refsAnswer(prefixes);
    return isTrouble(answer) ? answer : readRefs(answer);
  }

  /** The same as the server's answer, not read yet: the same bytes mean the same refs. */
  *refsAnswer(prefixes: readonly string[]): Asking<Uint8Array> {
    const page = yield* this.#command(() => lsRefsRequest(prefixes, this.format), { steady: true, prefixes });
    if (isTrouble(page)) return page;
    // Git's own server says nothing to a request whose version it was not told.
    return page.body.length === 0 ? failure("old-protocol") : page.body;
  }

  /** Fetches objects, leaving out what the server can leave out. */
  *fetch(question: Omit<FetchQuestion, "filter">): Asking<Brought> {
    for (;;) {
      const filter = filters[this.manner];
      const page = yield* this.#command(() =>
        fetchRequest({ ...question, ...(filter === undefined ? {} : { filter }) }, this.format),
      );
      if (isTrouble(page)) return page;
      const answer = readFetch(page.body);
      if (isTrouble(answer)) {
        const simpler = this.#simplerAfter(answer);
        if (simpler === undefined) return answer;
        this.manner = simpler;
        continue;
      }
      if (answer.pack === undefined) return { acknowledged: answer.acknowledged };
      const objects = readPack(answer.pack, this.format);
      return isTrouble(objects) ? objects : { acknowledged: answer.acknowledged, objects };
    }
  }

  /** The manner to go on in after a failure that has to do with the present one. */
  #simplerAfter({ failed }: GitFailure): Manner | undefined {
    if (this.manner === "whole") return undefined;
    if (failed === "silent") return "whole";
    if (failed !== "no-filter") return undefined;
    return this.manner === "trees" ? "commits" : "whole";
  }

  /** Makes a request of the protocol's. One that was redirected came to nothing, and is made again where it led to. */
  *#command(body: () => string, kind: Pick<PageRequest, "steady" | "prefixes"> = {}): Asking<Page> {
    const request = (): PageRequest => ({
      ...kind,
      url: `${this.url}/git-upload-pack`,
      method: "POST",
      headers: {
        "content-type": "application/x-git-upload-pack-request",
        accept: "application/x-git-upload-pack-result",
      },
      body: body(),
    });
    const first = request();
    const page = yield* this.#ask(first);
    if (isTrouble(page) || page.url === first.url) return page;
    const trouble = yield* this.discover();
    return trouble ?? (yield* this.#ask(request()));
  }

  *#ask(request: PageRequest): Asking<Page> {
    if (this.requestsLeft <= 0) return failure("spent");
    this.#requestsLeft -= 1;
    const headers = { accept: "*/*", ...request.headers, "git-protocol": "version=2" };
    const answer = yield { ...request, headers };
    if (answer.is === "refused") return answer;
    // Where a redirect led is for whoever asked to see; what is there was asked for in another way.
    const isElsewhere = request.method === "POST" && answer.url !== request.url;
    const unreadable = isElsewhere ? undefined : whyNotReadable(answer);
    return unreadable === undefined ? answer : refused(unreadable);
  }
}
