/** PURE. Recognises the answers of bot challenges, which often come with status 200 in place of the page asked for. */
import type { Page } from "./contract.ts";

/** Where a challenge is, its marks stand near the top; a listing may quote them further down, in a README. */
const MARKED_BYTES = 16 * 1024;

/**
 * What a product writes into its own page and no listing can hold: forges escape `<` in names and titles and drop
 * scripts and style links from READMEs. `/cdn-cgi/challenge-platform/` alone is no mark: Cloudflare adds a script from
 * there to pages that it lets pass.
 */
const MARKS: readonly (readonly [product: string, mark: RegExp])[] = [
  // TecharoHQ/anubis, web/index.templ: JSON in `script#anubis_…`, its own script and style under /.within.website/.
  [
    "Anubis",
    /<(?:script|link)\b[^<>]*(?:id="anubis_|\/\.within\.website\/)|<title>Making sure you(?:'|&#39;)re not a bot!</,
  ],
  // WeebDataHoarder/go-away, embed/templates/: style and scripts under its own path; the footer of both templates.
  [
    "go-away",
    /<(?:script|link)\b[^<>]*\/\.well-known\/\.go-away\/|Protected by <a href="https:\/\/git\.gammaspectra\.live\/git\/go-away">/,
  ],
  [
    "Cloudflare",
    /<script\b[^<]*(?:_cf_chl_opt|\/challenge-platform\/h\/\w+\/orchestrate\/)|<title>Just a moment\.\.\.<\/title>/,
  ],
];

/**
 * The product whose challenge `page` is, by name; undefined where it is none that is known. Status 418 is go-away's
 * default for challenges, and what home-made ones answer: no forge does.
 */
export function challengeOf(page: Page): string | undefined {
  if (page.headers.get("cf-mitigated") === "challenge") return "Cloudflare";
  const product = isHtml(page.headers) ? markedProduct(page.body) : undefined;
  return product ?? (page.status === 418 ? "status 418" : undefined);
}

/**
 * The product that a redirect to `url` belongs to; undefined where it is an ordinary one. go-away sends clients
 * that it takes for tools back to the same page with a cookie and this parameter, which without cookies never ends.
 */
export function challengeBehind(url: URL): string | undefined {
  return url.searchParams.has("__goaway_challenge") ? "go-away" : undefined;
}

function markedProduct(body: Uint8Array): string | undefined {
  const top = new TextDecoder().decode(body.subarray(0, MARKED_BYTES));
  return MARKS.find(([, mark]) => mark.test(top))?.[0];
}

function isHtml(headers: Headers): boolean {
  return headers.get("content-type")?.includes("html") ?? true;
}
