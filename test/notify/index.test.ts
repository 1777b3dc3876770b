import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { channels, findChannel } from "../../src/notify/index.ts";

describe("the registry of channels", () => {
  it.each(channels.map((channel) => [channel.kind, channel] as const))(
    "finds %s by its kind",
    (kind, channel) => {
      expect(findChannel(kind)).toBe(channel);
    },
  );

  it.each(["", "Slack", "constructor"])("finds nothing by %j", (kind) => {
    expect(findChannel(kind)).toBeUndefined();
  });

  it.each(channels.map(({ kind }) => kind))("has a test of its own for %s, which calls the suite", (kind) => {
    expect(existsSync(`${import.meta.dirname}/${kind}.test.ts`)).toBe(true);
  });
});
