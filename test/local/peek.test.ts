import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { asTable } from "../../local/peek.ts";
import { createFaultyForge, gitAt, type FaultyForge } from "../forge.ts";
import { hasBackend, startBackend } from "../git/backend.ts";
import { inGit } from "../history.ts";
import { privately, treewatch } from "./treewatch.ts";

const id = (digit: string) => digit.repeat(40);
const listing = {
  ref: "master",
  head: { id: id("a"), title: "b: fix", author: "Ann", committedAt: "2026-01-02T03:04:05Z", body: "Why." },
  entries: [
    {
      name: "Makefile",
      kind: "file" as const,
      commit: { id: id("c"), title: "build: again", committedAt: "2025-01-02T03:04:05Z" },
    },
    {
      name: "b",
      kind: "directory" as const,
      commit: { id: id("a"), title: "b: fix", committedAt: "2026-01-02T03:04:05Z" },
    },
  ],
};

describe("the table", () => {
  it("has a line for the directory, one for its head and one for each entry", () => {
    expect(asTable("spdk/lib", listing)).toBe(
      [
        "spdk/lib at master: 2 entries",
        "Newest commit: aaaaaaa b: fix, Ann, 2026-01-02T03:04:05Z",
        "",
        "Makefile  2025-01-02T03:04:05Z  ccccccc  build: again",
        "b/        2026-01-02T03:04:05Z  aaaaaaa  b: fix",
      ].join("\n"),
    );
  });

  it("says where a last commit is not known, and prints nothing that a terminal would obey", () => {
    const entries = [{ name: "a\u001b[2J\n\u202eb", kind: "unknown" as const }];
    const head = { id: "1".repeat(40), title: "t" };
    expect(asTable("x", { head, entries }).split("\n").at(-1)).toBe(
      "a[2J b      (its last commit is not known)",
    );
    expect(asTable("x", { entries })).toBe("x: 1 entry\n\na[2J b");
  });
});

describe("the table of tags", () => {
  it("has the newest version first, and the commit of each", () => {
    const entries = ["v24.10", "v24.9"].map((name) => ({
      name,
      kind: "tag" as const,
      commit: { id: id("a"), title: "" },
    }));
    expect(asTable("spdk/spdk tags", { entries })).toBe(
      ["spdk/spdk tags: 2 tags", "", "v24.10  aaaaaaa", "v24.9   aaaaaaa"].join("\n"),
    );
  });
});

describe("the table of a web server's index", () => {
  it("has times and sizes in place of commits", () => {
    const entries = [
      { name: "a.iso", kind: "file" as const, modifiedAt: "2026-01-02T03:04:05Z", size: 1536 },
      { name: "b", kind: "directory" as const, modifiedAt: "2026-01-02T03:04:05Z" },
    ];
    expect(asTable("x", { entries }).split("\n").slice(2)).toEqual([
      "a.iso  2026-01-02T03:04:05Z    1,536 bytes",
      "b/     2026-01-02T03:04:05Z",
    ]);
  });
});

describe("npm run peek", () => {
  let forge: FaultyForge;
  beforeAll(async () => {
    forge = await createFaultyForge({ listing });
  });
  afterAll(() => forge.close());
  afterEach(() => forge.fail(undefined));

  it("prints the table and ends with 0", async () => {
    const { code, stdout } = await treewatch(["peek", forge.url], privately);
    expect(stdout).toContain("b/        2026-01-02T03:04:05Z  aaaaaaa  b: fix\n");
    expect(code).toBe(0);
  });

  it("has colours only where a terminal shows them", async () => {
    const escape = "\u001b[";
    const coloured = await treewatch(["peek", forge.url], { ...privately, FORCE_COLOR: "1" });
    expect(coloured.stdout).toContain(escape);
    expect(stripVTControlCharacters(coloured.stdout)).toContain(
      "b/        2026-01-02T03:04:05Z  aaaaaaa  b: fix\n",
    );
    const plain = await treewatch(["peek", forge.url], { ...privately, NO_COLOR: "1" });
    expect(plain.stdout).not.toContain(escape);
  });

  it("prints the listing as snapshot.json has it", async () => {
    const { stdout } = await treewatch(["peek", "--json", forge.url], privately);
    expect(JSON.parse(stdout)).toMatchObject({ watch: { title: "spdk/lib", url: forge.url }, ...listing });
  });

  it("shows what else should be known of the directory, beside the JSON where that is asked for", async () => {
    const moved = await createFaultyForge({
      listing,
      beside({ url = "" }, response) {
        if (!url.startsWith("/before/")) return false;
        response.writeHead(301, { location: url.replace("/before/", "/mirror/") }).end();
        return true;
      },
    });
    const old = moved.url.replace("/mirror/", "/before/");
    const note = "The repository has moved.";
    expect((await treewatch(["peek", old], privately)).stdout).toContain(`\nNote: ${note}`);
    const { stdout, stderr } = await treewatch(["peek", "--json", old], privately);
    expect(JSON.parse(stdout)).toMatchObject(listing);
    expect(stderr).toContain(note);
    await moved.close();
  });

  it("ends with 1 and the reason in words where there is nothing to be read", async () => {
    const { code, stdout, stderr } = await treewatch(["peek", forge.url]);
    expect(stdout).toBe("");
    expect(stderr).toContain('set ALLOW_PRIVATE_HOSTS to "true"');
    expect(code).toBe(1);
  });

  it("reads nothing that robots.txt forbids, as a watch would", async () => {
    const forbidding = await createFaultyForge({
      listing,
      beside: ({ url }, response) => {
        if (url !== "/robots.txt") return false;
        response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /\n");
        return true;
      },
    });
    const { code, stderr } = await treewatch(["peek", forbidding.url], privately);
    await forbidding.close();
    expect(stderr).toContain("robots.txt forbids this page");
    expect(code).toBe(1);
  });

  it("says of every other kind of source that the address fits whether it could read it", async () => {
    forge.fail("challenge");
    const { code, stderr } = await treewatch(["peek", forge.url], privately);
    expect(stderr).toMatch(/^gitea: A bot challenge .*\ngit: /);
    expect(code).toBe(1);
  });

  it.runIf(hasBackend)(
    "takes another kind of source where the best cannot read the address, says so, and takes the one it is told to",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "treewatch-peek-"));
      inGit({ name: "one", listing: spdkLib.listing, pushes: [] }, folder);
      const backend = await startBackend(folder);
      const challenging = await createFaultyForge({ ...spdkLib, beside: gitAt(backend.url("spdk.git")) });
      challenging.fail("challenge");
      const found = await treewatch(["peek", challenging.url], privately);
      expect(found.stdout).toContain("spdk/lib at master: 38 entries\n");
      expect(found.stdout).toContain("Read by git, as a watch with this address would be.");
      const { code, stdout } = await treewatch(["peek", "--upstream", "git", challenging.url], privately);
      expect(stdout).toContain("spdk/lib at master: 38 entries\n");
      expect(code).toBe(0);
      await Promise.all([backend.close(), challenging.close()]);
      rmSync(folder, { recursive: true });
    },
  );

  it("ends with 2 where it is asked wrongly", async () => {
    expect(await treewatch(["peek"])).toMatchObject({ code: 2, stdout: "" });
    expect(await treewatch(["peek", "nonsense"])).toMatchObject({ code: 2, stdout: "" });
    const { code, stderr } = await treewatch(["peek", "--upstream", "svn", forge.url]);
    expect(stderr).toBe('"svn" does not read this address: write gitea or git.\n');
    expect(code).toBe(2);
  });
});
