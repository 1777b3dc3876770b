import { expect, it } from "vitest";
import { idFor, watchesOf } from "../../local/addresses.ts";

const lib = "https://git.example/mirror/spdk/src/branch/master/lib";

it("makes an id of the title", () => {
  expect(watchesOf([lib])).toEqual({ is: "watches", watches: [{ id: "spdk-lib", url: lib }] });
});

it("takes more of the address where an id is taken, and leaves the first as it is", () => {
  const other = "https://git.example/fork/spdk/src/branch/next/lib";
  const third = "https://other.example/fork/spdk/src/branch/next/lib";
  const watched = watchesOf([lib, other, third]);
  expect(watched.is === "watches" && watched.watches.map(({ id }) => id)).toEqual([
    "spdk-lib",
    "fork-spdk-src-branch-next-lib",
    "other-example-fork-spdk-src-branch-next-lib",
  ]);
});

it("watches an address once however often it is given", () => {
  expect(watchesOf([lib, lib])).toMatchObject({ watches: [{ id: "spdk-lib" }] });
});

it.each(["git.example/x", "ftp://git.example/a/b", "https://git.example/x", ""])(
  "says that it cannot read %j",
  (address) => {
    expect(watchesOf([address])).toMatchObject({ is: "usage" });
  },
);

it.each([
  ["letters of other kinds", "Bücher/Täglich", "bucher-taglich"],
  ["what is no letter at the ends", "_spdk_/.lib.", "spdk-lib"],
  ["nothing that could stay, by the address", "日本", "git-example-20"],
  ["the name of a route, by the address", "healthz", "git-example-20"],
])("makes an id of a title with %s", (_, title, id) => {
  expect(idFor(title, new URL("https://git.example/%20"), ["20"])).toBe(id);
});

it("never makes an id longer than 63 characters, also with a number behind it", () => {
  const title = "x".repeat(100);
  const url = new URL("https://git.example/");
  const first = idFor(title, url, []);
  const second = idFor(title, url, [first, "git-example"]);
  expect(first).toBe("x".repeat(63));
  expect(second).toBe(`${"x".repeat(56)}-2`);
});
