import { describe, expect, it } from "vitest";
import shipped from "../watches.ts";
import { parseConfig } from "../src/config.ts";
import { MINUTE } from "../src/time.ts";
import { parseSettings, readText } from "../src/variables.ts";

describe("settings", () => {
  it("are few where no variable is set", () => {
    expect(parseSettings({ PUBLIC_URL: "", CONTACT: "" })).toEqual({
      allowPrivateHosts: false,
      plan: "free",
      tickSeconds: 60,
    });
  });

  it.each([
    ["https://watch.example", "https://watch.example"],
    ["https://watch.example/", "https://watch.example"],
    ["HTTPS://Watch.Example:443//", "https://watch.example"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
    ["https://user:pass@example.org/tree/watch/?x=1#y", "https://example.org/tree/watch"],
  ])("take PUBLIC_URL %j for %j", (text, publicUrl) => {
    expect(parseSettings({ PUBLIC_URL: text })).toMatchObject({ publicUrl });
  });

  it.each(["watch.example", "ftp://watch.example", "javascript:alert(1)", "https://", 5])(
    "go without PUBLIC_URL %j, and say so",
    (value) => {
      const config = parseConfig({ PUBLIC_URL: value }, shipped);
      expect(config.settings.publicUrl).toBeUndefined();
      expect(config.problems).toEqual([
        {
          field: "PUBLIC_URL",
          problem: "write the address at which readers reach Treewatch, such as https://treewatch.example",
        },
      ]);
    },
  );

  it.each<[unknown, boolean, number]>([
    ["true", true, 0],
    [true, true, 0],
    ["false", false, 0],
    [false, false, 0],
    ["yes", false, 1],
    ["1", false, 1],
    ["TRUE", false, 1],
    [1, false, 1],
  ])("allow private hosts only where ALLOW_PRIVATE_HOSTS is true: %j", (value, allowed, count) => {
    const { settings, problems } = parseConfig({ ALLOW_PRIVATE_HOSTS: value }, shipped);
    expect([settings.allowPrivateHosts, problems.length]).toEqual([allowed, count]);
  });

  it.each([
    ["60", 60],
    ["2", 2],
    [10, 10],
    ["0", 60],
    ["-5", 1],
    ["soon", 60],
    ["0.1", 1],
  ])("take %j for %i seconds between ticks", (value, seconds) => {
    expect(parseSettings({ TICK_SECONDS: value }).tickSeconds).toBe(seconds);
  });

  it("have the contact and the operator's token as they are written", () => {
    expect(parseSettings({ CONTACT: "mailto:you@example.org", ADMIN_TOKEN: "t0ken" })).toMatchObject({
      contact: "mailto:you@example.org",
      adminToken: "t0ken",
    });
    expect(parseSettings({ ADMIN_TOKEN: "two words" }).adminToken).toBeUndefined();
  });
});

describe("readText", () => {
  it.each([
    ["text", "text"],
    ["", undefined],
    [undefined, undefined],
    [{ get: () => "a binding" }, undefined],
  ])("of %j is %j", (value, text) => {
    expect(readText({ NAME: value }, "NAME")).toBe(text);
  });
});

describe("defaults with a problem", () => {
  it("are as if they were not there, and no watch stops for it", () => {
    const watches = [{ id: "a", url: "https://git.example/mirror/spdk/src/branch/master/lib" }];
    const config = parseConfig({}, { watches, defaults: { every: "0m", title: "x" } });
    expect(config.watches.map(({ every }) => every)).toEqual([15 * MINUTE]);
    expect(config.problems).toEqual([
      {
        field: "defaults.every",
        problem: 'write a number and m, h or d, from "1m" to "7d", such as "5m"',
      },
      { field: "defaults", problem: '"title" is not a field here: write one of every, keep' },
    ]);
  });
});
