/** A backup is proven before anything is done with it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { Hindrance } from "../../local/deployment.ts";
import { linesOf, proveFile, sealed, withNewest, type Lines } from "../../local/state-stream.ts";
import { sampleState } from "./sample-state.ts";

const folder = mkdtempSync(join(tmpdir(), "treewatch-stream-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stream of three snapshots and two updates, without a trailer. */
function stream(id = "lib", version = 1): Lines {
  const watch = { id, title: "own/lib", url: "https://git.example/own/lib/src/branch/main" };
  const since = Date.UTC(2026, 10, 24);
  return sampleState({ watch, target: "gitea", since, snapshots: 3, updatesEach: 1, version });
}

async function textOf(lines: Lines): Promise<string> {
  let text = "";
  for await (const line of lines) text += `${line}\n`;
  return text;
}

/** What the operator is told of a file with these bytes; undefined where it is proven. */
async function refusalOf(bytes: Uint8Array): Promise<string | undefined> {
  const file = join(folder, "backup");
  writeFileSync(file, bytes);
  try {
    await proveFile(file);
    return undefined;
  } catch (error) {
    if (error instanceof Hindrance) return error.message;
    throw error;
  }
}

const whole = await textOf(sealed(stream()));
const places = Array.from({ length: 50 }, (_, index) => (index + 0.5) / 50);

describe("a backup", () => {
  it("is proven as it was written, with several watches in it", async () => {
    expect(await refusalOf(gzipSync(whole))).toBeUndefined();
    const both = whole + (await textOf(sealed(stream("other"))));
    writeFileSync(join(folder, "both"), gzipSync(both));
    const found = await proveFile(join(folder, "both"));
    expect(found.map(({ header, counts }) => [header.watch.id, counts])).toEqual([
      ["lib", { state: 1, cursor: 1, left: 2, snapshot: 3, update: 2 }],
      ["other", { state: 1, cursor: 1, left: 2, snapshot: 3, update: 2 }],
    ]);
    expect(await textOf(linesOf(join(folder, "both"), "other"))).toBe(await textOf(stream("other")));
  });

  it.each(places)("is refused where it is cut at %d of its length", async (place) => {
    const bytes = gzipSync(whole);
    expect(await refusalOf(bytes.subarray(0, Math.floor(bytes.length * place)))).toMatch(/cut off/);
    expect(await refusalOf(gzipSync(whole.slice(0, Math.floor(whole.length * place))))).toMatch(
      /cut off|not as it was written|beginning/,
    );
  });

  it.each(places)("is refused where a byte is changed at %d of its length", async (place) => {
    const at = Math.floor(whole.length * place);
    const other = whole[at] === "1" ? "2" : "1";
    expect(await refusalOf(gzipSync(whole.slice(0, at) + other + whole.slice(at + 1)))).toMatch(
      /not as it was written|cut off|beginning|version/,
    );
  });

  it("is refused where a line is missing, twice there or in another place", async () => {
    const lines = whole.split("\n");
    for (let at = 1; at < lines.length - 2; at++) {
      const [line = "", next = ""] = lines.slice(at, at + 2);
      for (const changed of [[], [line, line], [next, line]]) {
        const span = changed[0] === next ? 2 : 1;
        expect(await refusalOf(gzipSync(lines.toSpliced(at, span, ...changed).join("\n")))).toMatch(
          /not as it was written|cut off/,
        );
      }
    }
  });

  it("of a newer version is refused by its name", async () => {
    expect(await refusalOf(gzipSync(await textOf(sealed(stream("lib", 2)))))).toBe(
      "This is a watch's state of version 2, and this Treewatch reads up to version 1: use a newer one.",
    );
  });

  it("is refused where it is something else", async () => {
    expect(await refusalOf(Buffer.from("no gzip"))).toMatch(/not a backup/);
    expect(await refusalOf(gzipSync("{}\n"))).toMatch(/beginning is missing/);
    expect(await refusalOf(gzipSync(""))).toMatch(/cut off/);
    await expect(proveFile(join(folder, "nowhere"))).rejects.toThrow("cannot be read");
  });
});

describe("the newest snapshots", () => {
  it("are what is left of a stream, and its header says how many", async () => {
    const lines = (await textOf(withNewest(stream(), 2))).split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ counts: { snapshots: 2, updates: 2 } });
    const numbers = lines.flatMap((line) => /^\{"snapshot":\{"number":(\d)/.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(["2", "3"]);
    expect(await textOf(withNewest(stream(), 3))).toBe(await textOf(stream()));
  });
});
