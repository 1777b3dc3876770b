/** PURE. The one place where a transport result becomes a domain failure: what an answer is before anyone reads it as a listing. */
import { parseRetryAfter } from "../retry-after.ts";
import { challengeOf } from "./challenge.ts";
import type { Page } from "./contract.ts";
import type { Refusal } from "./refusal.ts";

/**
 * The login page of Gitea and Forgejo (`/user/login`) and of Gogs (`/user/sign-in`), also of a forge that lives under
 * a path of its own. Deeper addresses are left alone: they may be of a directory that is called so.
 */
const LOGIN_PATH = /^(?:\/[^/]+)?\/user\/(?:login|sign-in)$/;

/**
 * Why `page` cannot be read as what was asked for, from its status, headers, address and the marks of challenges.
 * Undefined where nothing speaks against reading it, which does not prove that it is a listing. A status 304 is for
 * whoever made the request conditional; here it is an answer that nobody asked for.
 */
export function whyNotReadable(page: Page): Refusal | undefined {
  const product = challengeOf(page);
  return product === undefined ? whyStatusRefused(page) : { reason: "bot-challenge", product };
}

/** The page's text, read as UTF-8: every byte sequence that is none becomes U+FFFD, and a byte order mark is dropped. */
export function decodePage(page: Page): string {
  return new TextDecoder().decode(page.body);
}

/** Why a text is no whole HTML page, whatever it may show. */
export function whyNoPage(text: string): Refusal | undefined {
  if (text.trim() === "") return { reason: "not-a-listing", because: "empty-body" };
  if (!/<html[\s>]/i.test(text)) return { reason: "not-a-listing", because: "not-html" };
  return text.includes("</html>") ? undefined : { reason: "truncated" };
}

function whyStatusRefused({ status, headers, url }: Page): Refusal | undefined {
  switch (status) {
    case 401:
    case 403:
      return { reason: "login-required", status };
    case 404:
    case 410:
      return { reason: "not-found", status };
    case 429:
      return { reason: "rate-limited", status, ...waitAsked(headers) };
    // The next two groups are what fetch gives on Cloudflare's network, and its proxy anywhere, for a host not reached.
    case 525:
    case 526:
      return { reason: "tls" };
    case 521:
    case 522:
    case 523:
    case 530:
      return { reason: "network" };
    case 503:
      return {
        reason: headers.has("retry-after") ? "rate-limited" : "server-error",
        status,
        ...waitAsked(headers),
      };
  }
  if (status >= 500) return { reason: "server-error", status, ...waitAsked(headers) };
  // 206 is a part of a page, and no part was asked for.
  if (status < 200 || status >= 300 || status === 206) return { reason: "not-supported", status };
  return isLoginPage(url) ? { reason: "login-required", status } : undefined;
}

function isLoginPage(url: string): boolean {
  return LOGIN_PATH.test(URL.parse(url)?.pathname ?? "");
}

function waitAsked(headers: Headers): { retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(headers);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
