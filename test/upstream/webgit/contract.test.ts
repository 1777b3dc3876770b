import { webgit } from "../../../src/upstream/webgit.ts";
import { contractSuite } from "../contract.suite.ts";
import { answerTo, type Answers } from "./follow.ts";
import { cgit, cgitPages, gitweb, gitwebPages, klaus, klausPages } from "./sites.ts";

const sites: [string, Answers][] = [
  [cgit, cgitPages],
  [gitweb, gitwebPages],
  [klaus, klausPages],
];

for (const [url, answers] of sites) {
  contractSuite("webgit", () => ({
    upstream: webgit,
    url,
    notUrl: "https://git.example/spdk/log/lib",
    target: { page: url },
    answer: ({ url }) => answerTo(url, answers),
  }));
}
