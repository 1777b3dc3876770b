import { describe, expect, it } from "vitest";
import { slackText } from "../../demo/slack-text.ts";
import { slack } from "../../src/notify/slack.ts";
import { attempt, commitOf, runOf } from "../notify/sample.ts";

const secrets = { "": "http://127.0.0.1:8789/slack" };

describe("a Slack message as text", () => {
  it("shows what the channel shows, rows indented", () => {
    const { request } = slack.compose(
      runOf([
        commitOf(1, ["nvmf"], { title: "nvmf: fix a leak", author: "John Levon" }),
        commitOf(2, ["nvmf"], { title: "nvmf/rdma: fix another" }),
      ]),
      secrets,
      attempt,
    );
    expect(slackText(request.body)).toBe(
      [
        "spdk/lib: 2 commits by 1 person",
        "nvmf 2",
        "nvmf",
        " c38e591 fix a leak — John Levon",
        " c38e591 rdma: fix another",
      ].join("\n"),
    );
  });

  it.each([
    ["no JSON", "hello <world>"],
    ["JSON of another kind", '{"text":"hello"}'],
    ["blocks of another kind", '{"blocks":[{"type":"divider"}]}'],
  ])("returns %s as it is", (_, body) => {
    expect(slackText(body)).toBe(body);
  });

  it("leaves nothing that a terminal would obey", () => {
    expect(slackText("safe\u001b[2J\u0007\r\u009b31m text")).toBe("safe[2J31m text");
  });
});
