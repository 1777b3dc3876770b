import { describe, expect, it } from "vitest";
import { privateHost } from "../src/address.ts";
import { privateAddresses, publicAddresses } from "./addresses.ts";

describe("privateHost", () => {
  it.each(privateAddresses)("names the host of %s", (url, host) => {
    expect(privateHost(new URL(url))).toBe(host);
  });

  it.each(publicAddresses)("lets %s pass", (url) => {
    expect(privateHost(new URL(url))).toBeUndefined();
  });

  it.each(["http://256.1.1.1/", "http://[fe80::1%25eth0]/", "http://127.0.0.1.0x7f.1.1/"])(
    "never sees %s, which is no address",
    (url) => {
      expect(URL.parse(url)).toBeNull();
    },
  );

  it("names nothing but a plain host name, however the host is written", () => {
    expect(privateHost(new URL("http://<!channel>.localhost/".replace(/[<>]/g, "&")))).toBe(
      "__channel_.localhost",
    );
    expect(privateHost(new URL(`http://${"a".repeat(63)}.${"b.".repeat(5000)}localhost/`))).toMatch(
      /^[a-z0-9._-]{253}$/,
    );
  });
});
