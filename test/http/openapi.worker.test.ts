/** `openapi.json` against the Worker itself: every operation, with what it takes and with what it refuses. */
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../src/http/app.ts";
import { transfer } from "../../src/http/routes/transfer.ts";
import openapi from "../../assets/openapi.json";
import { poll, settled, updates } from "../drive.ts";
import { listing, World } from "../world.ts";
import { violations, type JsonSchema } from "./json-schema.ts";

type Parameter = { name: string; in: "path" | "query"; required?: boolean };
type Answer = { $ref?: string; content?: Record<string, { schema: JsonSchema }> };
type Operation = {
  operationId: string;
  security?: unknown;
  parameters?: (Parameter | { $ref: string })[];
  responses: Record<string, Answer>;
};

const { components } = openapi;
const schemas = components.schemas as Record<string, JsonSchema>;
const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
);

/** What the parameters take and what they refuse, by name, or by operation and name. */
const samples: Record<string, { good: string[]; bad: string[] }> = {
  watch: { good: ["http"], bad: ["nobody", "HTTP", "%00", "..%2f"] },
  id: { good: ["FIRST", "SECOND"], bad: ["20010101T000000Z-000000000000", "1", "%ff", "a".repeat(2000)] },
  format: { good: ["rss", "atom", "json"], bad: ["xml", "RSS", "%00"] },
  name: { good: ["SLACK_HTTP_A"], bad: ["NOBODY", "%E0%A4%A"] },
  at: { good: ["2999-01-01T00:00:00Z"], bad: ["", "now", "2999-02-30T00:00:00Z"] },
  from: { good: ["FIRST", "2999-01-01T00:00:00Z"], bad: ["", "first", "2999-01-01"] },
  to: { good: ["SECOND", "2999-01-01T00:00:00Z"], bad: ["", "%F0%9F"] },
  limit: { good: ["1", "100"], bad: ["", "0", "-1", "1.5", "1e2", "100000"] },
  after: { good: ["0", "1", "999999999999999"], bad: ["", "-1", "x"] },
  "listSnapshots.after": { good: ["FIRST", "29991231T000000Z-000000000000"], bad: ["", "1"] },
  entry: { good: ["a", "b*", "!a"], bad: ["", "!", "%0a", "a".repeat(201), "%5C"] },
  kind: { good: ["added", "!removed"], bad: ["", "painted"] },
  author: { good: ["ada", "!*bot*"], bad: ["", "!"] },
  title: { good: ["*"], bad: ["", "%00"] },
  archive: { good: [], bad: ["", "0", "-1", "x", "1e2"] },
  per: { good: ["day", "week"], bad: ["", "month", "Day"] },
};

const known: Record<string, string> = {};
beforeAll(async () => {
  const world = new World().install();
  for (const n of [1, 2]) {
    world.show("http", listing({ a: n, b: 1 }));
    await poll("http");
    await settled("http");
  }
  await env.FLEET.getByName("fleet").finishTick(Date.now(), { done: [], left: [] });
  const [update] = await updates("http");
  known["FIRST"] = update?.snapshots.from ?? "";
  known["SECOND"] = update?.snapshots.to ?? "";
});

function parametersOf({ parameters = [] }: Operation): Parameter[] {
  return parameters.map((parameter) => {
    if (!("$ref" in parameter)) return parameter;
    const name = parameter.$ref.replace("#/components/parameters/", "");
    return components.parameters[name as keyof typeof components.parameters] as Parameter;
  });
}

function samplesOf({ operationId }: Operation, { name }: Parameter): { good: string[]; bad: string[] } {
  const found = samples[`${operationId}.${name}`] ?? samples[name];
  if (found === undefined) throw new Error(`no sample of ${name}`);
  return found;
}

/** Calls an operation with the first good value of all that it has to have, and with one value more or another. */
async function call(operation: (typeof operations)[number], chosen?: [parameter: Parameter, value: string]) {
  let { path } = operation;
  const query: string[] = [];
  for (const parameter of parametersOf(operation)) {
    const [first = ""] = samplesOf(operation, parameter).good;
    const text =
      parameter === chosen?.[0] || parameter.name === chosen?.[0].name ? (chosen?.[1] ?? "") : first;
    const value = known[text] ?? text;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, value);
    else if (parameter.required || parameter.name === chosen?.[0].name)
      query.push(`${parameter.name}=${value}`);
  }
  const address = `http://treewatch.test${path}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  const headers = { authorization: "Bearer canary-admin-token" };
  new World().install().show("http", listing({ a: 2, b: 1 }));
  return exports.default.fetch(address, { method: operation.method.toUpperCase(), headers });
}

/** What is wrong with an answer by the description of its operation. */
async function wrongsOf(operation: Operation, response: Response): Promise<string[]> {
  const described = operation.responses[String(response.status)];
  if (described === undefined) return [`${response.status} is not described`];
  const reference = described.$ref?.replace("#/components/responses/", "");
  const { content = {} } =
    reference === undefined
      ? described
      : (components.responses[reference as keyof typeof components.responses] as Answer);
  const type = (response.headers.get("content-type") ?? "").replace(/;.*$/, "");
  const schema = content[type]?.schema;
  if (schema === undefined) return [`${type} is not described`];
  return violations(
    type.endsWith("json") && schema.type !== "string" ? await response.json() : "",
    schema,
    schemas,
  );
}

describe.each(operations)("$method $path", (operation) => {
  const parameters = parametersOf(operation);

  it("answers as described", async () => {
    const response = await call(operation);
    expect(response.status).toBe(200);
    expect(await wrongsOf(operation, response)).toEqual([]);
  });

  it("takes every parameter that is described", async () => {
    for (const parameter of parameters) {
      for (const value of samplesOf(operation, parameter).good) {
        const response = await call(operation, [parameter, value]);
        expect(response.status, `${parameter.name}=${value}`).toBe(200);
        expect(await wrongsOf(operation, response), `${parameter.name}=${value}`).toEqual([]);
      }
    }
  });

  it("refuses what a parameter does not take, as described", async () => {
    for (const parameter of parameters) {
      for (const value of samplesOf(operation, parameter).bad) {
        const response = await call(operation, [parameter, value]);
        expect([400, 404, 410], `${parameter.name}=${value}`).toContain(response.status);
        expect(await wrongsOf(operation, response), `${parameter.name}=${value}`).toEqual([]);
      }
    }
  });
});

it("is handed out without the file's spaces", async () => {
  const response = await exports.default.fetch("http://treewatch.test/openapi.json");
  expect(await response.text()).toBe(JSON.stringify(openapi));
});

it("describes what an operator's address says to anybody else", async () => {
  for (const operation of operations.filter(({ responses }) => "401" in responses)) {
    const path = operation.path.replace("{watch}", "http").replace("{name}", "SLACK_HTTP_A");
    const method = operation.method.toUpperCase();
    const response = await exports.default.fetch(`http://treewatch.test${path}`, { method });
    expect(response.status).toBe(401);
    expect(await wrongsOf(operation, response)).toEqual([]);
  }
});

it("leaves out no route but the pages for people and what the operator's own tools ask", () => {
  const pages = new Set([
    "/",
    "/page/:number",
    "/:watch",
    "/:watch/updates/:seq",
    ...transfer.routes.map(({ path }) => path),
  ]);
  const formats = components.parameters.format.schema.enum;
  const described = operations.flatMap(({ method, path }) =>
    formats.map((format) => `${method.toUpperCase()} ${path.replace("{format}", format)}`),
  );
  const left = app.routes.filter(({ method, path }) => {
    const route = new RegExp(`^${method} ${path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}$`);
    return !pages.has(path) && !described.some((one) => route.test(one));
  });
  expect(left).toEqual([]);
});

it("has a name of its own for every operation", () => {
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});
