/** A configuration of one watch, for the tests of what a watch may say. */
import { expect } from "vitest";
import { parseConfig } from "../src/config.ts";

export const READ_TOKEN = "canary-read-token";

/** The configuration with a watch of this kind; private watches are possible unless `env` says otherwise. */
export function configOf(spec: object, env: Record<string, string> = { READ_TOKEN }) {
  return parseConfig(env, { watches: [{ id: "a", ...spec }] });
}

/** What is wrong with it, each with its field. */
export function problemsOf(spec: object, env?: Record<string, string>): string[] {
  return configOf(spec, env).problems.map(({ field, problem }) => `${field}: ${problem}`);
}

/** The watch; fails where anything is wrong. */
export function watchOf(spec: object, env?: Record<string, string>) {
  const { watches, problems } = configOf(spec, env);
  expect(problems).toEqual([]);
  const [watch] = watches;
  if (watch === undefined) throw new Error("there is no watch");
  return watch;
}
