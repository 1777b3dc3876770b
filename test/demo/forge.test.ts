import { afterEach, describe, expect, it } from "vitest";
import { createForge, type Forge, type Push } from "../../demo/forge.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import type { Listing } from "../../src/listing.ts";
import { drive } from "../../src/upstream/ask.ts";
import { createPerform } from "../../src/upstream/fetch.ts";
import { resolveSource } from "../../src/upstream/index.ts";

const opened: Forge[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((forge) => forge.close()));
});

async function open(options: Parameters<typeof createForge>[0]): Promise<Forge> {
  const forge = await createForge(options);
  opened.push(forge);
  return forge;
}

/** What Treewatch reads there. */
async function read(url: string): Promise<Listing> {
  const source = resolveSource(new URL(url));
  if (source === undefined) throw new Error("no upstream knows the forge's address");
  const perform = createPerform({ fetch, userAgent: "test", allowPrivateHosts: true });
  const result = await drive(source.list(), perform);
  if (result.is !== "listing") throw new Error(`it was read as ${JSON.stringify(result)}`);
  return result.listing;
}

/** A listing as a page of Gitea's tells it: without the rows' authors, and with links. */
function told({ ref, head, entries }: Listing) {
  return {
    ref,
    head,
    entries: entries.map(({ name, kind, commit }) => {
      const { id, title, committedAt } = commit ?? {};
      return { name, kind, commit: { id, title, committedAt } };
    }),
  };
}

describe("the demo's forge", () => {
  it("shows a page that reads as its listing, before and after each push", async () => {
    const forge = await open(spdkLib);
    expect(await read(forge.url)).toMatchObject(told(spdkLib.listing));
    for (const push of spdkLib.pushes) {
      expect(forge.push()).toBe(push);
      expect(await read(forge.url)).toMatchObject(told(forge.listing()));
      expect(forge.listing().head).toEqual(push.head);
    }
    expect(forge.push()).toBeUndefined();
    expect(forge.position()).toBe(spdkLib.pushes.length);
  });

  it("goes on from a position", async () => {
    const forge = await open({ ...spdkLib, position: 5 });
    expect(forge.position()).toBe(5);
    expect(forge.push()?.gone).toEqual(["reduce"]);
  });

  it("takes another port where its own is taken", async () => {
    const first = await open(spdkLib);
    const second = await open({ ...spdkLib, port: first.port });
    expect(second.port).not.toBe(first.port);
  });

  it("never gives the same bytes twice, as Gitea does not", async () => {
    const { url } = await open(spdkLib);
    const [one, other] = await Promise.all([fetch(url), fetch(url)]);
    expect(await one.text()).not.toBe(await other.text());
  });

  it("answers where its links lead, and 404 elsewhere", async () => {
    const forge = await open(spdkLib);
    const page = await (await fetch(forge.url)).text();
    const links = [
      ...page.matchAll(/href="(\/mirror\/spdk\/(?:commit\/|src\/branch\/master\/lib\/)[^"]+)"/g),
    ];
    expect(links.length).toBeGreaterThan(70);
    for (const [, path = ""] of links.slice(0, 6)) {
      expect((await fetch(new URL(path, forge.url).href)).status).toBe(200);
    }
    expect((await fetch(new URL("/mirror/spdk/src/branch/master/doc", forge.url).href)).status).toBe(404);
  });

  it("shows hostile names and titles as text", async () => {
    const commit = { id: "1".repeat(40), title: `<script>"'&amp;]]>`, committedAt: "2026-01-01T00:00:00Z" };
    const push: Push = { head: commit, set: [{ name: `a&b "c'`, kind: "file", commit }], gone: [] };
    const forge = await open({ listing: { entries: [] }, pushes: [push], position: 1 });
    expect(await read(forge.url)).toMatchObject({
      head: { title: commit.title },
      entries: [{ name: `a&b "c'`, kind: "file", commit }],
    });
  });
});
