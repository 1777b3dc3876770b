/**
 * PURE. What becomes of a watch's requests by its token: how the token is shown, and what an answer to it means. Adapters
 * never see it.
 */
import { challengeOf } from "./challenge.ts";
import type { Answer, PageRequest } from "./contract.ts";
import type { Credentials, Perform } from "./fetch.ts";
import { refused } from "./refusal.ts";

/**
 * The user name beside a token. Bitbucket's access tokens need this one; GitHub, GitLab, Gitea and Forgejo go by the
 * token alone.
 */
const TOKEN_USER = "x-token-auth";

/**
 * What shows the token: HTTP Basic (RFC 7617), the token being the password, which is what every git server takes. A
 * secret such as `name:token` brings the user name that its token belongs to; no forge's tokens hold a colon.
 */
export function tokenCredentials(secret: string, origin: string): Credentials {
  const pair = secret.includes(":") ? secret : `${TOKEN_USER}:${secret}`;
  const octets = String.fromCharCode(...new TextEncoder().encode(pair));
  return { origin, authorization: `Basic ${btoa(octets)}` };
}

/** A performer whose requests show credentials: where they were of no use, its answers say that instead. */
export function withAccess(perform: Perform, origin: string): Perform {
  return async (request) => {
    const answer = await perform(request);
    return whyNoAccess(request, answer, origin) ?? answer;
  };
}

/** A performer that asks for nothing, because the secret that holds the token is not set. */
export function withoutToken(secret: string): Perform {
  return () => Promise.resolve(refused({ reason: "token-missing", secret }));
}

function whyNoAccess(request: PageRequest, answer: Answer, origin: string): Answer | undefined {
  if (answer.is === "refused" || challengeOf(answer) !== undefined) return undefined;
  // What a redirected POST came to is for the adapter to see: it asks again where it was led.
  if (request.method === "POST" && answer.url !== request.url) return undefined;
  const { status, url } = answer;
  const isOwnHost = new URL(url).origin === origin;
  switch (status) {
    case 401:
    case 403:
      return refused({ reason: "login-required", status, because: isOwnHost ? "token" : "another-host" });
    case 404:
    case 410:
      return isOwnHost ? refused({ reason: "not-found", status, because: "token" }) : undefined;
    default:
      return undefined;
  }
}
