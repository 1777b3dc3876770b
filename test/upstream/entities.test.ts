import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { htmlDecodeTree } from "../../src/upstream/entities.ts";

function textOf(html: string): string {
  let text = "";
  const parser = new Parser({
    ontext(more) {
      text += more;
    },
  });
  parser.end(html);
  return text;
}

describe("character references in a page", () => {
  it.each([
    ["&lt;script&gt; &amp; &quot;&apos;", `<script> & "'`],
    ["&#34;&#39;&#43;&#x1F980;", `"'+🦀`],
    ["&amp;lt; and &amp;#60;", "&lt; and &#60;"],
    ["a&nbsp;b&nbs;&nbspc", "a\u00a0b&nbs;&nbspc"],
    ["&#0;&#xD800;&#x110000;", "���"],
    ["a & b, a&b, &unknown; &#;", "a & b, a&b, &unknown; &#;"],
  ])("are read: %s", (html, text) => {
    expect(textOf(html)).toBe(text);
  });

  it("know six names and no other, with the module that is deployed", () => {
    expect(htmlDecodeTree).toHaveLength(29);
    expect(textOf("&eacute;&hearts;")).toBe("&eacute;&hearts;");
  });
});
