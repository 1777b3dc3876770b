import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Outcome } from "../../src/notify/contract.ts";
import { slack } from "../../src/notify/slack.ts";
import { testChannel } from "./contract.suite.ts";
import { attempt, commits, runOf } from "./sample.ts";

const secrets = { "": "https://hooks.slack.com/triggers/T00/1/canary" };

/** A trigger takes the variables that its workflow declares, each a string, and nothing nested. */
const Payload = z.strictObject({
  text: z.string().check(z.minLength(1), z.maxLength(4000)),
});

testChannel({
  channel: slack,
  secrets,
  wrongSecrets: [],
  problems: (body) => Payload.safeParse(JSON.parse(body)).error?.issues.map(({ message }) => message) ?? [],
  text: (body) => Payload.parse(JSON.parse(body)).text,
  answers: {
    taken: '{"ok":true}',
    refused: { status: 400, body: '{"ok":false,"error":"invalid_input"}', reason: "workflow-refused" },
  },
});

describe("a message to a workflow of Slack's", () => {
  it("is a text with the page's address below it, as nothing in it can be a link", () => {
    const { request } = slack.compose(runOf(commits(1)), secrets, attempt);
    expect(request).toMatchObject({ url: secrets[""], method: "POST" });
    expect(JSON.parse(request.body)).toEqual({
      text: "lib0 · change #000 · Jim Harris · c38e591\nspdk/lib\nhttps://treewatch.example/spdk-lib",
    });
  });

  it("has no address where there is none that may be one", () => {
    const { request } = slack.compose(runOf(commits(1), { pageUrl: "/spdk-lib" }), secrets, attempt);
    expect(request.body).toContain('\\nspdk/lib"');
  });

  it("takes as many updates as fit 4,000 characters: one more would not", () => {
    const { taken, request } = slack.compose(runOf(commits(400)), secrets, attempt);
    expect(slack.compose(runOf(commits(taken + 1)), secrets, attempt).taken).toBe(taken);
    expect(request.body.length).toBeGreaterThan(3900);
  });
});

describe("an answer of a workflow's trigger", () => {
  const judge = (status: number, body: string): Outcome =>
    slack.judge({ status, headers: new Headers(), body });

  it("refuses with 200, too", () => {
    expect(judge(200, '{"ok":false,"error":"trigger_disabled"}')).toEqual({
      outcome: "refused",
      reason: "workflow-refused",
    });
    expect(slack.explain("workflow-refused")).toContain("named text");
  });

  it.each(['{"ok":true}', "ok", "", "null"])("takes with 200: %s", (body) => {
    expect(judge(200, body)).toEqual({ outcome: "delivered" });
  });

  it("asks to try again by its status, whatever it says", () => {
    expect(judge(429, '{"ok":false}')).toEqual({ outcome: "later", reason: "rate-limited" });
    expect(judge(500, '{"ok":false}')).toEqual({ outcome: "later", reason: "server-error" });
  });
});
