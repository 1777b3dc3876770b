import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../local/commands/index.ts";
import { treewatch } from "./treewatch.ts";

const root = join(import.meta.dirname, "../..");
const manifest: { bin: Record<string, string>; scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

describe("treewatch", () => {
  it("names every command in --help, and ends with 0", async () => {
    const { code, stdout } = await treewatch(["--help"]);
    for (const [name, { does }] of Object.entries(commands))
      expect(stdout).toMatch(new RegExp(`${name} +${does}`));
    expect(code).toBe(0);
  });

  it("ends with 2 where no command is given", async () => {
    expect(await treewatch([])).toMatchObject({ code: 2, stdout: "" });
  });

  it.each(["chekc", "--prot", "constructor"])("refuses %s by name, with the way out", async (name) => {
    const { code, stdout, stderr } = await treewatch([name]);
    expect(stderr).toMatch(
      new RegExp(`^${name} is not an? \\w+ of Treewatch\\. There are start, .*--help\\.\\n$`),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it.each(Object.keys(commands))(
    "%s has help of its own, knows its exit codes and refuses other options",
    async (name) => {
      const { code, stdout } = await treewatch([name, "--help"]);
      expect(stdout).toContain(`npm ${name === "start" ? "" : "run "}${name}`);
      expect(stdout).toContain("Exit code: 0 ");
      expect(code).toBe(0);
      const refused = await treewatch([name, "--nonsense"]);
      expect(refused).toEqual({ code: 2, stdout: "", stderr: "Unknown option '--nonsense': see --help.\n" });
    },
  );

  it("is the package's one bin, and each command is one of its scripts", () => {
    expect(manifest.bin).toEqual({ treewatch: "local/main.ts" });
    expect(readFileSync(join(root, manifest.bin["treewatch"] ?? ""), "utf8")).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
    for (const name of Object.keys(commands)) {
      expect(manifest.scripts[name]).toMatch(new RegExp(`local/main\\.ts ${name}$`));
      expect(manifest.scripts[`pre${name}`]).toBe("node local/install.js running");
    }
  });
});
