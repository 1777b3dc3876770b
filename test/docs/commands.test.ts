/** Every command that the documents tell people to run: which test runs it, or why none can. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const documents = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The command's beginning, and the test that runs it: a file that holds the words given. */
const runBy: readonly (readonly [command: RegExp, test: string, words: string])[] = [
  [/^npm run demo$/, "test/demo/demo.test.ts", "demo"],
  [/^npm start -- /, "test/local/start.test.ts", "start"],
  [/^npm run peek -- /, "test/local/peek.test.ts", "peek"],
  [/^npm run check( -- --send \S+)?$/, "test/local/check.test.ts", "--send"],
  [/^npm run once -- /, "test/local/once.test.ts", "once"],
  [/^npm run backup -- /, "test/local/backup.test.ts", "backup"],
  [/^npm run restore -- /, "test/local/backup.test.ts", "restore"],
  [/^npm run move -- /, "test/local/move.test.ts", "move"],
  [/^npx vitest run \S+$/, "test/replay.test.ts", "describe"],
  [/^curl /, "test/docs/api.worker.test.ts", "curl"],
  [/^cp docs\/treewatch\.service /, "test/local/service.test.ts", "systemd-analyze"],
];

/** Commands of other programs that change the machine or a repository of the reader's. */
const otherPrograms = /^(git|npm ci|install|systemctl|cd|echo "whsec_)/;
const needsAccount = /#.*needs an account$/;

const commands = documents.flatMap((document) =>
  [...readFileSync(document, "utf8").matchAll(/^[ ]*```sh\n([^]*?)^[ ]*```$/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((command) => ({ document, command })),
);

describe("the documents' commands", () => {
  it("are found", () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)("$document: $command", ({ command }) => {
    if (needsAccount.test(command) || otherPrograms.test(command)) return;
    const [, test = "", words = ""] = runBy.find(([pattern]) => pattern.test(command)) ?? [];
    expect(test, "a test that runs it").not.toBe("");
    expect(existsSync(test)).toBe(true);
    expect(readFileSync(test, "utf8")).toContain(words);
  });

  it("are scripts of package.json", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = commands.flatMap(({ command }) => /^npm (?:run )?(\w[\w:]*)/.exec(command)?.[1] ?? []);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named.filter((name) => name !== "ci")));
  });
});
