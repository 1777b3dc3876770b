import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { walk, type Visitor } from "../../src/upstream/elements.ts";

/** What a walk tells, in words. */
function told(markup: string, language: "html" | "xml" = "html", stopAt?: string): string[] {
  const events: string[] = [];
  const visitor: Visitor = {
    open(name) {
      events.push(`+ ${[...path, name].join(" ")}`);
      if (name === stopAt) stop();
    },
    attribute: (name, value) => void events.push(`${name}=${value}`),
    text: (text) => void events.push(text),
    close: (name, end) => void events.push(end === undefined ? `${name} over` : `- ${name} ${String(end)}`),
  };
  const { path, run, stop } = walk(markup, language, visitor);
  run();
  return events;
}

/** What the library's own parser tells of HTML, in words without places. */
function toldByParser(html: string): string[] {
  const events: string[] = [];
  const parser = new Parser(
    {
      onopentagname: (name) => void events.push(`+ ${name}`),
      onattribute: (name, value) => void events.push(`${name}=${value}`),
      ontext: (text) => void events.push(text),
      onclosetag: (name, implied) => void events.push(implied ? `${name} over` : `- ${name}`),
    },
    { lowerCaseTags: false, lowerCaseAttributeNames: false },
  );
  parser.write(html);
  return events;
}

describe("walk", () => {
  it("tells elements, attributes and texts in their order, references decoded", () => {
    expect(told(`<p id="a&amp;b" hidden>1 &lt; 2<b c='d' e=f>x</b></p>`)).toEqual([
      "+ p",
      "id=a&b",
      "hidden=",
      "1 ",
      "<",
      " 2",
      "+ p b",
      "c=d",
      "e=f",
      "x",
      "- b 48",
      "- p 52",
    ]);
  });

  it.each([
    ["void elements", '<p><br>a<img alt="b"><input/>c</p>'],
    [
      "drawings, in which elements close themselves",
      "<p><svg><g><path/></g><title>a</title></svg><i/>b</i></p>",
    ],
    ["elements left open", "<div><b>a<i>b</div>c"],
    ["end tags of nothing", "<div></b>a</div></div>"],
    ["texts that are no markup", '<div><script>if (a<b) c("</div>")</script><title><b>&amp;</title></div>'],
    ["comments and declarations", "<!DOCTYPE html><div><!-- <b> -->a<?php b ?><![CDATA[c]]></div>"],
    ["the end within a tag", '<div>a<b class="c'],
  ])("tells the same as the library's parser: %s", (_, html) => {
    const here = told(html).map((event) =>
      event.replace(/^\+ .*?([^ ]+)$/, "+ $1").replace(/^(- .+) \d+$/, "$1"),
    );
    expect(here).toEqual(toldByParser(html));
  });

  it("mends nothing: what HTML lets the next element close stays open", () => {
    expect(told("<ul><li>a<li>b</ul>")).toEqual([
      "+ ul",
      "+ ul li",
      "a",
      "+ ul li li",
      "b",
      "li over",
      "li over",
      "- ul 18",
    ]);
  });

  it("knows no element of HTML in XML, where any closes itself and marked text is text", () => {
    expect(told("<a><br>1</br><b/><![CDATA[<i>&amp;]]></a>", "xml")).toEqual([
      "+ a",
      "+ a br",
      "1",
      "- br 12",
      "+ a b",
      "b over",
      "<i>&amp;",
      "- a 40",
    ]);
  });

  it("stops where it is told to", () => {
    expect(told("<a><b><c></c></b></a>", "html", "b")).toEqual(["+ a", "+ a b"]);
  });
});
