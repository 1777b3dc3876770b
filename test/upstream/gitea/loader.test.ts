import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/upstream/contract.ts";
import { fixture, follow, libTarget, pageAt } from "./page.ts";

const head = "e".repeat(40);
const loader = `https://git.example/mirror/spdk/lastcommit/${head}/lib`;
const language = { "accept-language": "en-US,en" };
const form = { ...language, "content-type": "application/x-www-form-urlencoded" };

/** The listing alone, with all rows ready and links as the loader has them until 1.25. */
function loaded(name: string): string {
  const page = fixture(name);
  const start = page.lastIndexOf("<", page.indexOf('id="repo-files-table"'));
  const end = name.startsWith("gitea-1.2") ? page.lastIndexOf("</div>") : page.indexOf("</table>") + 8;
  const ready = page
    .slice(start, end)
    .replaceAll("/src/branch/master/", `/src/commit/${head}/`)
    .replace('"/mirror/spdk/src/branch/master"', `"/mirror/spdk/src/commit/${head}"`);
  return ready;
}

describe("gitea: rows that are not ready", () => {
  it.each([
    ["not-ready", { url: loader, method: "POST", headers: form, body: "f%5B%5D=later&f%5B%5D=soon" }],
    ["gitea-1.23", { url: loader, method: "POST", headers: { ...form, "x-csrf-token": "tok-en_1:2=" } }],
    ["gitea-1.27", { url: `${loader}?refSubUrl=branch%2Fmaster`, method: "GET", headers: language }],
    ["forgejo-16", { url: loader, method: "GET", headers: language }],
  ])("are asked for once, as %s wants it", (name, request) => {
    const { outcome, requests } = follow(fixture(name));
    expect(requests).toEqual([request]);
    expect(outcome).toMatchObject({ is: "listing", notReady: expect.arrayContaining(["later"]) });
  });

  it("are named to the loader up to 200, and beyond that all rows are asked for", () => {
    const rows = (count: number) =>
      fixture("not-ready").replace(/<tr data-entryname="later".*?<\/tr>/s, (row) =>
        Array.from({ length: count }, (_, i) => row.replaceAll("later", `later-${i}`)).join("\n\t\t\t"),
      );
    const [few, many] = [199, 200].map((count) => follow(rows(count)).requests[0]?.body);
    expect(new URLSearchParams(few).getAll("f[]")).toHaveLength(200);
    expect(many).toBeUndefined();
  });

  it("get their commits, and the head, from the loader's answer, and nothing else of it", () => {
    const page = fixture("not-ready");
    const answer = loaded("not-ready")
      .replaceAll('data-ready="false" class="notready entry"', 'data-ready="true" class="ready entry"')
      .replaceAll(/<td class="message nine wide">.*?<\/td>/gs, (cell) =>
        cell.includes("default-link")
          ? cell
          : cell.replace(
              /<div.*<\/div>/s,
              `<a href="/mirror/spdk/commit/${"b".repeat(40)}" class="default-link muted">late</a>`,
            ),
      )
      .replaceAll(
        /(<td class="text right age three wide">)<\/td>/g,
        '$1<relative-time class="time-since" prefix="" tense="past" datetime="2022-01-03T00:00:00Z" data-tooltip-content>2022-01-03</relative-time></td>',
      );
    const { outcome } = follow(page, { answers: [pageAt(loader, answer)] });
    const url = "https://git.example/mirror/spdk";
    const late = {
      id: "b".repeat(40),
      title: "late",
      committedAt: "2022-01-03T00:00:00Z",
      url: `${url}/commit/${"b".repeat(40)}`,
    };
    expect(outcome).toMatchObject({
      is: "listing",
      notReady: [],
      listing: {
        entries: [
          { name: "later", url: `${url}/src/branch/master/lib/later`, commit: late },
          { name: "now", commit: { title: "known" } },
          { name: "soon", url: `${url}/src/branch/master/lib/soon`, commit: late },
        ],
      },
    });
  });

  const failures: [title: string, answer: Answer][] = [
    ["it cannot be reached", { is: "refused", refusal: { reason: "timeout", timeoutMs: 15_000 } }],
    ["it answers 405", pageAt(loader, "", { status: 405 })],
    ["it answers 400 without its token", pageAt(loader, "Invalid CSRF token.", { status: 400 })],
    ["it leads to the front page", pageAt("https://git.example/", "<html><body>Home</body></html>")],
    ["its rows are another directory's", pageAt(loader, loaded("not-ready").replaceAll("/lib/", "/app/"))],
    ["its rows are of another commit", pageAt(loader, loaded("not-ready").replaceAll(head, "9".repeat(40)))],
    ["its answer is cut", pageAt(loader, loaded("not-ready").slice(0, -40))],
    ["its rows are not ready either", pageAt(loader, loaded("not-ready"))],
  ];
  it.each(failures)("stay so where %s", (_title, answer) => {
    const { outcome, requests } = follow(fixture("not-ready"), { answers: [answer] });
    expect(requests).toHaveLength(1);
    expect(outcome).toMatchObject({ is: "listing", notReady: ["later", "soon"] });
  });

  it.each([
    ["another host", '"https://evil.example/mirror/spdk/lastcommit/'],
    ["another host, without a scheme", '"//evil.example/mirror/spdk/lastcommit/'],
    ["another repository", '"/mirror/dpdk/lastcommit/'],
    ["another page of the repository", '"/mirror/spdk/delete/'],
    ["a script", '"javascript:/mirror/spdk/lastcommit/'],
  ])("are not asked for where the loader is of %s", (_title, place) => {
    const page = fixture("not-ready").replace('"/mirror/spdk/lastcommit/', place);
    expect(page).not.toBe(fixture("not-ready"));
    expect(follow(page).requests).toEqual([]);
  });

  it("are not asked for where the loader is of another directory", () => {
    const page = fixture("not-ready").replace(`${head}/lib"`, `${head}/app"`);
    expect(follow(page).requests).toEqual([]);
  });

  it("are not asked for under a known head at which all was known: they were only forgotten", () => {
    const known = { head: "a".repeat(40), entries: 6, open: false };
    expect(follow(fixture("gitea-1.23"), { target: libTarget, known }).requests).toEqual([]);
    expect(follow(fixture("gitea-1.23"), { known: { ...known, open: true } }).requests).toHaveLength(1);
  });
});
