/** Packets and messages of git's protocol, written by hand; and, where they lie beside the project, captured ones. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchRequest, readFetch } from "../../src/git/fetch-objects.ts";
import { readPack } from "../../src/git/pack.ts";
import { FLUSH, packet, packetsOf } from "../../src/git/pkt-line.ts";
import { lsRefsRequest, narrowRefs, readCapabilities, readRefs, visitRefs } from "../../src/git/protocol.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (...all: string[]) =>
  bytes(all.map((line) => (line.startsWith("000") ? line : packet(line))).join(""));
const [a, b] = ["a".repeat(40), "b".repeat(40)] as const;

describe("packets", () => {
  it("begin with their length in bytes, themselves counted", () => {
    expect([packet("want x"), packet(""), packet("é")]).toEqual(["000awant x", "0004", "0006é"]);
  });

  it("are read one after the other, marks among them", () => {
    const next = packetsOf(bytes("0006hi0001000200000004"));
    const read = Array.from({ length: 7 }, () => next());
    expect(read.map(({ is }) => is)).toEqual([
      "payload",
      "delimiter",
      "response-end",
      "flush",
      "payload",
      "end",
      "end",
    ]);
    expect(read[0]).toEqual({ is: "payload", bytes: bytes("hi") });
  });

  it.each([
    ["0", "cut"],
    ["000ahi", "cut"],
    ["0003", "damaged"],
    ["<!do", "damaged"],
    ["fff1", "damaged"],
    ["-001", "damaged"],
  ])("of %j are %s, and stay so", (text, is) => {
    const next = packetsOf(bytes(text));
    expect([next(), next()]).toEqual([{ is }, { is }]);
  });
});

describe("what a server can do", () => {
  const version2 = ["version 2\n", "agent=git/2.39.5\n", "ls-refs=unborn\n"];
  it.each([
    ["git's own", lines(...version2, "fetch=shallow wait-for-done filter\n", "object-format=sha1\n", FLUSH)],
    [
      "one with the service in front",
      lines("# service=git-upload-pack\n", FLUSH, ...version2, "fetch=filter\n", FLUSH),
    ],
  ])("is read of %s", (_, body) => {
    expect(readCapabilities(body)).toEqual({ format: "sha1", filter: true });
  });

  it("may be less, or with longer ids", () => {
    const body = lines("version 2\n", "fetch=shallow\n", "object-format=sha256\n", FLUSH);
    expect(readCapabilities(body)).toEqual({ format: "sha256", filter: false });
  });

  it.each([
    [
      "of version 0",
      lines("# service=git-upload-pack\n", FLUSH, `${a} HEAD\0multi_ack side-band-64k\n`, FLUSH),
      "old-protocol",
    ],
    ["of version 1", lines("version 1\n", `${a} HEAD\0multi_ack\n`, FLUSH), "old-protocol"],
    ["a page", bytes("<!doctype html><p>no repository</p>"), "not-git"],
    ["some other text", lines("hello", FLUSH), "not-git"],
    ["nothing", bytes(""), "silent"],
    ["cut", lines(...version2), "cut"],
    ["an error", lines("ERR access denied\n"), "remote"],
  ])("cannot be told where the answer is %s", (_, body, failed) => {
    expect(readCapabilities(body)).toEqual({ failed });
  });
});

describe("refs", () => {
  it("are asked for by how they begin", () => {
    expect(lsRefsRequest(["refs/heads/main"], "sha1")).toBe(
      "0013command=ls-refs00010008peel000bsymrefs001eref-prefix refs/heads/main0000",
    );
    expect(lsRefsRequest(["HEAD"], "sha256")).toContain("0018object-format=sha256");
  });

  it("are read with what a tag is of and what HEAD stands for", () => {
    const body = lines(
      `${a} HEAD symref-target:refs/heads/main\n`,
      `${b} refs/tags/v1 peeled:${a}\n`,
      "unborn refs/heads/none symref-target:refs/heads/none\n",
      FLUSH,
    );
    expect(readRefs(body)).toEqual([
      { name: "HEAD", id: a, target: "refs/heads/main" },
      { name: "refs/tags/v1", id: b, peeled: a },
    ]);
  });

  it("are none where the answer says so", () => {
    expect(readRefs(lines(FLUSH))).toEqual([]);
  });

  it("are handed over with what they come to, in whatever alphabet their names are", () => {
    const tags = [
      `${a} refs/tags/v1\n`,
      `${a} refs/tags/v2 peeled:${b}\n`,
      `${a} refs/tags/v3 symref-target:refs/tags/v2 peeled:${b}\n`,
    ];
    for (const more of [[], [`${a} refs/tags/v4-\u03b1\n`]]) {
      const seen: string[] = [];
      expect(visitRefs(lines(...tags, ...more, FLUSH), (...ref) => seen.push(ref.join(" ")))).toBeUndefined();
      expect(seen.slice(0, 3)).toEqual([`refs/tags/v1 ${a}`, `refs/tags/v2 ${b}`, `refs/tags/v3 ${b}`]);
      expect(seen.slice(3)).toEqual(more.map(() => `refs/tags/v4-\u03b1 ${a}`));
    }
  });

  it("are found among others, as if only they had been asked for", () => {
    const all = [
      `${a} HEAD`,
      `${a} refs/heads/main`,
      `${a} refs/tags/v1`,
      `${b} refs/tags/v2`,
      `${a} refs/x/y`,
    ];
    const asked = (...prefixes: string[]) => narrowRefs(lines(...all, FLUSH), prefixes);
    expect(asked("refs/tags/")).toEqual(lines(...all.slice(2, 4), FLUSH));
    expect(asked("HEAD", "refs/tags/v2", "refs/x/")).toEqual(
      lines(...[0, 3, 4].map((n) => all[n] ?? ""), FLUSH),
    );
    expect(asked("refs/none")).toEqual(lines(FLUSH));
    expect(narrowRefs(bytes("<!doctype html>"), ["HEAD"])).toEqual(bytes("<!doctype html>"));
  });

  it.each([
    ["ends without its last packet", lines(`${a} refs/heads/main\n`), "cut"],
    ["has a line that is no ref", lines("refs/heads/main\n", FLUSH), "damaged"],
    ["names an object by no id", lines("xyz refs/heads/main\n", FLUSH), "damaged"],
    ["peels a tag to no id", lines(`${a} refs/tags/v1 peeled:x\n`, FLUSH), "damaged"],
  ])("are not read where the answer %s", (_, body, failed) => {
    expect(readRefs(body)).toEqual({ failed });
  });
});

describe("fetching", () => {
  it("says what is wanted, what is there, how far back and what to leave out", () => {
    const question = { wants: [a], have: b, depth: 3, filter: "tree:0", done: true } as const;
    const args = ["no-progress", "ofs-delta", `want ${a}`, "deepen 3", "filter tree:0", `have ${b}`, "done"];
    const text = [packet("command=fetch"), "0001", ...args.map(packet), "0000"].join("");
    expect(fetchRequest(question, "sha1")).toBe(text);
  });

  const pack = ["packfile\n", "\x01PA", "\x02Counting objects\n", "\x01CK", FLUSH];
  it.each<[what: string, body: Uint8Array, answer: object]>([
    ["the pack alone", lines(...pack), { acknowledged: false, pack: bytes("PACK") }],
    [
      "the pack after what is known",
      lines("acknowledgments\n", `ACK ${b}\n`, "ready\n", "0001", ...pack),
      { acknowledged: true, pack: bytes("PACK") },
    ],
    [
      "the pack after how far back it goes",
      lines("shallow-info\n", `shallow ${a}\n`, "0001", ...pack),
      { acknowledged: false, pack: bytes("PACK") },
    ],
    [
      "that it does not know what is there",
      lines("acknowledgments\n", "NAK\n", FLUSH),
      { acknowledged: false },
    ],
    ["that it waits for more", lines("acknowledgments\n", `ACK ${b}\n`, FLUSH), { acknowledged: true }],
  ])("is answered with %s", (_, body, answer) => {
    expect(readFetch(body)).toEqual(answer);
  });

  it.each([
    ["nothing", bytes(""), "silent"],
    ["a missing object", lines(`ERR upload-pack: not our ref ${a}`), "no-object"],
    ["a missing object, as JGit says it", lines(`ERR want ${a} not valid`), "no-object"],
    ["a filter that is not allowed", lines("ERR tree filter allows max depth 0, but got 1"), "no-filter"],
    ["an error in the middle of the pack", lines("packfile\n", "\x01PA", "\x03out of memory"), "remote"],
    ["an error in a section", lines("shallow-info\n", "ERR no such thing\n"), "no-object"],
    ["half a pack", lines("packfile\n", "\x01PA"), "cut"],
    ["a section without an end", lines("shallow-info\n", `shallow ${a}\n`), "cut"],
    ["a band that there is not", lines("packfile\n", "\x04PA", FLUSH), "damaged"],
    ["a section that there is not", lines("presents\n", FLUSH), "not-git"],
    ["a page", bytes("<!doctype html>"), "not-git"],
  ])("fails with %s", (_, body, failed) => {
    expect(readFetch(body)).toEqual({ failed });
  });
});

const captures = join(import.meta.dirname, "../../../shared/captures/git");
const skipped = existsSync(captures) ? "" : " (skipped: the captures are not here)";

describe.skipIf(!existsSync(captures))(`captured answers of git's own server${skipped}`, () => {
  const captured = (name: string) => readFileSync(join(captures, `${name}.bin`));

  it("say what it can do and where the ref is", () => {
    expect(readCapabilities(captured("capabilities-v2"))).toEqual({ format: "sha1", filter: true });
    const id = "3230130e6a4114a97991d7e27cecd5ab64b696c3";
    expect(readRefs(captured("ls-refs-master.response"))).toEqual([{ name: "refs/heads/master", id }]);
  });

  it.each([
    ["fetch-20commits-tree0", 20],
    ["fetch-20commits-tree0-nodone", 20],
    ["fetch-20roots", 20],
    ["fetch-12libtrees", 12],
    ["fetch-deepen200-have-unknown", 200],
  ])("%s holds %i objects, each under the id that was wanted", (name, count) => {
    const answer = readFetch(captured(`${name}.response`));
    const objects = "pack" in answer && answer.pack ? readPack(answer.pack, "sha1") : new Map();
    expect(objects).toHaveProperty("size", count);
    const wants = [
      ...captured(`${name}.request`)
        .toString()
        .matchAll(/want (\w{40})/g),
    ].map(([, id]) => id);
    expect("failed" in objects ? [] : [...objects.keys()]).toEqual(expect.arrayContaining(wants));
  });

  it.each([
    ["fetch-err-not-our-ref", { failed: "no-object" }],
    ["fetch-err-tree1", { failed: "no-filter" }],
    ["fetch-nodone-unknown-have-NAK", { acknowledged: false }],
  ])("%s is read for what it is", (name, answer) => {
    expect(readFetch(captured(`${name}.response`))).toEqual(answer);
  });
});
