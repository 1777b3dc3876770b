/**
 * Canaries in every secret there is, with receivers that fail and say everything they were sent: none turns up anywhere
 * but where it is sent, in whatever form.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createForge, type Forge } from "../demo/forge.ts";
import { channels } from "../src/notify/index.ts";
import type { Status } from "../src/status.ts";
import { ownRoutes, sharedRoutes } from "./every-route.ts";
import { startListener, type Gate } from "./guarded-git.ts";
import { readHistory } from "./history.ts";
import { type RunningInstance, startInstance } from "./instance.ts";
import { canariesOf, formsOf, type ChannelCanaries } from "./secrets.ts";
import { createSink, type Incoming, type Sink, type SinkAnswer } from "./sink.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
const admin = "canary/admin+token";
const reader = "canary/reader+token";
const withKey = { authorization: `Bearer ${reader}` };
const asOperator = { authorization: `Bearer ${admin}` };

/** An answer that says all that was sent, as bad proxies and debugging servers do. */
const echo = (status: number, { path, headers, body }: Incoming): SinkAnswer => ({
  status,
  headers: { location: path, "x-echo": path, "content-type": "application/json" },
  body: JSON.stringify({
    error: { code: path, message: path },
    errcode: path,
    description: path,
    headers,
    body,
  }),
});

/** Fails, and fails again for good, each time with everything in the answer; takes what comes after it is helped. */
async function createChattySink(isHelped: () => boolean): Promise<Sink> {
  const sink = await createSink();
  const statuses = [503, 404];
  sink.answer((request) => {
    const status = statuses[sink.received.length] ?? 403;
    return isHelped() ? {} : echo(status, request);
  });
  return sink;
}

describe("a secret", () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-secrets-"));
  const sinks = new Map<string, Sink>();
  let isHelped = false;
  let told: ChannelCanaries[] = [];
  let forge: Forge;
  let gate: Gate;
  let heartbeat: Sink;
  let instance: RunningInstance;

  const misplaced = "https://hooks.example/services/canary-misplaced-address";
  const others = {
    SLACK_BROKEN: "canary-broken-address",
    SLACK_UNREACHABLE: "http://127.0.0.1:1/canary-unreachable-address",
    FORGE_TOKEN: "canary/forge+token",
    ADMIN_TOKEN: admin,
  };
  /** All but the readers' key, which has one place of its own where it is shown. */
  const canaries = () => [
    ...told.flatMap((channel) => channel.canaries),
    "canary-heartbeat-address",
    "canary-misplaced-address",
    "canary-broken-address",
    "canary-unreachable-address",
    "canary/forge+token",
    admin,
  ];
  const ids = ["lib", "guarded", "mistaken"];
  const names = () => [...told.map(({ name }) => name), "SLACK_BROKEN", "SLACK_UNREACHABLE", "SLACK_MISSING"];
  const statusOf = async (id: string) =>
    (await (await instance.get(`/${id}/status.json`, withKey)).json()) as Status;
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${instance.url}${path}`, { redirect: "manual", ...init });
    return JSON.stringify([...response.headers]) + (await response.text());
  };

  beforeAll(async () => {
    for (const { kind } of channels) sinks.set(kind, await createChattySink(() => isHelped));
    told = canariesOf((kind) => new URL(sinks.get(kind)?.url ?? "").origin);
    heartbeat = await createSink();
    heartbeat.answer((request) => echo(500, request));
    forge = await createForge({ ...readHistory() });
    gate = await startListener();
    const notify = [...told.map(({ kind, name }) => ({ [kind]: name })), { slack: "SLACK_BROKEN" }];
    instance = await startInstance({
      state,
      watches: {
        ops: told.map(({ kind, name }) => ({ [kind]: name })),
        watches: [
          {
            id: "lib",
            url: forge.url,
            every: "1m",
            notify: [...notify, { slack: "SLACK_UNREACHABLE" }, { slack: "SLACK_MISSING" }],
          },
          {
            id: "guarded",
            git: `${gate.origin}/own/lib.git`,
            ref: "main",
            every: "1m",
            token: "FORGE_TOKEN",
          },
          { id: "mistaken", url: forge.url, notify: [{ slack: misplaced, [misplaced]: misplaced }] },
        ],
      },
      vars: {
        ...others,
        READ_TOKEN: reader,
        HEARTBEAT_URL: `${new URL(heartbeat.url).origin}/canary-heartbeat-address`,
        ...Object.fromEntries(told.flatMap(({ values }) => Object.entries(values))),
      },
    });
    await instance.tick(begin);
    forge.push();
    await instance.tick(begin + MINUTE);
    await Promise.all([...sinks.values()].map((sink) => sink.waitFor(2, 20_000)));
    await instance.tick(begin + 2 * MINUTE);
  });

  afterAll(async () => {
    await instance.stop();
    await Promise.all([forge, gate, heartbeat, ...sinks.values()].map(({ close }) => close()));
    rmSync(state, { recursive: true, force: true });
  });

  it("is sent where it belongs, and nowhere else", async () => {
    for (const { kind, canaries: own } of told) {
      const everything = JSON.stringify(sinks.get(kind)?.received);
      expect(everything, kind).toContain(own[0]);
      for (const other of [...canaries(), reader].filter((canary) => !own.includes(canary)))
        for (const form of formsOf(other)) expect(everything, kind).not.toContain(form);
    }
    expect(heartbeat.received.length).toBeGreaterThan(0);
    expect(gate.seen.some(({ authorization }) => authorization !== undefined)).toBe(true);
  });

  it("is in no answer of a channel that was refused, resumed, tried or looked at", async () => {
    const paths = names().flatMap((name) => [
      ["GET", `/lib/channels/${name}/preview`],
      ["POST", `/lib/channels/${name}/test`],
      ["POST", `/lib/channels/${name}/resume`],
      ["POST", `/lib/channels/${name}/test`],
    ]);
    for (const isWell of [false, true]) {
      isHelped = isWell;
      await Promise.all(
        paths.map(async ([method = "", path = ""]) => {
          const everything = await ask(path, { method, headers: asOperator });
          for (const form of [...canaries(), reader].flatMap(formsOf))
            expect(everything, `${method} ${path}`).not.toContain(form);
        }),
      );
    }
    expect((await statusOf("lib")).channels.map(({ state }) => state)).toContain("unconfigured");
  }, 60_000);

  it("is in no other answer, whoever asks; the readers' key is in the list of feeds that its holder is given", async () => {
    const snapshot = (await statusOf("lib")).snapshot ?? "";
    const paths = [...sharedRoutes, ...ids.flatMap((id) => ownRoutes(id, snapshot))];
    const forms = canaries().flatMap(formsOf);
    const readerForms = formsOf(reader);
    const key = `key=${encodeURIComponent(reader)}`;
    const askers = [{ headers: {} }, { headers: withKey }, { headers: asOperator }, { headers: {}, key }];
    for (const { headers, key } of askers) {
      for (const method of ["GET", "POST"]) {
        for (const path of paths) {
          const query = key === undefined ? "" : `${path.includes("?") ? "&" : "?"}${key}`;
          const everything = await ask(path + query, { method, headers });
          const isHolders = path.endsWith("/feeds.opml") && (headers === withKey || key !== undefined);
          for (const form of isHolders && method === "GET" ? forms : [...forms, ...readerForms])
            expect(everything, `${method} ${path}`).not.toContain(form);
        }
      }
    }
    expect(await ask("/feeds.opml", { headers: withKey })).toContain(encodeURIComponent(reader));
  }, 60_000);

  it("is in nothing that is printed and in no file that is kept", async () => {
    await instance.stop();
    const { stdout, stderr } = instance.printed();
    const files = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    // The search finds what is there.
    expect(files.some((bytes) => bytes.includes("nvmf"))).toBe(true);
    for (const event of ["heartbeat-failed", "delivery", "refused"]) expect(stdout + stderr).toContain(event);
    for (const form of [...canaries(), reader].flatMap(formsOf)) {
      expect(stdout + stderr).not.toContain(form);
      expect(files.some((bytes) => bytes.includes(form))).toBe(false);
    }
  });
});
