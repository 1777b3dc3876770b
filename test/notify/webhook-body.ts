/** The body of a webhook as its receiver sees it: its format, and the sizes that Treewatch promises. */
import * as z from "zod/mini";
import { Alert } from "../../src/alerts.ts";
import { composeMessage } from "../../src/notify/compose.ts";
import type { Run } from "../../src/notify/contract.ts";
import { plainLines } from "../../src/notify/plain.ts";
import { Update } from "../../src/updates.ts";
import { about } from "./sample.ts";

const Time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/));
const Body = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("updates"),
    timestamp: Time,
    data: z.strictObject({
      watch: z.string(),
      updates: z
        .array(z.extend(Update, { changesLeftOut: z.exactOptional(z.number()) }))
        .check(z.minLength(1)),
      next: z.number(),
      missed: z.exactOptional(
        z.strictObject({ from: z.number(), to: z.number(), because: z.enum(["expired", "not-taken"]) }),
      ),
    }),
  }),
  z.strictObject({
    type: z.enum(["trouble", "recovered"]),
    timestamp: Time,
    data: z.strictObject({ watch: z.string(), alerts: z.array(Alert).check(z.minLength(1)) }),
  }),
  z.strictObject({ type: z.literal("test"), timestamp: Time, data: z.strictObject({ watch: z.string() }) }),
]);

/** What is wrong with the body of a webhook; empty where nothing is. */
export function webhookProblems(body: string): string[] {
  const parsed = Body.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { type, data } = parsed.data;
  const items = type === "updates" ? data.updates : type === "test" ? [] : data.alerts;
  const most = items.length === 1 ? 100_000 : 20_000;
  const bytes = new TextEncoder().encode(body).length;
  return bytes > most ? [`${bytes} bytes, more than ${most}`] : [];
}

/** What a receiver could tell people, who has nothing but the body. */
export function webhookText(body: string): string {
  const { type, data } = Body.parse(JSON.parse(body));
  switch (type) {
    case "updates":
      return told({ ...about, tells: "updates", items: data.updates, ...data });
    case "trouble":
    case "recovered":
      return told({ ...about, tells: "alerts", items: data.alerts });
    case "test":
      return told({ ...about, tells: "test", items: [] });
  }
}

function told(run: Omit<Run, "watch">): string {
  return plainLines(composeMessage({ ...run, watch: about.watch } as Run)).join("\n");
}
