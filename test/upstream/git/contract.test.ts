import { git } from "../../../src/upstream/git.ts";
import type { GitTarget } from "../../../src/upstream/git/address.ts";
import { contractSuite } from "../contract.suite.ts";
import { describeWithServer } from "./server.ts";
import { perform } from "./watch.ts";

describeWithServer("a repository of git's own server", (server) => {
  let target: GitTarget | undefined;
  contractSuite("git", () => {
    if (target === undefined) {
      const repository = server().create();
      for (const text of ["1", "2", "3"]) {
        repository.commit({ files: { README: "about", "lib/a/x": text, "lib/b/x": "1", "lib/c": "1" } });
      }
      target = server().watch(repository).target;
    }
    return {
      upstream: git,
      url: "https://github.com/spdk/spdk/tree/master/lib",
      notUrl: "https://git.example/pub/lib/",
      target,
      answer: perform,
    };
  });
});
