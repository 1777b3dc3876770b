/** Questions that several watches share; those for refs are compared with what git's own server says to each alone. */
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { lsRefsRequest } from "../../src/git/protocol.ts";
import type { Answer, Page, PageRequest } from "../../src/upstream/contract.ts";
import { answerTo, digestOf, groupRequests, isSameRequest, requestFor } from "../../src/upstream/shared.ts";
import { describeWithServer } from "./git/server.ts";
import { perform } from "./git/watch.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder().decode(body);

/** The question for refs of a repository that begin so. */
function refsOf(url: string, prefixes: readonly string[], format: "sha1" | "sha256" = "sha1"): PageRequest {
  return {
    url: `${url}/git-upload-pack`,
    method: "POST",
    headers: { "content-type": "application/x-git-upload-pack-request", "git-protocol": "version=2" },
    body: lsRefsRequest(prefixes, format),
    steady: true,
    prefixes,
  };
}

const refs = (...prefixes: string[]) => refsOf("http://forge.test/repo", prefixes);
const grouped = (...requests: PageRequest[]) =>
  groupRequests(requests.map((request) => ({ request, token: "" }))).map((group) => group.length);

describe("questions", () => {
  it("for refs of one repository are one, and no others are", () => {
    expect(grouped(refs("HEAD"), refs("refs/heads/a"), refs("refs/heads/b", "refs/tags/b"))).toEqual([3]);
    expect(grouped(refs("HEAD"), refsOf("http://forge.test/other", ["HEAD"]))).toEqual([1, 1]);
    expect(grouped(refs("HEAD"), refsOf("http://forge.test/repo", ["HEAD"], "sha256"))).toEqual([1, 1]);
    expect(grouped(refs("HEAD"), { url: "http://forge.test/repo/git-upload-pack" })).toEqual([1, 1]);
    expect(grouped({ url: "http://forge.test/a" }, { url: "http://forge.test/b" })).toEqual([1, 1]);
  });

  it("with different tokens are apart", () => {
    const groups = groupRequests([
      { request: refs("HEAD"), token: "ONE" },
      { request: refs("refs/heads/a"), token: "TWO" },
      { request: refs("refs/heads/b"), token: "" },
    ]);
    expect(groups.map((group) => group.map(({ token }) => token))).toEqual([["ONE"], ["TWO"], [""]]);
  });

  it("for very many refs are several, none of which leaves one out", () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      request: refs(`refs/heads/${index}`),
      token: "",
    }));
    const groups = groupRequests(many);
    expect(groups.map((group) => group.length)).toEqual([20, 20, 10]);
    expect(groups.flat()).toEqual(many);
  });

  it("that are joined ask for each prefix once, in one order, whoever comes first", () => {
    const group = [refs("refs/heads/b", "refs/tags/b"), refs("HEAD"), refs("refs/heads/b")];
    expect(requestFor(group)).toEqual({
      ...refs("HEAD", "refs/heads/b", "refs/tags/b"),
      prefixes: ["HEAD", "refs/heads/b", "refs/tags/b"],
    });
    expect(requestFor(group.toReversed())).toEqual(requestFor(group));
  });

  it("of one alone stay as they are", () => {
    const one = { url: "http://forge.test/a" };
    expect(requestFor([one])).toBe(one);
    const answer: Answer = { is: "refused", refusal: { reason: "network" } };
    expect(answerTo(one, answer, [one])).toBe(answer);
    expect(answerTo(refs("HEAD"), answer, [refs("HEAD"), refs("refs/heads/a")])).toBe(answer);
  });

  it("are the same where address, method and body are", () => {
    expect(isSameRequest(refs("HEAD"), { ...refs("HEAD"), headers: {} })).toBe(true);
    expect(isSameRequest(refs("HEAD"), refs("refs/heads/a"))).toBe(false);
    expect(isSameRequest({ url: "http://forge.test/a" }, { url: "http://forge.test/a/" })).toBe(false);
  });
});

describe("the digest of an answer", () => {
  const asked = { url: "http://forge.test/a" };
  const answer: Page = { is: "page", url: asked.url, status: 200, headers: new Headers(), body: bytes("a") };

  it("tells apart what differs in anything but headers, which differ each time", () => {
    const digest = digestOf(asked, answer);
    const others = [{ body: bytes("b") }, { status: 404 }, { url: "http://forge.test/b" }];
    for (const other of others) expect(digestOf(asked, { ...answer, ...other })).not.toBe(digest);
    expect(digestOf(asked, { ...answer, headers: new Headers({ date: "now" }) })).toBe(digest);
  });

  it("is none where nothing was answered", () => {
    expect(digestOf(asked, { is: "refused", refusal: { reason: "network" } })).toBeUndefined();
  });
});

describeWithServer("an answer to several questions at once", (server) => {
  const questions = [
    ["HEAD"],
    ["refs/heads/main"],
    ["refs/heads/ma", "refs/tags/ma"],
    ["refs/tags/"],
    ["none"],
  ];

  it.each(["sha1", "sha256"] as const)(
    "holds, byte for byte, what the server says to each alone, and its digest (%s)",
    async (format) => {
      const repository = server().create(format);
      repository.commit({ branch: "main", files: { "lib/a": "1" } });
      repository.git("branch", "master", "main");
      repository.git("branch", "maintenance/é", "main");
      repository.git("tag", "-a", "-m", "x", "v1", "main");
      repository.git("tag", "main", "main");
      const url = server().url(basename(repository.dir));
      const group = questions.map((prefixes) => refsOf(url, prefixes, format));
      const all = await perform(requestFor(group));
      for (const request of group) {
        const alone = await perform(request);
        const part = answerTo(request, all, group);
        if (alone.is !== "page" || part.is !== "page") throw new Error("it did not answer");
        expect(text(part.body)).toBe(text(alone.body));
        expect(digestOf(request, part)).toBe(digestOf(request, alone));
        expect(digestOf(request, all)).toBe(digestOf(request, alone));
      }
    },
  );

  it("is that of an empty repository, too", async () => {
    const url = server().url(basename(server().create().dir));
    const group = [refsOf(url, ["HEAD"]), refsOf(url, ["refs/heads/main"])];
    const all = await perform(requestFor(group));
    for (const request of group) {
      const alone = await perform(request);
      expect(alone).toMatchObject({ is: "page", status: 200 });
      expect(answerTo(request, all, group)).toMatchObject({ body: "body" in alone ? alone.body : "" });
    }
  });
});
