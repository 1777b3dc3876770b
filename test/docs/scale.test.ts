import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assumed, carried } from "../../docs/scale.ts";
import { shareOf } from "../../src/plans.ts";

const text = readFileSync("docs/scale.md", "utf8");

describe("docs/scale.md", () => {
  it("takes for granted what its tables are made with", () => {
    expect([assumed.ofRepository, assumed.ofHost]).toEqual([10, 5]);
    expect(text).toContain("ten watches of each repository, five repositories at each host");
    expect(text).toContain(`answer within ${assumed.answerMs} ms`);
  });

  it("says how much a call asks for on each plan", () => {
    const [free, paid] = [shareOf("free").requests, shareOf("paid").requests];
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      `asks for as much as ${paid.toLocaleString("en-GB")} requests, not ${free}`,
    );
  });

  it("says that 250 watches every five minutes fit the free plan, with room for hundreds of changes", () => {
    const row = carried("free").rows.find(([watches, every]) => watches === "250" && every === "5m");
    expect(Number(row?.[3])).toBeGreaterThan(300);
  });

  it.each(["docs/operate.md", "README.md", "docs/fields.ts"])("is linked from %s", (name) => {
    expect(readFileSync(name, "utf8")).toMatch(/\]\((?:docs\/)?scale\.md\)/);
  });
});
