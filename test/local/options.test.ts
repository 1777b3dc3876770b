import { describe, expect, it } from "vitest";
import { parsePeekOptions } from "../../local/commands/peek.ts";
import { help, parseOptions } from "../../local/options.ts";

describe("the options of start and of the demo", () => {
  it("have the documented defaults", () => {
    expect(parseOptions([])).toEqual({
      is: "options",
      port: 8787,
      host: "127.0.0.1",
      state: ".treewatch",
      clock: true,
      urls: [],
    });
  });

  it("are all taken, with a space or an equals sign, before or after the addresses", () => {
    const url = "https://git.example/mirror/spdk/src/branch/master/lib";
    const args = ["--port", "1", url, "--host=::1", "--state=s", "--vars", "v", "--every", "5", "--no-clock"];
    expect(parseOptions(args)).toEqual({
      is: "options",
      port: 1,
      host: "::1",
      state: "s",
      vars: "v",
      every: 5,
      clock: false,
      urls: [url],
    });
    expect(parseOptions(["--watches", "w.json"])).toMatchObject({ watches: "w.json" });
  });

  it.each([
    [["--port", "x"], "--port takes a number from 0 (any free port) to 65535."],
    [["--port", "65536"], "--port takes a number from 0 (any free port) to 65535."],
    [["--port="], "--port takes a number from 0 (any free port) to 65535."],
    [["--every", "0"], "--every takes a whole number of seconds from 1 to 86400."],
    [["--every", "1.5"], "--every takes a whole number of seconds from 1 to 86400."],
    [["--state", ""], "--state needs a value."],
    [["--prot", "1"], "Unknown option '--prot': see --help."],
    [["--port"], "Option '--port <value>' argument missing: see --help."],
    [["--port", "-1"], "Option '--port' argument is ambiguous: see --help."],
    [["--no-clock=1"], "Option '--no-clock' does not take an argument: see --help."],
    [["--json"], "Unknown option '--json': see --help."],
    [["--watches", "w", "https://git.example/"], "Give either addresses or --watches, not both."],
  ])("say in one sentence what is wrong with %j", (args, problem) => {
    expect(parseOptions(args)).toEqual({ is: "usage", problem });
  });

  it("take no addresses in the demo", () => {
    expect(parseOptions(["https://git.example/"], { urls: false })).toMatchObject({ is: "usage" });
  });

  it("ask for help whatever else they say", () => {
    expect(parseOptions(["--help", "--every", "0"])).toEqual({ is: "help" });
  });
});

describe("the options of peek", () => {
  it("are one address, and how it is printed", () => {
    const url = "https://git.example/a/b";
    expect(parsePeekOptions([url])).toEqual({ is: "options", url, json: false });
    expect(parsePeekOptions(["--json", url, "--vars", "v"])).toEqual({
      is: "options",
      url,
      json: true,
      vars: "v",
    });
  });

  it("may name the kind of source", () => {
    expect(parsePeekOptions(["--upstream", "git", "a"])).toMatchObject({ upstream: "git" });
  });

  it.each([[[]], [["a", "b"]], [["--port", "1", "a"]], [["--upstream", "", "a"]]])("refuse %j", (args) => {
    expect(parsePeekOptions(args)).toMatchObject({ is: "usage" });
  });
});

it("help names every option of a command and no other", () => {
  expect(help("start").match(/^ {2}--[a-z-]+/gm)).toHaveLength(8);
});
