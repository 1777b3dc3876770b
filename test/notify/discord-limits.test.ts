import { describe, expect, it } from "vitest";
import { discordProblems, discordText } from "./discord-limits.ts";

const body = (change: object) =>
  JSON.stringify({
    content: "**spdk/lib: 1 commit**",
    embeds: [{ description: "- [c38e591](<https://git.example/c>) a title" }],
    allowed_mentions: { parse: [] },
    ...change,
  });
const embed = (description: string) => ({ embeds: [{ description }] });

describe("the validator of Discord's messages", () => {
  it("finds nothing wrong with a small message", () => {
    expect(discordProblems(body({}))).toEqual([]);
    expect(discordText(body({}))).toBe("spdk/lib: 1 commit\n c38e591 a title");
  });

  it.each([
    ["no content", { content: "" }],
    ["content too long", { content: "🦀".repeat(2001) }],
    ["an embed too long", embed("x".repeat(4097))],
    ["two embeds", { embeds: [{ description: "x" }, { description: "y" }] }],
    ["embeds that are not shown", { flags: 4 }],
    ["content that unfurls", { embeds: undefined }],
    ["mentions", { allowed_mentions: { parse: ["everyone"] } }],
    ["a mention in the text", embed(String.raw`<\@1>`)],
    ["a style", embed("_x")],
    ["bold without end", embed("**x")],
    ["an emoji", embed("x :tada")],
    ["a bare address", embed("https://evil.example")],
    ["a link that unfurls", embed("[x](https://evil.example)")],
    ["an escaped link", embed(String.raw`[a\*](<https://git.example/c>)`)],
    ["an emoji in a link", embed("[🦀](<https://git.example/c>)")],
    ["a heading", embed("x\n# y")],
    ["a numbered list", embed("x\n1. y")],
    ["a list in a list", embed("- - y")],
    ["a lone surrogate", { content: "\ud800" }],
  ])("finds %s", (_, change) => {
    expect(discordProblems(body(change)).length).toBeGreaterThan(0);
  });
});
