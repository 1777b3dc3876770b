import { describe, expect, it } from "vitest";
import { respond, type Representation } from "../../src/http/representation.ts";

const now = Date.UTC(2026, 10, 23, 6, 5);
const modified = Date.UTC(2026, 10, 23, 6, 0);

function representation(more: Partial<Representation> = {}): Representation {
  return {
    mediaType: "application/json; charset=utf-8",
    keeping: "shared",
    ingredients: ["a", "b"],
    body: () => "{}",
    modified,
    ...more,
  };
}

function ask(headers: Record<string, string> = {}, more: Partial<Representation> = {}): Response {
  return respond(new Request("https://watch.example/", { headers }), representation(more), now);
}

const etag = ask().headers.get("etag") ?? "";
const opaque = etag.replace("W/", "");

describe("a whole answer", () => {
  it("has the body, its type, and all that a cache wants to know", async () => {
    const response = ask({}, { headers: { "content-security-policy": "default-src 'none'" } });
    expect([response.status, await response.text()]).toEqual([200, "{}"]);
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
      "cache-control": "public, max-age=60, stale-if-error=86400",
      "content-security-policy": "default-src 'none'",
      "content-type": "application/json; charset=utf-8",
      etag: expect.stringMatching(/^W\/"[\w-]{27}"$/),
      "last-modified": "Mon, 23 Nov 2026 06:00:00 GMT",
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
    });
  });

  it.each([
    ["immutable", "public, max-age=31536000, immutable"],
    ["shared", "public, max-age=60, stale-if-error=86400"],
    ["reader", "private, max-age=60, stale-if-error=86400"],
    ["revalidate", "private, no-cache"],
  ] as const)("that is %s says %s", (keeping, value) => {
    expect(ask({}, { keeping }).headers.get("cache-control")).toBe(value);
  });

  it("names no time of modification where none is known, nor one that is still to come", () => {
    const { modified: _, ...rest } = representation();
    const undated = respond(new Request("https://watch.example/"), rest, now);
    expect(undated.headers.has("last-modified")).toBe(false);
    expect(ask({}, { modified: now + 1000 }).headers.has("last-modified")).toBe(false);
    expect(ask({}, { modified: now }).headers.has("last-modified")).toBe(true);
  });
});

describe("an ETag", () => {
  it("is the same for the same ingredients, and another for any other", () => {
    const of = (more: Partial<Representation>) => ask({}, more).headers.get("etag");
    expect(of({ body: () => "another rendering" })).toBe(etag);
    const others = [
      of({ mediaType: "text/html" }),
      of({ ingredients: ["a", "c"] }),
      of({ ingredients: ["ab"] }),
      of({ ingredients: ["a", "b", ""] }),
      // Ingredients hold what upstreams say, so that no character can stand between them.
      of({ ingredients: ["a\0b", "c"] }),
      of({ ingredients: ["a", "b\0c"] }),
      of({ ingredients: ["1,1:a", "b"] }),
    ];
    expect(new Set([etag, ...others]).size).toBe(others.length + 1);
  });
});

describe("a conditional request", () => {
  it.each([
    ["the tag", () => etag],
    ["the tag as a strong one", () => opaque],
    ["a list with the tag in it", () => `"x", W/"y,z" ,${etag}`],
    ["any tag", () => "*"],
    ["any tag, with spaces", () => " * "],
  ])("by %s is answered 304, without a body or its type", async (_, tag) => {
    const response = ask({ "if-none-match": tag() });
    expect([response.status, await response.text()]).toEqual([304, ""]);
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
      "cache-control": "public, max-age=60, stale-if-error=86400",
      etag,
      "last-modified": "Mon, 23 Nov 2026 06:00:00 GMT",
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
    });
  });

  it.each(["", '"x"', 'W/"x", "y"', "garbage", '"unclosed', `"*"`])(
    "by the tags %j is answered whole",
    (tag) => {
      expect(ask({ "if-none-match": tag }).status).toBe(200);
    },
  );

  it.each([
    ["Mon, 23 Nov 2026 06:00:00 GMT", 304],
    ["Mon, 23 Nov 2026 06:04:00 GMT", 304],
    ["Mon, 23 Nov 2026 05:59:59 GMT", 200],
    ["yesterday", 200],
    ["", 200],
  ])("by the date %j is answered %i", (date, status) => {
    expect(ask({ "if-modified-since": date }).status).toBe(status);
    expect(ask({ "if-modified-since": date }, { modified: modified + 999 }).status).toBe(status);
  });

  it("by tag and date goes by the tag alone (RFC 9110, 13.2.2)", () => {
    const fresh = "Mon, 23 Nov 2026 06:00:00 GMT";
    expect(ask({ "if-none-match": '"x"', "if-modified-since": fresh }).status).toBe(200);
    const stale = "Sun, 22 Nov 2026 06:00:00 GMT";
    expect(ask({ "if-none-match": etag, "if-modified-since": stale }).status).toBe(304);
  });

  it("by date is answered whole where the time of modification is not known", () => {
    const { modified: _, ...rest } = representation();
    const headers = { "if-modified-since": "Mon, 23 Nov 2026 06:00:00 GMT" };
    expect(respond(new Request("https://watch.example/", { headers }), rest, now).status).toBe(200);
  });
});

describe("a feed", () => {
  const feed = (
    newest: string,
    news: (marks: readonly string[]) => string | undefined = () => undefined,
  ) => ({
    ingredients: [newest],
    instalments: { mark: newest, after: news },
  });
  const old = ask({}, feed("old")).headers.get("etag") ?? "";
  const more = { "a-im": "feed", "if-none-match": old };

  it("is named by a tag that ends with the mark of its newest update", () => {
    expect(old).toMatch(/^W\/"[\w-]{27}\.old"$/);
  });

  it("is answered 226 with what is new, which no cache keeps", async () => {
    const response = ask(
      more,
      feed("new", (marks) => `after ${marks.join()}`),
    );
    expect([response.status, await response.text()]).toEqual([226, "after old"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "content-type": "application/json; charset=utf-8",
      etag: ask({}, feed("new")).headers.get("etag"),
      im: "feed",
      vary: "Accept-Encoding, A-IM",
    });
  });

  it("hears of every tag that is named, in whatever words", async () => {
    const tags = `${old}, "strong.mark", "none", W/"a.b"`;
    const response = ask(
      { "a-im": "feed", "if-none-match": tags },
      feed("new", (marks) => JSON.stringify(marks)),
    );
    expect(await response.json()).toEqual(["old", "mark", "", "b"]);
  });

  it("is answered 304 where nothing is new", () => {
    expect(
      ask(
        more,
        feed("old", () => "never"),
      ).status,
    ).toBe(304);
  });

  it("is whole where what is new cannot be told", async () => {
    const response = ask(more, feed("new"));
    expect([response.status, await response.text()]).toEqual([200, "{}"]);
    expect(response.headers.has("im")).toBe(false);
  });

  it("is whole for HEAD, which RFC 3229 knows no 226 for", () => {
    const request = new Request("https://watch.example/", { method: "HEAD", headers: more });
    expect(respond(request, representation(feed("new", () => "news")), now).status).toBe(200);
  });

  it("is kept apart from those asked for so, which no shared cache keeps", () => {
    const [plain, asked] = [ask({}, feed("new")), ask({ "a-im": "feed" }, feed("new"))];
    for (const response of [plain, asked]) expect(response.headers.get("vary")).toBe("Accept-Encoding, A-IM");
    expect(plain.headers.get("cache-control")).toMatch(/^public/);
    expect(asked.headers.get("cache-control")).toMatch(/^private/);
    expect(ask(more, feed("old")).headers.get("cache-control")).toMatch(/^private/);
  });
});

describe("a body", () => {
  it("is rendered once for many readers, and for none whose copy is good", async () => {
    let rendered = 0;
    const more = { ingredients: ["once"], body: () => `rendered ${++rendered}` };
    const tag = ask({}, { ...more, body: () => "" }).headers.get("etag") ?? "";
    expect(ask({ "if-none-match": tag }, { ...more, ingredients: ["never"] }).status).toBe(200);
    expect(rendered).toBe(1);
    const texts = await Promise.all([1, 2, 3].map(() => ask({}, { ...more, ingredients: ["many"] }).text()));
    expect(texts).toEqual(["rendered 2", "rendered 2", "rendered 2"]);
    expect(ask({ "if-none-match": tag }, more).status).toBe(304);
    expect(rendered).toBe(2);
  });

  it("is forgotten when many others have been rendered since, and never kept where it is very large", async () => {
    let rendered = 0;
    const serve = (name: string, bytes: number) =>
      ask({}, { ingredients: [name], body: () => (rendered++, "x".repeat(bytes)) });
    const MiB = 1024 * 1024;
    for (let other = 0; other < 20; other++) serve(`other ${other}`, MiB);
    expect(rendered).toBe(20);
    serve("other 19", MiB);
    expect(rendered).toBe(20);
    serve("other 0", MiB);
    expect(rendered).toBe(21);
    serve("large", 5 * MiB);
    serve("large", 5 * MiB);
    expect(rendered).toBe(23);
    serve("other 19", MiB);
    expect(rendered).toBe(23);
  });
});
