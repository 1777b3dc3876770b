import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Answers, follow, knownOf, readAt } from "./follow.ts";

/** Answers of real servers to questions about SPDK's `lib` at one commit; no part of the project. */
const captures = "../shared/captures/webgit/";
const absent = !existsSync(captures);
const body = (name: string) => readFileSync(`${captures}${name}.body`);
const text = (name: string) => body(name).toString();

/** What the listings are of: the newest commit in each program's own log. */
const head = "253bdda6e1c380b663ffba2ea179b358fe72cad0";
const sites: Record<string, { address: string; answers: () => Answers }> = {
  "cgit-tree-lib": {
    address: "http://127.0.0.1:18110/spdk/tree/lib?h=master",
    answers: () => ({
      "/log/lib?h=master": body("cgit-log-lib"),
      "/spdk/tree/lib?h=master": body("cgit-tree-lib"),
      [`/spdk/tree/lib?id=${head}`]: body("cgit-tree-lib"),
    }),
  },
  "gitweb-tree-lib": {
    address: "http://127.0.0.1:18111/?p=heads.git;a=tree;f=lib;hb=refs/heads/master",
    answers: () => ({
      "a=tree;f=lib;hb=refs/heads/master": body("gitweb-tree-lib"),
      "a=history;f=lib;h=refs%2Fheads%2Fmaster;hb=refs%2Fheads%2Fmaster": text(
        "gitweb-history-lib-nvme",
      ).replaceAll("lib/nvme", "lib"),
      "a=tree;f=lib;hb=6a35cf56cc310a2925e4bc6ddb582327dda6072d": body("gitweb-tree-lib"),
    }),
  },
  "klaus-tree-lib": {
    address: "http://127.0.0.1:18112/heads/tree/master/lib",
    answers: () => ({ "/lib": body("klaus-tree-lib") }),
  },
  "klaus-tree-lib-nvme": {
    address: "http://127.0.0.1:18112/heads/tree/master/lib/nvme",
    answers: () => ({ "/lib/nvme": body("klaus-tree-lib-nvme") }),
  },
};
const files = absent
  ? []
  : readdirSync(captures).flatMap((file) => (file.endsWith(".body") ? file.slice(0, -5) : []));
const why = " (skipped where the captures are not there)";

describe.skipIf(absent)(`webgit: pages of real servers${why}`, () => {
  const entriesOf = (name: string) => {
    const { address, answers } = sites[name] ?? { address: "", answers: () => ({}) };
    return readAt(address, answers()).listing.entries;
  };
  /** What a person sees in each row: links of one kind on the page, `..` left out. */
  const linksIn = (name: string, link: RegExp) =>
    [...text(name).matchAll(link)].map(([, shown]) => shown).filter((shown) => shown !== "..");

  it("give the entries that the server showed", () => {
    const plain = linksIn("cgit-plain-lib", /^ {2}<li><a href='[^']*'>(.*)<\/a>/gm);
    expect(plain).toHaveLength(45);
    for (const name of ["cgit-tree-lib", "gitweb-tree-lib", "klaus-tree-lib"]) {
      const entries = entriesOf(name);
      expect(
        entries.map((entry) => entry.name),
        name,
      ).toEqual(plain.toSorted());
      expect(
        entries.filter(({ kind }) => kind !== "directory"),
        name,
      ).toEqual([
        {
          name: "Makefile",
          kind: "file",
          url: expect.stringContaining("lib/Makefile"),
          ...(name.startsWith("klaus") ? {} : { size: 1558 }),
        },
      ]);
    }
    const shown = linksIn("klaus-tree-lib-nvme", /<li><a href="[^"]*lib\/nvme\/[^"]*"[^>]*>(.*)<\/a>/g);
    expect(shown.length).toBeGreaterThan(20);
    expect(entriesOf("klaus-tree-lib-nvme").map(({ name }) => name)).toEqual(shown.toSorted());
  });

  it("find nothing new by the log alone", () => {
    for (const { address, answers } of Object.values(sites)) {
      const { outcome, asked } = follow(address, answers(), knownOf(readAt(address, answers())));
      expect([outcome, asked.length]).toEqual([{ is: "unchanged" }, 1]);
    }
  });

  it("give the head, where the log is of the same directory", () => {
    for (const name of ["cgit-tree-lib", "klaus-tree-lib"]) {
      const { address, answers } = sites[name] ?? { address: "", answers: () => ({}) };
      expect(readAt(address, answers()).listing.head?.id).toBe(head);
    }
  });

  it.each(files.filter((name) => !(name in sites)))("refuse %s, which is no tree page", (name) => {
    for (const { address, answers } of Object.values(sites)) {
      const pages = { [head]: body(name), [`${head}/lib`]: body(name), ...answers() };
      const all = Object.keys(pages).map((end) => [
        end,
        /log|history/.test(end) ? answers()[end] : body(name),
      ]);
      const { outcome } = follow(address, Object.fromEntries(all));
      expect(outcome.is).toBe("refused");
    }
  });

  it.each(Object.entries(sites))("refuse %s wherever it is cut", (name, { address, answers }) => {
    const page = body(name);
    const all = answers();
    const known = knownOf(readAt(address, all));
    for (let end = 0; end < page.lastIndexOf("</"); end += 499) {
      const cut = page.subarray(0, end);
      const pages = Object.keys(all).map((at) => [at, /log|history/.test(at) ? all[at] : cut]);
      const outcome = follow(address, Object.fromEntries(pages)).outcome;
      expect(outcome.is).toBe("refused");
      const open = { ...known, open: true };
      expect(follow(address, Object.fromEntries(pages), open).outcome.is).toBe("refused");
    }
  });
});
