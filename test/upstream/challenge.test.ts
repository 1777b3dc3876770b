import { describe, expect, it } from "vitest";
import { challengeBehind, challengeOf } from "../../src/upstream/challenge.ts";
import { pageOf } from "./pages.ts";

const html = (head: string, body = "") =>
  `<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`;

describe("challengeOf", () => {
  it.each([
    [
      "Anubis",
      "by its JSON",
      html('<title>Oh noes!</title><script id="anubis_version" type="application/json">"v1.21.3"</script>'),
    ],
    ["Anubis", "by its style", html('<link rel="stylesheet" href="/.within.website/x/xess/xess.min.css">')],
    [
      "Anubis",
      "by its script under a path of its own",
      html(
        "",
        '<script async type="module" src="/git/.within.website/x/cmd/anubis/static/js/main.mjs"></script>',
      ),
    ],
    ["Anubis", "by its title", html("<title>Making sure you&#39;re not a bot!</title>")],
    [
      "go-away",
      "by its style",
      html(
        '<link rel="stylesheet" href="/.well-known/.go-away/assets/static/anubis/style.css?cacheBust=1"/>',
      ),
    ],
    [
      "go-away",
      "by the footer of its Forgejo page",
      html("", 'Protected by <a href="https://git.gammaspectra.live/git/go-away">go-away</a> :: Request Id'),
    ],
    ["Cloudflare", "by its title", html("<title>Just a moment...</title>")],
    [
      "Cloudflare",
      "by its options",
      html("<script>(function(){window._cf_chl_opt={cvId:'3'};}());</script>"),
    ],
    [
      "Cloudflare",
      "by its script",
      html("<script>a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1';</script>"),
    ],
  ])("names %s %s, with status 200 and with 403", (product, _, body) => {
    expect(challengeOf(pageOf(body))).toBe(product);
    expect(challengeOf(pageOf(body, { status: 403 }))).toBe(product);
  });

  it.each([200, 403, 429, 503])("names Cloudflare by its header, with status %i and any body", (status) => {
    const headers = { "cf-mitigated": "challenge", "content-type": "text/plain" };
    expect(challengeOf(pageOf("", { status, headers }))).toBe("Cloudflare");
  });

  it("takes status 418 for a challenge, and names the product where its page tells", () => {
    expect(challengeOf(pageOf("I'm a teapot", { status: 418 }))).toBe("status 418");
    const footer = 'Protected by <a href="https://git.gammaspectra.live/git/go-away">go-away</a>';
    expect(challengeOf(pageOf(footer, { status: 418 }))).toBe("go-away");
  });

  it("recognises a challenge whose content type is missing", () => {
    const page = pageOf(html("<title>Just a moment...</title>"));
    page.headers.delete("content-type");
    expect(challengeOf(page)).toBe("Cloudflare");
  });

  it.each([
    [
      "a title that quotes the marks",
      '<a title="&lt;script id=&#34;anubis_version&#34;&gt;">/.within.website/ _cf_chl_opt</a>',
    ],
    [
      "a README with a picture of Anubis'",
      '<img src="https://anubis.techaro.lol/.within.website/x/cmd/anubis/static/img/happy.webp">',
    ],
    [
      "a README that thanks go-away",
      'Protected by <a href="https://git.gammaspectra.live/git/go-away" rel="nofollow">go-away</a>',
    ],
    [
      "a page that Cloudflare lets pass with its own script added",
      "<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';}())</script>",
    ],
    ["a directory called Just a moment...", "<title>Just a moment... - spdk - Forge</title>"],
    ["marks far down the page", `${" ".repeat(64 * 1024)}<title>Just a moment...</title>`],
  ])("sees no challenge in %s", (_, body) => {
    expect(challengeOf(pageOf(html("", body)))).toBeUndefined();
  });

  it("sees no challenge in what is not HTML", () => {
    const headers = { "content-type": "application/json" };
    expect(challengeOf(pageOf('{"title":"<title>Just a moment...</title>"}', { headers }))).toBeUndefined();
  });

  it("does not take long over a page made to slow it down", () => {
    const started = performance.now();
    for (const piece of ["<script ", "<script/challenge-platform/h/", "<link", "<script a"]) {
      challengeOf(pageOf(piece.repeat(20_000)));
      challengeOf(pageOf(`<script ${piece.replace("<", "").repeat(20_000)}`));
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("challengeBehind", () => {
  it("names go-away by the parameter of its redirects, and nothing else", () => {
    const lib = "https://forge.example/mirror/spdk/src/branch/master/lib";
    expect(challengeBehind(new URL(`${lib}?__goaway_challenge=cookie&__goaway_id=1`))).toBe("go-away");
    expect(challengeBehind(new URL(`${lib}?q=__goaway_challenge`))).toBeUndefined();
  });
});
