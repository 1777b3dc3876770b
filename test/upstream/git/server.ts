/** Repositories of a test's own, served on loopback by git itself, and watches of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import type { GitTarget } from "../../../src/upstream/git/address.ts";
import { type Backend, hasBackend, startBackend } from "../../git/backend.ts";
import { TestRepository } from "../../git/repository.ts";
import { GitWatch } from "./watch.ts";

export type GitServer = Backend & {
  /** A new empty repository. */
  create(format?: "sha1" | "sha256"): TestRepository;
  /** A watch of its directory `lib` on `main`, or of another one. */
  watch(repository: TestRepository, target?: Omit<GitTarget, "git">): GitWatch;
};

/** Describes what needs a git server; says that it is skipped on a machine without git's own. */
export function describeWithServer(title: string, body: (server: () => GitServer) => void): void {
  const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";
  describe.skipIf(!hasBackend)(`${title}${skipped}`, () => {
    let server: GitServer | undefined;
    const root = mkdtempSync(join(tmpdir(), "treewatch-git-"));
    let count = 0;
    beforeAll(async () => {
      const backend = await startBackend(root);
      server = {
        ...backend,
        create: (format) => new TestRepository(root, `${(count += 1)}.git`, format),
        watch: (repository, target = { ref: "main", path: "lib" }) =>
          new GitWatch({ git: backend.url(basename(repository.dir)), ...target }),
      };
    });
    afterAll(async () => {
      await server?.close();
      rmSync(root, { recursive: true, force: true });
    });
    body(() => {
      if (server === undefined) throw new Error("the server is there only while tests run");
      return server;
    });
  });
}
