import { describe, expect, it } from "vitest";
import { adaptiveCardProblems, adaptiveCardText } from "./adaptive-card.ts";

const run = { type: "TextRun", text: "nvmf" };
const block = (...inlines: object[]) => ({ type: "RichTextBlock", inlines });
const body = (card: object, message: object = {}) =>
  JSON.stringify({
    type: "message",
    summary: "spdk/lib: 1 commit",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: "spdk/lib: 1 commit",
          msteams: { width: "Full" },
          body: [block(run)],
          ...card,
        },
      },
    ],
    ...message,
  });

describe("the validator of cards for Teams", () => {
  it("finds nothing wrong with a small message", () => {
    expect(adaptiveCardProblems(body({}))).toEqual([]);
    expect(adaptiveCardText(body({}))).toBe("nvmf");
  });

  it.each([
    ["no summary", {}, { summary: "" }],
    ["no card", {}, { attachments: [] }],
    ["a version that is not shown", { version: "1.6" }, {}],
    ["an element with Markdown", { body: [{ type: "TextBlock", text: "*x*" }] }, {}],
    ["a card without elements", { body: [] }, {}],
    ["a block without text", { body: [block()] }, {}],
    ["an empty text", { body: [block({ ...run, text: "" })] }, {}],
    ["a line break", { body: [block({ ...run, text: "a\nb" })] }, {}],
    ["a lone surrogate", { body: [block({ ...run, text: "\ud800" })] }, {}],
    [
      "a link to a script",
      { body: [block({ ...run, selectAction: { type: "Action.OpenUrl", url: "javascript:x" } })] },
      {},
    ],
    ["a mention", { msteams: { width: "Full", entities: [] } }, {}],
    ["a message too long", { body: Array.from({ length: 500 }, () => block(run)) }, {}],
  ])("finds %s", (_, card, message) => {
    expect(adaptiveCardProblems(body(card, message)).length).toBeGreaterThan(0);
  });
});
