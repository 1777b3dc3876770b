import { createServer } from "node:https";
import { describe, expect, it } from "vitest";
import { createPerform, type Fetch, userAgent } from "../../src/upstream/fetch.ts";
import { version } from "../../src/version.ts";
import { askByName } from "./ask-by-name.ts";
import { describeExchanges } from "./exchanges.ts";
import { listen, startMisbehaving } from "./misbehaving.ts";
import { selfSigned } from "./self-signed.ts";

describeExchanges("Node", askByName);

describe("a connection that is not secure", () => {
  const perform = createPerform({ fetch, userAgent: "Treewatch/test", allowPrivateHosts: true });

  it("is refused as such where the certificate is nobody's", async () => {
    const server = createServer(selfSigned("localhost"), (_, response) => response.end("secret"));
    const url = `https://127.0.0.1:${await listen(server)}/`;
    expect(await perform({ url })).toEqual({ is: "refused", refusal: { reason: "tls" } });
    server.close();
  });

  it("is refused as such where the host does not speak TLS", async () => {
    const host = await startMisbehaving();
    const url = host.origin.replace("http:", "https:");
    expect(await perform({ url })).toEqual({ is: "refused", refusal: { reason: "tls" } });
    await host.close();
  });
});

describe("a failure of fetch", () => {
  it.each([
    ["CERT_HAS_EXPIRED", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
    ["ECONNREFUSED", "network"],
    ["UND_ERR_SOCKET", "network"],
  ])("that Node explains with %s is refused as %s", async (code, reason) => {
    const failing: Fetch = () =>
      Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error("https://secret/"), { code }) }),
      );
    const perform = createPerform({ fetch: failing, userAgent: "Treewatch/test", allowPrivateHosts: false });
    expect(await perform({ url: "https://forge.example/" })).toEqual({ is: "refused", refusal: { reason } });
  });
});

describe("userAgent", () => {
  const contact = "mailto:ops@example.org";
  const publicUrl = "https://treewatch.example.org/";

  it.each([
    ["the contact", { contact }, `Treewatch/${version} (+${contact})`],
    ["CONTACT before the public address", { contact, publicUrl }, `Treewatch/${version} (+${contact})`],
    ["the public address", { publicUrl }, `Treewatch/${version} (+${publicUrl})`],
    [
      "the public address where the contact is blank",
      { contact: " ", publicUrl },
      `Treewatch/${version} (+${publicUrl})`,
    ],
    ["nobody", {}, `Treewatch/${version}`],
  ])("names %s", (_, settings, expected) => {
    expect(userAgent(settings)).toBe(expected);
  });

  it("is always a header that can be sent, with one comment at most", () => {
    const value = userAgent({ contact: `Zoë (ops)\r\nX: 1 \\ \u202e💥${"x".repeat(500)}` });
    expect(value).toMatch(/^Treewatch\/\S+ \(\+Zo opsX: 1 {2}x+\)$/);
    expect(value.length).toBeLessThan(250);
    expect(new Headers({ "user-agent": value }).get("user-agent")).toBe(value);
  });
});
