/** The pieces that `openapi.ts` is written in. */

export function query(name: string, schema: object, description: string) {
  return { name, in: "query", description, schema };
}

export function inPath(name: string, description: string) {
  return { name, in: "path", required: true, description, schema: { type: "string" } };
}

export function ok(mediaType: string, schema: object) {
  return { description: "The document.", content: { [mediaType]: { schema } } };
}

export function refused(description: string) {
  return { description, content: { "application/problem+json": { schema: ref("schemas", "Problem") } } };
}

export function problems(statuses: readonly number[]) {
  return Object.fromEntries(statuses.map((status) => [status, ref("responses", String(status))]));
}

export function ref(kind: "parameters" | "responses" | "schemas", name: string) {
  return { $ref: `#/components/${kind}/${name}` };
}
