import { describe, expect, it } from "vitest";
import { blockKitProblems } from "./block-kit.ts";

const text = { type: "text", text: "nvmf" };
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
const block = (...elements: object[]) => ({ type: "rich_text", elements });
const payload = (change: object) =>
  JSON.stringify({
    text: "spdk/lib: 1 commit",
    mrkdwn: false,
    blocks: [block(section(text))],
    unfurl_links: false,
    unfurl_media: false,
    ...change,
  });

describe("the validator of Block Kit", () => {
  it("finds nothing wrong with a small message", () => {
    expect(blockKitProblems(payload({}))).toEqual([]);
  });

  it.each([
    ["no text", { text: "" }],
    ["a text too long", { text: "x".repeat(40_001) }],
    ["a mention in the text", { text: "<!channel>" }],
    ["a bare ampersand in the text", { text: "a & b" }],
    ["no blocks", { blocks: [] }],
    ["too many blocks", { blocks: Array.from({ length: 51 }, () => block(section(text))) }],
    ["more blocks than the house sends", { blocks: Array.from({ length: 46 }, () => block(section(text))) }],
    ["a block without elements", { blocks: [block()] }],
    ["a section without elements", { blocks: [block(section())] }],
    [
      "a list without elements",
      { blocks: [block({ type: "rich_text_list", style: "bullet", elements: [] })] },
    ],
    ["an empty element", { blocks: [block(section({ type: "text", text: "" }))] }],
    ["an element too long", { blocks: [block(section({ type: "text", text: "x".repeat(3001) }))] }],
    ["a lone surrogate", { blocks: [block(section({ type: "text", text: "\ud800" }))] }],
    [
      "a link to a script",
      { blocks: [block(section({ type: "link", text: "x", url: "javascript:alert(1)" }))] },
    ],
    [
      "a link with a space",
      { blocks: [block(section({ type: "link", text: "x", url: "https://a.example/ b" }))] },
    ],
    [
      "a link too long",
      { blocks: [block(section({ type: "link", text: "x", url: `https://a/${"x".repeat(3000)}` }))] },
    ],
    ["an unknown element", { blocks: [block(section({ type: "broadcast", range: "channel" }))] }],
    [
      "a block_id twice",
      { blocks: [block(section(text)), block(section(text))].map((b) => ({ ...b, block_id: "a" })) },
    ],
    [
      "a message too long in all",
      { blocks: Array.from({ length: 40 }, () => block(section({ ...text, text: "x".repeat(300) }))) },
    ],
    ["unfurling", { unfurl_links: true }],
    ["an unknown field", { attachments: [] }],
  ])("finds %s", (_, change) => {
    expect(blockKitProblems(payload(change))).toHaveLength(1);
  });
});
