import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderFront } from "../../../src/http/pages/front.tsx";
import { pageHeaders } from "../../../src/http/pages/layout.tsx";
import { renderSelection } from "../../../src/http/pages/selection.tsx";
import { renderUpdate } from "../../../src/http/pages/update.tsx";
import { renderWatch } from "../../../src/http/pages/watch.tsx";
import { visible } from "../../../src/text.ts";
import { hostileTexts } from "../../feed/hostile.ts";
import { elementsOf, linksOf, textsOf } from "./read-page.ts";
import {
  frontOf,
  hostileFront,
  hostileSelection,
  hostileUpdate,
  hostileWatch,
  manyPages,
  summary,
  watchOf,
} from "./views.ts";

const hostilePages: readonly [string, (text: string) => string][] = [
  ["a watch's page", (text) => renderWatch(hostileWatch(text))],
  ["an update's page", (text) => renderUpdate(hostileUpdate(text))],
  ["a selection", (text) => renderSelection(hostileSelection(text))],
  ["one of many front pages", (text) => renderFront(hostileFront(text))],
];

const pages: [string, string][] = [
  ["the front page", renderFront(frontOf())],
  ["the front page without a watch", renderFront(frontOf({ watches: [] }))],
  ["a page after the front page", renderFront(frontOf({ ...manyPages, number: 2, before: 1 }))],
  ["a watch's page", renderWatch(watchOf())],
  ...hostilePages.map(([what, render]): [string, string] => [
    `${what} with everything on it`,
    render("https://git.example/a"),
  ]),
];

describe.each(pages)("%s", (_what, html) => {
  it("is under 30 kB without data", () => {
    expect(new TextEncoder().encode(html).length).toBeLessThan(30_000);
  });

  it("runs nothing and loads nothing", () => {
    const names = new Set(elementsOf(html).map((element) => element.name));
    for (const name of ["script", "img", "iframe", "object", "base"]) expect(names).not.toContain(name);
    const attributes = elementsOf(html).flatMap((element) => Object.keys(element.attribs));
    expect(attributes.filter((name) => /^(?:on.*|src|srcset|style)$/.test(name))).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
    expect(elementsOf(html, "link").map(({ attribs }) => attribs["rel"])).toEqual([
      "icon",
      "alternate",
      "alternate",
    ]);
    expect(elementsOf(html, "link")[0]?.attribs["href"]).toMatch(/^data:image\/svg\+xml,/);
  });

  it("carries the one style sheet that its security policy allows", () => {
    const [style, ...others] = html.split("<style>").slice(1);
    expect(others).toEqual([]);
    const hash = createHash("sha256")
      .update(style?.split("</style>")[0] ?? "")
      .digest("base64");
    expect(pageHeaders["content-security-policy"]).toContain(
      `default-src 'none'; style-src 'sha256-${hash}';`,
    );
  });

  it("has one first heading, skips no level, and names its language and itself", () => {
    const levels = elementsOf(html).flatMap(({ name }) => (/^h[1-6]$/.test(name) ? Number(name[1]) : []));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(textsOf(html, "title").join()).toMatch(/Treewatch$/);
    expect(elementsOf(html, "meta").some(({ attribs }) => attribs["name"] === "description")).toBe(true);
    const ids = elementsOf(html).flatMap(({ attribs }) => attribs["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attribs } of elementsOf(html, "section")) expect(ids).toContain(attribs["aria-labelledby"]);
  });
});

it("announces its feeds, named, to readers that are given the page's address", () => {
  const alternates = elementsOf(renderWatch(watchOf()), "link").slice(1);
  expect(alternates.map(({ attribs }) => [attribs["type"], attribs["title"], attribs["href"]])).toEqual([
    ["application/rss+xml", "spdk/lib (RSS 2.0)", "https://treewatch.example/spdk-lib/feed.rss"],
    ["application/feed+json", "spdk/lib (JSON Feed 1.1)", "https://treewatch.example/spdk-lib/feed.json"],
  ]);
});

it("is the same for the same view", () => {
  expect(renderWatch(watchOf())).toBe(renderWatch(watchOf()));
});

it("says each time exactly to programs", () => {
  const times = elementsOf(renderWatch(watchOf()), "time").map(({ attribs }) => attribs["datetime"]);
  expect(times).toEqual(["2026-11-23", summary.checkedAt, summary.nextAt, summary.lastChangeAt]);
});

describe.each(hostilePages)("text and addresses of others, on %s,", (_page, render) => {
  const harmless = render("https://git.example/a");
  const elements = new Set(elementsOf(harmless).map(({ name }) => name));
  const attributes = new Set(elementsOf(harmless).flatMap(({ attribs }) => Object.keys(attribs)));

  it.each(hostileTexts)("stay text: %s", (_aim, text) => {
    const html = render(text);
    for (const { name, attribs } of elementsOf(html)) {
      expect(elements).toContain(name);
      for (const attribute of Object.keys(attribs)) expect(attributes).toContain(attribute);
    }
    // What can be seen is all there is: markup adds line feeds only.
    expect(visible(html)).toBe(html);
    expect(html.isWellFormed()).toBe(true);
    expect(html.length).toBeLessThan(30_000);
  });

  it("are readable as they were written, where they can be seen", () => {
    const headings = ["h1", "h3"].flatMap((level) => textsOf(render(`<b>&amp; "x"</b>`), level));
    expect(headings).toContain(`<b>&amp; "x"</b>`);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "/a", "not an address"])(
    "become no link where they are not http or https: %s",
    (address) => {
      const own = ["https://treewatch.example/", "https://git.example/"];
      const links = linksOf(render(address));
      expect(links.filter((link) => !own.some((host) => link.startsWith(host)))).toEqual([]);
    },
  );
});
