import { describe, expect, it } from "vitest";
import { privateHost, refusedHost } from "../src/address.ts";
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

describe("refusedHost", () => {
  it("is privateHost where private hosts are not allowed", () => {
    expect(refusedHost(new URL("http://127.0.0.1:3000/"), false)).toBe("127.0.0.1");
    expect(refusedHost(new URL("https://forge.example/"), false)).toBeUndefined();
  });

  it.each([
    "http://127.0.0.1:3000/",
    "http://10.0.0.1/",
    "http://[::1]/",
    "http://forge.lan/",
    "http://forge/",
  ])("lets %s pass where private hosts are allowed", (url) => {
    expect(refusedHost(new URL(url), true)).toBeUndefined();
  });

  it.each([
    ["http://169.254.169.254/latest/", "169.254.169.254"],
    ["http://0xa9fea9fe/", "169.254.169.254"],
    ["http://[::ffff:169.254.169.254]/", "[::ffff:a9fe:a9fe]"],
    ["http://[64:ff9b::169.254.169.254]/", "[64:ff9b::a9fe:a9fe]"],
    ["http://[2001:470::5efe:169.254.169.254]/", "[2001:470::5efe:a9fe:a9fe]"],
    ["http://[fe80::1]/", "[fe80::1]"],
    ["http://[fd00:ec2::254]/", "[fd00:ec2::254]"],
    ["http://metadata.google.internal./", "metadata.google.internal"],
    ["http://169.254.169.254.nip.io/", "169.254.169.254.nip.io"],
    ["http://168.63.129.16/", "168.63.129.16"],
  ])("refuses %s even then", (url, host) => {
    expect(refusedHost(new URL(url), true)).toBe(host);
  });
});
