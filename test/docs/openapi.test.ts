import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { meanings, schemas } from "../../docs/api-shapes.ts";
import { describeApi } from "../../docs/openapi.ts";

const file = join(import.meta.dirname, "../../assets/openapi.json");

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

  it("leaves what the fields mean to docs/api.md, in the words above them", () => {
    expect(JSON.stringify(schemas())).not.toContain('"description"');
    expect(meanings()).toContainEqual({ shape: "Entry", field: "size", meaning: "Bytes." });
    expect(meanings()).toContainEqual({ shape: "Update", field: "id", meaning: "Never changes." });
    expect(meanings()).toContainEqual({
      shape: "Change",
      meaning: expect.stringMatching(/^One entry's difference\./),
    });
  });
});
