import { describe, expect, it } from "vitest";
import { privateHost } from "../../src/address.ts";
import { createPerform } from "../../src/upstream/fetch.ts";
import { privateAddresses, publicAddresses } from "../addresses.ts";

describe("in workerd", () => {
  it("cancels a body at the cap, and takes no more of it than one chunk beyond", async () => {
    let pulled = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    const perform = createPerform({
      fetch: async () => new Response(endless),
      userAgent: "Treewatch/test",
      allowPrivateHosts: false,
      maxBytes: 5000,
    });
    expect(await perform({ url: "http://forge.example/" })).toEqual({
      is: "refused",
      refusal: { reason: "too-large", maxBytes: 5000 },
    });
    expect(cancelled).toBe(true);
    expect(pulled).toBeLessThanOrEqual(8000);
  });

  it("sees through every spelling of an address, as in Node", () => {
    for (const [url, host] of privateAddresses) expect(privateHost(new URL(url))).toBe(host);
    for (const url of publicAddresses) expect(privateHost(new URL(url)), url).toBeUndefined();
  });
});
