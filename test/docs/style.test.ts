import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { styleSheet } from "../../docs/generate.ts";

it("is what `npm run docs` makes of src/http/pages/style.css, the pages' style sheet", () => {
  expect(readFileSync("src/http/pages/style.json", "utf8")).toBe(styleSheet());
});
