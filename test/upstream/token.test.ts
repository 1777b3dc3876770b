/** How a watch's token is shown, and what is made of the answers to requests that show it. */
import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/upstream/contract.ts";
import { explainRefusal } from "../../src/upstream/refusal.ts";
import { tokenCredentials, withAccess, withoutToken } from "../../src/upstream/token.ts";

const origin = "https://git.example";
const url = `${origin}/o/r.git/info/refs`;

function decoded(secret: string): string {
  const { authorization } = tokenCredentials(secret, origin);
  return Buffer.from(authorization.replace("Basic ", ""), "base64").toString("utf8");
}

describe("a token", () => {
  it.each([
    ["glpat-canary", "x-token-auth:glpat-canary"],
    ["ATCTT3x/canary=+", "x-token-auth:ATCTT3x/canary=+"],
    ["gitlab+deploy-token-1:canary", "gitlab+deploy-token-1:canary"],
    ["zoë:pass:wörd 💥", "zoë:pass:wörd 💥"],
  ])("%s is sent as the user and password %s", (secret, pair) => {
    expect(decoded(secret)).toBe(pair);
    expect(tokenCredentials(secret, origin).origin).toBe(origin);
  });
});

describe("an answer to a request that shows a token", () => {
  const answered = async (answer: { status: number; url?: string; body?: string }, method?: "POST") => {
    const page: Answer = {
      is: "page",
      url: answer.url ?? url,
      status: answer.status,
      headers: new Headers({ "content-type": "text/html" }),
      body: new TextEncoder().encode(answer.body ?? ""),
    };
    const perform = withAccess(() => Promise.resolve(page), origin);
    const got = await perform(method === undefined ? { url } : { url, method });
    return got.is === "refused" ? got.refusal : got === page;
  };

  it.each([
    [401, { reason: "login-required", status: 401, because: "token" }, /wrong, has expired or may not read/],
    [403, { reason: "login-required", status: 403, because: "token" }, /into the secret/],
    [404, { reason: "not-found", status: 404, because: "token" }, /the token may not read it/],
    [410, { reason: "not-found", status: 410, because: "token" }, /the token gives access to/],
  ] as const)("of status %i says what is wrong with the token", async (status, refusal, words) => {
    expect(await answered({ status })).toEqual(refusal);
    expect(explainRefusal(refusal)).toMatch(words);
  });

  it("that another host gives says that the token was not sent there", async () => {
    const refusal = { reason: "login-required", status: 401, because: "another-host" } as const;
    expect(await answered({ status: 401, url: "https://other.example/o/r" })).toEqual(refusal);
    expect(explainRefusal(refusal)).toMatch(/own host alone: write the repository's new address/);
    expect(await answered({ status: 404, url: "https://other.example/o/r" })).toBe(true);
  });

  it.each([200, 304, 429, 500, 503])("of status %i is left as it is", async (status) => {
    expect(await answered({ status })).toBe(true);
  });

  it("that is a bot challenge is left as it is", async () => {
    const body = "<title>Just a moment...</title>";
    expect(await answered({ status: 403, body })).toBe(true);
  });

  it("that a redirected POST came to is left as it is, and one that was not redirected is not", async () => {
    expect(await answered({ status: 404, url: `${origin}/moved` }, "POST")).toBe(true);
    expect(await answered({ status: 401 }, "POST")).toMatchObject({ because: "token" });
  });

  it("that is a refusal already stays that", async () => {
    const refused: Answer = { is: "refused", refusal: { reason: "network" } };
    expect(await withAccess(() => Promise.resolve(refused), origin)({ url })).toBe(refused);
  });
});

describe("a token whose secret is missing", () => {
  it("is said with the secret's name and how to set it", async () => {
    const answer = await withoutToken("FORGE_TOKEN")({ url });
    expect(answer).toEqual({ is: "refused", refusal: { reason: "token-missing", secret: "FORGE_TOKEN" } });
    expect(explainRefusal({ reason: "token-missing", secret: "FORGE_TOKEN" })).toBe(
      "The secret FORGE_TOKEN, which holds the watch's token, is not set: run `npx wrangler secret put FORGE_TOKEN`.",
    );
  });
});
