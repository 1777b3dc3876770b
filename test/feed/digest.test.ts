import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { digestItems, type Digested } from "../../src/feed/digest.ts";
import { feedFormats } from "../../src/feed/index.ts";
import { renderFeed } from "../../src/feed/render.ts";
import { DAY, formatTime } from "../../src/time.ts";
import type { Update } from "../../src/updates.ts";
import { hostileTexts } from "./hostile.ts";
import { added, commitOf, feedOf, pageUrl, removed, updated, updateOf } from "./sample.ts";

const about: Digested = { watch: { id: "spdk-lib", title: "spdk/lib" }, pageUrl, period: "week", query: "" };
const monday = Date.UTC(2026, 10, 16);
const seenAt = (ms: number, seq: number, title: string): Update =>
  updateOf(seq, [updated("nvmf")], commitOf(title, { id: seq.toString(16).padStart(40, "0") }), {
    detectedAt: formatTime(ms),
  });

describe("digestItems", () => {
  it("makes one item of each period that has updates, newest first, under its own id and date", () => {
    const updates = [
      seenAt(monday - 10 * DAY, 1, "nvmf: a"),
      seenAt(monday, 2, "nvmf: b"),
      seenAt(monday + 7 * DAY - 1000, 3, "nvmf: c"),
    ];
    expect(digestItems(about, updates)).toMatchObject([
      {
        id: "tag:treewatch,2026:0123456789abcdef/week/2026-11-16",
        date: "2026-11-23T00:00:00Z",
        title: "16 Nov 2026 – 22 Nov 2026: 2 commits in nvmf",
        summary: "2 commits in nvmf.",
        url: pageUrl,
        watch: "spdk-lib",
      },
      {
        id: "tag:treewatch,2026:0123456789abcdef/week/2026-11-02",
        date: "2026-11-09T00:00:00Z",
        title: "2 Nov 2026 – 8 Nov 2026: 1 commit in nvmf",
      },
    ]);
    expect(digestItems({ ...about, period: "day" }, updates).map(({ id }) => id.slice(-14))).toEqual([
      "day/2026-11-22",
      "day/2026-11-16",
      "day/2026-11-06",
    ]);
    expect(digestItems(about, [])).toEqual([]);
  });

  it("is laid out as a message is: counts, then every commit under its entry", () => {
    const updates = [
      seenAt(monday, 1, "nvmf: a <b>"),
      seenAt(monday, 2, "nvmf: c"),
      updateOf(3, [removed("x")]),
    ];
    const at = { detectedAt: formatTime(monday) };
    const [item] = digestItems(
      about,
      updates.map((update) => ({ ...update, ...at })),
    );
    expect(item?.html).toBe(
      [
        `<p><strong><a href="${pageUrl}">spdk/lib: 2 commits by 1 person, 1 other change</a></strong></p>`,
        "<p>nvmf 2</p>",
        "<p><strong>nvmf</strong></p>",
        "<ul>",
        `<li><a href="${commitOf("").url}">0000000</a> a &lt;b&gt; — Changpeng Liu</li>`,
        `<li><a href="${commitOf("").url}">0000000</a> c — Changpeng Liu</li>`,
        "</ul>",
        "<p><strong>Without a commit</strong></p>",
        "<ul>",
        "<li>x removed</li>",
        "</ul>",
      ].join("\n"),
    );
  });

  it("has an id that neither host, title nor content changes, and another where a filter chose", () => {
    const one = digestItems(about, [seenAt(monday, 1, "a")])[0]?.id;
    const moved = {
      ...about,
      pageUrl: "https://elsewhere.example/x",
      watch: { id: "spdk-lib", title: "other" },
    };
    expect(digestItems(moved, [seenAt(monday + DAY, 9, "z")])[0]?.id).toBe(one);
    expect(digestItems({ ...about, query: "entry=nvmf" }, [seenAt(monday, 1, "a")])[0]?.id).toBe(
      `${one}?entry=nvmf`,
    );
  });

  it("counts what does not fit, and keeps its markup whole", () => {
    const updates = Array.from({ length: 200 }, (_, i) => seenAt(monday + i * 1000, i, `nvmf: change ${i}`));
    const html = digestItems(about, updates)[0]?.html ?? "";
    const listed = html.match(/<li>/g)?.length ?? 0;
    expect(listed).toBeGreaterThan(10);
    expect(html).toContain(`<p><a href="${pageUrl}">and ${200 - listed} more</a></p>`);
    expect(XMLValidator.validate(`<x>${html}</x>`)).toBe(true);
  });

  it("says that commits are missing, however many there are to list", () => {
    const updates = Array.from({ length: 200 }, (_, i) => ({
      ...seenAt(monday + i * 1000, i, `nvmf: change ${i}`),
      complete: false,
    }));
    const html = digestItems(about, updates)[0]?.html ?? "";
    expect(html).toContain("<p>⚠ Earlier commits of nvmf are not shown");
    expect(html).toMatch(/and \d+ more/);
  });

  it.each(feedFormats)("lets 52 of the fullest weeks fit one document of $name", (format) => {
    const nasty = hostileTexts.map(([, text]) => text.slice(0, 100)).join(" ");
    const updates = Array.from({ length: 52 * 50 }, (_, i) => {
      const detectedAt = formatTime(monday - 52 * 7 * DAY + Math.floor((i * 7 * DAY) / 50));
      const changes = Array.from({ length: 1 + (i % 5) }, (_, e) => added(`${i % 7}${e}${nasty}`));
      return updateOf(i, changes, commitOf(nasty, { id: String(i).padStart(40, "0"), author: nasty }), {
        detectedAt,
      });
    });
    const items = digestItems(about, updates);
    expect(items).toHaveLength(52);
    const document = renderFeed(format, feedOf([], { items }));
    expect(document.match(/\/week\/20/g)).toHaveLength(52);
    expect(new TextEncoder().encode(document).length).toBeLessThanOrEqual(250_000);
  });
});
