import { describe, expect, it } from "vitest";
import { hasWord, readParts, type Layout, type Part } from "../../src/upstream/markup.ts";

const layout: Layout = [
  [
    "top",
    {
      part: "top",
      free: true,
      fields: [
        ["who", "author"],
        ["note", "note"],
        ["strong", "author"],
      ],
    },
  ],
  ["li", { part: "item", fields: [["name", "name"]] }],
];

function read(html: string) {
  const parts: Part[] = [];
  return { end: readParts<string>(html, layout, (part) => void parts.push(part)), parts };
}
const named = (name: string) => `<li><b class="wide name">${name}</b></li>`;

describe("readParts", () => {
  it("hands over parts and their fields until the element that it began with ends", () => {
    const { end, parts } = read(`<ul>${named("a &amp; b")}${named("c")}</ul>${named("d")}`);
    expect(end).toBe("whole");
    expect(parts.map(({ part, fields }) => [part, fields["name"]?.text])).toEqual([
      ["item", "a & b"],
      ["item", "c"],
    ]);
  });

  it("keeps a field's links, icon, dates and images, and none of the fields inside it", () => {
    const { parts } = read(
      '<ul><div class="top">outside<p class="note">in <a href="/x" title="y">link</a><svg class="i"><path d="M0"/></svg>' +
        '<time datetime="d" title="t"></time><img alt=":x:"><i class="who">who</i></p></div></ul>',
    );
    expect(parts[0]?.own.text).toBe("outside");
    expect(parts[0]?.fields["note"]).toEqual({
      attributes: { class: "note" },
      text: "in link:x:",
      links: [{ href: "/x", title: "y", at: 3, text: "link", namesLength: 9 }],
      icon: "i",
      datetime: "d",
      tooltip: "t",
      namesLength: 30,
    });
    expect(parts[0]?.fields["author"]?.text).toBe("who");
  });

  it("knows a field by its tag only where no field is open", () => {
    const { end, parts } = read(
      '<ul><div class="top"><strong>a</strong><p class="note"><strong>b</strong></p></div></ul>',
    );
    expect([end, parts[0]?.fields["author"]?.text, parts[0]?.fields["note"]?.text]).toEqual([
      "whole",
      "a",
      "b",
    ]);
  });

  it("knows no class that is only a part of another, nor what every object has", () => {
    expect(
      read('<ul><div class="topmost constructor"></div><li class="names"></li></ul>').parts,
    ).toHaveLength(1);
  });

  it("stops where it is told why", () => {
    expect(
      readParts(`<ul>${named("a")}${named("b")}</ul>`, layout, ({ fields }) => fields["name"]?.text),
    ).toBe("a");
  });

  it.each([
    ["a part that another's tag closes", '<ul><li><b class="name">a</b></ul>'],
    ["a part that the next one closes", '<ul><li><b class="name">a</b><li></li></ul>'],
    ["a field that its part's tag closes", '<ul><li><b class="name">a</li></ul>'],
    ["a field that is there twice", '<ul><li><b class="name">a</b><b class="name">a</b></li></ul>'],
    ["nesting without end", `<ul>${"<b>".repeat(100_000)}`],
  ])("finds %s damaged", (_title, html) => {
    expect(read(html).end).toBe("damaged");
  });

  it.each([["<ul>"], ["<ul><li"], ['<ul><li class="'], [`<ul>${named("a")}<!-- </ul>`], [""], ["text"]])(
    "finds %s cut",
    (html) => {
      expect(read(html).end).toBe("cut");
    },
  );
});

describe("hasWord", () => {
  it.each([
    ["name", true],
    ["wide name", true],
    ["name\nwide", true],
    ["rename name", true],
    ["names", false],
    ["rename", false],
    ["", false],
  ])("finds name in %j: %s", (list, found) => {
    expect(hasWord(list, "name")).toBe(found);
  });
});
