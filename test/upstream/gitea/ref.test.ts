/** The ref that is asked for before the page: when that is enough, and when it is not. */
import { describe, expect, it } from "vitest";
import { FLUSH, packet } from "../../../src/git/pkt-line.ts";
import type {
  Answer,
  Known,
  Page,
  PageRequest,
  Read,
  Refused,
  Unchanged,
} from "../../../src/upstream/contract.ts";
import { gitea } from "../../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../../src/upstream/tree-address.ts";
import { fixture, libTarget, pageAt } from "./page.ts";

const [a, b, c] = ["a".repeat(40), "b".repeat(40), "9".repeat(40)] as const;
const git = `${libTarget.repository}.git`;

/** A forge with one directory, and a watch of it that carries from poll to poll what a Watcher does. */
class Forge {
  /** Refs by name. */
  refs: Record<string, string> = { "refs/heads/master": a };
  page = fixture("table");
  /** How the git server answers where it does not as it should, by the path of its address. */
  instead: (request: PageRequest) => Answer | undefined = () => undefined;
  /** What happens once the ref has been asked for. */
  afterwards: () => void = () => {};
  format = "sha1";
  known: Known | undefined;
  readonly target: TreeAddress;

  constructor(target = libTarget) {
    this.target = target;
  }

  /** Polls once: what it came to, and what was asked. */
  poll({ open = false } = {}): { outcome: Read | Unchanged | Refused; asked: string } {
    const asked: string[] = [];
    const steps = gitea.list(this.target, this.known && { ...this.known, open });
    let step = steps.next();
    while (step.done !== true) {
      asked.push(wordOf(step.value));
      step = steps.next(this.instead(step.value) ?? this.answer(step.value));
    }
    const outcome = step.value;
    if (outcome.is === "listing") {
      const { head, entries } = outcome.listing;
      this.known = { ...this.known, open: false, entries: entries.length, ...(head && { head: head.id }) };
    }
    if (outcome.is !== "refused" && outcome.at !== undefined && this.known !== undefined)
      this.known.at = outcome.at;
    return { outcome, asked: asked.join(" ") };
  }

  /** What it answers where all is well. */
  answer(request: PageRequest): Page {
    const word = wordOf(request);
    if (word === "page") return pageAt(request.url, this.page);
    const lines =
      word === "server"
        ? ["version 2\n", "ls-refs\n", "fetch=shallow filter\n", `object-format=${this.format}\n`]
        : Object.entries(this.refs).map(([name, id]) => `${id} ${name}\n`);
    if (word === "ref") this.afterwards();
    return pageAt(request.url, lines.map(packet).join("") + FLUSH, { headers: new Headers() });
  }
}

function wordOf({ url, method }: PageRequest): "server" | "ref" | "page" {
  if (url.includes("/info/refs")) return "server";
  return method === "POST" ? "ref" : "page";
}

/** A forge whose watch has come to rest: its next poll asks for the ref alone. */
function atRest(target?: TreeAddress): Forge {
  const forge = new Forge(target);
  forge.poll();
  forge.poll();
  return forge;
}

const notFound = ({ url }: PageRequest) =>
  url.includes(".git/") ? pageAt(url, "", { status: 404 }) : undefined;

describe("gitea: the ref", () => {
  it("is not asked for before the baseline, then before the page, and alone for as long as it does not move", () => {
    const forge = new Forge();
    expect(forge.poll().asked).toBe("page");
    expect(forge.poll()).toMatchObject({ asked: "server ref page", outcome: { is: "unchanged" } });
    expect(forge.poll()).toMatchObject({ asked: "ref", outcome: { is: "unchanged" } });
    expect(forge.poll().asked).toBe("ref");
  });

  it("that stays says nothing of what only the page tells", () => {
    expect(atRest().poll().outcome).not.toHaveProperty("notes");
  });

  it("that has moved lets the page be read once, whether or not that shows something new", () => {
    const forge = atRest();
    forge.refs["refs/heads/master"] = b;
    expect(forge.poll()).toMatchObject({ asked: "ref page", outcome: { is: "unchanged" } });
    expect(forge.poll().asked).toBe("ref");
    forge.refs["refs/heads/master"] = c;
    forge.page = forge.page.replaceAll("a".repeat(10), "9".repeat(10));
    expect(forge.poll()).toMatchObject({ asked: "ref page", outcome: { is: "listing" } });
    expect(forge.poll().asked).toBe("ref");
  });

  it("that moves between the two questions has moved at the next poll", () => {
    const forge = atRest();
    forge.refs["refs/heads/master"] = b;
    forge.afterwards = () => (forge.refs["refs/heads/master"] = c);
    expect(forge.poll().asked).toBe("ref page");
    expect(forge.poll().asked).toBe("ref page");
    expect(forge.poll().asked).toBe("ref");
  });

  it("that moved while the page could not be read has moved still", () => {
    const forge = atRest();
    forge.refs["refs/heads/master"] = b;
    const page = forge.page;
    forge.page = "";
    expect(forge.poll()).toMatchObject({ asked: "ref page", outcome: { is: "refused" } });
    forge.page = page;
    expect(forge.poll().asked).toBe("ref page");
    expect(forge.poll().asked).toBe("ref");
  });

  it("does not stand for the page while anything is open", () => {
    const forge = atRest();
    expect(forge.poll({ open: true })).toMatchObject({ asked: "ref page", outcome: { is: "listing" } });
    expect(forge.poll().asked).toBe("ref");
  });

  it("of another directory says nothing", () => {
    const { known } = atRest();
    const other = new Forge({ ...libTarget, tree: "branch/master/doc" });
    other.known = known;
    expect(other.poll().asked).toMatch(/^server ref page/);
  });

  it.each<[string, TreeAddress, Record<string, string>]>([
    ["a tag", { ...libTarget, tree: "tag/v1/lib" }, { "refs/tags/v1": a }],
    [
      "a branch with slashes",
      { ...libTarget, tree: "branch/release/v1/lib" },
      { "refs/heads/release/v1": a },
    ],
    ["a branch spelt with escapes", { ...libTarget, tree: "branch/a%2Fb%23/lib" }, { "refs/heads/a/b#": a }],
    ["the default branch", { repository: libTarget.repository }, { HEAD: a }],
    ["one whose kind is not said", { ...libTarget, tree: "master/lib" }, { "refs/heads/master": a }],
  ])("may be %s", (_, target, refs) => {
    const forge = new Forge(target);
    forge.known = { head: a, entries: 8, open: false };
    forge.page = fixture("table").replaceAll("/src/branch/master/lib", `/src/${target.tree}`);
    forge.refs = { ...refs };
    forge.poll();
    const at = JSON.parse(forge.known.at ?? "{}") as Record<string, unknown>;
    expect(at).toMatchObject({ ref: Object.keys(refs)[0], commit: a });
  });

  it("has an id of 64 digits in a repository with such ids", () => {
    const forge = new Forge();
    forge.format = "sha256";
    forge.refs["refs/heads/master"] = "d".repeat(64);
    forge.poll();
    const bodies: (string | undefined)[] = [];
    forge.instead = ({ body }) => void bodies.push(body);
    forge.poll();
    expect(forge.poll().asked).toBe("ref");
    expect(bodies.at(-1)).toContain("object-format=sha256");
  });

  it("that is a commit is not asked for", () => {
    const forge = new Forge({ ...libTarget, tree: `commit/${a}/lib` });
    forge.page = fixture("table").replaceAll("branch/master", `commit/${a}`);
    expect(forge.poll().outcome.is).toBe("listing");
    expect(forge.poll().asked).toBe("page");
    expect(forge.poll()).toMatchObject({ asked: "", outcome: { is: "unchanged" } });
  });
});

describe("gitea: a forge that does not tell the ref", () => {
  it("is asked again after 1 poll, 2, 4 and so on, at most 64", () => {
    const forge = new Forge();
    forge.instead = notFound;
    const asked = Array.from({ length: 400 }, () => forge.poll().asked);
    const tries = asked.flatMap((one, index) => (one === "server page" ? index : []));
    expect(tries.slice(0, 9)).toEqual([1, 3, 6, 11, 20, 37, 70, 135, 200]);
    expect(asked.filter((one) => one === "page")).toHaveLength(400 - tries.length);
  });

  it.each<[string, (url: string) => Answer]>([
    ["asks for a login", (url) => pageAt(url, "", { status: 401 })],
    ["shows a page", (url) => pageAt(url, "<!doctype html><title>Hello</title>")],
    ["cannot be reached there", () => ({ is: "refused", refusal: { reason: "network" } })],
    ["answers with an error", (url) => pageAt(url, "", { status: 500 })],
    ["has no such ref", (url) => pageAt(url, FLUSH, { headers: new Headers() })],
  ])("any more, and %s, is read by its page", (_, answer) => {
    const forge = atRest();
    forge.instead = ({ url }) => (url.startsWith(git) ? answer(url) : undefined);
    expect(forge.poll()).toMatchObject({ asked: "ref page", outcome: { is: "unchanged" } });
    expect(forge.poll().asked).toBe("page");
    forge.instead = () => undefined;
    expect(forge.poll().asked).toBe("server ref page");
    expect(forge.poll().asked).toBe("ref");
  });

  it("and says when to come back is left alone until then", () => {
    const forge = atRest();
    const headers = new Headers({ "retry-after": "60" });
    forge.instead = ({ url }) => pageAt(url, "", { status: 429, headers });
    const refusal = { reason: "rate-limited", status: 429, retryAfterMs: 60_000 };
    expect(forge.poll()).toMatchObject({ asked: "ref", outcome: { refusal } });
  });
});

describe("gitea: a repository that has moved", () => {
  it("has its page read, which says so, and is then asked where it is", () => {
    const forge = atRest();
    const there = libTarget.repository.replace("spdk", "new");
    forge.page = forge.page.replaceAll("/spdk/", "/new/");
    forge.instead = ({ url, method }) => {
      if (!url.startsWith(libTarget.repository)) return undefined;
      if (!url.startsWith(git)) return pageAt(url.replace(libTarget.repository, there), forge.page);
      const answer = forge.answer({ url: url.replace(git, there) });
      return method === "POST" ? { ...answer, status: 405 } : answer;
    };
    const { asked, outcome } = forge.poll();
    expect(asked).toBe("ref server server ref page");
    expect(outcome).toMatchObject({ notes: [{ note: "moved", to: expect.stringContaining("/new/") }] });
    expect(forge.poll().asked).toBe("ref");
  });
});
