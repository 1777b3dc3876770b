import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { alertCodes } from "../../src/alerts.ts";
import { channelStates, watchStates } from "../../src/status.ts";

const text = readFileSync("docs/operate.md", "utf8");
const section = (title: string) => text.split(/^#+ /m).find((part) => part.startsWith(title)) ?? "";
/** What stands in the first column of a section's table. */
const named = (title: string) =>
  [...section(title).matchAll(/^\| (`[^|]+) \|/gm)]
    .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    .filter((name) => name !== "state" && name !== "event");

describe("docs/operate.md", () => {
  it("lists every event that is logged, and no other", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.tsx?$/.test(path),
    );
    const logged = sources.flatMap((path) =>
      [...readFileSync(`src/${path}`, "utf8").matchAll(/(?:\blog|logTrouble\)?|log\))\(\s*"([a-z-]+)"/g)].map(
        ([, event]) => event,
      ),
    );
    expect(logged.length).toBeGreaterThan(5);
    expect(new Set(named("The log"))).toEqual(new Set(logged));
  });

  it("lists every alert", () => {
    expect(named("The operator's channels")).toEqual([...alertCodes]);
  });

  it("lists every state of a watch and of a channel", () => {
    expect(named("Watches")).toEqual([...watchStates]);
    expect(named("Channels")).toEqual([...channelStates]);
  });
});
