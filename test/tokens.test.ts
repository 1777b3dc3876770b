/**
 * Private repositories, with Treewatch as its user starts it and git's own server behind one that asks for a token. The
 * token goes to that server's git endpoints and nowhere else; what it opened is told to nobody without the readers' key.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Status } from "../src/status.ts";
import { ownRoutes, sharedRoutes, strangers } from "./every-route.ts";
import { hasBackend, startBackend } from "./git/backend.ts";
import { TestRepository } from "./git/repository.ts";
import { type Gate, startGate, startListener } from "./guarded-git.ts";
import { type RunningInstance, startInstance } from "./instance.ts";
import { formsOf } from "./secrets.ts";

const key = "canary-read-token";
const token = "glpat-canary/token+1";
const wrong = "glpat-canary/wrong+2";
/** What must not be seen without the key: ids, titles, entries, commits. */
const telling = /hush|whispered|murmur/i;

const secretForms = [token, wrong].flatMap(formsOf);

const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";

describe.skipIf(!hasBackend)(`a watch with a token${skipped}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-tokens-"));
  const state = join(folder, "state");
  const close: (() => Promise<unknown>)[] = [];
  let gate: Gate;
  let elsewhere: Gate;
  let instance: RunningInstance;

  const ids = ["hush", "hush-page", "hush-moved", "hush-wrong", "hush-missing", "hush-broken"];
  const withKey = async (path: string) =>
    (await instance.get(path, { authorization: `Bearer ${key}` })).text();
  const statusOf = async (id: string) => JSON.parse(await withKey(`/${id}/status.json`)) as Status;

  beforeAll(async () => {
    const repository = new TestRepository(folder, "repositories/own/murmur.git");
    repository.commit({ message: "murmur: begin", files: { "lib/whispered/a": "1", "lib/b": "1" } });
    const backend = await startBackend(join(folder, "repositories"));
    elsewhere = await startListener();
    gate = await startGate({ behind: backend.url(""), token, movedTo: elsewhere.origin });
    close.push(backend.close, elsewhere.close, gate.close);
    const git = `${gate.origin}/own/murmur.git`;
    const target = { git, ref: "main", path: "lib", every: "1m" };
    const page = `${gate.origin}/own/murmur/src/branch/main/lib`;
    instance = await startInstance({
      state,
      watches: [
        { id: "hush", title: "Hushed up", ...target, token: "FORGE_TOKEN", notify: [{ slack: "SLACK" }] },
        { id: "hush-page", url: page, every: "1m", token: "FORGE_TOKEN" },
        { id: "hush-moved", ...target, git: `${gate.origin}/moved/murmur.git`, token: "FORGE_TOKEN" },
        { id: "hush-wrong", ...target, token: "WRONG_TOKEN" },
        { id: "hush-missing", ...target, git: `${gate.origin}/unasked.git`, token: "MISSING_TOKEN" },
        { id: "hush-broken", ...target, evry: "1m", token: "FORGE_TOKEN" },
        { id: "open", url: `${gate.origin}/own/open/src/branch/main/lib`, every: "1m" },
      ],
      vars: {
        FORGE_TOKEN: token,
        WRONG_TOKEN: wrong,
        READ_TOKEN: key,
        ADMIN_TOKEN: "canary-admin-token",
        SLACK: `${gate.origin}/hook`,
      },
    });
    close.unshift(() => instance.stop());
    const begin = Date.UTC(2026, 10, 24, 6);
    await instance.tick(begin);
    repository.commit({ message: "murmur: go on", files: { "lib/whispered/a": "2" } });
    await instance.tick(begin + 60_000);
    await vi.waitFor(
      async () => {
        const published = await Promise.all([statusOf("hush"), statusOf("hush-page")]);
        const isTold = gate.seen.some(({ path }) => path === "/hook");
        if (!isTold || published.some((status) => status.published !== 1)) throw new Error("not told yet");
      },
      { timeout: 20_000, interval: 50 },
    );
  });

  afterAll(async () => {
    for (const end of close) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read with it where the server asks for one, by git, also at a page's address", async () => {
    for (const id of ["hush", "hush-page"]) {
      expect(await statusOf(id)).toMatchObject({ upstream: "git", state: "ok", latest: 1 });
      expect(await withKey(`/${id}/feed.json`)).toMatch(/murmur: go on/);
    }
  });

  it("says what is wrong where it cannot be", async () => {
    const polls = await Promise.all(ids.slice(2, 5).map(async (id) => (await statusOf(id)).lastPoll));
    expect(polls).toMatchObject([
      { reason: "login-required", message: expect.stringContaining("own host alone") },
      { reason: "login-required", message: expect.stringContaining("to the watch's token") },
      { reason: "token-missing", message: expect.stringContaining("wrangler secret put MISSING_TOKEN") },
    ]);
  });

  it("shows it to the git endpoints of its own host and in no other request", () => {
    const shown = gate.seen.filter(({ authorization }) => authorization !== undefined);
    expect(new Set(shown.map(({ path }) => path))).toEqual(
      new Set([
        "/own/murmur.git/info/refs",
        "/own/murmur.git/git-upload-pack",
        "/moved/murmur.git/info/refs",
      ]),
    );
    const others = gate.seen.filter(({ authorization }) => authorization === undefined);
    expect(new Set(others.map(({ path }) => path))).toEqual(
      new Set(["/robots.txt", "/own/open/src/branch/main/lib", "/own/open.git/info/refs", "/hook"]),
    );
  });

  it("shows it to no other host that a redirect leads to, which is asked without it", () => {
    expect(elsewhere.seen.map(({ path }) => path)).toContain("/moved/murmur.git/info/refs");
    for (const { authorization, everything } of elsewhere.seen) {
      expect(authorization).toBeUndefined();
      for (const form of secretForms) expect(everything).not.toContain(form);
    }
  });

  it("is told to nobody who has not the readers' key, byte by byte", async () => {
    const snapshot = (await statusOf("hush")).snapshot ?? "";
    const paths = [...sharedRoutes, ...ids.flatMap((id) => ownRoutes(id, snapshot))];
    expect(await withKey("/")).toMatch(telling);
    for (const stranger of strangers) {
      for (const path of paths) {
        const response = await fetch(`${instance.url}${path}`, { ...stranger, redirect: "manual" });
        const everything = JSON.stringify([...response.headers]) + (await response.text());
        expect(everything, `${stranger.method} ${path}`).not.toMatch(telling);
      }
    }
  });

  it("has its token in no answer, not even to whoever has every key", async () => {
    const snapshot = (await statusOf("hush")).snapshot ?? "";
    const paths = [...sharedRoutes, ...[...ids, "open"].flatMap((id) => ownRoutes(id, snapshot))];
    const keys = [{}, { authorization: `Bearer ${key}` }, { authorization: "Bearer canary-admin-token" }];
    for (const headers of keys) {
      for (const method of ["GET", "POST"]) {
        for (const path of paths) {
          const response = await fetch(`${instance.url}${path}`, { method, headers });
          const everything = JSON.stringify([...response.headers]) + (await response.text());
          for (const form of secretForms) expect(everything, `${method} ${path}`).not.toContain(form);
        }
      }
    }
  });

  it("has its token in nothing that is printed and in no file that is kept", async () => {
    await instance.stop();
    const { stdout, stderr } = instance.printed();
    const files = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    // The search finds what is there.
    expect(files.some((bytes) => bytes.includes("whispered"))).toBe(true);
    expect(stderr + stdout).toContain("hush-wrong");
    for (const form of secretForms) {
      expect(stdout + stderr).not.toContain(form);
      expect(files.some((bytes) => bytes.includes(form))).toBe(false);
    }
  });
});
