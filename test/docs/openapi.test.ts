import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { schemas } from "../../docs/api-shapes.ts";
import { describeApi } from "../../docs/openapi.ts";

const file = join(import.meta.dirname, "../../src/http/openapi.json");

describe("the description of the API", () => {
  it("is what `npm run docs` makes of the schemas", () => {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(describeApi())));
  });

  it("names nothing that it does not hold", () => {
    const api = JSON.parse(readFileSync(file, "utf8"));
    const references = JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [reference, path = ""] of references) {
      const meant = path.split("/").reduce((part, name) => part?.[name], api);
      expect(meant, reference).toBeDefined();
    }
  });

  it("says what the fields mean in the words above them", () => {
    const { Entry, Update, Change } = schemas();
    expect(Entry).toHaveProperty("properties.size.description", "Bytes.");
    expect(Update).toHaveProperty("properties.id.description", "Never changes.");
    expect(Change).toHaveProperty("description", expect.stringMatching(/^One entry's difference\./));
  });
});
