import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/notify/contract.ts";
import { teams } from "../../src/notify/teams.ts";
import { adaptiveCardProblems, adaptiveCardText, cardBlocks, Payload } from "./adaptive-card.ts";
import { testChannel } from "./contract.suite.ts";
import { attempt, commitOf, commits, names, runOf } from "./sample.ts";

const secrets = { "": "https://prod-1.westeurope.logic.azure.com:443/workflows/1/invoke?sig=canary" };

testChannel({
  channel: teams,
  secrets,
  wrongSecrets: [
    {},
    { "": "canary" },
    { "": "https://canary.webhook.office.com/webhookb2/1/IncomingWebhook/2" },
    { "": "https://outlook.office.com/webhook/canary" },
    { "": "https://prod-1.westeurope.logic.azure.com:443/workflows/canary/invoke" },
    { "": "https://1.2.environment.api.powerplatform.com/powerautomate/canary?api-version=1" },
  ],
  problems: adaptiveCardProblems,
  text: adaptiveCardText,
  answers: {
    taken: "",
    refused: {
      status: 400,
      body: '{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"canary"}}',
      reason: "WorkflowTriggerIsNotEnabled",
    },
  },
});

const body = (...args: Parameters<typeof teams.compose>) => teams.compose(...args).request.body;

describe("a message to Teams", () => {
  it("is a card of full width, posted as JSON to the address that is the secret", () => {
    const { url, method, headers, body } = teams.compose(runOf(commits(1)), secrets, attempt).request;
    expect({ url, method, headers }).toEqual({
      url: secrets[""],
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(Payload.parse(JSON.parse(body)).attachments[0]?.content).toMatchObject({
      version: "1.4",
      msteams: { width: "Full" },
    });
  });

  it("links its title to the page and each commit to its own", () => {
    const [heading, counts, ...groups] = cardBlocks(body(runOf(commits(2)), secrets, attempt));
    const link = (url: string | undefined) => ({ selectAction: { type: "Action.OpenUrl", url } });
    const run = { type: "TextRun" };
    expect(heading?.inlines).toEqual([
      {
        ...run,
        text: "spdk/lib: 2 commits by 1 person",
        weight: "Bolder",
        ...link("https://treewatch.example/spdk-lib"),
      },
    ]);
    expect(counts).toEqual({
      type: "RichTextBlock",
      spacing: "None",
      inlines: [{ ...run, text: "lib0 1 · lib1 1" }],
    });
    expect(groups).toEqual(
      commits(2).flatMap(({ commit }, i) => [
        { type: "RichTextBlock", inlines: [{ ...run, text: `lib${i}`, weight: "Bolder" }] },
        {
          type: "RichTextBlock",
          spacing: "None",
          inlines: [
            { ...run, text: "• " },
            { ...run, text: "c38e591", ...link(commit?.url) },
            { ...run, text: ` change #00${i} — Jim Harris` },
          ],
        },
      ]),
    );
  });

  it("has words for notifications, 200 characters at most", () => {
    const { summary, attachments } = Payload.parse(JSON.parse(body(runOf(commits(3)), secrets, attempt)));
    expect(summary).toBe("spdk/lib: 3 commits in lib0, lib1 and lib2");
    expect(attachments[0]?.content.fallbackText).toBe(summary);
    const long = commitOf(
      1,
      names(3).map((name) => name.repeat(20)),
      { title: "🦀".repeat(200) },
    );
    expect([...Payload.parse(JSON.parse(body(runOf([long]), secrets, attempt))).summary]).toHaveLength(200);
  });

  it("is words alone in the plain form", () => {
    const runs = cardBlocks(body(runOf(commits(3)), secrets, { ...attempt, plain: true }));
    for (const { inlines } of runs) {
      expect(inlines).toEqual([{ type: "TextRun", text: expect.any(String) }]);
    }
  });

  it("tells 50 commits of usual length in one message, and as many as fit", () => {
    const title = "nvmf/vfio-user: a title as long as they usually are, of some words";
    const updates = names(50).map((_, i) => commitOf(i + 1, ["nvmf"], { title, author: "Changpeng Liu" }));
    expect(teams.compose(runOf(updates), secrets, attempt).taken).toBe(50);
    const { taken, request } = teams.compose(runOf(commits(400)), secrets, attempt);
    expect(taken).toBeLessThan(400);
    expect(Buffer.byteLength(request.body)).toBeGreaterThan(19_000);
    expect(teams.compose(runOf(commits(taken + 1)), secrets, attempt).taken).toBe(taken);
  });
});

describe("an answer of Power Automate's", () => {
  const judge = (status: number, body: object | string): Outcome =>
    teams.judge({
      status,
      headers: new Headers(),
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  it("202 is delivered: no more is told of it", () => {
    expect(judge(202, "")).toEqual({ outcome: "delivered" });
  });

  it.each([
    [400, "WorkflowTriggerIsNotEnabled"],
    [400, "TriggerInputSchemaMismatch"],
    [401, "DirectApiAuthorizationRequired"],
    [401, "DirectApiInvalidAuthorizationScheme"],
    [404, "WorkflowNotFound"],
  ])("%i %s refuses for that reason, with what to do", (status, code) => {
    expect(judge(status, { error: { code, message: "canary" } })).toEqual({
      outcome: "refused",
      reason: code,
    });
    expect(teams.explain(code)).toMatch(/^[A-Z][^.]+\. [A-Z].+\.$/);
    expect(teams.explain(code)).not.toBe(teams.explain("http-404"));
  });

  it.each([401, 403, 404, 410])("%i refuses, whatever its body says", (status) => {
    expect(judge(status, { error: { code: "Canary" } })).toEqual({
      outcome: "refused",
      reason: `http-${status}`,
    });
  });

  it("413 does not take the message", () => {
    expect(judge(413, "Request Entity Too Large")).toEqual({ outcome: "not-taken", reason: "http-413" });
  });
});

describe("a secret for Teams", () => {
  it.each([
    "https://1.2.environment.api.powerplatform.com:443/powerautomate/triggers/manual/paths/invoke?api-version=1&sig=x",
    "http://127.0.0.1:8789/teams",
    "https://proxy.example/hooks/x",
  ])("may be any http(s) address: %j", (address) => {
    expect(teams.check({ "": address })).toBeUndefined();
  });

  it("of a retired connector is told from one of a workflow", () => {
    expect(teams.check({ "": "https://contoso.webhook.office.com/webhookb2/1" })).toContain("retired");
  });
});
