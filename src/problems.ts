/** What is wrong in a configuration: how it is found, and how it is told. */
import * as z from "zod/mini";

/** Something wrong in the configuration, with what to write instead. Never holds the value of a secret. */
export type Problem = { watch?: string; field?: string; problem: string };

/** All problems in one message, a line each. */
export function explainProblems(problems: readonly Problem[]): string {
  const lines = problems.map(({ watch, field, problem }) => {
    const where = [watch === undefined ? [] : `watch "${watch}"`, field ?? []].flat().join(", ");
    return `- ${where === "" ? "" : `${where}: `}${problem}`;
  });
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${count} in the configuration; every other watch goes on.`, ...lines].join("\n");
}

/** The value as the schema reads it, or undefined; what is wrong is added to `problems`, at `place` and below. */
export function parse<T>(
  schema: z.ZodMiniType<T>,
  value: unknown,
  place: Omit<Problem, "problem">,
  problems: Problem[],
): T | undefined {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    const field = [...(place.field === undefined ? [] : [place.field]), ...path].join(".");
    problems.push({ ...place, ...(field === "" ? {} : { field }), problem: message });
  }
  return undefined;
}
