import { describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { version } from "../src/version.ts";

describe("version", () => {
  it("is that of package.json", () => {
    expect(version).toBe(packageJson.version);
  });
});
