import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asTable } from "../../local/peek.ts";
import { createFaultyForge, type FaultyForge } from "../forge.ts";

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
    expect(asTable("x", { entries })).toBe(
      ["x: 1 entry", "", "a[2J b      (its last commit is not known)"].join("\n"),
    );
  });
});

describe("npm run peek", () => {
  let forge: FaultyForge;
  beforeAll(async () => {
    forge = await createFaultyForge({ listing });
  });
  afterAll(() => forge.close());

  function peek(args: readonly string[], env: Record<string, string> = {}) {
    const main = join(import.meta.dirname, "../../local/main.ts");
    const child = spawn(process.execPath, [main, "peek", ...args], { env: { ...process.env, ...env } });
    const printed = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (printed.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (printed.stderr += String(chunk)));
    return new Promise<typeof printed & { code: number | null }>((resolve) => {
      child.on("close", (code) => resolve({ ...printed, code }));
    });
  }
  const privately = { ALLOW_PRIVATE_HOSTS: "true" };

  it("prints the table and ends with 0", async () => {
    const { code, stdout } = await peek([forge.url], privately);
    expect(stdout).toContain("b/        2026-01-02T03:04:05Z  aaaaaaa  b: fix\n");
    expect(code).toBe(0);
  });

  it("prints the listing as snapshot.json has it", async () => {
    const { stdout } = await peek(["--json", forge.url], privately);
    expect(JSON.parse(stdout)).toMatchObject({ watch: { title: "spdk/lib", url: forge.url }, ...listing });
  });

  it("ends with 1 and the reason in words where there is nothing to be read", async () => {
    const { code, stdout, stderr } = await peek([forge.url]);
    expect(stdout).toBe("");
    expect(stderr).toContain('set ALLOW_PRIVATE_HOSTS to "true"');
    expect(code).toBe(1);
  });

  it("ends with 2 where it is asked wrongly", async () => {
    expect(await peek([])).toMatchObject({ code: 2, stdout: "" });
    expect(await peek(["nonsense"])).toMatchObject({ code: 2, stdout: "" });
  });
});
