import { decodeHTML } from "entities";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { decodeText, htmlDecodeTree } from "../../src/upstream/entities.ts";

function textOf(html: string, xmlMode = false): string {
  let text = "";
  const handler = {
    ontext(more: string) {
      text += more;
    },
  };
  const parser = new Parser(handler, { xmlMode });
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
    ["&#38", "&"],
    ["&am", "&am"],
  ])("are read: %s", (html, text) => {
    expect(textOf(html)).toBe(text);
    expect(decodeText(html)).toBe(text);
  });

  it("know six names and no other, with the module that is deployed", () => {
    expect(Object.keys(htmlDecodeTree)).toHaveLength(6);
    expect(textOf("&eacute;&hearts;")).toBe("&eacute;&hearts;");
  });

  it.each(["&#NUMBER;", "&#NUMBER", "&#NUMBERx", "a=&#NUMBER&amp;"])(
    "are of the numbers that the library's own decoder reads: %s",
    (form) => {
      const numbers = [...Array(300).keys(), 0xd7ff, 0xd800, 0xdfff, 0xe000, 0x10ffff, 0x110000, 1e30];
      for (const number of numbers) {
        for (const written of [
          BigInt(number).toString(),
          `x${number.toString(16)}`,
          `X0${number.toString(16)}`,
        ]) {
          const html = form.replace("NUMBER", written);
          expect(textOf(html), html).toBe(decodeHTML(html));
        }
      }
    },
  );

  it("end in a semicolon, in XML", () => {
    expect(textOf("<a>&#38;&#x26;&amp; &#38 &amp</a>", true)).toBe("&&& &#38 &amp");
  });
});
