import { describe, expect, it } from "vitest";
import { isWellFormed, withoutNoise } from "../../src/upstream/well-formed.ts";

const ends = (html: string) => html.split("</").length - 1;

describe("isWellFormed", () => {
  it.each([
    ['<a class="x" href="/o/r?a=1&amp;b=2" title="&#34;q&#34;">it\'s &lt;b&gt;</a>'],
    ["<div class=tw-hidden><img alt class='x' src=\"/y\"/><br></div>"],
    ['<use xlink:href="#x" /><relative-time datetime="d" data-tooltip-content>d</relative-time>'],
  ])("takes %s", (html) => {
    expect(isWellFormed(html, ends(html))).toBe(true);
  });

  it.each([
    ["a tag without its beginning", '<b>class="x">text</b>'],
    ["a tag without its end", '<b><a href="x" <i></i></b>'],
    ["a value without its first quote", '<b><a href=/x" title="y"></a></b>'],
    ["a value without its last quote", '<b><a href="/x title="y"></a></b>'],
    ["a bare <", "<b>a < b</b>"],
    ["a bare &", "<b>a & b</b>"],
    ["a reference without its end", "<b>a &amp b</b>"],
    ["a reference that is none", "<b>a &am; b</b>"],
  ])("refuses %s", (_title, html) => {
    expect(isWellFormed(html, ends(html))).toBe(false);
  });

  it("refuses an end tag that closes nothing", () => {
    expect(isWellFormed("<b>x</i></b>", 1)).toBe(false);
  });

  it("takes time with the length of what is made to slow it down, and no more", () => {
    const steps = (length: number) => {
      const started = performance.now();
      for (const piece of ["<a ", "<a a a", '<a a="', "> ", "&", "<svg", "\t"])
        isWellFormed(piece.repeat(length), 0);
      return performance.now() - started;
    };
    expect(steps(100_000)).toBeLessThan(2000);
  });
});

describe("withoutNoise", () => {
  const row = (d: string) =>
    `<svg class="svg octicon-file" width="16"><path d="${d}"/></svg><td class="message">x</td>`;

  it("drops what icons are drawn with, and what is for looks and scripts", () => {
    expect(withoutNoise(`${row("M0")}${row("M0")}`)).toBe(
      '<svg class="svg octicon-file"></svg><td class="message">x</td>'.repeat(2),
    );
  });

  it("sees that an icon is drawn otherwise than before", () => {
    expect(withoutNoise(`${row("M0")}${row("M0")}${row("M1")}`)).toBeUndefined();
  });

  it("keeps such attributes where their values are not the usual ones", () => {
    expect(withoutNoise('<a rel="nofoli sha label" width="16">')).toBe('<a rel="nofoli sha label">');
  });
});
