/**
 * Every way in which a receiver can fail, on loopback, with Treewatch as its user starts it: each channel is told
 * everything, in order, and none waits for another.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createForge, type Forge } from "../demo/forge.ts";
import type { ChannelStatus, Status } from "../src/status.ts";
import { deliveriesOf, numbersTaken } from "./deliveries.ts";
import { readHistory } from "./history.ts";
import { json, type RunningInstance, startInstance } from "./instance.ts";
import { numbered } from "./numbered.ts";
import { createSink, type Sink, type SinkAnswer } from "./sink.ts";
import { selfSigned } from "./upstream/self-signed.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
const admin = { authorization: "Bearer canary-admin-token" };
const rateLimited = (headers: Record<string, string>): SinkAnswer => ({
  status: 429,
  headers,
  body: "rate_limited",
});

/** Answered to the first try only. The number is how long (milliseconds) the second is away at least. */
const passing: Record<string, [answer: SinkAnswer, wait: number]> = {
  SECONDS: [rateLimited({ "retry-after": "7" }), 7000],
  DATE: [
    rateLimited({ date: "Tue, 24 Nov 2026 06:00:00 GMT", "retry-after": "Tue, 24 Nov 2026 06:00:08 GMT" }),
    8000,
  ],
  ROLLUP_ERROR: [{ status: 500, body: "rollup_error" }, 5000],
  UNAVAILABLE: [{ status: 503, headers: { "retry-after": "6" }, body: "" }, 6000],
  RESET: ["reset", 5000],
  // 15 seconds from when the send began, which is a little before it came in, and 5 more.
  HUNG: ["hang", 19_000],
};
/** Answered until the channel is helped. */
const refusals: Record<string, { status: number; headers?: Record<string, string> }> = {
  no_service: { status: 404 },
  no_active_hooks: { status: 404 },
  no_team: { status: 404 },
  channel_not_found: { status: 404 },
  user_not_found: { status: 404 },
  invalid_token: { status: 403 },
  team_disabled: { status: 403 },
  action_prohibited: { status: 403 },
  posting_to_general_channel_denied: { status: 403 },
  channel_is_archived: { status: 410 },
  redirected: { status: 302, headers: { location: "/services/elsewhere" } },
};
/** Answered to the first try only: the message as it is, is not taken. */
const notTaken = [
  "invalid_payload",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_attachments",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
  "missing_text_or_fallback_or_attachments",
];

/** One that takes three seconds, one that is well, one whose certificate nobody vouches for, one whose secret comes late. */
const others = ["SLOW", "WELL", "UNTRUSTED", "LATE"];

const secretOf = (fault: string) => `SLACK_${fault.toUpperCase()}`;

const names = [passing, refusals].flatMap(Object.keys).concat(notTaken, others).map(secretOf);

describe("receivers that fail in every way", () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-receivers-"));
  const sinks = new Map<string, Sink>();
  const vars: Record<string, string> = {
    ADMIN_TOKEN: "canary-admin-token",
    // Not the address at which it happens to listen: messages lead there, and are the same after a restart.
    PUBLIC_URL: "https://treewatch.example",
    OPS_SECRET: `whsec_${"k".repeat(32)}`,
  };
  let forge: Forge;
  let untrusted: Sink;
  let operator: Sink;
  let instance: RunningInstance;
  let ticks = 0;
  let isHelped = false;

  const sinkOf = (fault: string): Sink => {
    const sink = sinks.get(fault);
    if (sink === undefined) throw new Error(`no receiver ${fault}`);
    return sink;
  };
  const add = async (fault: string, answer: (requests: number) => SinkAnswer) => {
    const sink = await createSink();
    sink.answer(() => answer(sink.received.length));
    sinks.set(fault, sink);
    vars[secretOf(fault)] = sink.url;
  };
  const start = () =>
    startInstance({
      state,
      watches: {
        ops: [{ webhook: "OPS" }],
        watches: [
          {
            id: "lib",
            url: forge.url,
            every: "1m",
            notify: names.map((slack) => ({ slack })),
          },
        ],
      },
      vars,
    });
  const push = async () => {
    forge.push();
    await instance.tick(begin + (ticks += 1) * MINUTE);
  };
  const channels = async () => (await json<Status>(instance, "/lib/status.json")).channels;
  const stateOf = async (fault: string) => (await channels()).find(({ name }) => name === secretOf(fault));
  const resume = async (fault: string) => {
    const path = `/lib/channels/${secretOf(fault)}/resume`;
    const response = await fetch(`${instance.url}${path}`, { method: "POST", headers: admin });
    expect(response.status).toBe(200);
  };
  const isAtRest = ({ state }: ChannelStatus) => ["idle", "stopped", "unconfigured"].includes(state);

  beforeAll(async () => {
    forge = await createForge(numbered(readHistory(), 5));
    for (const [fault, [answer]] of Object.entries(passing))
      await add(fault, (requests) => (requests === 0 ? answer : {}));
    for (const code of notTaken)
      await add(code, (requests) => (requests === 0 ? { status: 400, body: code } : {}));
    for (const [code, answer] of Object.entries(refusals)) {
      await add(code, () => (isHelped ? {} : { ...answer, body: code }));
    }
    await add("SLOW", () => ({ delayMs: 3000 }));
    await add("WELL", () => ({}));
    operator = await createSink();
    vars["OPS"] = operator.url;
    untrusted = await createSink(selfSigned("127.0.0.1"));
    vars[secretOf("UNTRUSTED")] = untrusted.url;
    instance = await start();
    await instance.tick(begin);
    for (let pushes = 0; pushes < 3; pushes++) await push();
  });

  afterAll(async () => {
    await instance.stop();
    await Promise.all([forge, untrusted, operator, ...sinks.values()].map(({ close }) => close()));
    rmSync(state, { recursive: true, force: true });
  });

  it("are told everything once they take it, no sooner than they ask for", async () => {
    await expect
      .poll(async () => (await channels()).filter((channel) => !isAtRest(channel)), {
        timeout: 40_000,
        interval: 250,
      })
      .toEqual([
        expect.objectContaining({ name: secretOf("UNTRUSTED"), state: "retrying", reason: "network" }),
      ]);
    for (const [fault, [, wait]] of Object.entries(passing)) {
      const [first, second] = sinkOf(fault).received;
      expect((second?.at ?? 0) - (first?.at ?? 0), fault).toBeGreaterThanOrEqual(wait);
      expect(second?.headers["webhook-id"], fault).toBe(first?.headers["webhook-id"]);
    }
    for (const fault of [...Object.keys(passing), ...notTaken, "SLOW", "WELL"]) {
      expect(numbersTaken(sinkOf(fault).received), fault).toEqual([1, 2, 3]);
      expect(await stateOf(fault), fault).toMatchObject({ state: "idle", delivered: 3 });
    }
  }, 60_000);

  it("hold up no other", () => {
    const last = Math.max(...sinkOf("WELL").received.map(({ at }) => at));
    expect(last - (sinkOf("HUNG").received[0]?.at ?? 0)).toBeLessThan(10_000);
  });

  it("get what they did not take as it was as plain text, under an id of its own", () => {
    for (const code of notTaken) {
      const [first, second] = deliveriesOf(sinkOf(code).received);
      expect(first?.tries, code).toHaveLength(1);
      expect(JSON.parse(first?.body ?? ""), code).toHaveProperty("blocks");
      expect(JSON.parse(second?.body ?? ""), code).not.toHaveProperty("blocks");
    }
  });

  it("get nothing after a refusal, which is said in words, and which the operator hears of once", async () => {
    await push();
    await sinkOf("WELL").waitFor(sinkOf("WELL").received.length + 1);
    for (const code of Object.keys(refusals)) {
      expect(sinkOf(code).received, code).toHaveLength(1);
      expect(await stateOf(code), code).toMatchObject({
        state: "stopped",
        reason: code,
        message: expect.stringMatching(/^[A-Z].*\.$/),
        delivered: 0,
      });
    }
    const alerts = deliveriesOf(operator.received).flatMap(({ body }) => JSON.parse(body).data.alerts);
    expect(alerts.map(({ code, channel }) => `${code} ${channel}`).toSorted()).toEqual(
      Object.keys(refusals)
        .map((code) => `channel-stopped ${secretOf(code)}`)
        .toSorted(),
    );
  });

  it("go on from where they were when the channel is resumed, or by itself once its secret is another", async () => {
    const [replaced, resumed] = [Object.keys(refusals).slice(0, 5), Object.keys(refusals).slice(5)];
    isHelped = true;
    for (const code of replaced) vars[secretOf(code)] += "-new";
    await add("UNTRUSTED", () => ({}));
    // Has been listed all the time, without its secret.
    await resume("LATE");
    await add("LATE", () => ({}));
    await instance.stop();
    instance = await start();
    await push();
    for (const code of replaced) await sinkOf(code).waitFor(2);
    for (const code of resumed) expect(sinkOf(code).received, code).toHaveLength(1);
    for (const fault of [...resumed, "UNTRUSTED"]) await resume(fault);
    await expect
      .poll(async () => (await channels()).filter(({ delivered }) => delivered < 5), {
        timeout: 10_000,
      })
      .toEqual([]);
    for (const [fault, { received }] of sinks) {
      expect(numbersTaken(received), fault).toEqual(fault === "LATE" ? [5] : [1, 2, 3, 4, 5]);
    }
    for (const code of replaced) {
      expect(
        sinkOf(code)
          .received.slice(1)
          .every(({ path }) => path.endsWith("-new")),
        code,
      ).toBe(true);
    }
  }, 30_000);
});
