import { afterEach, describe, expect, it } from "vitest";
import { createForge, type Forge } from "../../demo/forge.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import type { Listing } from "../../src/listing.ts";
import { drive } from "../../src/upstream/ask.ts";
import type { Read } from "../../src/upstream/contract.ts";
import { createPerform } from "../../src/upstream/fetch.ts";
import { gitea } from "../../src/upstream/gitea.ts";
import { giteaHistory } from "../../src/upstream/gitea/history.ts";

const perform = createPerform({ fetch, userAgent: "test", allowPrivateHosts: true });
const opened: Forge[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((forge) => forge.close()));
});

async function open(options: Partial<Parameters<typeof createForge>[0]> = {}) {
  const forge = await createForge({ ...spdkLib, ...options });
  opened.push(forge);
  const target = gitea.match(new URL(forge.url));
  if (target === undefined) throw new Error("no upstream knows the forge's address");
  const read = async (): Promise<Read> => {
    const result = await drive(gitea.list(target), perform);
    if (result.is !== "listing") throw new Error(`it was read as ${JSON.stringify(result)}`);
    return result;
  };
  const past = async (before: Listing, after: Read) => drive(giteaHistory(target, before, after), perform);
  return { forge, read, past };
}

/** What a push did, as a history tells it. */
function expected({ head, set, gone }: (typeof spdkLib.pushes)[number]) {
  const names = [...set.map(({ name }) => name), ...gone].toSorted();
  return {
    commit: { id: head.id, title: head.title, author: head.author, committedAt: head.committedAt },
    changes: names.map((entry) => ({ entry, ...(gone.includes(entry) ? { kind: "removed" } : {}) })),
    complete: true,
  };
}

describe("the past of the demo's forge", () => {
  it("is told push by push, whole", async () => {
    const { forge, read, past } = await open();
    for (const push of spdkLib.pushes) {
      const before = await read();
      forge.push();
      expect(await past(before.listing, await read())).toMatchObject({ commits: [expected(push)] });
    }
  });

  it.each([
    ["feed", { api: false }],
    ["API", { feed: false }],
  ])("is told for all pushes at once by the %s alone", async (_, history) => {
    const { forge, read, past } = await open({ history });
    const before = await read();
    while (forge.push() !== undefined);
    expect(await past(before.listing, await read())).toMatchObject({ commits: spdkLib.pushes.map(expected) });
  });

  it("is told by nothing where both ways are closed", async () => {
    const { forge, read, past } = await open({ history: { feed: false, api: false } });
    const before = await read();
    forge.push();
    expect(await past(before.listing, await read())).toMatchObject({ is: "refused" });
  });
});
