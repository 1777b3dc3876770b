import { tags } from "../../../src/upstream/tags.ts";
import { contractSuite } from "../contract.suite.ts";
import { advertised, named } from "./answers.ts";

contractSuite("tags", () => ({
  upstream: tags,
  url: "https://github.com/spdk/spdk/tags",
  notUrl: "https://github.com/spdk/spdk",
  target: { git: "https://git.example/o/r.git" },
  answer: ({ url, method }) => ({ ...(method === "POST" ? named("v1.10", "v1.9") : advertised), url }),
}));
