import { describe, expect, it } from "vitest";
import { escapeHtml, oneLine, truncate, visible, webUrl } from "../src/text.ts";

/** The characters that a document may hold: XML 1.0 §2.2, production Char. */
const xmlText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

describe("visible", () => {
  it.each([
    ["a NUL", "a\0b", "ab"],
    ["an escape sequence's start", "\u001b[31mred", "[31mred"],
    ["C1 controls", "a\u0085\u009fb", "ab"],
    ["a lone high surrogate", "a\ud83db", "ab"],
    ["a lone low surrogate", "a\ude00b", "ab"],
    ["noncharacters", "a\ufffe\uffff\ufdd0\u{1ffff}b", "ab"],
    ["bidirectional controls", "\u202eexe.\u202cgpj \u2066x\u2069\u200f\u061c", "exe.gpj x"],
    ["zero-width characters", "pay\u200bpal\u200c\u200d\u2060\ufeff\u00ad", "paypal"],
    ["invisible tags", "a\u{e0041}\u{e007f}b", "ab"],
  ])("removes %s", (_what, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it.each([
    ["TAB, LF and CR", "a\tb\r\nc"],
    ["an emoji and its variation selector", "\u{1f600} \u26a0\ufe0f"],
    ["letters that are written from right to left", "שלום"],
    ["markup, which is for the format to escape", "<b>&amp;]]>"],
  ])("keeps %s", (_what, text) => {
    expect(visible(text)).toBe(text);
  });

  it("finds the same whether or not a text is easily seen to hold nothing of the kind", () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const character = String.fromCharCode(unit);
      expect(visible(character)).toBe(visible(`\0${character}`));
    }
  });

  it("leaves nothing that XML forbids, of all code units and planes", () => {
    let all = "";
    for (let unit = 0; unit <= 0xffff; unit++) all += `${String.fromCharCode(unit)} `;
    for (let plane = 1; plane <= 16; plane++)
      all += String.fromCodePoint(plane * 0x10000, plane * 0x10000 + 0xffff);
    expect(xmlText.test(all)).toBe(false);
    expect(xmlText.test(visible(all))).toBe(true);
  });
});

describe("oneLine", () => {
  it.each([
    ["line ends and tabs", " a\r\n\tb\n", "a b"],
    ["separators that look like spaces", "a\u2028b\u00a0\u3000c", "a b c"],
    ["what becomes a run only when the invisible is gone", "a \u200b b", "a b"],
    ["nothing visible at all", "\0\u200b\n", ""],
  ])("makes one line of %s", (_what, text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });
});

describe("truncate", () => {
  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["abcd", 1, "…"],
    ["ab cd", 4, "ab…"],
    ["😀😀😀", 3, "😀😀😀"],
    ["😀😀😀😀", 3, "😀😀…"],
    ["", 1, ""],
  ])("makes of %j at most %d code points", (text, most, expected) => {
    expect(truncate(text, most)).toBe(expected);
  });
});

describe("escapeHtml", () => {
  it("escapes what could leave a text or a quoted attribute", () => {
    expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
  });
});

describe("webUrl", () => {
  it.each([
    ["https://git.example/a", "https://git.example/a"],
    ["HTTP://Git.Example:80/ü?q='<\"", "http://git.example/%C3%BC?q=%27%3C%22"],
  ])("links %s in its normal form", (address, expected) => {
    expect(webUrl(address)).toBe(expected);
  });

  it.each([
    ["javascript:alert(1)"],
    [" java\nscript:alert(1)"],
    ["data:text/html,x"],
    ["//git.example/a"],
    ["/a"],
    ["https://"],
    [""],
    [undefined],
    [`https://git.example/${"a".repeat(2000)}`],
  ])("does not link %s", (address) => {
    expect(webUrl(address)).toBeUndefined();
  });
});
