/** Git repositories that tests build: made by git's own plumbing, every id the same each time. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What a file becomes: its text; or a symbolic link, a submodule at a commit, an executable; `null` where it goes. */
export type FileState = string | null | { link: string } | { submodule: string } | { executable: string };

export type NewCommit = {
  /** The branch it goes on. */
  branch?: string;
  /** What it follows, as git names commits; the branch's tip where absent. */
  parents?: readonly string[];
  message?: string | Uint8Array;
  author?: string;
  encoding?: string;
  /** Paths and what becomes of them. A directory goes with `null` too. */
  files?: Readonly<Record<string, FileState>>;
};

/** 23 November 2026, 06:00:00 UTC; each commit is a minute later than the one before. */
const START_SECONDS = 1_795_413_600;

export class TestRepository {
  readonly dir: string;
  readonly #branches = new Set<string>();
  #commits = 0;

  /** Makes an empty repository called `name` in the folder `root`; one that is there already goes. */
  constructor(root: string, name: string, format: "sha1" | "sha256" = "sha1") {
    this.dir = join(root, name);
    rmSync(this.dir, { recursive: true, force: true });
    mkdirSync(this.dir, { recursive: true });
    this.git("init", "--bare", "--quiet", "--initial-branch=main", `--object-format=${format}`);
  }

  /** What git prints, without white space at its end. */
  git(...args: string[]): string {
    return this.run(args).toString().trimEnd();
  }

  /** Adds a commit and returns its id. */
  commit(commit: NewCommit = {}): string {
    return this.commits([commit]);
  }

  /** Adds commits one after the other, in one go, and returns the last one's id. */
  commits(all: readonly NewCommit[]): string {
    const started = new Set<string>();
    const parts = [...all.flatMap((commit) => this.#stream(commit, started)), "get-mark :1\n"];
    const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
    return this.run(["fast-import", "--quiet", "--force"], input).toString().trim();
  }

  /** Sets a branch to a commit, wherever it was. */
  point(branch: string, to: string): void {
    this.git("update-ref", `refs/heads/${branch}`, to);
    this.#branches.add(branch);
  }

  run(args: readonly string[], input?: Uint8Array): Buffer {
    return execFileSync("git", args, {
      cwd: this.dir,
      maxBuffer: 1 << 30,
      ...(input === undefined ? { stdio: ["ignore", "pipe", "pipe"] } : { input }),
      env: {
        PATH: process.env["PATH"] ?? "",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "safe.directory",
        GIT_CONFIG_VALUE_0: "*",
        GIT_COMMITTER_NAME: "Grace Hopper",
        GIT_COMMITTER_EMAIL: "grace@example.org",
        GIT_COMMITTER_DATE: `${START_SECONDS} +0100`,
      },
    });
  }

  #stream(commit: NewCommit, started: Set<string>): (string | Uint8Array)[] {
    const {
      branch = "main",
      parents,
      message,
      author = "Ada Lovelace <ada@example.org>",
      encoding,
      files = {},
    } = commit;
    this.#commits += 1;
    const when = `${START_SECONDS + this.#commits * 60} +0100`;
    const subject = message ?? `commit ${this.#commits}`;
    const ref = `refs/heads/${branch}`;
    const goesOn = this.#branches.has(branch) && !started.has(branch);
    const from = parents ?? (goesOn ? [ref] : []);
    this.#branches.add(branch);
    started.add(branch);
    return [
      ...(parents === undefined ? [] : [`reset ${ref}\n`]),
      `commit ${ref}\nmark :1\nauthor ${author} ${when}\ncommitter Grace Hopper <grace@example.org> ${when}\n`,
      ...(encoding === undefined ? [] : [`encoding ${encoding}\n`]),
      `data ${Buffer.byteLength(subject)}\n`,
      subject,
      "\n",
      ...from.map((parent, index) => `${index === 0 ? "from" : "merge"} ${parent}^0\n`),
      ...Object.entries(files).flatMap(([path, state]) => change(path, state)),
      "\n",
    ];
  }
}

function change(path: string, state: FileState): string[] {
  if (state === null) return [`D ${path}\n`];
  if (typeof state === "string") return inline("100644", path, state);
  if ("link" in state) return inline("120000", path, state.link);
  if ("executable" in state) return inline("100755", path, state.executable);
  return [`M 160000 ${state.submodule} ${path}\n`];
}

function inline(mode: string, path: string, text: string): string[] {
  return [`M ${mode} inline ${path}\n`, `data ${Buffer.byteLength(text)}\n`, text, "\n"];
}
