import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { Attempt, Outcome, Run, Secrets } from "../../src/notify/contract.ts";
import { webhook } from "../../src/notify/webhook.ts";
import type { Update } from "../../src/updates.ts";
import { testChannel } from "./contract.suite.ts";
import { about, alerts, attempt, commitOf, commits, names, runOf } from "./sample.ts";
import { webhookProblems, webhookText } from "./webhook-body.ts";

const key = `whsec_${Buffer.alloc(24, "canary").toString("base64")}`;
const secrets = { "": "https://receiver.example/canary", SECRET: key };

testChannel({
  channel: webhook,
  secrets,
  wrongSecrets: [
    {},
    { ...secrets, "": "canary" },
    { ...secrets, "": "ftp://canary.example/" },
    { "": secrets[""] },
    { ...secrets, SECRET: " " },
    { ...secrets, SECRET: "canary" },
    { ...secrets, SECRET: "whsec_canary" },
    { ...secrets, SECRET: "whsec_c-a-n-a-r-y-c-a-n-a-r-y-c-a-n-a-r-y-c-a-n-a-r-y" },
    { ...secrets, SECRET: `whsec_${Buffer.alloc(23, "canary").toString("base64")}` },
    { ...secrets, SECRET: `whsec_${Buffer.alloc(65, "canary").toString("base64")}` },
    { ...secrets, SECRET: key.slice("whsec_".length) },
    { ...secrets, SECRET: `${key} canary` },
  ],
  problems: webhookProblems,
  text: webhookText,
  answers: { taken: "", refused: { status: 410, body: "gone", reason: "http-410" } },
});

const request = (run: Run, more: Partial<Attempt> = {}, using: Secrets = secrets) =>
  webhook.compose(run, using, { ...attempt, ...more }).request;
const bodyOf = (run: Run, more?: Partial<Attempt>) => JSON.parse(request(run, more).body);

describe("the body of a webhook", () => {
  it("is the object of updates.json, at the time of its newest update", () => {
    const [one, two] = commits(2);
    const updates = [one, { ...two, detectedAt: "2026-11-23T06:05:01Z" }] as Update[];
    expect(bodyOf(runOf(updates))).toEqual({
      type: "updates",
      timestamp: "2026-11-23T06:05:01Z",
      data: { watch: "spdk-lib", updates, next: 2 },
    });
  });

  it("says which updates are not told", () => {
    const missed = { from: 3, to: 7, because: "not-taken" } as const;
    expect(bodyOf(runOf(commits(1), { missed })).data.missed).toEqual(missed);
  });

  it.each([
    ["failing", "trouble"],
    ["channel-stopped", "trouble"],
    ["recovered", "recovered"],
  ])("tells of the alert %s as %s, at its time", (code, type) => {
    const items = alerts().filter((alert) => alert.code === code);
    expect(bodyOf({ ...about, tells: "alerts", items })).toEqual({
      type,
      timestamp: "2026-11-23T07:05:00Z",
      data: { watch: "spdk-lib", alerts: items },
    });
  });

  it("is in a test the watch and the time of the attempt", () => {
    expect(bodyOf({ ...about, tells: "test", items: [] })).toEqual({
      type: "test",
      timestamp: new Date(attempt.at).toISOString().replace(".000", ""),
      data: { watch: "spdk-lib" },
    });
  });

  it("has the same bytes at each try", () => {
    expect(request(runOf(commits(3)), { at: attempt.at + 3_600_000 }).body).toBe(
      request(runOf(commits(3))).body,
    );
  });

  it("carries as many updates as fit 20 kB: one more would not", () => {
    const { taken } = webhook.compose(runOf(commits(400)), secrets, attempt);
    const { body } = request(runOf(commits(taken)));
    const next = webhook.compose(runOf(commits(taken + 1)), secrets, attempt);
    expect(next.taken).toBe(taken);
    expect(body.length).toBeGreaterThan(19_000);
  });
});

describe("an update that is too large for a webhook's body", () => {
  const change = (entry: string) => ({
    kind: "updated" as const,
    entry,
    before: { name: entry, kind: "directory" as const, url: `https://git.example/${"p".repeat(300)}` },
  });
  const wide = (entries: number) => commitOf(1, names(entries).map(change), { body: "x".repeat(30_000) });

  it("goes alone and whole up to 100 kB", () => {
    const updates = [wide(43), ...commits(2)];
    expect(webhook.compose(runOf(updates), secrets, attempt).taken).toBe(1);
    expect(bodyOf(runOf(updates)).data.updates).toEqual(updates.slice(0, 1));
  });

  it("loses beyond that its message and the changes that do not fit, and says how many", () => {
    const update = wide(500);
    const { body } = request(runOf([update]));
    const [sent] = JSON.parse(body).data.updates;
    const { changes, changesLeftOut } = sent;
    expect(changes.length + changesLeftOut).toBe(500);
    const { body: _, ...commit } = update.commit ?? {};
    expect(sent).toEqual({
      ...update,
      commit,
      changes: update.changes.slice(0, changes.length),
      changesLeftOut,
    });
    expect(body.length).toBeGreaterThan(99_000);
  });

  it("keeps all its changes where they fit without the message", () => {
    const update = commitOf(1, names(43), { body: "x".repeat(100_000) });
    const [sent] = bodyOf(runOf([update])).data.updates;
    expect(sent.changes).toEqual(update.changes);
    expect(sent).not.toHaveProperty("changesLeftOut");
  });

  it("has 20 kB in the plain form, whatever it is", () => {
    const { body } = request(runOf([wide(500)]), { plain: true });
    expect(body.length).toBeLessThanOrEqual(20_000);
    expect(JSON.parse(body).data.updates[0].changesLeftOut).toBeGreaterThan(400);
  });

  it("loses nothing but the message in the plain form where that is enough", () => {
    const update = commitOf(1, names(5), { body: "x".repeat(50_000) });
    const { body: _, ...commit } = update.commit ?? {};
    expect(bodyOf(runOf([update]), { plain: true }).data.updates).toEqual([{ ...update, commit }]);
  });
});

describe("the signature of a webhook", () => {
  const verify = (secret: string, { body, headers }: { body: string; headers: Record<string, string> }) =>
    new Webhook(secret).verify(body, headers);
  const now = () => ({ at: Date.now() });

  it.each([
    ["updates", runOf(commits(100))],
    ["an update of every kind of character", runOf([commitOf(1, ["ü🦀"], { title: "\ud83d <&> \u2028" })])],
    ["alerts", { ...about, tells: "alerts", items: alerts() }],
    ["a test", { ...about, tells: "test", items: [] }],
  ] satisfies [string, Run][])("is found right by the official library: %s", (_, run) => {
    const sent = request(run, now());
    expect(verify(key, sent)).toEqual(JSON.parse(sent.body));
    expect(verify(key, request(run, { ...now(), plain: true }))).toMatchObject({ type: expect.any(String) });
  });

  it("is found wrong where the key, the id, the time or the body is another", () => {
    const other = `whsec_${Buffer.alloc(32, "other").toString("base64")}`;
    const sent = request(runOf(commits(1)), now());
    expect(() => verify(other, sent)).toThrow("signature");
    expect(() => verify(key, { ...sent, body: `${sent.body} ` })).toThrow("signature");
    for (const [header, value] of [
      ["webhook-id", "msg_other"],
      ["webhook-timestamp", String(Math.floor(Date.now() / 1000) - 1)],
    ]) {
      const headers = { ...sent.headers, [header ?? ""]: value ?? "" };
      expect(() => verify(key, { ...sent, headers })).toThrow("signature");
    }
  });

  it("is made anew for each try, by the time of the try", () => {
    const at = Date.parse("2026-11-23T06:05:00.999Z");
    const { headers } = request(runOf(commits(1)), { id: "msg_1", at });
    expect(headers).toMatchObject({
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(at / 1000)),
    });
    expect(request(runOf(commits(1)), { id: "msg_1", at: at + 1000 }).headers).not.toEqual(headers);
  });

  it("is made with each of two keys, so that the receiver can change from one to the other", () => {
    const other = `whsec_${Buffer.alloc(64, "other").toString("base64")}`;
    const both = { ...secrets, SECRET: ` ${other}  ${key}\n` };
    expect(webhook.check(both)).toBeUndefined();
    const sent = request(runOf(commits(1)), now(), both);
    expect(sent.headers["webhook-signature"]).toMatch(/^v1,\S{44} v1,\S{44}$/);
    for (const secret of [key, other]) expect(() => verify(secret, sent)).not.toThrow();
  });

  // The vector is of Standard Webhooks; no body of ours is like its body, so that the library has to stand between.
  it("is the library's, which is right about the vector of Standard Webhooks", () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const library = new Webhook(secret);
    expect(
      library.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", new Date(1_614_265_330_000), '{"test": 2432232314}'),
    ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    const { body, headers } = request(runOf(commits(1)), {}, { ...secrets, SECRET: secret });
    expect(headers["webhook-signature"]).toBe(library.sign(attempt.id, new Date(attempt.at), body));
  });
});

describe("an answer to a webhook", () => {
  const judge = (status: number): Outcome => webhook.judge({ status, headers: new Headers(), body: "" });

  it.each([200, 201, 202, 204])("%i is taken as delivered", (status) => {
    expect(judge(status)).toEqual({ outcome: "delivered" });
  });

  it.each([400, 401, 403, 404, 405, 408, 409, 422])("%i is tried again: it may pass", (status) => {
    expect(judge(status)).toEqual({ outcome: "later", reason: "not-accepted" });
  });

  it("410 stops the channel, as the webhook is gone", () => {
    expect(judge(410)).toEqual({ outcome: "refused", reason: "http-410" });
    expect(webhook.explain("http-410")).toContain("gone");
  });

  it("413 does not take the message", () => {
    expect(judge(413)).toEqual({ outcome: "not-taken", reason: "http-413" });
  });
});
