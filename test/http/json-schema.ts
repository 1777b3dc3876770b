/** As much of JSON Schema 2020-12 as `openapi.json` uses, and stricter: a property that no schema describes is wrong. */

/** A schema, or a part of one. */
export type JsonSchema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  additionalProperties?: JsonSchema;
  /** Not looked at: names are text in any case. */
  propertyNames?: JsonSchema;
  description?: string;
};

const known = new Set(
  "$ref type const enum minimum maximum properties required items additionalProperties propertyNames description".split(
    " ",
  ),
);

/** What is wrong with a value, each with its place in it; empty where nothing is. `named` holds what references mean. */
export function violations(
  value: unknown,
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  place = "",
): string[] {
  const foreign = Object.keys(schema).filter((keyword) => !known.has(keyword));
  if (foreign.length > 0) throw new Error(`no check for ${foreign.join()}`);
  if (schema.$ref !== undefined) {
    const meant = named[schema.$ref.replace("#/components/schemas/", "")];
    if (meant === undefined) throw new Error(`nothing is called ${schema.$ref}`);
    return violations(value, meant, named, place);
  }
  const wrong: string[] = [];
  if (schema.type !== undefined && !isOf(schema.type, value)) wrong.push(`${place} is no ${schema.type}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) wrong.push(`${place} is none of the enum`);
  if ("const" in schema && schema.const !== value) wrong.push(`${place} is not the constant`);
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (typeof value === "number" && (value < minimum || value > maximum))
    wrong.push(`${place} is out of range`);
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    wrong.push(...value.flatMap((item, index) => violations(item, items, named, `${place}/${index}`)));
  } else if (typeof value === "object" && value !== null) {
    const { properties, required = [], additionalProperties } = schema;
    const missing = required.filter((name) => !Object.hasOwn(value, name));
    wrong.push(...missing.map((name) => `${place}/${name} is missing`));
    // Of an object that is described by nothing but its type, anything goes.
    if (properties === undefined && additionalProperties === undefined) return wrong;
    for (const [name, held] of Object.entries(value)) {
      const property = properties?.[name] ?? additionalProperties;
      if (property === undefined) wrong.push(`${place}/${name} is not described`);
      else wrong.push(...violations(held, property, named, `${place}/${name}`));
    }
  }
  return wrong;
}

function isOf(type: string, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
